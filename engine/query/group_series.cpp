#include "query/group_series.h"

#include <algorithm>

#include "query/known_metrics.h"

namespace tidemark {
namespace {

/// Whether any bucket of any group says anything.
bool occurs(const GroupSeries& series, std::size_t place) {
  return std::any_of(series.groups.begin(), series.groups.end(), [&](const GroupSums& group) {
    SumReader reader(group.metrics[place], series.value);
    for (std::size_t i = 0; i < series.timestamps.size(); ++i)
      if (reader.next()) return true;
    return false;
  });
}

}  // namespace

Result<GroupSeries> group_series(const QueryParts& parts, const Scope& scope,
                                 const GroupSeriesRequest& request) {
  const bool any = request.metrics.empty();
  auto metrics = any ? Result(additive_totals(parts, scope)) : metrics_named(parts, scope, request.metrics);
  if (!metrics) return metrics.error();
  auto cut = cut_window(request.step, scope.zone, scope.from, scope.to, "step");
  if (!cut) return cut.error();

  GroupSeries series{.timestamps = std::move(cut->starts), .value = request.value};
  std::vector<std::string_view> names;
  names.reserve(metrics->size());
  for (const MetricInSums& metric : *metrics) names.push_back(metric.name);
  // An empty window has no buckets, but groups: those that were measured before it.
  const std::vector<Instant> edges =
      cut->edges.empty() ? std::vector<Instant>{scope.from} : std::move(cut->edges);
  auto groups = group_sums(parts, scope, {.metrics = names, .edges = edges, .grouping = request.grouping});
  if (!groups) return groups.error();
  series.groups = *std::move(groups);
  for (std::size_t m = 0; m < metrics->size(); ++m)
    if (!any || occurs(series, m))
      series.columns.push_back({std::move((*metrics)[m].name), m, (*metrics)[m].adds_up});
  return series;
}

}  // namespace tidemark
