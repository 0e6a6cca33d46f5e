#pragma once
// What the parts of SnapshotStore share. Only this folder uses it.

#include <memory>
#include <mutex>
#include <set>

#include "store/gaps.h"
#include "store/incoming.h"
#include "store/metric_dictionary.h"
#include "store/packer.h"
#include "store/platform_dictionary.h"
#include "store/rocks.h"
#include "store/rows.h"
#include "store/snapshot_store.h"
#include "store/subject_claims.h"

namespace tidemark {

struct SnapshotStore::Impl {
  std::unique_ptr<Rocks> rocks;
  MetricDictionary dictionary;
  PlatformDictionary platforms;
  std::mutex declaring;
  SubjectClaims claims;
  std::mutex upkeep;                      // held by packing and retention
  std::int32_t folded_until = kFirstDay;  // guarded by upkeep; see Packer

  // A subject is entered while it is claimed, and looked up by writers that have claimed it.
  mutable std::mutex dropped_mutex;
  std::set<Subject> dropped;

  std::unique_ptr<Gaps> gaps;

  bool is_dropped(Subject subject) const {
    std::lock_guard lock(dropped_mutex);
    return dropped.contains(subject);
  }
  Result<> load_dictionaries();
  Result<std::uint32_t> number_of(std::string_view metric) const;
  /// Given out and made durable at its first use; 0 for no platform.
  Result<std::uint32_t> platform_number(std::string_view platform);
  Result<std::vector<Appended>> append(Incoming incoming, OnConflict on_conflict);
  Result<> drop(std::span<const Subject> some);
  Result<> put_window(rocksdb::WriteBatch& batch, std::map<std::string, std::int64_t>& placed,
                      const WindowTotal& total) const;
  Standing standing(const disk::LatestRow& row) const;
};

}  // namespace tidemark
