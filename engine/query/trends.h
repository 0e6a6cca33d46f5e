#pragma once
// `GET /analytics/trends`: how many posts, and what engagement, period by period.

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "query/cut_window.h"
#include "query/derived_metrics.h"
#include "query/query_parts.h"
#include "query/scope.h"

namespace tidemark {

enum class TrendValue {
  gain,       ///< what the period added
  total,      ///< what stood at its end, of all posts measured by then
  published,  ///< what the posts published in it have now
};

struct TrendsRequest {
  Period period = Period::day;  ///< day, week or month
  TrendValue value = TrendValue::gain;
  bool by_platform = false;
};

struct Trend {
  Day day;  ///< the first of the period
  std::optional<std::string> platform = {};
  /// Measured in the part of the period that lies in the window; with TrendValue::published, those published
  /// in it, measured or not.
  std::int64_t posts = 0;
  /// Sums of what was measured, each metric by itself; absent where nothing was. Clicks are left out.
  EngagementParts sums = {};
};

/// Every period that has a part in the window, in order, each for every platform that was measured or
/// published anything by its end. Error `invalid` with field period: too many.
Result<std::vector<Trend>> trends(const QueryParts& parts, const Scope& scope, const TrendsRequest& request);

}  // namespace tidemark
