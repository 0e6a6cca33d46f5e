#include "little_text.h"

#include <cstddef>

namespace tidemark::linkedin {
namespace {

constexpr std::string_view kReserved = "\\|{}@[]()<>#*_~";

/// The first `wanted` that no backslash stands before.
std::size_t find_plain(std::string_view text, char wanted, std::size_t from) {
  for (std::size_t at = from; at < text.size(); ++at) {
    if (text[at] == '\\')
      ++at;
    else if (text[at] == wanted)
      return at;
  }
  return std::string_view::npos;
}

std::string unescaped(std::string_view text) {
  std::string out;
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (text[at] == '\\' && at + 1 < text.size() && kReserved.find(text[at + 1]) != std::string_view::npos)
      ++at;
    out += text[at];
  }
  return out;
}

/// If `text` begins with a mention or a template: what it stands for is added, its length returned; else 0.
std::size_t read_element(std::string_view text, std::string& out) {
  if (text.starts_with("@[")) {
    const auto name_end = find_plain(text, ']', 2);
    if (name_end == std::string_view::npos || !text.substr(name_end + 1).starts_with("(")) return 0;
    const auto end = find_plain(text, ')', name_end + 2);
    if (end == std::string_view::npos) return 0;
    out += unescaped(text.substr(2, name_end - 2));
    return end + 1;
  }
  if (text.starts_with("{hashtag|")) {
    const std::size_t sign = std::string_view("{hashtag|").size();
    const auto word = find_plain(text, '|', sign);
    const auto end = find_plain(text, '}', sign);
    if (word == std::string_view::npos || end == std::string_view::npos || word > end) return 0;
    out += "#" + unescaped(text.substr(word + 1, end - word - 1));
    return end + 1;
  }
  return 0;
}

}  // namespace

std::string plain_text(std::string_view little) {
  std::string out;
  out.reserve(little.size());
  for (std::size_t at = 0; at < little.size();) {
    if (const std::size_t length = read_element(little.substr(at), out)) {
      at += length;
      continue;
    }
    const std::size_t length = little[at] == '\\' && at + 1 < little.size() ? 2 : 1;
    out += unescaped(little.substr(at, length));
    at += length;
  }
  return out;
}

}  // namespace tidemark::linkedin
