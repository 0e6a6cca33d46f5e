#pragma once
// Times as platforms write them.

#include <charconv>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <optional>
#include <string>
#include <string_view>

namespace tidemark::sdk {

namespace detail {

/// Reads exactly `width` digits at `at` and moves behind them.
inline std::optional<int> digits(std::string_view text, std::size_t& at, std::size_t width) {
  int value = 0;
  if (text.size() < at + width) return std::nullopt;
  for (const std::size_t end = at + width; at < end; ++at) {
    if (text[at] < '0' || text[at] > '9') return std::nullopt;
    value = value * 10 + (text[at] - '0');
  }
  return value;
}

}  // namespace detail

/// Milliseconds since 1970 of "2026-08-01T12:00:00.000Z": UTC or with an offset (+02:00, +0000), any number
/// of decimals (cut to milliseconds). Nothing if it is not such a time.
inline std::optional<std::int64_t> parse_time(std::string_view text) {
  std::size_t at = 0;
  int field[6] = {};
  constexpr char kBehind[] = {'-', '-', 'T', ':', ':'};
  for (int i = 0; i < 6; ++i) {
    const auto value = detail::digits(text, at, i == 0 ? 4 : 2);
    if (!value || (i < 5 && (at >= text.size() || text[at++] != kBehind[i]))) return std::nullopt;
    field[i] = *value;
  }
  const std::chrono::year_month_day day{std::chrono::year(field[0]),
                                        std::chrono::month(static_cast<unsigned>(field[1])),
                                        std::chrono::day(static_cast<unsigned>(field[2]))};
  if (!day.ok() || field[3] > 23 || field[4] > 59 || field[5] > 60) return std::nullopt;
  int millis = 0;
  if (at < text.size() && text[at] == '.') {
    const std::size_t first = ++at;
    for (int weight = 100; at < text.size() && text[at] >= '0' && text[at] <= '9'; ++at, weight /= 10)
      millis += (text[at] - '0') * weight;
    if (at == first) return std::nullopt;
  }
  std::int64_t offset_minutes = 0;
  if (at < text.size() && (text[at] == '+' || text[at] == '-')) {
    const int sign = text[at++] == '-' ? -1 : 1;
    const auto hours = detail::digits(text, at, 2);
    if (at < text.size() && text[at] == ':') ++at;
    const auto minutes = detail::digits(text, at, 2);
    if (!hours || !minutes || *hours > 23 || *minutes > 59) return std::nullopt;
    offset_minutes = sign * (*hours * 60 + *minutes);
  } else if (at >= text.size() || text[at++] != 'Z') {
    return std::nullopt;
  }
  if (at != text.size()) return std::nullopt;
  const std::int64_t days = std::chrono::sys_days(day).time_since_epoch().count();
  return ((days * 24 + field[3]) * 60 + field[4] - offset_minutes) * 60'000 + field[5] * 1000 + millis;
}

/// "2026-08-01T12:00:00Z": whole seconds, rounded down.
inline std::string format_time(std::int64_t ms) {
  const std::chrono::sys_time<std::chrono::milliseconds> at{std::chrono::milliseconds(ms)};
  const auto midnight = std::chrono::floor<std::chrono::days>(at);
  const std::chrono::year_month_day day(midnight);
  const std::chrono::hh_mm_ss time(std::chrono::floor<std::chrono::seconds>(at - midnight));
  char text[48];
  const int size =
      std::snprintf(text, sizeof text, "%04d-%02u-%02uT%02d:%02d:%02dZ", static_cast<int>(day.year()),
                    static_cast<unsigned>(day.month()), static_cast<unsigned>(day.day()),
                    static_cast<int>(time.hours().count()), static_cast<int>(time.minutes().count()),
                    static_cast<int>(time.seconds().count()));
  return {text, static_cast<std::size_t>(size)};
}

}  // namespace tidemark::sdk
