#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "domain/instant.h"
#include "domain/result.h"
#include "query/query_parts.h"
#include "query/scope.h"

namespace tidemark {

/// What the accounts of one platform gained in followers.
struct FollowerGrowth {
  std::string platform;
  /// One for each [edges[i], edges[i + 1]); absent where no measurement says so. The first number of
  /// followers that is known of an account is a baseline, not a gain.
  std::vector<std::optional<std::int64_t>> gained;
};

/// Of the accounts that the scope's businesses have on its platform, by platform name. Platforms none of
/// whose accounts was measured within the edges are left out. `edges` rise, two or more.
Result<std::vector<FollowerGrowth>> follower_growth(const QueryParts& parts, const Scope& scope,
                                                    std::span<const Instant> edges);

}  // namespace tidemark
