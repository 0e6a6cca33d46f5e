#include "admin/moments.h"

#include <charconv>
#include <chrono>
#include <string>

#include "query/calendar.h"

namespace tidemark {
namespace {

std::optional<Day> parse_date(std::string_view text) {
  if (text.size() != 10 || text[4] != '-' || text[7] != '-') return std::nullopt;
  // A day exists exactly if its midnight does.
  const auto midnight = parse_rfc3339(std::string(text) + "T00:00:00Z");
  if (!midnight) return std::nullopt;
  return Calendar("UTC").day_at(*midnight);
}

/// "now", "now-30d": how far back in milliseconds.
std::optional<std::int64_t> parse_back(std::string_view text) {
  constexpr std::pair<char, std::int64_t> units[] = {
      {'s', 1'000}, {'m', 60'000}, {'h', 3'600'000}, {'d', 86'400'000}, {'w', 7 * std::int64_t{86'400'000}}};
  constexpr int longest = 1'000'000;
  if (!text.starts_with("now")) return std::nullopt;
  text.remove_prefix(3);
  if (text.empty()) return 0;
  if (text.size() < 3 || text.front() != '-') return std::nullopt;
  int count = 0;
  const char* end = text.data() + text.size() - 1;
  const auto [rest, problem] = std::from_chars(text.data() + 1, end, count);
  if (problem != std::errc() || rest != end || count < 0 || count > longest) return std::nullopt;
  for (const auto& [name, ms] : units)
    if (text.back() == name) return count * ms;
  return std::nullopt;
}

}  // namespace

bool is_date(std::string_view text) {
  return parse_date(text).has_value();
}
bool is_moment(std::string_view text) {
  return parse_rfc3339(text) || parse_back(text) || is_date(text);
}

std::optional<Instant> resolve_moment(std::string_view text, Edge edge, Instant now, std::string_view zone) {
  if (const auto instant = parse_rfc3339(text)) return instant;
  if (const auto back = parse_back(text)) return Instant{now.ms - *back};
  const auto day = parse_date(text);
  if (!day) return std::nullopt;
  return Calendar(zone).start_of(*day + (edge == Edge::to ? 1 : 0));
}

}  // namespace tidemark
