#include "app/stream_log.h"

#include <array>

namespace tidemark {
namespace {

constexpr std::array<std::string_view, 4> kLevels{"debug", "info", "warning", "error"};

// What stands in front of a credential, in small letters.
constexpr std::string_view kBefore[] = {
    "bearer ",        "basic ",         "access_token=",    "access_token\":\"",
    "refresh_token=", "client_secret=", "appsecret_proof=", "tm_"};

constexpr std::string_view kCredential =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~+/=%|";

std::string lower(std::string_view text) {
  std::string all(text);
  for (char& c : all) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  return all;
}

}  // namespace

std::string harmless(std::string_view message) {
  std::string text(message);
  for (char& c : text)
    if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f) c = ' ';
  const std::string small = lower(text);
  for (std::string_view before : kBefore)
    for (std::size_t at = small.find(before); at != std::string::npos;
         at = small.find(before, at + before.size())) {
      const std::size_t from = at + before.size();
      const std::size_t to = std::min(text.find_first_not_of(kCredential, from), text.size());
      // Short words behind "bearer " and the like are prose.
      if (to - from >= 8)
        std::fill(text.begin() + static_cast<std::ptrdiff_t>(from),
                  text.begin() + static_cast<std::ptrdiff_t>(to), '*');
    }
  return text;
}

void StreamLog::write(Level level, std::string_view part, std::string_view message) {
  if (level < least_) return;
  std::string line = to_rfc3339(clock_.now());
  line += ' ';
  line += kLevels[static_cast<std::size_t>(level)];
  line += ' ';
  line += part;
  line += ": ";
  line += harmless(message);
  line += '\n';
  std::lock_guard lock(mutex_);
  stream_ << line << std::flush;
}

}  // namespace tidemark
