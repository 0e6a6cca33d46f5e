#pragma once
// The small forms that keys of a manifest have in common.

#include <algorithm>
#include <array>
#include <chrono>
#include <string>
#include <string_view>

#include "host/toml_fields.h"

namespace tidemark {

/// 1 to 64 small letters, digits and underscores, a letter first: platforms, aliases, keys, buckets and
/// origins are named alike.
bool is_word(std::string_view text);

/// The required word at `key`.
std::string word_at(TomlFields& fields, const char* key);

/// The required duration at `key`: "30s", "15m", "1d".
std::chrono::milliseconds duration_at(TomlFields& fields, const char* key);

template <std::size_t N>
bool among(const std::array<std::string_view, N>& words, std::string_view word) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

template <std::size_t N>
std::string listed(const std::array<std::string_view, N>& words) {
  std::string all;
  for (std::string_view word : words) all += (all.empty() ? "" : ", ") + std::string(word);
  return all;
}

}  // namespace tidemark
