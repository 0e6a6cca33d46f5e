#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "domain/ids.h"
#include "domain/instant.h"

namespace tidemark {

/// Many snapshots in flat arrays, for those who bring them by the hundred thousand: one costs its bytes and
/// no allocation. Means the same as a vector of Snapshot. Kept and filled again, it keeps its room.
struct BulkSnapshots {
  struct One {
    Subject subject;
    Instant fetched_at;
    std::string_view platform = {};  ///< as in Snapshot
    bool from_zero = false;          ///< as in Snapshot
    std::uint32_t samples = 0;       ///< how many of `samples` are its own: those behind the ones before
  };
  struct Value {
    std::uint32_t metric = 0;  ///< index into `metrics`
    std::int64_t value = 0;
  };
  std::vector<std::string_view> metrics;  ///< declared ones, in any order: an import's columns, say
  std::vector<One> snapshots;
  std::vector<Value> samples;

  void clear() {  ///< but for the metrics
    snapshots.clear();
    samples.clear();
  }
};

}  // namespace tidemark
