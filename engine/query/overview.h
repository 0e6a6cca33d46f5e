#pragma once

#include <vector>

#include "domain/access.h"
#include "domain/instant.h"
#include "domain/result.h"
#include "query/best_times.h"
#include "query/period_queries.h"
#include "query/query_parts.h"
#include "query/scope.h"
#include "query/trends.h"

namespace tidemark {

/// `GET /analytics/overview`: what each of the other questions answers for the same scope when it is asked
/// nothing in particular. Posts are ranked by engagement rate, trends are daily gains.
struct Overview {
  WindowSummary summary;
  std::vector<Trend> trends;
  TopPosts top_posts;
  /// Of posts published in the kBestTimesDays up to the window's end: what a window has alone is too few.
  BestTimes best_times;
};

inline constexpr int kBestTimesDays = 90;

Result<Overview> overview(const QueryParts& parts, const Asker& asker, const Scope& scope, Instant now);

}  // namespace tidemark
