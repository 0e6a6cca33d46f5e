#pragma once
// The rules of appending: what a snapshot becomes beside those that are there already, and what then stands.

#include <rocksdb/write_batch.h>

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "domain/instant.h"
#include "domain/result.h"
#include "store/rocks.h"
#include "store/rows.h"
#include "store/snapshot_store.h"

namespace tidemark {

/// Snapshots of some subjects on their way into one atomic write. Its maker holds the claim on these
/// subjects, so that what was read stays true until it is written. Threads: none.
class AppendBatch {
 public:
  explicit AppendBatch(const Rocks& rocks) : rocks_(rocks) {}

  /// Reads what stands for them; to be called once, before place().
  Result<> load(const std::vector<Subject>& subjects);
  /// In whose sums the subject counts, and how.
  void book(Subject subject, std::uint32_t platform, bool from_zero);
  Result<Appended> place(Subject subject, Instant at, const disk::Row& row, OnConflict on_conflict);
  void rebook(Subject subject, bool from_zero);
  /// All that was decided. Does nothing if nothing changed.
  Result<> write();

 private:
  struct State {
    std::optional<Instant> newest_stored;  // nothing: the subject has no row on disk
    std::optional<disk::LatestRow> latest;
    std::map<Instant, disk::Row> changed;
    std::uint32_t platform = 0;
    bool from_zero = false;
    bool rebooked = false;
  };
  Result<std::optional<disk::Row>> find(Subject subject, const State& state, Instant at) const;
  static void put(State& state, Instant at, const disk::Row& whole);

  const Rocks& rocks_;
  std::map<Subject, State> states_;
};

}  // namespace tidemark
