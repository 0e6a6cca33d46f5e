#include <rocksdb/db.h>

#include "store/column_chunk.h"
#include "store/store_impl.h"
#include "store/subject_history.h"

namespace tidemark {
namespace {

/// From so many chunks the others are judged.
constexpr std::uint64_t kChunksLookedAt = 32;

std::uint64_t property(const Rocks& rocks, Family family, const std::string& name) {
  std::uint64_t value = 0;
  rocks.db().GetIntProperty(rocks.family(family), name, &value);
  return value;
}

std::uint64_t keys(const Rocks& rocks, Family family) {
  return property(rocks, family, rocksdb::DB::Properties::kEstimateNumKeys);
}

StoreStats sizes(const Rocks& rocks) {
  StoreStats stats;
  std::error_code ignored;
  for (std::filesystem::directory_iterator file(rocks.name(), ignored), end; file != end;
       file.increment(ignored)) {
    const auto size = file->file_size(ignored);
    if (!ignored) stats.bytes_on_disk += size;
  }
  for (std::size_t family = 0; family < kFamilyNames.size(); ++family)
    stats.parts.push_back({kFamilyNames[family], property(rocks, static_cast<Family>(family),
                                                          rocksdb::DB::Properties::kLiveSstFilesSize)});
  return stats;
}

struct Chunks {
  std::uint64_t chunks = 0, snapshots = 0;
};

Result<Chunks> look_at_chunks(const Rocks& rocks, std::uint64_t most) {
  Chunks counted;
  const std::unique_ptr<rocksdb::Iterator> at(
      rocks.db().NewIterator(for_one_look(), rocks.family(Family::columns)));
  for (at->SeekToFirst(); at->Valid() && counted.chunks < most; at->Next()) {
    const auto chunk = disk::Chunk::open(at->value().ToStringView());
    if (!chunk) return rocks.unreadable("packed snapshots");
    ++counted.chunks;
    counted.snapshots += chunk->size();
  }
  if (!at->status().ok()) return rocks.failed("reading", at->status());
  return counted;
}

Result<std::uint64_t> counted_keys(const Rocks& rocks, Family family) {
  std::uint64_t count = 0;
  const std::unique_ptr<rocksdb::Iterator> at(rocks.db().NewIterator(for_one_look(), rocks.family(family)));
  for (at->SeekToFirst(); at->Valid(); at->Next()) ++count;
  if (!at->status().ok()) return rocks.failed("reading", at->status());
  return count;
}

}  // namespace

StoreStats SnapshotStore::stats() const {
  const Rocks& rocks = *impl_->rocks;
  StoreStats stats = sizes(rocks);
  stats.subjects = keys(rocks, Family::latest);
  stats.unpacked = keys(rocks, Family::rows);
  stats.chunks = keys(rocks, Family::columns);
  stats.snapshots = stats.unpacked;
  if (const auto seen = look_at_chunks(rocks, kChunksLookedAt); seen && seen->chunks > 0)
    stats.snapshots += stats.chunks * seen->snapshots / seen->chunks;
  return stats;
}

Result<StoreStats> SnapshotStore::count() const {
  const Rocks& rocks = *impl_->rocks;
  StoreStats stats = sizes(rocks);
  const auto subjects = counted_keys(rocks, Family::latest), unpacked = counted_keys(rocks, Family::rows);
  const auto packed = look_at_chunks(rocks, std::numeric_limits<std::uint64_t>::max());
  if (!subjects) return subjects.error();
  if (!unpacked) return unpacked.error();
  if (!packed) return packed.error();
  stats.subjects = *subjects;
  stats.unpacked = *unpacked;
  stats.chunks = packed->chunks;
  stats.snapshots = *unpacked + packed->snapshots;
  return stats;
}

}  // namespace tidemark
