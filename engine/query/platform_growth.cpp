#include "query/platform_growth.h"

#include <array>
#include <map>
#include <optional>
#include <span>
#include <string_view>

#include "query/labelled_posts.h"
#include "query/period_summary.h"
#include "query/wide_sum.h"
#include "store/bookings.h"

namespace tidemark {
namespace {

constexpr std::span<const std::string_view> kMetrics(kSummaryMetrics.data(), kRateMetrics);

/// Of one platform: each metric before the window and in it.
struct Sums {
  std::array<Booked, kRateMetrics> before, within;
};
using ByPlatform = std::map<std::string, Sums, std::less<>>;

Sums& sums_of(ByPlatform& sums, std::string_view platform) {
  const auto known = sums.find(platform);
  return known != sums.end() ? known->second : sums.emplace(platform, Sums{}).first->second;
}

Result<> add_booked(const SnapshotStore& store, const Scope& scope, std::optional<BusinessId> business,
                    ByPlatform& sums) {
  const Instant edges[] = {scope.from, scope.to};
  const auto gains =
      store.gains({.business = business, .platform = scope.platform, .metrics = kMetrics, .edges = edges});
  if (!gains) return gains.error();
  for (const PlatformGains& platform : *gains) {
    Sums& sum = sums_of(sums, platform.platform);
    for (std::size_t m = 0; m < kRateMetrics; ++m) {
      sum.before[m] += platform.metrics[m][0];
      sum.within[m] += platform.metrics[m][1];
    }
  }
  return Done{};
}

/// Nothing is kept ready for labels: from the posts themselves.
Result<> add_labelled(Catalog& catalog, const SnapshotStore& store, const Scope& scope, BusinessId business,
                      ByPlatform& sums) {
  const auto wanted = LabelledPosts::of(catalog, business, scope.label);
  if (!wanted) return wanted.error();
  if (wanted->none()) return Done{};
  const PostsRequest request{.business = business, .platform = scope.platform, .metrics = kMetrics};
  return store.each_post(request, scope.to, [&](const VisitedPost& post) {
    if (!wanted->has(post.post)) return;
    Sums& sum = sums_of(sums, post.platform);
    for (const Columns::Column& column : post.history.columns)
      for (std::size_t m = 0; m < kRateMetrics; ++m) {
        if (kMetrics[m] != column.metric) continue;
        Bookings bookings(MetricKind::running_total, post.from_zero);
        for (std::size_t i = 0; i < post.history.times.size(); ++i)
          if (column.has(i))
            (post.history.times[i] < scope.from ? sum.before : sum.within)[m] +=
                bookings.next(column.values[i]);
      }
  });
}

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

Result<std::vector<PlatformGrowth>> platform_growth(Catalog& catalog, const SnapshotStore& store,
                                                    const Scope& scope) {
  ByPlatform sums;
  if (scope.everything && !scope.label) {
    if (auto added = add_booked(store, scope, std::nullopt, sums); !added) return added.error();
  } else {
    for (const BusinessId business : scope.businesses) {
      auto added = scope.label ? add_labelled(catalog, store, scope, business, sums)
                               : add_booked(store, scope, business, sums);
      if (!added) return added.error();
    }
  }
  std::vector<PlatformGrowth> all;
  for (const auto& [platform, sum] : sums)
    if (const auto growth = growth_of(sum)) all.push_back({platform, *growth});
  return all;
}

}  // namespace tidemark
