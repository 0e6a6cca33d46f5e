#include "query/follower_growth.h"

#include <algorithm>
#include <limits>
#include <map>
#include <string_view>

#include "query/wide_sum.h"
#include "store/bookings.h"

namespace tidemark {
namespace {

constexpr Instant kEarliest{std::numeric_limits<std::int64_t>::min()};
constexpr std::string_view kFollowers[] = {"followers_count"};

void add_gains(const Columns& columns, std::span<const Instant> edges, std::vector<WideSum>& sums) {
  for (const Columns::Column& column : columns.columns) {
    Bookings bookings(MetricKind::gauge, false);
    for (std::size_t i = 0; i < columns.times.size(); ++i) {
      if (!column.has(i)) continue;
      const Booked booked = bookings.next(column.values[i]);
      if (columns.times[i] < edges.front() || booked.gains == 0) continue;
      const auto next = std::upper_bound(edges.begin(), edges.end(), columns.times[i]);
      sums[static_cast<std::size_t>(next - edges.begin()) - 1].add(Wide{booked.gain});
    }
  }
}

}  // namespace

Result<std::vector<FollowerGrowth>> follower_growth(const QueryParts& parts, const Scope& scope,
                                                    std::span<const Instant> edges) {
  std::map<std::string, std::vector<WideSum>> by_platform;
  for (const BusinessId business : scope.businesses) {
    const auto accounts = parts.catalog.accounts().of_business(business);
    if (!accounts) return accounts.error();
    for (const Account& account : *accounts) {
      if (scope.platform && account.platform != *scope.platform) continue;
      const auto columns =
          parts.store.columns(subject_of(account.id, business), kEarliest, edges.back(), kFollowers);
      if (!columns) return columns.error();
      if (columns->columns.empty() || columns->times.back() < edges.front()) continue;
      auto& sums = by_platform[account.platform];
      sums.resize(edges.size() - 1);
      add_gains(*columns, edges, sums);
    }
  }
  std::vector<FollowerGrowth> growth;
  for (const auto& [name, sums] : by_platform) {
    FollowerGrowth& one = growth.emplace_back(FollowerGrowth{.platform = name, .gained = {}});
    for (const WideSum& sum : sums) one.gained.push_back(sum.value());
  }
  return growth;
}

}  // namespace tidemark
