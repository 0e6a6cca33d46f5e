#include "query/calendar.h"

#include <date/tz.h>

#include <algorithm>
#include <chrono>
#include <string>

namespace tidemark {
namespace {

const date::time_zone* find_zone(std::string_view name) {
  try {
    return date::locate_zone(std::string(name));
  } catch (const std::exception&) {
    return nullptr;
  }
}

/// No instant of ours lies outside, and the zone arithmetic stays far from its own limits.
constexpr std::int64_t kYear1 = -62'135'596'800'000, kYear9999 = 253'402'300'799'999;

}  // namespace

Calendar::Calendar(std::string_view zone) : zone_(zone == "UTC" ? nullptr : find_zone(zone)) {}

std::int64_t Calendar::local_ms(Instant at) const {
  const date::sys_time<std::chrono::milliseconds> time(
      std::chrono::milliseconds(std::clamp(at.ms, kYear1, kYear9999)));
  return zone_ ? zone_->to_local(time).time_since_epoch().count() : time.time_since_epoch().count();
}

Day Calendar::day_at(Instant at) const {
  const auto days = date::floor<date::days>(std::chrono::milliseconds(local_ms(at)));
  return {static_cast<std::int32_t>(days.count())};
}

int Calendar::hour_at(Instant at) const {
  const std::chrono::milliseconds local(local_ms(at));
  return static_cast<int>(date::floor<std::chrono::hours>(local - date::floor<date::days>(local)).count());
}

Instant Calendar::start_of(Day day) const {
  const date::local_days midnight{date::days(day.since_1970)};
  if (!zone_) return {std::chrono::milliseconds(midnight.time_since_epoch()).count()};
  const auto start = zone_->to_sys(midnight, date::choose::earliest);
  return {std::chrono::duration_cast<std::chrono::milliseconds>(start.time_since_epoch()).count()};
}

}  // namespace tidemark
