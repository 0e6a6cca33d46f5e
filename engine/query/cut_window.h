#pragma once
// A window cut into buckets: quarters and hours of UTC; days, weeks, months and years that begin at local
// midnights.

#include <string>
#include <string_view>
#include <vector>

#include "domain/instant.h"
#include "domain/result.h"
#include "query/calendar.h"

namespace tidemark {

enum class Period { quarter, hour, day, week, month, year };

/// Buckets without gaps, in order. The first may begin before the window and the last end behind it; what
/// they count lies in the window all the same.
struct CutWindow {
  std::vector<Instant> starts;  ///< rising; a bucket is called by its start
  /// Where counting begins and ends: the window's `from`, each start but the first, the window's `to`.
  /// Empty without buckets.
  std::vector<Instant> edges;
  /// The local day that each bucket is called by; empty for quarters and hours.
  std::vector<Day> days;
};

/// The buckets that have a part in [from, to); none if it is empty. `zone` is an IANA name. A day that a zone
/// left out (Samoa, 30 December 2011) has no bucket. Error `invalid` with field `field`: more than
/// kMostBuckets (series.h).
Result<CutWindow> cut_window(Period period, std::string_view zone, Instant from, Instant to,
                             std::string_view field);

/// "2026-11-22".
std::string to_date(Day day);

}  // namespace tidemark
