#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "domain/ids.h"
#include "domain/instant.h"
#include "store/rows.h"

namespace tidemark {

/// A batch on its way in, flat and by numbers: what Snapshot and BulkSnapshots both become.
struct Incoming {
  struct One {
    Subject subject;
    Instant at;
    std::uint32_t index = 0;  ///< its place in the caller's batch
    std::uint32_t platform = 0;
    bool from_zero = false;
    bool contradicts = false;   ///< it named a metric twice, with two values; the first stays
    std::uint32_t samples = 0;  ///< how many
    std::uint64_t first = 0;    ///< of its samples
  };
  std::vector<One> snapshots;
  std::vector<disk::NumberedSample> samples;

  std::span<const disk::NumberedSample> samples_of(const One& one) const {
    return std::span(samples).subspan(one.first, one.samples);
  }
  /// Makes a snapshot of the samples from `one.first` to the end: brings them in order, each metric once.
  void add(One one);
  /// Brings all of a subject's snapshots together, in the order they came; a business's subjects too.
  void group();
};

}  // namespace tidemark
