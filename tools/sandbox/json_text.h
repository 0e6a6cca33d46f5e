#pragma once
// Writes JSON straight into a string: the benchmark fetches 20,000 posts through the sandbox, and a tree of
// objects for each answer would cost more than everything else in it.

#include <charconv>
#include <cstdint>
#include <string>
#include <string_view>

namespace tidemark::sandbox {

class JsonText {
 public:
  explicit JsonText(std::size_t expected = 256) { out_.reserve(expected); }

  JsonText& begin_object() { return open('{'); }
  JsonText& end_object() { return close('}'); }
  JsonText& begin_array() { return open('['); }
  JsonText& end_array() { return close(']'); }
  JsonText& key(std::string_view name) {
    string(name);
    out_ += ':';
    fresh_ = true;
    return *this;
  }
  JsonText& string(std::string_view text) {
    separate();
    out_ += '"';
    escape(text);
    out_ += '"';
    return *this;
  }
  JsonText& number(std::int64_t number) {
    separate();
    char digits[24];
    out_.append(digits, std::to_chars(digits, digits + sizeof digits, number).ptr);
    return *this;
  }
  /// Always with a point or an exponent: "0.0".
  JsonText& real(double number) {
    separate();
    char digits[40];
    const auto size =
        static_cast<std::size_t>(std::to_chars(digits, digits + sizeof digits, number).ptr - digits);
    out_.append(digits, size);
    if (std::string_view(digits, size).find_first_of(".e") == std::string_view::npos) out_ += ".0";
    return *this;
  }
  JsonText& boolean(bool yes) { return raw(yes ? "true" : "false"); }
  JsonText& null() { return raw("null"); }
  /// A value that is JSON already.
  JsonText& raw(std::string_view json) {
    separate();
    out_ += json;
    return *this;
  }

  JsonText& member(std::string_view name, std::string_view text) { return key(name).string(text); }
  JsonText& member(std::string_view name, const char* text) { return key(name).string(text); }
  JsonText& member(std::string_view name, std::int64_t value) { return key(name).number(value); }

  std::string take() { return std::move(out_); }
  bool empty() const { return out_.empty(); }

 private:
  JsonText& open(char bracket) {
    separate();
    out_ += bracket;
    fresh_ = true;
    return *this;
  }
  JsonText& close(char bracket) {
    out_ += bracket;
    fresh_ = false;
    return *this;
  }
  void separate() {
    if (!fresh_) out_ += ',';
    fresh_ = false;
  }
  void escape(std::string_view text) {
    constexpr std::string_view hex = "0123456789abcdef";
    for (char c : text) {
      if (c == '"' || c == '\\') {
        out_ += '\\';
        out_ += c;
      } else if (c == '\n') {
        out_ += "\\n";
      } else if (static_cast<unsigned char>(c) < 0x20) {
        out_ += "\\u00";
        out_ += hex[static_cast<unsigned char>(c) >> 4];
        out_ += hex[static_cast<unsigned char>(c) & 15];
      } else {
        out_ += c;
      }
    }
  }

  std::string out_;
  bool fresh_ = true;  // nothing stands before the next value that a comma would have to follow
};

}  // namespace tidemark::sandbox
