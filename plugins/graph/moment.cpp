#include "graph/moment.h"

#include <charconv>
#include <chrono>
#include <string>

namespace tidemark::graph {
namespace {

using namespace std::chrono;

constexpr std::int64_t kLatestSecond = 253'402'300'799;  // end of the year 9999
constexpr std::int64_t kHour = 3'600'000;

std::optional<std::int64_t> seconds_in(std::string_view text) {
  std::int64_t read = 0;
  const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), read);
  const bool whole = problem == std::errc() && end == text.data() + text.size();
  return whole && read >= 0 && read <= kLatestSecond ? std::optional(read * 1000) : std::nullopt;
}

/// How far Pacific time is behind UTC at `ms`: US law since 2007, second Sunday of March 02:00 (10:00Z) to
/// first Sunday of November 02:00 (09:00Z). A plugin may not read the system's time zones.
std::int64_t behind_utc(std::int64_t ms) {
  const sys_time<milliseconds> at{milliseconds(ms)};
  const year_month_day day(floor<days>(at));
  const sys_time<milliseconds> from = sys_days(day.year() / March / Sunday[2]) + hours(10);
  const sys_time<milliseconds> to = sys_days(day.year() / November / Sunday[1]) + hours(9);
  return at >= from && at < to ? 7 * kHour : 8 * kHour;
}

}  // namespace

std::optional<std::int64_t> moment(const json::Value& value) {
  if (!value) return std::nullopt;
  std::optional<std::int64_t> read;
  if (value.type() == json::Type::number) {
    read = seconds_in(*value.number());
  } else {
    const std::string_view text = *value.string();
    read = sdk::parse_time(text);
    if (!read) read = seconds_in(text);
  }
  if (!read) throw json::Error("\"" + value.path() + "\" is no time");
  return read;
}

std::string unix_seconds(std::int64_t ms) {
  return std::to_string(floor<seconds>(milliseconds(ms)).count());
}

std::int64_t pacific_midnight(std::int64_t ms) {
  const auto local_day = floor<days>(milliseconds(ms - behind_utc(ms)));
  const std::int64_t local = milliseconds(local_day).count();
  // The offset of the midnight itself: on the days of change it is another than at `ms`.
  return local + behind_utc(local + 8 * kHour);
}

std::int64_t pacific_day_before(std::int64_t end_ms) {
  return pacific_midnight(end_ms - 1);
}

}  // namespace tidemark::graph
