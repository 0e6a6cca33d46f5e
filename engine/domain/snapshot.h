#pragma once

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
};

}  // namespace tidemark
