#pragma once
// Reads one JSON document into a flat tree that is safe to ask for anything.
//
// Made for platforms' answers and users' bodies: numbers stay as they were written until somebody wants one, so that
// neither a huge number in a field nobody reads nor a 1.5 where a counter belongs goes wrong; duplicate keys are kept;
// the form is checked to the last byte (RFC 8259, UTF-8 included). The parsing is simdjson's.
//
//   auto document = tidemark::json::parse(body);              // throws json::Error: "not JSON: ..."
//   for (json::Value post : document.root()["data"].items())
//     if (auto likes = post["public_metrics"]["like_count"].count()) ...
//
// A Value is a view: it lives as long as its Document. Nothing here is shared between threads.

#include <simdjson.h>

#include <charconv>
#include <cmath>
#include <cstdint>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace tidemark::json {

/// The document is not JSON, or a value is not of the wanted type; `what()` is one sentence that names the place.
struct Error : std::runtime_error {
  using std::runtime_error::runtime_error;
};

enum class Type { absent, null, boolean, number, string, array, object };

inline std::string_view to_string(Type type) {
  constexpr std::string_view names[] = {"absent", "null", "a boolean", "a number", "a string", "an array", "an object"};
  return names[static_cast<int>(type)];
}

namespace detail {

struct Node {
  Type type = Type::absent;
  bool truth = false;
  std::uint32_t parent = 0;
  std::uint32_t end = 0;   // index behind the last descendant
  std::uint32_t position = 0;  // of an array's element, from 0
  std::string_view key;    // of an object's member, unescaped
  std::string_view text;   // a string's content, a number as it was written
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
  /// The number as it was written.
  std::optional<std::string_view> number() const;

  [[noreturn]] void fail(std::string_view wanted) const {
    throw Error(describe() + " is " + std::string(to_string(type())) + ", wanted " + std::string(wanted));
  }

 private:
  friend class Document;
  Value(const Document* document, std::uint32_t index) : document_(document), index_(index) {}
  const detail::Node& node() const;
  std::string describe() const {
    const std::string where = path();
    return where.empty() ? "the document" : "\"" + where + "\"";
  }
  std::optional<std::string_view> text_of(Type wanted) const {
    if (absent() || is_null()) return std::nullopt;
    if (type() != wanted) fail(to_string(wanted));
    return node().text;
  }

  const Document* document_;
  std::uint32_t index_;  // 0 is the absent place
};

class Document {
 public:
  Document(Document&&) = default;
  Document& operator=(Document&&) = default;
  Value root() const { return {this, 1}; }

 private:
  friend class Value;
  friend Document parse(std::string_view text);
  Document() : nodes_(1) {}
  std::uint32_t add(simdjson::ondemand::value value, std::uint32_t parent, std::string_view key,
                    std::uint32_t position, int depth);
  void add_children(simdjson::ondemand::value& value, std::uint32_t self, int depth);

  // The parser's own buffer holds the unescaped strings, `text_` the numbers; both live as long as the document.
  simdjson::padded_string text_;
  std::unique_ptr<simdjson::ondemand::parser> parser_ = std::make_unique<simdjson::ondemand::parser>();
  std::vector<detail::Node> nodes_;  // depth first; [0] is the absent place, [1] the root
};

class Value::Items {
 public:
  class Iterator {
   public:
    Iterator(const Document* document, std::uint32_t index) : document_(document), index_(index) {}
    Value operator*() const { return {document_, index_}; }
    Iterator& operator++();
    bool operator!=(const Iterator& other) const { return index_ != other.index_; }

   private:
    const Document* document_;
    std::uint32_t index_;
  };
  Items(const Document* document, std::uint32_t first, std::uint32_t end)
      : document_(document), first_(first), end_(end) {}
  Iterator begin() const { return {document_, first_}; }
  Iterator end() const { return {document_, end_}; }
  bool empty() const { return first_ == end_; }
  std::size_t size() const {
    std::size_t count = 0;
    for (auto at = begin(); at != end(); ++at) ++count;
    return count;
  }

 private:
  const Document* document_;
  std::uint32_t first_, end_;
};

/// Throws Error if `text` is not one whole JSON document, or nests deeper than 64.
Document parse(std::string_view text);

// ---------------------------------------------------------------------------------------------------------------------

inline const detail::Node& Value::node() const { return document_->nodes_[index_]; }

inline Value Value::operator[](std::string_view key) const {
  if (type() == Type::object)
    for (Value member : items())
      if (member.key() == key) return member;
  return {document_, 0};
}

inline Value::Items Value::items() const {
  const bool holds = type() == Type::object || type() == Type::array;
  return holds ? Items(document_, index_ + 1, node().end) : Items(document_, 0, 0);
}

inline Value::Items::Iterator& Value::Items::Iterator::operator++() {
  index_ = Value(document_, index_).node().end;
  return *this;
}

inline std::string Value::path() const {
  if (index_ <= 1) return {};
  const detail::Node& self = node();
  std::string up = Value(document_, self.parent).path();
  if (document_->nodes_[self.parent].type == Type::array) return up + "[" + std::to_string(self.position) + "]";
  return up.empty() ? std::string(self.key) : up + "." + std::string(self.key);
}

inline std::optional<std::string_view> Value::string() const { return text_of(Type::string); }
inline std::optional<std::string_view> Value::number() const { return text_of(Type::number); }

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
  if (real_problem == std::errc() && real_rest == end && std::trunc(real) == real && std::abs(real) <= 9007199254740992.0)
    return static_cast<std::int64_t>(real);
  throw Error(describe() + " is " + std::string(*text) + ", wanted a whole number of at most 64 bits");
}

inline std::optional<std::int64_t> Value::count() const {
  const auto whole = integer();
  if (whole && *whole < 0) throw Error(describe() + " is " + std::to_string(*whole) + ", wanted a count of 0 or more");
  return whole;
}

inline void Document::add_children(simdjson::ondemand::value& value, std::uint32_t self, int depth) {
  if (depth >= detail::kDeepest) throw Error("not JSON that we read: it nests deeper than 64");
  if (nodes_[self].type == Type::array) {
    std::uint32_t position = 0;
    for (auto element : value.get_array()) add(element.value(), self, {}, position++, depth + 1);
  } else {
    for (auto field : value.get_object()) {
      const std::string_view key = field.unescaped_key();
      add(field.value(), self, key, 0, depth + 1);
    }
  }
}

inline std::uint32_t Document::add(simdjson::ondemand::value value, std::uint32_t parent, std::string_view key,
                                   std::uint32_t position, int depth) {
  using Kind = simdjson::ondemand::json_type;
  const auto self = static_cast<std::uint32_t>(nodes_.size());
  nodes_.push_back({.parent = parent, .position = position, .key = key});
  switch (Kind kind = value.type()) {
    case Kind::array:
    case Kind::object:
      nodes_[self].type = kind == Kind::array ? Type::array : Type::object;
      add_children(value, self, depth);
      break;
    case Kind::string:
      nodes_[self].type = Type::string;
      nodes_[self].text = value.get_string();
      break;
    case Kind::number: {
      std::string_view raw = value.raw_json_token();
      while (!raw.empty() && (raw.back() == ' ' || raw.back() == '\n' || raw.back() == '\r' || raw.back() == '\t'))
        raw.remove_suffix(1);
      nodes_[self].type = Type::number;
      nodes_[self].text = raw;
      break;
    }
    case Kind::boolean:
      nodes_[self].type = Type::boolean;
      nodes_[self].truth = value.get_bool();
      break;
    case Kind::null:
      if (!value.is_null()) throw Error("not JSON: a word that is neither true, false nor null");
      nodes_[self].type = Type::null;
      break;
  }
  nodes_[self].end = static_cast<std::uint32_t>(nodes_.size());
  return self;
}

}  // namespace tidemark::json
