#include "store/subject_history.h"

#include <rocksdb/db.h>

#include <algorithm>
#include <optional>

#include "store/bookings.h"
#include "store/keys.h"

namespace tidemark {
namespace {

/// Walks one subject's keys of a family, from a key on.
class Keys {
 public:
  Keys(const Rocks& rocks, Family family, rocksdb::ReadOptions options, Subject subject)
      : prefix_(disk::subject_key(subject)),
        end_(disk::after_prefix(prefix_)),
        upper_(end_),
        lower_(prefix_) {
    options.iterate_upper_bound = &upper_;
    options.iterate_lower_bound = &lower_;
    at_.reset(rocks.db().NewIterator(options, rocks.family(family)));
  }
  Keys(const Keys&) = delete;
  Keys& operator=(const Keys&) = delete;
  rocksdb::Iterator* operator->() const { return at_.get(); }
  const std::string& prefix() const { return prefix_; }

 private:
  const std::string prefix_, end_;
  const rocksdb::Slice upper_, lower_;
  std::unique_ptr<rocksdb::Iterator> at_;
};

bool read_chunk(const rocksdb::Iterator& at, SubjectHistory& history) {
  const auto key = disk::parse_row_key(at.key().ToStringView());
  const auto chunk = disk::Chunk::open(at.value().ToStringView());
  if (!key || !chunk || !chunk->rows(history.rows)) return false;
  history.chunks.push_back({key->at, chunk->size()});
  history.packed = history.rows.size();
  return true;
}

Result<> read_rows(const Rocks& rocks, Keys& row, SubjectHistory& history) {
  for (; row->Valid(); row->Next()) {
    const auto at = disk::instant_of_row_key(row->key().ToStringView());
    auto samples = disk::decode_row(row->value().ToStringView());
    if (!at || !samples) return rocks.unreadable("a snapshot");
    history.rows.push_back({*at, std::move(*samples)});
  }
  if (!row->status().ok()) return rocks.failed("reading", row->status());
  return Done{};
}

}  // namespace

rocksdb::ReadOptions for_one_look() {
  rocksdb::ReadOptions options;
  options.fill_cache = false;
  return options;
}

Result<SubjectHistory> SubjectHistory::load(const Rocks& rocks, Subject subject,
                                            rocksdb::ReadOptions options) {
  SubjectHistory history;
  Keys chunk(rocks, Family::columns, options, subject);
  for (chunk->SeekToFirst(); chunk->Valid(); chunk->Next())
    if (!read_chunk(*chunk.operator->(), history)) return rocks.unreadable("packed snapshots");
  if (!chunk->status().ok()) return rocks.failed("reading", chunk->status());
  Keys row(rocks, Family::rows, options, subject);
  row->SeekToFirst();
  if (auto read = read_rows(rocks, row, history); !read) return read.error();
  return history;
}

Result<SubjectHistory> SubjectHistory::load_end(const Rocks& rocks, Subject subject,
                                                const disk::LatestRow& latest) {
  SubjectHistory history;
  if (latest.packed_until) {
    Keys chunk(rocks, Family::columns, {}, subject);
    chunk->SeekToLast();
    if (!chunk->status().ok()) return rocks.failed("reading", chunk->status());
    if (!chunk->Valid()) return rocks.unreadable("packed snapshots");
    const auto last = disk::Chunk::open(chunk->value().ToStringView());
    if (!last || (last->size() < disk::kMostInChunk && !read_chunk(*chunk.operator->(), history)))
      return rocks.unreadable("packed snapshots");
  }
  if (latest.packed_until == latest.fetched_at) return history;  // all is packed
  Keys row(rocks, Family::rows, {}, subject);
  row->SeekToFirst();
  if (auto read = read_rows(rocks, row, history); !read) return read.error();
  return history;
}

void HistoryWriter::put_row(Subject subject, Instant at, std::span<const disk::NumberedSample> samples) {
  disk::write_row_key(key_, subject, at);
  disk::write_row(value_, samples);
  batch_.Put(rocks_.family(Family::rows), key_, value_);
}

void HistoryWriter::delete_row(Subject subject, Instant at) {
  disk::write_row_key(key_, subject, at);
  batch_.Delete(rocks_.family(Family::rows), key_);
}

void HistoryWriter::delete_chunk(Subject subject, Instant first) {
  disk::write_row_key(key_, subject, first);
  batch_.Delete(rocks_.family(Family::columns), key_);
}

void HistoryWriter::put_chunk(Subject subject, std::span<const disk::TimedRow> rows) {
  disk::write_row_key(key_, subject, rows.front().at);
  batch_.Put(rocks_.family(Family::columns), key_, disk::encode_chunk(rows));
}

void HistoryWriter::put_chunks(Subject subject, std::span<const disk::TimedRow> rows) {
  while (!rows.empty()) {
    const std::size_t size = std::min(rows.size(), disk::kMostInChunk);
    put_chunk(subject, rows.first(size));
    rows = rows.subspan(size);
  }
}

void HistoryWriter::put_even_chunks(Subject subject, std::span<const disk::TimedRow> rows) {
  for (std::size_t left = (rows.size() + disk::kMostInChunk - 1) / disk::kMostInChunk; left > 0; --left) {
    const std::size_t size = rows.size() / left;
    put_chunk(subject, rows.first(size));
    rows = rows.subspan(size);
  }
}

void HistoryWriter::put_latest(Subject subject, const disk::LatestRow& latest) {
  disk::write_subject_key(key_, subject);
  disk::write_latest(value_, latest);
  batch_.Put(rocks_.family(Family::latest), key_, value_);
}

void enter(GainBook& book, Entry entry, BusinessId business, BookedAs as,
           std::span<const disk::TimedRow> history, std::span<const MetricKind> kinds) {
  if (as.platform == 0) return;
  std::vector<std::optional<Bookings>> metrics(kinds.size());
  for (const disk::TimedRow& snapshot : history) {
    book.at(business, as.platform, snapshot.at);
    for (const disk::NumberedSample& sample : snapshot.row) {
      if (sample.metric >= metrics.size()) continue;  // damage, which a check of the store tells
      auto& bookings = metrics[sample.metric];
      if (!bookings) bookings.emplace(kinds[sample.metric], as.from_zero && !as.trimmed);
      Booked entered;
      if (entry == Entry::book)
        entered += bookings->next(sample.value);
      else
        entered -= bookings->next(sample.value);
      book.add(sample.metric, entered);
    }
  }
}

}  // namespace tidemark
