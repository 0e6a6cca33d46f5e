#pragma once
// Reads one JSON document into a flat tree that is safe to ask for anything.
//
// Made for platforms' answers and users' bodies: numbers stay as they were written until somebody wants one,
// so that neither a huge number in a field nobody reads nor a 1.5 where a counter belongs goes wrong;
// duplicate keys are kept; the form is checked to the last byte (RFC 8259, UTF-8 included). The parsing is
// simdjson's.
//
//   auto document = tidemark::json::parse(body);              // throws json::Error: "not JSON: ..."
//   for (json::Value post : document.root()["data"].items())
//     if (auto likes = post["public_metrics"]["like_count"].count()) ...
//
// A Value is a view: it lives as long as its Document. Nothing here is shared between threads.

#include <simdjson.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstdint>
#include <cstring>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace tidemark::json {

/// The document is not JSON, or a value is not of the wanted type; `what()` is one sentence that names the
/// place.
struct Error : std::runtime_error {
  using std::runtime_error::runtime_error;
};

enum class Type { absent, null, boolean, number, string, array, object };

inline std::string_view to_string(Type type) {
  constexpr std::string_view names[] = {"absent",   "null",     "a boolean", "a number",
                                        "a string", "an array", "an object"};
  return names[static_cast<int>(type)];
}

namespace detail {

struct Node {
  Type type = Type::absent;
  bool truth = false;
  std::uint32_t parent = 0;
  std::uint32_t end = 0;       // index behind the last descendant
  std::uint32_t position = 0;  // of an array's element, from 0
  std::string_view key;        // of an object's member, unescaped
  std::string_view text;       // a string's content, a number as it was written
};

inline constexpr int kDeepest = 64;

}  // namespace detail

class Document;

/// One place in a document; asking an absent place gives an absent place.
class Value {
 public:
  Type type() const { return node().type; }
  bool absent() const { return type() == Type::absent; }
  bool is_null() const { return type() == Type::null; }
  explicit operator bool() const { return !absent() && !is_null(); }

  /// A member of an object, the first of that name; absent if there is none or this is no object.
  Value operator[](std::string_view key) const;
  /// The elements of an array, or the members of an object in their order; empty for anything else.
  class Items;
  Items items() const;
  /// Of a member: its name. Of an element: empty.
  std::string_view key() const { return node().key; }
  /// Where this is, as in "data[3].public_metrics.like_count"; empty for the root.
  std::string path() const;

  /// Absent or null gives nothing; any other type throws Error with path, found type and wanted type.
  std::optional<std::string_view> string() const;
  std::optional<bool> boolean() const;
  /// A whole number that fits 64 bits, signed. 1.0 and 1e3 are whole; 1.5, "1", true are errors.
  std::optional<std::int64_t> integer() const;
  /// As `integer`, and an error if it is negative: for counters that only exist from zero up.
  std::optional<std::int64_t> count() const;
  /// Itself if it is an object, the absent place if it is absent or null; anything else throws Error.
  Value object() const { return *this ? of(Type::object) : Value(nodes_, 0); }
  /// The elements of an array, none if it is absent or null; anything else throws Error.
  Items array() const;
  /// The number as it was written.
  std::optional<std::string_view> number() const;

  [[noreturn]] void fail(std::string_view wanted) const {
    throw Error(describe() + " is " + std::string(to_string(type())) + ", wanted " + std::string(wanted));
  }

 private:
  friend class Document;
  Value(const detail::Node* nodes, std::uint32_t index) : nodes_(nodes), index_(index) {}
  const detail::Node& node() const { return nodes_[index_]; }
  std::string describe() const {
    const std::string where = path();
    return where.empty() ? "the document" : "\"" + where + "\"";
  }
  const Value& of(Type wanted) const {
    if (type() != wanted) fail(to_string(wanted));
    return *this;
  }
  std::optional<std::string_view> text_of(Type wanted) const {
    if (!*this) return std::nullopt;
    return of(wanted).node().text;
  }

  const detail::Node* nodes_;  // of the document
  std::uint32_t index_;        // 0 is the absent place
};

/// Moving it leaves every Value and text taken from it valid.
class Document {
 public:
  Document(Document&&) = default;
  Document& operator=(Document&&) = default;
  Value root() const { return {nodes_.data(), 1}; }

 private:
  friend Document parse(std::string_view text);
  explicit Document(std::string_view text);
  void read(simdjson::ondemand::document& source);
  void add(simdjson::ondemand::value value, std::uint32_t parent, std::string_view key,
           std::uint32_t position, int depth);
  void add_children(simdjson::ondemand::value& value, std::uint32_t self, int depth);

  // The parser's own buffer holds the unescaped strings, `text_` the numbers; both live as long as the
  // document.
  simdjson::padded_string text_;
  std::unique_ptr<simdjson::ondemand::parser> parser_ = std::make_unique<simdjson::ondemand::parser>();
  std::vector<detail::Node> nodes_;  // depth first; [0] is the absent place, [1] the root
};

class Value::Items {
 public:
  class Iterator {
   public:
    Iterator(const detail::Node* nodes, std::uint32_t index) : nodes_(nodes), index_(index) {}
    Value operator*() const { return {nodes_, index_}; }
    Iterator& operator++() {
      index_ = nodes_[index_].end;
      return *this;
    }
    bool operator!=(const Iterator& other) const { return index_ != other.index_; }

   private:
    const detail::Node* nodes_;
    std::uint32_t index_;
  };
  Items(const detail::Node* nodes, std::uint32_t first, std::uint32_t end)
      : nodes_(nodes), first_(first), end_(end) {}
  Iterator begin() const { return {nodes_, first_}; }
  Iterator end() const { return {nodes_, end_}; }
  bool empty() const { return first_ == end_; }
  std::size_t size() const {
    std::size_t count = 0;
    for (auto at = begin(); at != end(); ++at) ++count;
    return count;
  }

 private:
  const detail::Node* nodes_;
  std::uint32_t first_, end_;
};

/// Throws Error if `text` is not one whole JSON document, or nests deeper than 64. A string with half of a
/// surrogate pair is refused, because it stands for no text.
Document parse(std::string_view text);

// ---------------------------------------------------------------------------------------------------------------------

inline Value Value::operator[](std::string_view key) const {
  if (type() == Type::object)
    for (Value member : items())
      if (member.key() == key) return member;
  return {nodes_, 0};
}

inline Value::Items Value::items() const {
  const bool holds = type() == Type::object || type() == Type::array;
  return holds ? Items(nodes_, index_ + 1, node().end) : Items(nodes_, 0, 0);
}

inline Value::Items Value::array() const {
  return *this ? of(Type::array).items() : Items(nodes_, 0, 0);
}

inline std::string Value::path() const {
  if (index_ <= 1) return {};
  const detail::Node& self = node();
  std::string up = Value(nodes_, self.parent).path();
  if (nodes_[self.parent].type == Type::array) return up + "[" + std::to_string(self.position) + "]";
  return up.empty() ? std::string(self.key) : up + "." + std::string(self.key);
}

inline std::optional<std::string_view> Value::string() const {
  return text_of(Type::string);
}
inline std::optional<std::string_view> Value::number() const {
  return text_of(Type::number);
}

inline std::optional<bool> Value::boolean() const {
  if (!*this) return std::nullopt;
  if (type() != Type::boolean) fail("a boolean");
  return node().truth;
}

inline std::optional<std::int64_t> Value::integer() const {
  const auto text = text_of(Type::number);
  if (!text) return std::nullopt;
  std::int64_t whole = 0;
  const char* end = text->data() + text->size();
  auto [rest, problem] = std::from_chars(text->data(), end, whole);
  if (problem == std::errc() && rest == end) return whole;
  // 1.0, 1e3: whole numbers in another dress, exact within a double's 53 bits.
  double real = 0;
  auto [real_rest, real_problem] = std::from_chars(text->data(), end, real);
  if (real_problem == std::errc() && real_rest == end && std::trunc(real) == real &&
      std::abs(real) <= 9007199254740992.0)
    return static_cast<std::int64_t>(real);
  throw Error(describe() + " is " + std::string(*text) + ", wanted a whole number of at most 64 bits");
}

inline std::optional<std::int64_t> Value::count() const {
  const auto whole = integer();
  if (whole && *whole < 0)
    throw Error(describe() + " is " + std::to_string(*whole) + ", wanted a count of 0 or more");
  return whole;
}

namespace detail {

/// Whether `text` is a number by RFC 8259, section 6. simdjson's raw token is whatever stands before the next
/// comma.
inline bool is_number(std::string_view text) {
  std::size_t at = 0;
  const auto digit = [&] { return at < text.size() && text[at] >= '0' && text[at] <= '9'; };
  const auto digits = [&] {
    const std::size_t first = at;
    while (digit()) ++at;
    return at > first;
  };
  const auto skip = [&](std::string_view any) {
    const bool found = at < text.size() && any.find(text[at]) != std::string_view::npos;
    at += found ? 1 : 0;
    return found;
  };
  skip("-");
  if (!skip("0") && !digits()) return false;
  if (skip(".") && !digits()) return false;
  if (skip("eE")) {
    skip("+-");
    if (!digits()) return false;
  }
  return at == text.size();
}

/// A scalar as it was written, without the white space behind it.
inline std::string_view raw(simdjson::ondemand::value& value) {
  std::string_view token = value.raw_json_token();
  token.remove_suffix(token.size() - 1 - token.find_last_not_of(" \t\r\n"));
  return token;
}

inline std::string_view text(std::string_view unescaped) {
  // Half a surrogate pair comes out of simdjson as the three bytes that UTF-8 forbids; all of them begin with
  // ED.
  if (unescaped.find('\xED') != std::string_view::npos && !simdjson::validate_utf8(unescaped))
    throw Error("not JSON: a string with half of a surrogate pair");
  return unescaped;
}

}  // namespace detail

inline void Document::add_children(simdjson::ondemand::value& value, std::uint32_t self, int depth) {
  if (depth >= detail::kDeepest) throw Error("not JSON that we read: it nests deeper than 64");
  if (nodes_[self].type == Type::array) {
    std::uint32_t position = 0;
    for (auto element : value.get_array()) add(element.value(), self, {}, position++, depth + 1);
  } else {
    for (auto field : value.get_object()) {
      const std::string_view key = detail::text(field.unescaped_key());
      add(field.value(), self, key, 0, depth + 1);
    }
  }
}

inline void Document::add(simdjson::ondemand::value value, std::uint32_t parent, std::string_view key,
                          std::uint32_t position, int depth) {
  using Kind = simdjson::ondemand::json_type;
  const auto self = static_cast<std::uint32_t>(nodes_.size());
  nodes_.push_back({.parent = parent, .position = position, .key = key});
  switch (const Kind kind = value.type(); kind) {
    case Kind::array:
    case Kind::object:
      nodes_[self].type = kind == Kind::array ? Type::array : Type::object;
      add_children(value, self, depth);
      break;
    case Kind::string:
      nodes_[self].type = Type::string;
      nodes_[self].text = detail::text(value.get_string());
      break;
    case Kind::number:
      nodes_[self].type = Type::number;
      nodes_[self].text = detail::raw(value);
      if (!detail::is_number(nodes_[self].text)) throw simdjson::simdjson_error(simdjson::NUMBER_ERROR);
      break;
    case Kind::boolean:
      nodes_[self].type = Type::boolean;
      nodes_[self].truth = value.get_bool();
      break;
    case Kind::null:
      nodes_[self].type = Type::null;
      if (detail::raw(value) != "null") throw simdjson::simdjson_error(simdjson::N_ATOM_ERROR);
      break;
  }
  nodes_[self].end = static_cast<std::uint32_t>(nodes_.size());
}

inline void Document::read(simdjson::ondemand::document& source) {
  for (auto element : source.get_array()) {
    if (nodes_.size() > 1) throw Error("not JSON: more follows after its end");
    add(element.value(), 0, {}, 0, 0);
  }
  if (source.current_location().error() != simdjson::OUT_OF_BOUNDS)
    throw Error("not JSON: more follows after its end");
  if (nodes_.size() == 1) throw Error("not JSON: it is empty");
}

// The text is read as the only element of an array: simdjson's on-demand front end treats a scalar at the
// root as a case of its own and does not look behind the root's end.
inline Document::Document(std::string_view text) : text_(text.size() + 2), nodes_(1) {
  text_.data()[0] = '[';
  if (!text.empty()) std::memcpy(text_.data() + 1, text.data(), text.size());
  text_.data()[text.size() + 1] = ']';
  nodes_.reserve(2 + text.size() / 24);
  simdjson::ondemand::document source;
  if (const auto problem = parser_->iterate(text_).get(source)) throw simdjson::simdjson_error(problem);
  try {
    read(source);
  } catch (const simdjson::simdjson_error& problem) {
    const char* where = nullptr;
    if (source.current_location().get(where) || where <= text_.data()) throw;
    throw Error("not JSON: " + std::string(problem.what()) + " at byte " +
                std::to_string(std::min<std::size_t>(where - text_.data() - 1, text.size())));
  }
}

inline Document parse(std::string_view text) try {
  return Document(text);
} catch (const simdjson::simdjson_error& problem) {
  throw Error("not JSON: " + std::string(problem.what()));
}

}  // namespace tidemark::json
