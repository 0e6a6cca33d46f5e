#include "query/platform_growth.h"

#include <array>
#include <optional>
#include <span>

#include "query/engagement_metrics.h"
#include "query/group_sums.h"
#include "query/wide_sum.h"

namespace tidemark {
namespace {

/// Of one platform: each metric before the window and in it.
struct Sums {
  std::array<Booked, kEngagementMetrics.size()> before, within;
};

/// What the metrics at `places` stood at and gained, together; nothing if one of the first `needed` never
/// stood.
std::optional<std::int64_t> growth_of(const Sums& sums, std::span<const std::size_t> places,
                                      std::size_t needed, bool& stood) {
  Wide standing = 0;
  WideSum gained;
  for (std::size_t i = 0; i < places.size(); ++i) {
    const Booked& before = sums.before[places[i]];
    if (i < needed && before.gains == 0 && before.baselines == 0) return std::nullopt;
    standing += Wide{before.gain} + before.baseline;
    if (const Booked& within = sums.within[places[i]]; within.gains != 0) gained.add(Wide{within.gain});
  }
  stood = true;
  if (standing <= 0 || gained.count() == 0) return std::nullopt;
  return percent_hundredths_of(gained.wide(), standing);
}

std::optional<std::int64_t> growth_of(const Sums& sums) {
  constexpr std::size_t engagement[] = {0, 1, 2, 3}, impressions[] = {4};
  bool stood = false;
  const auto growth = growth_of(sums, engagement, 3, stood);
  return stood ? growth : growth_of(sums, impressions, 1, stood);
}

}  // namespace

Result<std::vector<PlatformGrowth>> platform_growth(const QueryParts& parts, const Scope& scope) {
  const Instant edges[] = {scope.from, scope.to};
  const auto platforms =
      group_sums(parts, scope,
                 {.metrics = kEngagementMetrics, .edges = edges, .grouping = {.by = Grouping::By::platform}});
  if (!platforms) return platforms.error();
  std::vector<PlatformGrowth> all;
  for (const GroupSums& platform : *platforms) {
    Sums sums;
    for (std::size_t m = 0; m < kEngagementMetrics.size(); ++m) {
      sums.before[m] = platform.metrics[m][0];
      sums.within[m] = platform.metrics[m][1];
    }
    if (const auto growth = growth_of(sums)) all.push_back({platform.key.value_or(""), *growth});
  }
  return all;
}

}  // namespace tidemark
