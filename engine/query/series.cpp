#include "query/series.h"

#include <algorithm>
#include <iterator>
#include <limits>
#include <map>
#include <set>

#include "query/calendar.h"

namespace tidemark {
namespace {

constexpr Instant kEarliest{std::numeric_limits<std::int64_t>::min()};
constexpr Instant kLatest{std::numeric_limits<std::int64_t>::max()};

using Column = std::vector<std::optional<std::int64_t>>;

struct StepName {
  Step step;
  std::string_view name;
};
constexpr StepName kSteps[] = {
    {Step::raw, "raw"}, {Step::quarter, "15m"}, {Step::hour, "1h"}, {Step::day, "1d"}, {Step::week, "1w"}};

/// Where a question's buckets begin: quarters and hours in UTC, days and weeks at local midnights.
class Buckets {
 public:
  Buckets(Step step, std::string_view zone) : step_(step), calendar_(zone) {}

  Instant start_of(Instant at) const {
    if (const std::int64_t length = fixed_ms()) {
      const std::int64_t into = (at.ms % length + length) % length;
      return {at.ms - into};
    }
    return calendar_.start_of(first_day(at));
  }
  Instant after(Instant start) const {
    if (const std::int64_t length = fixed_ms()) return {start.ms + length};
    return calendar_.start_of(first_day(start) + (step_ == Step::week ? 7 : 1));
  }

 private:
  std::int64_t fixed_ms() const {
    return step_ == Step::quarter ? 900'000 : step_ == Step::hour ? 3'600'000 : 0;
  }
  Day first_day(Instant at) const {
    const Day day = calendar_.day_at(at);
    return step_ == Step::week ? monday_of(day) : day;
  }

  Step step_;
  Calendar calendar_;
};

/// First and last instant of what is to be shown; nothing if there is nothing.
std::optional<std::pair<Instant, Instant>> extent(const Observed& observed, const SeriesRequest& request) {
  std::optional<Instant> first, last;
  const auto take = [&](Instant at) {
    if (request.from && at < *request.from) return;
    first = first ? std::min(*first, at) : at;
    last = last ? std::max(*last, at) : at;
  };
  for (const Instant at : observed.snapshots) take(at);
  for (const Track& track : observed.tracks)
    for (const Point& point : track.points) take(point.at);
  if (request.from) first = request.from;
  if (request.to) last = *request.to - std::chrono::milliseconds(1);
  if (!first || !last || *last < *first) return std::nullopt;
  return std::pair(*first, *last);
}

Result<std::vector<Instant>> bucket_starts(const Observed& observed, const SeriesRequest& request) {
  std::vector<Instant> starts;
  const auto shown = extent(observed, request);
  if (!shown) return starts;
  const Buckets buckets(request.step, request.zone);
  for (Instant start = buckets.start_of(shown->first); start <= shown->second; start = buckets.after(start)) {
    if (starts.size() == kMostBuckets)
      return Error{.code = Code::invalid,
                   .message = "that would be more than " + std::to_string(kMostBuckets) +
                              " buckets; ask for a longer step or a shorter window",
                   .field = "step"};
    starts.push_back(start);
  }
  return starts;
}

/// Rows of their own: each snapshot's instant, and each window's start.
std::vector<Instant> raw_rows(const Observed& observed, const SeriesRequest& request) {
  std::vector<Instant> rows = observed.snapshots;
  for (const Track& track : observed.tracks)
    if (track.metric.kind == MetricKind::window_total)
      for (const Point& point : track.points) rows.push_back(point.at);
  std::sort(rows.begin(), rows.end());
  rows.erase(std::unique(rows.begin(), rows.end()), rows.end());
  if (request.from) rows.erase(rows.begin(), std::lower_bound(rows.begin(), rows.end(), *request.from));
  return rows;
}

/// Adds to one cell; what goes beyond 64 bits is no figure any more.
class Sum {
 public:
  void add(std::int64_t value) {
    std::int64_t total = 0;
    overflow_ = overflow_ || __builtin_add_overflow(sum_.value_or(0), value, &total);
    sum_ = total;
  }
  std::optional<std::int64_t> value() const { return overflow_ ? std::nullopt : sum_; }

 private:
  std::optional<std::int64_t> sum_;
  bool overflow_ = false;
};

/// The points that belong to row `row`: those from its start to the next one's, within the window.
class Rows {
 public:
  Rows(const std::vector<Instant>& starts, std::optional<Instant> from)
      : starts_(starts), from_(from.value_or(kEarliest)) {}

  std::optional<std::size_t> row_of(Instant at) const {
    if (at < from_ || starts_.empty() || at < starts_.front()) return std::nullopt;
    return static_cast<std::size_t>(std::upper_bound(starts_.begin(), starts_.end(), at) - starts_.begin() -
                                    1);
  }

 private:
  const std::vector<Instant>& starts_;
  Instant from_;
};

Column last_values(const Track& track, const Rows& rows, std::size_t count) {
  Column column(count);
  for (const Point& point : track.points)
    if (const auto row = rows.row_of(point.at)) column[*row] = point.value;
  return column;
}

Column gains(const Track& track, const Rows& rows, std::size_t count, bool from_zero) {
  std::vector<Sum> sums(count);
  std::optional<std::int64_t> known;
  if (from_zero && track.metric.kind == MetricKind::running_total) known = 0;
  for (const Point& point : track.points) {
    const auto row = rows.row_of(point.at);
    std::int64_t gain = 0;
    if (row && known && !__builtin_sub_overflow(point.value, *known, &gain)) sums[*row].add(gain);
    known = point.value;
  }
  Column column;
  column.reserve(count);
  for (const Sum& sum : sums) column.push_back(sum.value());
  return column;
}

Column window_sums(const Track& track, const Rows& rows, std::size_t count) {
  std::vector<Sum> sums(count);
  std::vector<std::size_t> windows(count, 0);
  for (const Point& point : track.points)
    if (const auto row = rows.row_of(point.at)) {
      sums[*row].add(point.value);
      ++windows[*row];
    }
  Column column;
  column.reserve(count);
  for (std::size_t row = 0; row < count; ++row)
    column.push_back(windows[row] > 1 && !track.metric.additive ? std::nullopt : sums[row].value());
  return column;
}

/// Each window once, with its newest observation; of windows that begin together, the shortest.
std::vector<Point> newest_observations(const std::vector<WindowTotal>& all, Instant as_of) {
  std::vector<Point> points;
  std::optional<Instant> until;
  for (const WindowTotal& one : all) {
    if (one.fetched_at > as_of) continue;
    if (!points.empty() && points.back().at == one.since) {
      if (until == one.until) points.back().value = one.value;
      continue;
    }
    points.push_back({one.since, one.value});
    until = one.until;
  }
  return points;
}

}  // namespace

std::string_view to_string(Step step) {
  for (const auto& [known, name] : kSteps)
    if (known == step) return name;
  return {};
}

std::optional<Step> parse_step(std::string_view text) {
  for (const auto& [step, name] : kSteps)
    if (name == text) return step;
  return std::nullopt;
}

Result<Observed> observe(const SnapshotStore& store, Subject subject, const SeriesRequest& request,
                         const std::vector<Metric>& known) {
  const Instant as_of = request.as_of.value_or(kLatest);
  const Instant to = request.to.value_or(kLatest);
  const Instant end = as_of < to ? as_of + std::chrono::milliseconds(1) : to;
  const auto history = store.history(subject, kEarliest, end, std::numeric_limits<std::size_t>::max());
  if (!history) return history.error();

  std::map<std::string_view, std::vector<Point>> points;
  Observed observed;
  for (const Snapshot& snapshot : *history) {
    observed.snapshots.push_back(snapshot.fetched_at);
    for (const Sample& sample : snapshot.samples)
      points[sample.metric].push_back({snapshot.fetched_at, sample.value});
  }
  std::map<std::string_view, const Metric*> by_name;
  for (const Metric& metric : known) by_name.emplace(metric.name, &metric);
  std::vector<std::string_view> asked(request.metrics.begin(), request.metrics.end());
  if (asked.empty())
    for (const auto& [name, metric] : by_name) asked.push_back(name);
  std::set<std::string_view> seen;
  for (const std::string_view name : asked) {
    const auto metric = by_name.find(name);
    if (metric == by_name.end() || !seen.insert(name).second) continue;
    Track track{.metric = *metric->second, .points = std::move(points[name])};
    if (track.metric.kind == MetricKind::window_total) {
      const auto windows = store.windows(subject, name, kEarliest, to);
      if (!windows) return windows.error();
      track.points = newest_observations(*windows, as_of);
    }
    if (!track.points.empty() || !request.metrics.empty()) observed.tracks.push_back(std::move(track));
  }
  return observed;
}

Result<Series> series_of(const Observed& observed, const SeriesRequest& request, bool from_zero) {
  auto starts = request.step == Step::raw ? raw_rows(observed, request) : bucket_starts(observed, request);
  if (!starts) return starts.error();
  Series series{.timestamps = std::move(*starts), .metrics = {}};
  const Rows rows(series.timestamps, request.from);
  const std::size_t count = series.timestamps.size();
  for (const Track& track : observed.tracks) {
    const bool gain = request.value == SeriesValue::gain;
    Column column = !gain                                           ? last_values(track, rows, count)
                    : track.metric.kind == MetricKind::window_total ? window_sums(track, rows, count)
                                                                    : gains(track, rows, count, from_zero);
    const bool shown =
        !request.metrics.empty() ||
        std::any_of(column.begin(), column.end(), [](const auto& cell) { return cell.has_value(); });
    if (shown) series.metrics.emplace_back(track.metric.name, std::move(column));
  }
  return series;
}

}  // namespace tidemark
