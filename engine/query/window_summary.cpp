#include <map>
#include <string_view>

#include "query/period_queries.h"
#include "query/scoped_standings.h"

namespace tidemark {

Result<WindowSummary> window_summary(const QueryParts& parts, const Scope& scope) {
  PeriodSums all;
  std::map<std::string_view, PeriodSums> by_platform;  // names live as long as the store
  const Instant edges[] = {scope.from, scope.to};
  const auto read =
      each_standing(parts, scope, kSummaryMetrics, edges, [&](BusinessId, const WindowStanding& standing) {
        all.add(standing.values);
        by_platform[standing.platform].add(standing.values);
      });
  if (!read) return read.error();
  WindowSummary summary{.all = all.summary(), .by_platform = {}};
  for (const auto& [platform, sums] : by_platform)
    summary.by_platform.push_back({std::string(platform), sums.summary()});
  return summary;
}

}  // namespace tidemark
