#pragma once
// Posts as they stood at one and the same age.

#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include "query/derived_metrics.h"
#include "query/query_parts.h"
#include "query/scope.h"

namespace tidemark {

struct AgedPost {
  AccountId account;
  std::string platform;
  Instant published_at;
  EngagementParts stood;  ///< without clicks
};

/// How long before its age a post may have been measured last.
std::chrono::milliseconds measured_around(std::chrono::milliseconds age);

/// Those published in the scope's window that were as old by `now`, and measured around then.
Result<std::vector<AgedPost>> posts_at_age(const QueryParts& parts, const Scope& scope,
                                           std::chrono::milliseconds age, Instant now);

}  // namespace tidemark
