#pragma once
// What becomes of a snapshot beside those that are there already, in whatever order they come.

#include <map>
#include <span>
#include <vector>

#include "domain/instant.h"
#include "store/column_chunk.h"
#include "store/rows.h"
#include "store/snapshot_store.h"

namespace tidemark {

/// Snapshots of one subject, placed among the others one by one. Threads: none.
class LateSnapshots {
 public:
  /// `before`: rising; outlives this.
  explicit LateSnapshots(std::span<const disk::TimedRow> before) : before_(before) {}

  Appended place(Instant at, std::span<const disk::NumberedSample> samples, OnConflict on_conflict);

  /// New ones, and old ones that have more metrics now: as they are to be stored.
  const std::map<Instant, disk::Row>& changed() const { return changed_; }
  /// How many of the changed ones are new and were fetched after `at`.
  std::size_t new_after(std::optional<Instant> at) const;
  /// All of them, rising.
  std::vector<disk::TimedRow> merged() const;

 private:
  const disk::Row* stored(Instant at) const;
  const disk::Row* find(Instant at) const;

  std::span<const disk::TimedRow> before_;
  std::map<Instant, disk::Row> changed_;
};

}  // namespace tidemark
