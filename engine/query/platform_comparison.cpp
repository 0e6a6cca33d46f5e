#include "query/period_queries.h"
#include "query/platform_growth.h"

namespace tidemark {

Result<PlatformComparison> platform_comparison(const QueryParts& parts, const Scope& scope) {
  auto summary = window_summary(parts, scope);
  if (!summary) return summary.error();
  const auto growth = platform_growth(parts, scope);
  if (!growth) return growth.error();

  PlatformComparison comparison{.platforms = std::move(summary->by_platform)};
  for (const PlatformSummary& one : comparison.platforms) {
    const auto rate = one.summary.avg_engagement_rate_hundredths;
    if (!rate || (comparison.best_rate_hundredths && *rate <= *comparison.best_rate_hundredths)) continue;
    comparison.best_platform = one.platform;
    comparison.best_rate_hundredths = rate;
  }
  for (const PlatformGrowth& one : *growth) {
    // What stood still or shrank is not growing, however much the others lost.
    if (one.percent_hundredths <= comparison.growth_hundredths.value_or(0)) continue;
    comparison.fastest_growing = one.platform;
    comparison.growth_hundredths = one.percent_hundredths;
  }
  return comparison;
}

}  // namespace tidemark
