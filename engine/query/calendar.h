#pragma once
// Days as people of one time zone count them, across daylight saving time.

#include <cstdint>
#include <string_view>

#include "domain/instant.h"

namespace date {
class time_zone;
}

namespace tidemark {

/// A day of a calendar, whichever zone it is looked at in.
struct Day {
  std::int32_t since_1970 = 0;
  auto operator<=>(const Day&) const = default;
  friend constexpr Day operator+(Day day, std::int32_t days) { return {day.since_1970 + days}; }
};

/// The Monday of the week that `day` lies in.
constexpr Day monday_of(Day day) {
  constexpr std::int32_t kThursday = 3;  // 1970-01-01, days after a Monday
  const std::int32_t after_monday = ((day.since_1970 + kThursday) % 7 + 7) % 7;
  return day + -after_monday;
}

/// 1 for Monday to 7 for Sunday.
constexpr int weekday_of(Day day) {
  return day.since_1970 - monday_of(day).since_1970 + 1;
}

/// Threads: any.
class Calendar {
 public:
  /// `zone` is an IANA name; one that the system does not know counts as UTC.
  explicit Calendar(std::string_view zone);

  Day day_at(Instant at) const;
  /// The hour that clocks show, 0 to 23.
  int hour_at(Instant at) const;
  /// Its first instant: where clocks jump over midnight, that of the jump; where midnight comes twice, the
  /// earlier.
  Instant start_of(Day day) const;

 private:
  /// Milliseconds since 1970 as clocks there count them.
  std::int64_t local_ms(Instant at) const;

  const date::time_zone* zone_;  // of the process-wide database; null: UTC
};

}  // namespace tidemark
