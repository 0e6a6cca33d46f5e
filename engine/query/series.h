#pragma once
// One subject's metrics over time: from snapshots and window totals to columns.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "domain/instant.h"
#include "domain/metric.h"
#include "domain/result.h"
#include "store/snapshot_store.h"

namespace tidemark {

enum class Step { raw, quarter, hour, day, week };
std::string_view to_string(Step step);  ///< "raw", "15m", "1h", "1d", "1w"
std::optional<Step> parse_step(std::string_view text);

enum class SeriesValue {
  last,  ///< the last value reported in the bucket
  gain,  ///< what the bucket added to the last known value before it
};

struct SeriesRequest {
  std::vector<std::string> metrics = {};  ///< empty: every metric that occurs
  std::optional<Instant> from = {};       ///< [from, to)
  std::optional<Instant> to = {};
  Step step = Step::raw;
  SeriesValue value = SeriesValue::last;
  std::string zone = "UTC";           ///< of days and weeks, an IANA name
  std::optional<Instant> as_of = {};  ///< only what was observed up to then
};

/// One column per metric, null where absent. With a step, every bucket from the first to the last; a bucket's
/// timestamp is its start.
struct Series {
  std::vector<Instant> timestamps;
  std::vector<std::pair<std::string, std::vector<std::optional<std::int64_t>>>> metrics;
};

/// One reported value of a metric, at the instant of its snapshot; of a window total, at the window's start.
struct Point {
  Instant at;
  std::int64_t value = 0;
};

/// One metric of one subject, rising in time.
struct Track {
  Metric metric;
  std::vector<Point> points;
};

/// What was observed of one subject up to the request's `to` and `as_of`; from its beginning, since a gain
/// needs what was known before.
struct Observed {
  std::vector<Instant> snapshots;  ///< rising; also those that said nothing
  std::vector<Track> tracks;  ///< as asked, each once, also without points; else by name, those with points
};

/// More buckets than anybody looks at: 15 minutes for almost three years.
inline constexpr std::size_t kMostBuckets = 100'000;

/// `known`: every metric that there is, by name. A window total that was restated counts with its newest
/// observation up to `as_of`.
Result<Observed> observe(const SnapshotStore& store, Subject subject, const SeriesRequest& request,
                         const std::vector<Metric>& known);

/// `from_zero`: the first known value of a running total is a gain from zero, not a baseline. A gain of
/// window totals is their sum over the windows that begin in the bucket; null if several do and they do not
/// add up. Error `invalid` with field step: more than kMostBuckets.
Result<Series> series_of(const Observed& observed, const SeriesRequest& request, bool from_zero);

}  // namespace tidemark
