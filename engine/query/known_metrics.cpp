#include "query/known_metrics.h"

#include <algorithm>

namespace tidemark {
namespace {

/// What is declared by the platforms that a question spans, by all that are loaded, and stored.
class KnownMetrics {
 public:
  KnownMetrics(const QueryParts& parts, const Scope& scope) : stored_(parts.store.metrics()) {
    for (const std::string& platform : parts.platforms.loaded()) {
      auto& into = !scope.platform || platform == *scope.platform ? asked_about_ : others_;
      for (Metric& metric : parts.platforms.metrics(platform)) into.push_back(std::move(metric));
    }
  }

  bool knows(std::string_view name) const {
    return has(asked_about_, name) || has(others_, name) || has(stored_, name);
  }
  /// Two platforms may differ; a sum over both does not add up if one does not. The store does not know.
  bool adds_up(std::string_view name) const {
    const auto does_not = [&](const Metric& metric) { return metric.name == name && !metric.additive; };
    const auto standard = standard_metrics();
    return std::none_of(asked_about_.begin(), asked_about_.end(), does_not) &&
           std::none_of(standard.begin(), standard.end(), does_not);
  }
  const std::vector<Metric>& stored() const { return stored_; }

 private:
  static bool has(const std::vector<Metric>& metrics, std::string_view name) {
    return std::any_of(metrics.begin(), metrics.end(),
                       [&](const Metric& metric) { return metric.name == name; });
  }

  std::vector<Metric> asked_about_, others_, stored_;
};

}  // namespace

Result<std::vector<MetricInSums>> metrics_named(const QueryParts& parts, const Scope& scope,
                                                std::span<const std::string> names) {
  const KnownMetrics known(parts, scope);
  std::vector<MetricInSums> metrics;
  for (const std::string& name : names) {
    if (!known.knows(name))
      return Error{.code = Code::invalid, .message = "metric " + name + " is unknown", .field = "metrics"};
    const auto same = [&](const MetricInSums& one) { return one.name == name; };
    if (std::none_of(metrics.begin(), metrics.end(), same)) metrics.push_back({name, known.adds_up(name)});
  }
  return metrics;
}

std::vector<MetricInSums> additive_totals(const QueryParts& parts, const Scope& scope) {
  const KnownMetrics known(parts, scope);
  std::vector<MetricInSums> metrics;
  for (const Metric& metric : known.stored())
    if (metric.kind == MetricKind::running_total && known.adds_up(metric.name))
      metrics.push_back({metric.name, true});
  std::sort(metrics.begin(), metrics.end(),
            [](const MetricInSums& a, const MetricInSums& b) { return a.name < b.name; });
  return metrics;
}

}  // namespace tidemark
