#pragma once
// What the writer that is killed writes, and the test that kills it expects: both know it from the number of
// the batch alone.

#include <cstdint>
#include <map>
#include <vector>

#include "domain/snapshot.h"

namespace tidemark::testing {

/// Batch `number`, from 1: some of twelve posts, in order, now and then late or repeated.
inline std::vector<Snapshot> written_batch(std::int64_t number) {
  std::vector<Snapshot> batch;
  for (std::int64_t i = 0; i < 5 + number % 4; ++i) {
    const std::int64_t id = (number * 5 + i * 7) % 12;
    const std::int64_t at = number % 9 == 0 ? number * -10 : number * 10;
    batch.push_back({subject_of(PostId{static_cast<std::uint64_t>(id)}, BusinessId{1}),
                     {at},
                     {{"likes_count", number * 1000 + id}, {"impressions", number * 100'000 - id}}});
    batch.back().platform = "birds";
    if (i % 2) batch.back().samples.pop_back();
  }
  return batch;
}

}  // namespace tidemark::testing
