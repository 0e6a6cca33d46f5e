#include "json_damage.h"

#include <cstdio>
#include <functional>

#include "tidemark/json.hpp"

namespace tidemark::testing {
namespace {

/// A document that can be changed and written again, numbers as they were.
struct Node {
  json::Type type;
  std::string key = {};   // of a member
  std::string text = {};  // of a scalar, as it is written
  std::vector<Node> children = {};
};

std::string json_string(std::string_view text) {
  std::string out = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') out += '\\';
    if (static_cast<unsigned char>(c) >= 0x20) {
      out += c;
      continue;
    }
    char escaped[8];
    std::snprintf(escaped, sizeof escaped, "\\u%04x", static_cast<unsigned>(c));
    out += escaped;
  }
  return out + '"';
}

Node tree_of(const json::Value& value) {
  Node node{.type = value.type(), .key = std::string(value.key())};
  switch (value.type()) {
    case json::Type::boolean:
      node.text = *value.boolean() ? "true" : "false";
      break;
    case json::Type::number:
      node.text = *value.number();
      break;
    case json::Type::string:
      node.text = json_string(*value.string());
      break;
    case json::Type::array:
    case json::Type::object:
      for (const json::Value child : value.items()) node.children.push_back(tree_of(child));
      break;
    default:
      node.text = "null";
  }
  return node;
}

void write(const Node& node, std::string& out) {
  if (!node.text.empty()) {
    out += node.text;
    return;
  }
  const bool object = node.type == json::Type::object;
  out += object ? '{' : '[';
  for (const Node& child : node.children) {
    if (&child != &node.children.front()) out += ',';
    if (object) (out += json_string(child.key)) += ':';
    write(child, out);
  }
  out += object ? '}' : ']';
}

/// What a value may have become. A text of digits is a number for some platforms: not of another type.
struct Became {
  const char* text;
  json::Type type;
};
constexpr Became kBecame[] = {{"null", json::Type::null},
                              {"true", json::Type::boolean},
                              {"\"\"", json::Type::string},
                              {"\"oddly\"", json::Type::string},
                              {"\"73\"", json::Type::string},
                              {"73", json::Type::number},
                              {"-73", json::Type::number},
                              {"1.5", json::Type::number},
                              {"1e400", json::Type::number},
                              {"9223372036854775807", json::Type::number},
                              {"9223372036854775808", json::Type::number},
                              {"99999999999999999999", json::Type::number},
                              {"[]", json::Type::array},
                              {"[[73]]", json::Type::array},
                              {"{}", json::Type::object},
                              {"{\"oddly\":73}", json::Type::object}};

void add_names(const Node& node, std::vector<std::string>& names) {
  if (!node.key.empty()) names.push_back(node.key);
  for (const Node& child : node.children) add_names(child, names);
}

class Damager {
 public:
  Damager(Node root, std::vector<Damage>& out) : root_(std::move(root)), out_(out) {}

  void run() {
    names_.clear();
    visit(root_, "the document");
  }

 private:
  void visit(Node& node, const std::string& path) {
    const std::size_t above = names_.size();
    if (!node.key.empty()) names_.push_back(node.key);
    replace(node, path);
    for (std::size_t i = 0; i < node.children.size(); ++i) {
      const Node& child = node.children[i];
      const std::string place =
          path + (node.type == json::Type::object ? "." + child.key : "[" + std::to_string(i) + "]");
      lose(node, i, place);
      visit(node.children[i], place);
    }
    if (node.type == json::Type::object) add_stranger(node, path);
    names_.resize(above);
  }

  void replace(Node& node, const std::string& path) {
    const Node good = node;
    for (const Became& became : kBecame) {
      if (good.text == became.text) continue;
      const bool same = became.type == good.type || became.type == json::Type::null;
      node = {.type = became.type, .key = good.key, .text = became.text};
      note(path + " = " + became.text, same ? Damage::Kind::same_type : Damage::Kind::other_type, good);
    }
    node = {.type = json::Type::array, .key = good.key, .text = std::string(80, '[') + std::string(80, ']')};
    note(path + " = 80 arrays in each other", Damage::Kind::other_type, good);
    node = good;
  }

  void lose(Node& parent, std::size_t place, const std::string& path) {
    const Node child = parent.children[place];
    const auto at = [&] { return parent.children.begin() + static_cast<std::ptrdiff_t>(place); };
    parent.children.erase(at());
    note(path + " removed", Damage::Kind::removed, child);
    for (const int behind : {0, 1}) {
      parent.children.insert(at(), child);
      Node twin{.type = json::Type::string, .key = child.key, .text = "\"oddly\""};
      const auto twin_at = parent.children.insert(at() + behind, std::move(twin));
      note(path + (behind ? " twice, \"oddly\" behind" : " twice, \"oddly\" in front"),
           Damage::Kind::same_type, child);
      parent.children.erase(twin_at);
      parent.children.erase(at());
    }
    parent.children.insert(at(), child);
  }

  void add_stranger(Node& node, const std::string& path) {
    const Node good = node;
    node.children.insert(
        node.children.begin(),
        Node{.type = json::Type::object, .key = "unheard_of", .text = R"({"deeper":[1.5,null,"73"]})"});
    note(path + " has an unknown member", Damage::Kind::same_type, good);
    node = good;
  }

  void note(std::string what, Damage::Kind kind, const Node& good) {
    Damage damage{.what = std::move(what), .body = {}, .kind = kind, .names = names_};
    add_names(good, damage.names);
    write(root_, damage.body);
    out_.push_back(std::move(damage));
  }

  Node root_;
  std::vector<std::string> names_;
  std::vector<Damage>& out_;
};

}  // namespace

std::vector<Damage> damages_of(std::string_view body) {
  std::vector<Damage> all;
  try {
    const json::Document document = json::parse(body);
    Damager(tree_of(document.root()), all).run();
  } catch (const json::Error&) {
    all.clear();  // no JSON, no places
  }
  const auto whole = [&](std::string what, std::string text) {
    all.push_back({std::move(what), std::move(text), Damage::Kind::not_readable, {}});
  };
  const std::size_t step = body.size() / 40 + 1;
  for (std::size_t size = 1; size < body.size(); size += step)
    whole("cut off after " + std::to_string(size) + " bytes", std::string(body.substr(0, size)));
  whole("empty", "");
  whole("blanks", " \r\n");
  whole("HTML", "<!DOCTYPE html><html><body><h1>Something went wrong</h1></body></html>");
  whole("not UTF-8", "{\"data\":\"\xff\xfe\"}");
  whole("5,000 arrays in each other", std::string(5000, '[') + std::string(5000, ']'));
  return all;
}

Damage flipped(std::string_view body, std::mt19937_64& random) {
  Damage damage{.what = "bytes flipped", .body = std::string(body), .kind = Damage::Kind::same_type};
  for (std::uint64_t flips = 1 + random() % 3; flips > 0 && !body.empty(); --flips)
    damage.body[random() % body.size()] = static_cast<char>(random());
  // What was flipped may be a name: one that is missed, or one that stands there now.
  for (const std::string_view text : {body, std::string_view(damage.body)}) try {
      const json::Document document = json::parse(text);
      add_names(tree_of(document.root()), damage.names);
    } catch (const json::Error&) {  // no JSON, no names
    }
  return damage;
}

}  // namespace tidemark::testing
