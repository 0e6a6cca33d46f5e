#pragma once
// The rules of the contract once more, as plainly as they can be written: every snapshot in a vector, every
// question a walk over all of them. Slow, and nothing of it is the product's.

#include <date/tz.h>

#include <algorithm>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "domain/ids.h"
#include "domain/instant.h"

namespace tidemark::testing {

using Figure = std::optional<std::int64_t>;

struct Said {
  Instant at;
  std::map<std::string, std::int64_t> values;
};

struct PlainPost {
  PostId id;
  BusinessId business;
  AccountId account;
  std::string platform;
  std::map<std::string, std::string> labels;
  std::optional<Instant> published_at;
  bool from_zero = false;
  std::vector<Said> history;  ///< by time
};

/// The metric's last reported value before `end`.
inline Figure stood(const PlainPost& post, const std::string& metric, Instant end) {
  Figure value;
  for (const Said& said : post.history)
    if (said.at < end && said.values.contains(metric)) value = said.values.at(metric);
  return value;
}

/// What each snapshot in [from, to) added to the value known before it.
inline Figure gained(const PlainPost& post, const std::string& metric, Instant from, Instant to) {
  Figure known, gain;
  if (post.from_zero) known = 0;
  for (const Said& said : post.history) {
    const auto value = said.values.find(metric);
    if (value == said.values.end()) continue;
    if (known && from <= said.at && said.at < to) gain = gain.value_or(0) + value->second - *known;
    known = value->second;
  }
  return gain;
}

inline bool measured(const PlainPost& post, Instant from, Instant to) {
  return std::any_of(post.history.begin(), post.history.end(),
                     [&](const Said& said) { return from <= said.at && said.at < to; });
}

inline void add(Figure& sum, Figure more) {
  if (more) sum = sum.value_or(0) + *more;
}

struct PlainBucket {
  Instant start;     ///< it is called so
  Instant from, to;  ///< what of it lies in the window
  std::string day;   ///< the local day it begins with, as its zone counts
};

/// The name that all instants of a bucket share.
inline std::string bucket_name(const std::string& period, const std::string& zone, Instant at) {
  using namespace date;
  const sys_time<std::chrono::milliseconds> time{std::chrono::milliseconds(at.ms)};
  if (period == "15m" || period == "1h")
    return std::to_string(at.ms / (period == "1h" ? 3'600'000 : 900'000));
  const auto day = floor<days>(locate_zone(zone)->to_local(time));
  if (period == "1d") return format("%F", day);
  if (period == "1w") return format("%F", day - (weekday(day) - Monday));
  const year_month_day name{day};
  return format("%F", local_days(period == "1M" ? name.year() / name.month() / 1 : name.year() / 1 / 1));
}

/// Quarter of an hour by quarter: a bucket is a run of those that have one name.
inline std::vector<PlainBucket> plain_buckets(const std::string& period, const std::string& zone,
                                              Instant from, Instant to) {
  constexpr std::int64_t quarter = 900'000;
  std::vector<PlainBucket> buckets;
  std::string before;
  for (std::int64_t ms = from.ms / quarter * quarter; ms < to.ms; ms += quarter) {
    const std::string name = bucket_name(period, zone, {ms});
    if (name != before) {
      Instant start{ms};
      while (buckets.empty() && bucket_name(period, zone, {start.ms - quarter}) == name) start.ms -= quarter;
      buckets.push_back({start, std::max(start, from), {}, name});
    }
    buckets.back().to = std::min(to, Instant{ms + quarter});
    before = name;
  }
  return buckets;
}

}  // namespace tidemark::testing
