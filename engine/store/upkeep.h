#pragma once
// What a store does for itself in the background: packing and retention. Both are invisible to readers,
// go on beside writers, and may be cut off at any instant.

#include <chrono>
#include <cstdint>
#include <optional>
#include <stop_token>
#include <vector>

#include "domain/instant.h"

namespace tidemark {

/// How one round of packing goes. Its batches are small and the subjects of one are held only while it is
/// written.
struct Packing {
  /// A subject with at least so many snapshots unpacked is packed.
  std::size_t at_least = 32;
  /// So is one whose oldest unpacked snapshot was fetched before this.
  std::optional<Instant> older_than = {};
  /// All subjects, and then the files are rewritten until nothing is left to gain: takes long, and the size
  /// on disk is final.
  bool everything = false;
  /// Quarters of an hour are kept apart in a business's sums of days (of UTC) that end by then only where
  /// somebody's day begins: at `day_begins`, quarters of a UTC day (0 to 95), rising.
  std::optional<Instant> fold_before = {};
  std::vector<std::uint8_t> day_begins = {};
  /// Between batches, for whoever else wants the disk and the cores.
  std::chrono::milliseconds pause{0};
  std::stop_token stop = {};
};

struct PackReport {
  std::uint64_t subjects = 0;   ///< packed
  std::uint64_t snapshots = 0;  ///< that were unpacked before
  std::uint64_t folded = 0;     ///< days of a business and platform
  bool stopped = false;         ///< asked to stop, before its end
};

/// Which snapshots are no longer wanted.
struct Retention {
  /// Of those fetched before, a UTC day keeps its last, and what else is needed so that nothing but detail is
  /// lost: the last in the day to name some metric, and the first ever to name one. Every day's gains and
  /// totals stay what they are.
  std::optional<Instant> raw_before = {};
  /// Those fetched before go, but for the newest and what still stands. What is first then is a baseline.
  std::optional<Instant> daily_before = {};
  std::chrono::milliseconds pause{0};
  std::stop_token stop = {};
};

struct RetentionReport {
  std::uint64_t subjects = 0;  ///< that lost snapshots
  std::uint64_t removed = 0;   ///< snapshots
  bool stopped = false;
};

}  // namespace tidemark
