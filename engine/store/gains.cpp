// What was gained: from the cells that are kept ready, and where these are too coarse from the posts.

#include <algorithm>

#include "store/gain_reader.h"
#include "store/post_gains.h"
#include "store/post_scan.h"
#include "store/store_impl.h"

namespace tidemark {
namespace {

Result<> add_posts(const View& view, const GainsRequest& request, const MetricDictionary& dictionary,
                   std::span<const std::uint32_t> metrics, std::span<GainTable> tables) {
  const auto is_open = [](const GainTable& table) { return !table.open.empty(); };
  if (std::none_of(tables.begin(), tables.end(), is_open)) return Done{};
  PostScan scan(view, request.business,
                tables.size() == 1 ? std::optional(tables.front().number) : std::nullopt);
  PostGains posts(dictionary, metrics);
  while (scan.next())
    for (GainTable& table : tables)
      if (table.number == scan.latest().platform && is_open(table) && !posts.add(scan, table))
        return scan.history().status(true);
  return scan.status();
}

PlatformGains answer(const GainTable& table, std::span<const std::optional<std::uint32_t>> asked) {
  PlatformGains gains{table.platform, {}};
  const auto buckets = static_cast<std::ptrdiff_t>(table.edges.size());
  for (const auto& metric : asked) {
    auto& sums = gains.metrics.emplace_back(table.edges.size());
    if (!metric) continue;
    const auto at = std::lower_bound(table.metrics.begin(), table.metrics.end(), *metric);
    const auto first = table.sums.begin() + (at - table.metrics.begin()) * buckets;
    std::copy(first, first + buckets, sums.begin());
  }
  return gains;
}

}  // namespace

Result<std::vector<PlatformGains>> SnapshotStore::gains(const GainsRequest& request) const {
  std::vector<PlatformGains> gains;
  const auto platform = impl_->platforms.asked(request.platform);
  if (!platform || request.edges.empty()) return gains;
  std::vector<std::optional<std::uint32_t>> asked;
  std::vector<std::uint32_t> metrics;
  for (const std::string_view metric : request.metrics) {
    asked.push_back(impl_->dictionary.number_of(metric));
    if (asked.back()) metrics.push_back(*asked.back());
  }
  std::sort(metrics.begin(), metrics.end());
  metrics.erase(std::unique(metrics.begin(), metrics.end()), metrics.end());

  const View view(*impl_->rocks);
  GainReader cells(view, request.business);
  std::vector<GainTable> tables;
  for (std::uint32_t number = 1; number < impl_->platforms.next(); ++number) {
    if (platform->number && *platform->number != number) continue;
    GainTable& table = tables.emplace_back(
        GainTable{metrics, request.edges, impl_->platforms.name_of(number), number, {}, false, {}});
    if (auto read = cells.read(table); !read) return read.error();
  }
  if (auto added = add_posts(view, request, impl_->dictionary, metrics, tables); !added) return added.error();
  for (const GainTable& table : tables)
    if (table.booked) gains.push_back(answer(table, asked));
  std::sort(gains.begin(), gains.end(),
            [](const PlatformGains& a, const PlatformGains& b) { return a.platform < b.platform; });
  return gains;
}

}  // namespace tidemark
