#pragma once
// The rules of appending. Two ways lead into the write: snapshots that are newer than all their subject has
// need only what stands; others, and those whose subject is booked differently from now on, need its history.

#include <rocksdb/write_batch.h>

#include <optional>
#include <span>
#include <vector>

#include "domain/metric.h"
#include "domain/result.h"
#include "store/gain_book.h"
#include "store/incoming.h"
#include "store/late_snapshots.h"
#include "store/rocks.h"
#include "store/rows.h"
#include "store/snapshot_store.h"
#include "store/subject_history.h"

namespace tidemark {

/// So many new snapshots of one subject become chunks at once, and no rows first.
inline constexpr std::size_t kBulk = 32;

/// Snapshots of some subjects on their way into one atomic write. Its maker holds the claim on these
/// subjects, so that what was read stays true until it is written. Threads: none.
class AppendBatch {
 public:
  /// `kinds`: by metric number.
  AppendBatch(const Rocks& rocks, std::vector<MetricKind> kinds, OnConflict on_conflict)
      : rocks_(rocks), kinds_(std::move(kinds)), on_conflict_(on_conflict) {}

  /// One subject's snapshots, in the order they came; each subject once. `became` is by their index.
  Result<> add(std::optional<disk::LatestRow> latest, std::span<const Incoming::One> snapshots,
               const Incoming& all, std::span<Appended> became);
  /// The subject counts from now on in the sums as told.
  Result<> rebook(Subject subject, disk::LatestRow latest, bool from_zero);
  /// All that was decided, durable. Does nothing if nothing changed.
  Result<> write();

 private:
  bool take_those_not_rejected(std::span<const Incoming::One> snapshots, std::span<Appended> became);
  bool newer_each_than_all_before(const std::optional<disk::LatestRow>& latest);
  Result<> add_newer(Subject subject, std::optional<disk::LatestRow> latest, BookedAs as, const Incoming& all,
                     std::span<Appended> became);
  void stand(Subject subject, disk::LatestRow& latest, Instant at,
             std::span<const disk::NumberedSample> samples);
  Result<> put_packed(Subject subject, disk::LatestRow& latest, bool is_new, const Incoming& all);
  Result<> add_late(Subject subject, std::optional<disk::LatestRow> latest, BookedAs as, const Incoming& all,
                    std::span<Appended> became);
  void put_changes(Subject subject, disk::LatestRow& latest, const SubjectHistory& before,
                   const LateSnapshots& late, std::span<const disk::TimedRow> after);

  const Rocks& rocks_;
  const std::vector<MetricKind> kinds_;
  const OnConflict on_conflict_;
  rocksdb::WriteBatch batch_;
  GainBook book_{rocks_, batch_};
  HistoryWriter writer_{rocks_, batch_};
  std::vector<const Incoming::One*> taken_;  // of the subject under way
};

}  // namespace tidemark
