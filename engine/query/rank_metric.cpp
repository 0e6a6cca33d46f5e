#include "query/rank_metric.h"

#include <algorithm>

#include "query/derived_metrics.h"
#include "query/period_summary.h"

namespace tidemark {
namespace {

using Values = RankMetric::Values;

std::optional<std::int64_t> engagement_rate(Values values) {
  return engagement_rate_hundredths(parts_of(values));
}
std::optional<std::int64_t> engagement(Values values) {
  return total_engagement(parts_of(values));
}
std::optional<std::int64_t> click_through_rate(Values values) {
  return click_through_rate_hundredths({.impressions = values[0], .clicks = values[1]});
}
std::optional<std::int64_t> itself(Values values) {
  return values[0];
}

/// As a plugin declares it, or as the store knows it from one that has gone.
std::optional<MetricKind> kind_of(const QueryParts& parts, std::string_view name) {
  std::optional<MetricKind> kind;
  const auto look = [&](const auto& metrics) {
    for (const Metric& metric : metrics)
      if (!kind && metric.name == name) kind = metric.kind;
  };
  look(standard_metrics());
  if (!kind)
    for (const std::string& platform : parts.platforms.loaded()) look(parts.platforms.metrics(platform));
  if (!kind) look(parts.store.metrics());
  return kind;
}

}  // namespace

Result<RankMetric> rank_metric(const QueryParts& parts, std::string_view name) {
  const std::vector<std::string_view> of_engagement(kSummaryMetrics.begin(),
                                                    kSummaryMetrics.begin() + kRateMetrics);
  if (name == "engagement_rate") return RankMetric{of_engagement, engagement_rate, true};
  if (name == "total_engagement") return RankMetric{of_engagement, engagement};
  if (name == "click_through_rate") return RankMetric{{"impressions", "clicks"}, click_through_rate, true};
  const auto kind = kind_of(parts, name);
  if (!kind)
    return Error{
        .code = Code::invalid, .message = "metric " + std::string(name) + " is unknown", .field = "metric"};
  if (*kind == MetricKind::window_total)
    return Error{.code = Code::invalid,
                 .message = "metric " + std::string(name) +
                            " is a total of windows, of which no post has one that stands; rank by another",
                 .field = "metric"};
  return RankMetric{{name}, itself};
}

}  // namespace tidemark
