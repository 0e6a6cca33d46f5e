#pragma once
// Texts that come from outside: judged, and made fit for a log line or an error.

#include <cstddef>
#include <string>
#include <string_view>

#include "tidemark/abi.h"

namespace tidemark {

/// Longest sentence that is taken from a plugin, in bytes.
inline constexpr std::size_t kLongestSentence = 1000;

/// Well-formed UTF-8 as RFC 3629 has it: no overlong forms, no surrogates.
bool is_utf8(std::string_view text);

/// Broken bytes become U+FFFD; what is over `most` bytes is cut off at a character's boundary.
std::string repaired(std::string_view text, std::size_t most);

/// As `repaired`, and control characters become blanks: fit for one line of a log.
std::string one_line(std::string_view text, std::size_t most = kLongestSentence);

/// A plugin's text; nothing in it that says size without data.
inline std::string_view view(const tidemark_text& text) {
  return text.data ? std::string_view(text.data, text.size) : std::string_view();
}
/// For the plugin; as long as the text lives.
inline tidemark_text lent(std::string_view text) {
  return {text.data(), text.size()};
}

}  // namespace tidemark
