#include "host/manifest_words.h"

#include <charconv>
#include <cstdint>
#include <utility>

namespace tidemark {
namespace {

constexpr std::string_view kWordCharacters = "abcdefghijklmnopqrstuvwxyz0123456789_";

}  // namespace

bool is_word(std::string_view text) {
  return !text.empty() && text.size() <= 64 && text.front() >= 'a' && text.front() <= 'z' &&
         text.find_first_not_of(kWordCharacters) == std::string_view::npos;
}

std::string word_at(TomlFields& fields, const char* key) {
  std::string text = fields.text(key, TomlFields::Need::required);
  if (!text.empty() && !is_word(text))
    fields.wrong(
        key, "\"" + text + "\" is not made of 1 to 64 small letters, digits and underscores, a letter first");
  return text;
}

std::chrono::milliseconds duration_at(TomlFields& fields, const char* key) {
  const std::string text = fields.text(key, TomlFields::Need::required);
  std::int64_t number = 0;
  const auto [rest, problem] = std::from_chars(text.data(), text.data() + text.size(), number);
  const std::string_view unit(rest, static_cast<std::size_t>(text.data() + text.size() - rest));
  constexpr std::array<std::pair<std::string_view, std::int64_t>, 5> units{
      {{"ms", 1}, {"s", 1000}, {"m", 60'000}, {"h", 3'600'000}, {"d", 86'400'000}}};
  constexpr std::int64_t longest = 366LL * 86'400'000;
  if (problem == std::errc() && number > 0)
    for (const auto& [name, ms] : units)
      if (name == unit && number <= longest / ms) return std::chrono::milliseconds(number * ms);
  fields.wrong(key,
               "\"" + text + "\" is not a duration such as \"30s\", \"15m\" or \"1d\", at most 366 days");
  return std::chrono::milliseconds(1);
}

}  // namespace tidemark
