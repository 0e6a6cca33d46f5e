#include "sandbox/graph/pacific.h"

#include <charconv>
#include <chrono>
#include <cstdio>

namespace tidemark::sandbox::graph {
namespace {

using std::chrono::days;
using std::chrono::sys_days;
using std::chrono::year_month_day;
using namespace std::chrono_literals;

constexpr std::int64_t kDayS = 24LL * 3600;

std::int64_t floor_div(std::int64_t a, std::int64_t b) {
  return a / b - (a % b < 0 ? 1 : 0);
}

sys_days date_of(std::int64_t day) {
  return sys_days(days(day));
}

/// The rule of the United States since 2007: from the second Sunday in March to the first in November. Both
/// changes are made at 2 in the morning, so that at midnight the day before still counts.
bool is_summer_at_midnight(std::int64_t day) {
  const auto year = year_month_day(date_of(day)).year();
  const sys_days begins = year / std::chrono::March / std::chrono::Sunday[2];
  const sys_days ends = year / std::chrono::November / std::chrono::Sunday[1];
  return date_of(day) > begins && date_of(day) <= ends;
}

}  // namespace

std::int64_t pacific_midnight(std::int64_t day) {
  return day * kDayS + (is_summer_at_midnight(day) ? 7 : 8) * 3600;
}

std::int64_t pacific_day(std::int64_t unix_s) {
  std::int64_t day = floor_div(unix_s, kDayS);
  while (pacific_midnight(day) > unix_s) --day;
  return day;
}

std::string to_graph_time(std::int64_t unix_s) {
  const std::int64_t day = floor_div(unix_s, kDayS);
  const year_month_day date(date_of(day));
  const int second = static_cast<int>(unix_s - day * kDayS);
  char text[40];
  std::snprintf(text, sizeof text, "%04d-%02u-%02uT%02d:%02d:%02d+0000", static_cast<int>(date.year()),
                static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()), second / 3600,
                second / 60 % 60, second % 60);
  return text;
}

std::string in_words(std::int64_t unix_s) {
  constexpr const char* weekdays[] = {"Sunday",   "Monday", "Tuesday", "Wednesday",
                                      "Thursday", "Friday", "Saturday"};
  constexpr const char* months[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                    "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  const std::int64_t today = pacific_day(unix_s);
  const bool summer = pacific_midnight(today) % kDayS == 7LL * 3600;
  const std::int64_t local = unix_s - (summer ? 7 : 8) * 3600;
  const std::int64_t day = floor_div(local, kDayS);
  const year_month_day date(date_of(day));
  const int second = static_cast<int>(local - day * kDayS);
  char text[64];
  std::snprintf(text, sizeof text, "%s, %02u-%s-%02d %02d:%02d:%02d %s",
                weekdays[std::chrono::weekday(date_of(day)).c_encoding()], static_cast<unsigned>(date.day()),
                months[static_cast<unsigned>(date.month()) - 1], static_cast<int>(date.year()) % 100,
                second / 3600, second / 60 % 60, second % 60, summer ? "PDT" : "PST");
  return text;
}

std::optional<std::int64_t> parse_graph_time(std::string_view text) {
  const auto number = [](std::string_view digits) -> std::optional<std::int64_t> {
    std::int64_t value = 0;
    const auto [end, problem] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
    if (problem != std::errc() || end != digits.data() + digits.size() || value < 0) return std::nullopt;
    return value;
  };
  if (text.size() == 10 && text[4] == '-' && text[7] == '-') {
    const auto year = number(text.substr(0, 4)), month = number(text.substr(5, 2)),
               day = number(text.substr(8, 2));
    if (!year || !month || !day) return std::nullopt;
    const year_month_day date(std::chrono::year(static_cast<int>(*year)),
                              std::chrono::month(static_cast<unsigned>(*month)),
                              std::chrono::day(static_cast<unsigned>(*day)));
    if (!date.ok()) return std::nullopt;
    return pacific_midnight(sys_days(date).time_since_epoch().count());
  }
  return number(text);
}

}  // namespace tidemark::sandbox::graph
