#pragma once
// The one history of a subject, wherever it lies: packed in chunks first, then in rows.

#include <rocksdb/db.h>

#include <cstdint>
#include <limits>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "domain/instant.h"
#include "domain/result.h"
#include "store/column_chunk.h"
#include "store/rocks.h"

namespace tidemark {

inline constexpr Instant kEarliest{std::numeric_limits<std::int64_t>::min()};
inline constexpr Instant kLatest{std::numeric_limits<std::int64_t>::max()};

/// One state of the store over all families, whatever is written meanwhile: packing moves snapshots from one
/// family to another. An explicit rocksdb::Snapshot, since DB::NewIterators (RocksDB 7.8) notes a sequence
/// number before it takes hold of each family's tables, and a flush in between may drop what was visible.
class View {
 public:
  explicit View(const Rocks& rocks) : rocks_(rocks), snapshot_(rocks.db().GetSnapshot()) {}
  ~View() { rocks_.db().ReleaseSnapshot(snapshot_); }
  View(const View&) = delete;
  View& operator=(const View&) = delete;

  const Rocks& rocks() const { return rocks_; }
  /// Keys in [lower, upper); an empty `upper` is the end. Both outlive the iterator.
  std::unique_ptr<rocksdb::Iterator> iterator(Family family, const rocksdb::Slice& lower,
                                              const rocksdb::Slice& upper, bool whole_store = false) const;

 private:
  const Rocks& rocks_;
  const rocksdb::Snapshot* snapshot_;
};

/// Shows chunks and rows of one subject after another. Subjects are begun by rising key: what lies between
/// two is stepped over, not sought. After a mistake everything answers false, and status() has the reason.
class HistoryCursor {
 public:
  /// For subjects whose keys lie in [lower, upper); an empty `upper` is the end.
  HistoryCursor(const View& view, std::string lower, std::string upper, bool whole_store = false);

  HistoryCursor(const HistoryCursor&) = delete;
  HistoryCursor& operator=(const HistoryCursor&) = delete;

  void begin(std::string_view subject_key);

  /// To the chunk that holds `from`, else the last before it, else the subject's first. False: it has none.
  bool seek_chunk(Instant from);
  bool next_chunk();
  Instant chunk_since() const { return chunk_since_; }  ///< its first snapshot's, without a look into it
  /// No chunk of the subject is earlier.
  bool at_first_chunk() const { return at_first_chunk_; }
  /// Null: damaged.
  const disk::Chunk* chunk();

  /// To the subject's first row at or after `from`. False: it has none.
  bool seek_row(Instant from);
  bool next_row();
  Instant row_at() const { return row_at_; }
  /// Null: damaged. Valid until the cursor moves.
  const disk::Row* row();

  /// The metric's last value in the subject's chunks that begin before `until`.
  std::optional<std::int64_t> value_before(std::uint32_t metric, Instant until);

  /// Why it answered false, if not for being at an end. `damaged`: what it showed could not be read.
  Result<> status(bool damaged = false) const;

 private:
  bool reach(std::unique_ptr<rocksdb::Iterator>& at, Family family);
  std::string key_at(Instant at) const;
  bool at_subject(const rocksdb::Iterator& at) const;
  bool take_chunk();
  bool take_row();
  void damaged(std::string_view what);

  const View& view_;
  const std::string lower_, upper_;
  const rocksdb::Slice lower_slice_, upper_slice_;
  const bool whole_store_;
  std::string subject_;
  std::unique_ptr<rocksdb::Iterator> chunks_, rows_, earlier_;  // made when first needed
  Instant chunk_since_, row_at_;
  bool at_first_chunk_ = false;
  std::optional<disk::Chunk> chunk_;
  disk::Row row_;
  std::optional<Error> damage_;
};

}  // namespace tidemark
