#include "store/history_cursor.h"

#include "store/bytes.h"
#include "store/keys.h"

namespace tidemark {
namespace {

/// How many neighbours are stepped over before a seek is cheaper.
constexpr int kSteps = 4;

}  // namespace

std::unique_ptr<rocksdb::Iterator> View::iterator(Family family, const rocksdb::Slice& lower,
                                                  const rocksdb::Slice& upper, bool whole_store) const {
  rocksdb::ReadOptions options;
  options.snapshot = snapshot_;
  options.total_order_seek = true;
  if (!lower.empty()) options.iterate_lower_bound = &lower;
  if (!upper.empty()) options.iterate_upper_bound = &upper;
  // A walk over everything must not drive out what questions about few posts keep warm.
  options.fill_cache = !whole_store;
  return std::unique_ptr<rocksdb::Iterator>(rocks_.db().NewIterator(options, rocks_.family(family)));
}

HistoryCursor::HistoryCursor(const View& view, std::string lower, std::string upper, bool whole_store)
    : view_(view),
      lower_(std::move(lower)),
      upper_(std::move(upper)),
      lower_slice_(lower_),
      upper_slice_(upper_),
      whole_store_(whole_store) {}

void HistoryCursor::begin(std::string_view subject_key) {
  subject_ = subject_key;
}

std::string HistoryCursor::key_at(Instant at) const {
  std::string key = subject_;
  disk::put_instant(key, at);
  return key;
}

bool HistoryCursor::at_subject(const rocksdb::Iterator& at) const {
  return at.Valid() && at.key().starts_with(subject_);
}

/// To the first key of the subject. The iterator stands before it, or on it, or is new.
bool HistoryCursor::reach(std::unique_ptr<rocksdb::Iterator>& at, Family family) {
  if (damage_) return false;
  if (!at) {
    at = view_.iterator(family, lower_slice_, upper_slice_, whole_store_);
    at->Seek(subject_);
  }
  for (int step = 0; at->Valid() && at->key().compare(subject_) < 0; ++step)
    if (step < kSteps)
      at->Next();
    else
      at->Seek(subject_);
  return at_subject(*at);
}

bool HistoryCursor::take_chunk() {
  chunk_.reset();
  if (damage_ || !at_subject(*chunks_)) return false;
  const auto since = disk::instant_of_row_key(chunks_->key().ToStringView());
  if (!since) {
    damaged("packed history");
    return false;
  }
  chunk_since_ = *since;
  return true;
}

bool HistoryCursor::seek_chunk(Instant from) {
  at_first_chunk_ = true;
  if (!reach(chunks_, Family::columns) || !take_chunk()) return false;
  if (from <= chunk_since_) return true;
  const disk::Chunk* first = chunk();
  if (!first) return false;
  if (from <= first->last()) return true;
  const Instant first_since = chunk_since_;
  chunks_->SeekForPrev(key_at(from));
  if (!take_chunk()) return false;
  at_first_chunk_ = chunk_since_ == first_since;
  return true;
}

bool HistoryCursor::next_chunk() {
  if (damage_) return false;
  chunks_->Next();
  at_first_chunk_ = false;
  return take_chunk();
}

const disk::Chunk* HistoryCursor::chunk() {
  if (!chunk_) {
    chunk_ = disk::Chunk::open(chunks_->value().ToStringView());
    if (!chunk_) damaged("packed history");
  }
  return chunk_ ? &*chunk_ : nullptr;
}

bool HistoryCursor::take_row() {
  if (damage_ || !at_subject(*rows_)) return false;
  const auto at = disk::instant_of_row_key(rows_->key().ToStringView());
  if (!at) {
    damaged("a snapshot");
    return false;
  }
  row_at_ = *at;
  return true;
}

bool HistoryCursor::seek_row(Instant from) {
  if (from == kEarliest) return reach(rows_, Family::rows) && take_row();
  if (damage_) return false;
  if (!rows_) rows_ = view_.iterator(Family::rows, lower_slice_, upper_slice_, whole_store_);
  rows_->Seek(key_at(from));
  return take_row();
}

bool HistoryCursor::next_row() {
  if (damage_) return false;
  rows_->Next();
  return take_row();
}

const disk::Row* HistoryCursor::row() {
  if (disk::decode_row(rows_->value().ToStringView(), row_)) return &row_;
  damaged("a snapshot");
  return nullptr;
}

std::optional<std::int64_t> HistoryCursor::value_before(std::uint32_t metric, Instant until) {
  std::optional<std::int64_t> value;
  if (damage_) return value;
  if (!earlier_) earlier_ = view_.iterator(Family::columns, lower_slice_, upper_slice_, whole_store_);
  earlier_->SeekForPrev(key_at(until));
  for (; at_subject(*earlier_) && !value; earlier_->Prev()) {
    const auto since = disk::instant_of_row_key(earlier_->key().ToStringView());
    if (since && *since >= until) continue;
    const auto chunk = disk::Chunk::open(earlier_->value().ToStringView());
    if (!since || !chunk || !chunk->standing(metric, chunk->size(), value)) {
      damaged("packed history");
      return std::nullopt;
    }
  }
  return value;
}

void HistoryCursor::damaged(std::string_view what) {
  if (!damage_) damage_ = view_.rocks().unreadable(what);
}

Result<> HistoryCursor::status(bool damaged) const {
  if (damage_) return *damage_;
  for (const auto* at : {&chunks_, &rows_, &earlier_})
    if (*at && !(*at)->status().ok()) return view_.rocks().failed("reading", (*at)->status());
  if (damaged) return view_.rocks().unreadable("packed history");
  return Done{};
}

}  // namespace tidemark
