#include "admin/json_writer.h"

#include <algorithm>
#include <cmath>

namespace tidemark {
namespace {

constexpr std::string_view kReplacement = "\xEF\xBF\xBD";  // U+FFFD

/// Length of the UTF-8 character that `text` begins with; 0 if it begins with none.
std::size_t utf8_length(std::string_view text) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const auto follows = [&](std::size_t i, unsigned low, unsigned high) {
    return i < text.size() && byte(i) >= low && byte(i) <= high;
  };
  const unsigned first = byte(0);
  if (first < 0x80) return 1;
  if (first >= 0xC2 && first <= 0xDF) return follows(1, 0x80, 0xBF) ? 2 : 0;
  if (first >= 0xE0 && first <= 0xEF) {
    const unsigned low = first == 0xE0 ? 0xA0 : 0x80;
    const unsigned high = first == 0xED ? 0x9F : 0xBF;
    return follows(1, low, high) && follows(2, 0x80, 0xBF) ? 3 : 0;
  }
  if (first >= 0xF0 && first <= 0xF4) {
    const unsigned low = first == 0xF0 ? 0x90 : 0x80;
    const unsigned high = first == 0xF4 ? 0x8F : 0xBF;
    return follows(1, low, high) && follows(2, 0x80, 0xBF) && follows(3, 0x80, 0xBF) ? 4 : 0;
  }
  return 0;
}

bool is_plain(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return byte >= 0x20 && byte < 0x7F && c != '"' && c != '\\';
}

void append_escaped(std::string& out, char c) {
  constexpr char hex[] = "0123456789abcdef";
  switch (c) {
    case '"':
      out += "\\\"";
      return;
    case '\\':
      out += "\\\\";
      return;
    case '\n':
      out += "\\n";
      return;
    case '\r':
      out += "\\r";
      return;
    case '\t':
      out += "\\t";
      return;
    default:
      out += "\\u00";
      out += hex[(static_cast<unsigned char>(c) >> 4) & 15];
      out += hex[static_cast<unsigned char>(c) & 15];
  }
}

}  // namespace

JsonWriter& JsonWriter::value(double number) {
  if (!std::isfinite(number)) return null();
  char text[400];
  auto [end, problem] = std::to_chars(text, text + sizeof text, number, std::chars_format::fixed, 2);
  std::string_view digits(text, static_cast<std::size_t>(end - text));
  while (digits.back() == '0') digits.remove_suffix(1);
  if (digits.back() == '.') digits.remove_suffix(1);
  return raw(digits == "-0" ? "0" : digits);
}

JsonWriter& JsonWriter::array(std::span<const Instant> instants) {
  separate();
  out_.reserve(out_.size() + 2 + 28 * instants.size());
  out_ += '[';
  for (std::size_t i = 0; i < instants.size(); ++i) {
    out_.append(i == 0 ? "\"" : ",\"");
    append_rfc3339(out_, instants[i]);
    out_ += '"';
  }
  return close(']');
}

JsonWriter& JsonWriter::array(std::span<const std::int64_t> numbers, std::span<const std::uint8_t> present) {
  separate();
  // Room for all of them at their longest, and then what was not needed is cut: a column has a thousand.
  constexpr std::size_t longest = 21;
  const std::size_t start = out_.size();
  out_.resize(start + 2 + longest * numbers.size());
  char* at = out_.data() + start;
  *at++ = '[';
  for (std::size_t i = 0; i < numbers.size(); ++i) {
    if (i > 0) *at++ = ',';
    if (present.empty() || present[i] != 0)
      at = std::to_chars(at, at + longest, numbers[i]).ptr;
    else
      at = std::copy_n("null", 4, at);
  }
  *at++ = ']';
  out_.resize(static_cast<std::size_t>(at - out_.data()));
  return *this;
}

void JsonWriter::quote(std::string_view text) {
  out_ += '"';
  while (!text.empty()) {
    std::size_t plain = 0;
    while (plain < text.size() && is_plain(text[plain])) ++plain;
    out_ += text.substr(0, plain);
    text.remove_prefix(plain);
    if (text.empty()) break;
    const std::size_t length = utf8_length(text);
    if (length == 1)
      append_escaped(out_, text.front());
    else if (length == 0)
      out_ += kReplacement;
    else
      out_ += text.substr(0, length);
    text.remove_prefix(length == 0 ? 1 : length);
  }
  out_ += '"';
}

}  // namespace tidemark
