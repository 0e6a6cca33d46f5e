#include "query/standing_at.h"

#include <algorithm>
#include <chrono>
#include <limits>
#include <vector>

namespace tidemark {
namespace {

constexpr Instant kEarliest{std::numeric_limits<std::int64_t>::min()};
constexpr std::chrono::milliseconds kInstant{1};

/// The last value of each column.
void add_last_values(const Columns& columns, std::vector<Standing::Value>& values) {
  for (const Columns::Column& column : columns.columns)
    for (std::size_t i = columns.times.size(); i-- > 0;)
      if (column.has(i)) {
        values.push_back({column.metric, column.values[i], columns.times[i]});
        break;
      }
}

}  // namespace

Result<std::optional<Standing>> standing_at(const SnapshotStore& store, Subject subject, Instant at) {
  auto latest = store.latest(subject);
  if (!latest || !*latest || (*latest)->fetched_at <= at) return latest;

  // A snapshot mostly names every metric that its post has, and then it is all that has to be read.
  const auto own = store.columns(subject, at, at + kInstant);
  if (!own) return own.error();
  Standing standing{.fetched_at = at, .values = {}};
  standing.values.reserve((*latest)->values.size());
  add_last_values(*own, standing.values);
  std::vector<std::string_view> missing;
  for (const Standing::Value& value : (*latest)->values)
    if (std::none_of(standing.values.begin(), standing.values.end(),
                     [&](const Standing::Value& known) { return known.metric == value.metric; }))
      missing.push_back(value.metric);
  if (!missing.empty()) {
    const auto before = store.columns(subject, kEarliest, at, missing);
    if (!before) return before.error();
    if (own->times.empty() && before->times.empty()) return std::optional<Standing>();
    add_last_values(*before, standing.values);
    std::sort(standing.values.begin(), standing.values.end(),
              [](const Standing::Value& a, const Standing::Value& b) { return a.metric < b.metric; });
  }
  return std::optional(std::move(standing));
}

}  // namespace tidemark
