#pragma once
// A subject's snapshots wherever they lie, and how they are brought from there to elsewhere.

#include <rocksdb/options.h>
#include <rocksdb/write_batch.h>

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "domain/ids.h"
#include "domain/instant.h"
#include "domain/metric.h"
#include "domain/result.h"
#include "store/column_chunk.h"
#include "store/gain_book.h"
#include "store/rocks.h"
#include "store/rows.h"

namespace tidemark {

/// What is read once for upkeep shall not push out of the cache what questions need.
rocksdb::ReadOptions for_one_look();

/// As it lies in the store: chunks, and behind them rows. Whoever means to change it holds the claim on its
/// subject.
struct SubjectHistory {
  struct Packed {
    Instant first;  ///< of its snapshots, as its key has it
    std::size_t snapshots = 0;
  };
  std::vector<disk::TimedRow> rows;  ///< rising; those of the chunks first
  std::vector<Packed> chunks;
  std::size_t packed = 0;  ///< how many of `rows` are in chunks

  std::span<const disk::TimedRow> unpacked() const { return std::span(rows).subspan(packed); }

  /// All of it. `options`: for a RocksDB snapshot, or to spare the cache.
  static Result<SubjectHistory> load(const Rocks& rocks, Subject subject, rocksdb::ReadOptions options = {});
  /// Its end: the rows, and the last chunk if more fit into that.
  static Result<SubjectHistory> load_end(const Rocks& rocks, Subject subject, const disk::LatestRow& latest);
};

/// Puts a subject's snapshots where they are to lie. Keeps its bytes between calls. Threads: none.
class HistoryWriter {
 public:
  HistoryWriter(const Rocks& rocks, rocksdb::WriteBatch& batch) : rocks_(rocks), batch_(batch) {}

  void put_row(Subject subject, Instant at, std::span<const disk::NumberedSample> samples);
  void delete_row(Subject subject, Instant at);
  void delete_chunk(Subject subject, Instant first);
  /// As chunks that are full but for the last.
  void put_chunks(Subject subject, std::span<const disk::TimedRow> rows);
  /// As few chunks, all alike: none becomes a short one that stays in the middle.
  void put_even_chunks(Subject subject, std::span<const disk::TimedRow> rows);
  void put_latest(Subject subject, const disk::LatestRow& latest);

 private:
  void put_chunk(Subject subject, std::span<const disk::TimedRow> rows);

  const Rocks& rocks_;
  rocksdb::WriteBatch& batch_;
  std::string key_, value_;
};

/// What of a subject decides how its samples are booked.
struct BookedAs {
  std::uint32_t platform = 0;
  bool from_zero = false;
  bool trimmed = false;
  bool operator==(const BookedAs&) const = default;
};
inline BookedAs booked_as(const disk::LatestRow& latest) {
  return {latest.platform, latest.from_zero, latest.trimmed};
}

enum class Entry { book, take_back };
/// A whole history. `kinds`: by metric number.
void enter(GainBook& book, Entry entry, BusinessId business, BookedAs as,
           std::span<const disk::TimedRow> history, std::span<const MetricKind> kinds);

}  // namespace tidemark
