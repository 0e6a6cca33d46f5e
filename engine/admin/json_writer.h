#pragma once
// Writes JSON onto the end of one string. The caller keeps the order: begin, members, end; a key before each
// member. Whole numbers are exact; fractions have at most 2 decimals (every rate of ours has 2); what is not
// a number is null.

#include <charconv>
#include <concepts>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "domain/instant.h"
#include "domain/rfc3339.h"

namespace tidemark {

/// Threads: none. `out` outlives it.
class JsonWriter {
 public:
  explicit JsonWriter(std::string& out) : out_(out) {}

  JsonWriter& begin_object() { return open('{'); }
  JsonWriter& end_object() { return close('}'); }
  JsonWriter& begin_array() { return open('['); }
  JsonWriter& end_array() { return close(']'); }

  JsonWriter& key(std::string_view name) {
    separate();
    quote(name);
    out_ += ':';
    return *this;
  }

  JsonWriter& value(std::string_view text) {
    separate();
    quote(text);
    return *this;
  }
  JsonWriter& value(const char* text) { return value(std::string_view(text)); }
  JsonWriter& value(const std::string& text) { return value(std::string_view(text)); }
  JsonWriter& value(std::same_as<bool> auto truth) { return raw(truth ? "true" : "false"); }
  template <std::integral Whole>
  requires(!std::same_as<Whole, bool> && !std::same_as<Whole, char>) JsonWriter& value(Whole number) {
    separate();
    char digits[24];
    out_.append(digits, std::to_chars(digits, digits + sizeof digits, number).ptr);
    return *this;
  }
  JsonWriter& value(double number);
  JsonWriter& value(Instant at) {
    separate();
    out_ += '"';
    append_rfc3339(out_, at);
    out_ += '"';
    return *this;
  }
  /// A whole array: of instants; of numbers, with null where `present`, if it is not empty, is 0.
  JsonWriter& array(std::span<const Instant> instants);
  JsonWriter& array(std::span<const std::int64_t> numbers, std::span<const std::uint8_t> present);
  template <typename T>
  JsonWriter& value(const std::optional<T>& maybe) {
    return maybe ? value(*maybe) : null();
  }
  JsonWriter& null() { return raw("null"); }
  /// JSON that is already written.
  JsonWriter& raw(std::string_view json) {
    separate();
    out_ += json;
    return *this;
  }

  template <typename T>
  JsonWriter& field(std::string_view name, const T& content) {
    key(name);
    return value(content);
  }

 private:
  JsonWriter& open(char bracket) {
    separate();
    out_ += bracket;
    return *this;
  }
  JsonWriter& close(char bracket) {
    out_ += bracket;
    return *this;
  }
  /// Text ends with its quote, so that these characters at the end are always JSON's own.
  void separate() {
    if (out_.size() > start_ && out_.back() != '{' && out_.back() != '[' && out_.back() != ':') out_ += ',';
  }
  void quote(std::string_view text);

  std::string& out_;
  std::size_t start_ = out_.size();
};

}  // namespace tidemark
