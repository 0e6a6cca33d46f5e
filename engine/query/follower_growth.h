#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "catalog/catalog.h"
#include "domain/ids.h"
#include "domain/instant.h"
#include "domain/result.h"
#include "store/snapshot_store.h"

namespace tidemark {

/// What the accounts of one platform gained in followers.
struct FollowerGrowth {
  std::string platform;
  /// One for each [edges[i], edges[i + 1]); absent where no measurement says so. The first number of
  /// followers that is known of an account is a baseline, not a gain.
  std::vector<std::optional<std::int64_t>> gained;
};

/// Of the accounts of `businesses`, which the caller found in the asker's sight, by platform name. Platforms
/// none of whose accounts was measured within the edges are left out. `edges` rise, two or more.
Result<std::vector<FollowerGrowth>> follower_growth(Catalog& catalog, const SnapshotStore& store,
                                                    std::span<const BusinessId> businesses,
                                                    std::optional<std::string_view> platform,
                                                    std::span<const Instant> edges);

}  // namespace tidemark
