#include "host/plugin_text.h"

#include <cstdint>

namespace tidemark {
namespace {

// How many bytes the well-formed character at the front of `text` has; 0 if there is none.
std::size_t character_size(std::string_view text) {
  const auto byte = [&](std::size_t at) { return static_cast<unsigned char>(text[at]); };
  const unsigned char lead = byte(0);
  if (lead < 0x80) return 1;
  const std::size_t size = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2;
  if (lead < 0xC2 || lead > 0xF4 || text.size() < size) return 0;
  for (std::size_t at = 1; at < size; ++at)
    if ((byte(at) & 0xC0) != 0x80) return 0;
  const unsigned char second = byte(1);
  const bool overlong = (lead == 0xE0 && second < 0xA0) || (lead == 0xF0 && second < 0x90);
  const bool surrogate = lead == 0xED && second > 0x9F;
  const bool past_the_end = lead == 0xF4 && second > 0x8F;
  return overlong || surrogate || past_the_end ? 0 : size;
}

}  // namespace

bool is_utf8(std::string_view text) {
  while (!text.empty()) {
    const std::size_t size = character_size(text);
    if (size == 0) return false;
    text.remove_prefix(size);
  }
  return true;
}

std::string repaired(std::string_view text, std::size_t most) {
  constexpr std::string_view kReplacement = "\xEF\xBF\xBD";
  std::string out;
  while (!text.empty()) {
    const std::size_t size = character_size(text);
    const std::string_view character = size ? text.substr(0, size) : kReplacement;
    if (out.size() + character.size() > most) break;
    out += character;
    text.remove_prefix(size ? size : 1);
  }
  return out;
}

std::string one_line(std::string_view text, std::size_t most) {
  std::string line = repaired(text, most);
  for (std::size_t at = 0; at < line.size(); ++at) {
    const auto byte = static_cast<unsigned char>(line[at]);
    if (byte < 0x20 || byte == 0x7F) line[at] = ' ';
    // U+0080 to U+009F: two bytes, both made blank.
    if (byte == 0xC2 && static_cast<unsigned char>(line[at + 1]) < 0xA0) line[at] = line[at + 1] = ' ';
  }
  const auto first = line.find_first_not_of(' ');
  if (first == std::string::npos) return {};
  return line.substr(first, line.find_last_not_of(' ') - first + 1);
}

}  // namespace tidemark
