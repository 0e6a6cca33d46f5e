#pragma once

#include <algorithm>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "domain/instant.h"
#include "store/bookings.h"
#include "store/snapshot_store.h"

namespace tidemark {

/// The bucket of `edges` that `at` lies in, counted from 1; 0: before all of them, size: behind.
inline std::size_t bucket_of(std::span<const Instant> edges, Instant at) {
  return static_cast<std::size_t>(std::upper_bound(edges.begin(), edges.end(), at) - edges.begin());
}

/// [since, until)
struct Stretch {
  Instant since, until;
};

/// What one platform gained, on its way to an answer.
struct GainTable {
  std::span<const std::uint32_t> metrics;  ///< rising numbers
  std::span<const Instant> edges;
  std::string_view platform;
  std::uint32_t number = 0;
  std::vector<Booked> sums;  ///< one a bucket, of one metric after the other
  bool booked = false;       ///< anything was, ever
  /// Of which cells know only the sum, and within which an edge lies: left out of `sums` until posts are
  /// asked. Rising.
  std::vector<Stretch> open;

  /// What lies behind the last edge is not asked for.
  void add(std::size_t metric, std::size_t bucket, const Booked& more) {
    if (bucket < edges.size()) sums[metric * edges.size() + bucket] += more;
  }
};

}  // namespace tidemark
