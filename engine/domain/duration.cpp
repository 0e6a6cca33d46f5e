#include "domain/duration.h"

#include <charconv>
#include <utility>

namespace tidemark {
namespace {

using Unit = std::pair<std::string_view, std::int64_t>;

constexpr Unit kDurations[] = {{"ms", 1},        {"s", 1'000},      {"m", 60'000},
                               {"h", 3'600'000}, {"d", 86'400'000}, {"w", 604'800'000}};
constexpr Unit kSizes[] = {{"", 1},
                           {"B", 1},
                           {"KiB", std::int64_t{1} << 10},
                           {"MiB", std::int64_t{1} << 20},
                           {"GiB", std::int64_t{1} << 30},
                           {"TiB", std::int64_t{1} << 40},
                           {"KB", 1'000},
                           {"MB", 1'000'000},
                           {"GB", 1'000'000'000},
                           {"TB", 1'000'000'000'000}};

/// A whole number from zero up and one of `units`, at most `most` in all.
template <std::size_t N>
std::optional<std::int64_t> parse(std::string_view text, const Unit (&units)[N], std::int64_t most) {
  std::int64_t number = 0;
  const char* end = text.data() + text.size();
  const auto [rest, problem] = std::from_chars(text.data(), end, number);
  if (problem != std::errc() || number < 0) return std::nullopt;
  for (const auto& [name, factor] : units)
    if (name == std::string_view(rest, static_cast<std::size_t>(end - rest)))
      return number <= most / factor ? std::optional(number * factor) : std::nullopt;
  return std::nullopt;
}

}  // namespace

std::optional<std::chrono::milliseconds> parse_duration(std::string_view text) {
  constexpr std::int64_t hundred_years = std::int64_t{36'525} * 86'400'000;
  const auto ms = parse(text, kDurations, hundred_years);
  return ms ? std::optional(std::chrono::milliseconds(*ms)) : std::nullopt;
}

std::string to_duration_text(std::chrono::milliseconds duration) {
  const std::int64_t ms = duration.count();
  if (ms == 0) return "0s";
  const Unit* best = kDurations;
  for (const Unit& unit : kDurations)
    if (unit.first != "w" && ms % unit.second == 0) best = &unit;
  return std::to_string(ms / best->second) + std::string(best->first);
}

std::optional<std::uint64_t> parse_size(std::string_view text) {
  const auto bytes = parse(text, kSizes, INT64_MAX);
  return bytes ? std::optional(static_cast<std::uint64_t>(*bytes)) : std::nullopt;
}

}  // namespace tidemark
