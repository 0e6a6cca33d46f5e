#pragma once
// JSON that can be asked anything: what is not there is absent, and so is everything below it.

#include <cstdint>
#include <optional>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

namespace tidemark::sandbox::testing::json {

struct Error : std::runtime_error {
  using std::runtime_error::runtime_error;
};

enum class Kind { absent, null, integer, string, array, object, other };

struct Value {
  Kind kind = Kind::absent;
  std::int64_t number = 0;
  std::string text;
  std::vector<std::pair<std::string, Value>> children;

  bool absent() const { return kind == Kind::absent; }
  bool is_null() const { return kind == Kind::null; }
  bool is_array() const { return kind == Kind::array; }
  bool is_string() const { return kind == Kind::string; }

  Value operator[](const std::string& key) const {
    for (const auto& [name, value] : children)
      if (kind == Kind::object && name == key) return value;
    return {};
  }
  /// The elements of an array or the values of an object; empty for anything else.
  std::vector<Value> items() const {
    std::vector<Value> all;
    for (const auto& [name, value] : children) all.push_back(value);
    return all;
  }
  std::optional<std::string> string() const { return is_string() ? std::optional(text) : std::nullopt; }
  std::optional<std::int64_t> count() const {
    return kind == Kind::integer ? std::optional(number) : std::nullopt;
  }
};

/// Throws Error.
Value parse(const std::string& text);

}  // namespace tidemark::sandbox::testing::json
