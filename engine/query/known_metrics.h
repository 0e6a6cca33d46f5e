#pragma once
// Which metrics there are, and which of them add up.

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "query/query_parts.h"
#include "query/scope.h"

namespace tidemark {

struct MetricInSums {
  std::string name;
  bool adds_up = true;  ///< false if a plugin that is asked about says so, or it is reach
};

/// The metrics by these names, each once. Error `invalid` with field metrics: neither declared nor stored.
Result<std::vector<MetricInSums>> metrics_named(const QueryParts& parts, const Scope& scope,
                                                std::span<const std::string> names);
/// Every stored running total that adds up, by name.
std::vector<MetricInSums> additive_totals(const QueryParts& parts, const Scope& scope);

}  // namespace tidemark
