#pragma once

#include <string_view>
#include <vector>

#include "domain/ids.h"
#include "domain/instant.h"
#include "domain/metric.h"

namespace tidemark {

/// All that one fetch (or one import row) said about one post or account. A metric that is not in `samples`
/// is absent: the platform did not say, which is not zero.
struct Snapshot {
  Subject subject;
  Instant fetched_at;
  std::vector<Sample> samples;
  /// Of a post: the platform in whose sums it counts; whoever made the snapshot keeps it alive. Empty: it
  /// counts in no sums, as accounts do.
  std::string_view platform = {};
  /// Of a post: published at or after its account's `tracked_since`, so that its first known running totals
  /// are gains and no baselines.
  bool from_zero = false;
};

}  // namespace tidemark
