#include "query/overview.h"

#include <chrono>
#include <utility>

namespace tidemark {

Result<Overview> overview(const QueryParts& parts, const Asker& asker, const Scope& scope, Instant now) {
  auto summary = window_summary(parts, scope);
  if (!summary) return summary.error();
  auto by_days = trends(parts, scope, {});
  if (!by_days) return by_days.error();
  auto top = top_posts(parts, asker, scope, {});
  if (!top) return top.error();
  Scope published = scope;
  published.from = scope.to - std::chrono::hours(24) * kBestTimesDays;
  auto best = best_times(parts, published, kUsualAge, now);
  if (!best) return best.error();
  return Overview{.summary = *std::move(summary),
                  .trends = *std::move(by_days),
                  .top_posts = *std::move(top),
                  .best_times = *std::move(best)};
}

}  // namespace tidemark
