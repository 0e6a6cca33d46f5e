#include "store/append_batch.h"

#include <algorithm>
#include <limits>

#include "store/bookings.h"

namespace tidemark {
namespace {

bool earlier(const disk::TimedRow& one, Instant at) {
  return one.at < at;
}

/// Nothing at the end of time.
std::optional<Instant> behind(Instant at) {
  if (at.ms == std::numeric_limits<std::int64_t>::max()) return std::nullopt;
  return Instant{at.ms + 1};
}

std::span<const disk::TimedRow> between(std::span<const disk::TimedRow> rows, std::optional<Instant> from,
                                        std::optional<Instant> to) {
  const auto begin = from ? std::lower_bound(rows.begin(), rows.end(), *from, earlier) : rows.begin();
  const auto end = to ? std::lower_bound(begin, rows.end(), *to, earlier) : rows.end();
  return {begin, end};
}

}  // namespace

Result<> AppendBatch::add(std::optional<disk::LatestRow> latest, std::span<const Incoming::One> snapshots,
                          const Incoming& all, std::span<Appended> became) {
  const Subject subject = snapshots.front().subject;
  BookedAs as = latest ? booked_as(*latest) : BookedAs{};
  // One that names no platform says nothing of how its subject counts.
  for (const Incoming::One& one : snapshots)
    if (one.platform != 0) as = {one.platform, one.from_zero, as.trimmed};
  const bool rising = take_those_not_rejected(snapshots, became);
  const bool books_alike = !latest || as == booked_as(*latest);
  if (taken_.empty() && (!latest || books_alike)) return Done{};
  if (books_alike && (rising || newer_each_than_all_before(latest)) &&
      (!latest || taken_.front()->at > latest->fetched_at))
    return add_newer(subject, std::move(latest), as, all, became);
  return add_late(subject, std::move(latest), as, all, became);
}

bool AppendBatch::take_those_not_rejected(std::span<const Incoming::One> snapshots,
                                          std::span<Appended> became) {
  taken_.clear();
  bool rising = true;
  for (const Incoming::One& one : snapshots) {
    if (one.contradicts && on_conflict_ == OnConflict::reject) {
      became[one.index] = {Appended::As::rejected, one.at};
      continue;
    }
    rising &= taken_.empty() || taken_.back()->at < one.at;
    taken_.push_back(&one);
  }
  return rising;
}

bool AppendBatch::newer_each_than_all_before(const std::optional<disk::LatestRow>& latest) {
  const auto by_time = [](const Incoming::One* a, const Incoming::One* b) { return a->at < b->at; };
  if (latest && (*std::min_element(taken_.begin(), taken_.end(), by_time))->at <= latest->fetched_at)
    return false;
  // Those that meet at one instant are to be placed in the order they came.
  std::vector<const Incoming::One*> sorted = taken_;
  std::sort(sorted.begin(), sorted.end(), by_time);
  const auto same_time = [](const Incoming::One* a, const Incoming::One* b) { return a->at == b->at; };
  if (std::adjacent_find(sorted.begin(), sorted.end(), same_time) != sorted.end()) return false;
  taken_ = std::move(sorted);
  return true;
}

Result<> AppendBatch::add_newer(Subject subject, std::optional<disk::LatestRow> stored, BookedAs as,
                                const Incoming& all, std::span<Appended> became) {
  const bool is_new = !stored;
  disk::LatestRow latest = stored ? std::move(*stored) : disk::LatestRow{};
  latest.platform = as.platform;
  latest.from_zero = as.from_zero;
  const bool packs = taken_.size() >= kBulk;
  // Before what stands says otherwise.
  if (packs)
    if (auto put = put_packed(subject, latest, is_new, all); !put) return put;
  for (const Incoming::One* one : taken_) {
    const auto samples = all.samples_of(*one);
    if (!packs) writer_.put_row(subject, one->at, samples);
    stand(subject, latest, one->at, samples);
    became[one->index] = {Appended::As::stored, one->at};
  }
  if (packs) latest.packed_until = latest.fetched_at;
  writer_.put_latest(subject, latest);
  return Done{};
}

/// Brings a snapshot newer than all into what stands, and books what it brought.
void AppendBatch::stand(Subject subject, disk::LatestRow& latest, Instant at,
                        std::span<const disk::NumberedSample> samples) {
  latest.fetched_at = at;
  const bool counts = latest.platform != 0;
  if (counts && !samples.empty()) book_.at(subject.business, latest.platform, at);
  auto there = latest.values.begin();
  for (const disk::NumberedSample& sample : samples) {
    while (there != latest.values.end() && there->metric < sample.metric) ++there;
    const bool known = there != latest.values.end() && there->metric == sample.metric;
    if (counts) {
      Bookings bookings = known ? Bookings::after(there->value)
                                : Bookings(kinds_[sample.metric], latest.from_zero && !latest.trimmed);
      book_.add(sample.metric, bookings.next(sample.value));
    }
    if (known)
      *there = {sample.metric, sample.value, at};
    else
      there = latest.values.insert(there, {sample.metric, sample.value, at});
  }
}

/// All that were taken, behind what is there: with what lies unpacked, and into the last chunk if that has
/// room.
Result<> AppendBatch::put_packed(Subject subject, disk::LatestRow& latest, bool is_new, const Incoming& all) {
  std::vector<disk::TimedRow> rows;
  if (!is_new) {
    auto end = SubjectHistory::load_end(rocks_, subject, latest);
    if (!end) return end.error();
    for (const disk::TimedRow& one : end->unpacked()) writer_.delete_row(subject, one.at);
    rows = std::move(end->rows);
  }
  rows.reserve(rows.size() + taken_.size());
  for (const Incoming::One* one : taken_) {
    const auto samples = all.samples_of(*one);
    rows.push_back({one->at, {samples.begin(), samples.end()}});
  }
  writer_.put_chunks(subject, rows);
  return Done{};
}

Result<> AppendBatch::add_late(Subject subject, std::optional<disk::LatestRow> latest, BookedAs as,
                               const Incoming& all, std::span<Appended> became) {
  SubjectHistory before;
  if (latest) {
    auto loaded = SubjectHistory::load(rocks_, subject);
    if (!loaded) return loaded.error();
    before = std::move(*loaded);
  }
  LateSnapshots late(before.rows);
  for (const Incoming::One* one : taken_)
    became[one->index] = late.place(one->at, all.samples_of(*one), on_conflict_);
  const BookedAs was = latest ? booked_as(*latest) : as;
  if (late.changed().empty() && as == was) return Done{};

  const std::vector<disk::TimedRow> after = late.merged();
  enter(book_, Entry::take_back, subject.business, was, before.rows, kinds_);
  enter(book_, Entry::book, subject.business, as, after, kinds_);
  for (const auto& [at, row] : late.changed()) disk::observe(latest, at, row);
  latest->platform = as.platform;
  latest->from_zero = as.from_zero;
  put_changes(subject, *latest, before, late, after);
  writer_.put_latest(subject, *latest);
  return Done{};
}

void AppendBatch::put_changes(Subject subject, disk::LatestRow& latest, const SubjectHistory& before,
                              const LateSnapshots& late, std::span<const disk::TimedRow> after) {
  const auto& changed = late.changed();
  // From here on all is packed afresh, if so many are new behind the chunks: with a last chunk that has room.
  std::size_t kept = before.chunks.size();
  const bool packs = late.new_after(latest.packed_until) >= kBulk;
  if (packs && kept > 0 && before.chunks.back().snapshots < disk::kMostInChunk) --kept;

  const std::optional<Instant> packed_until = latest.packed_until;
  const auto end_of = [&](std::size_t chunk) -> std::optional<Instant> {
    if (chunk + 1 < before.chunks.size()) return before.chunks[chunk + 1].first;
    return behind(*packed_until);
  };
  for (std::size_t chunk = 0; chunk < kept; ++chunk) {
    const std::optional<Instant> from = chunk == 0 ? std::nullopt : std::optional(before.chunks[chunk].first);
    const std::optional<Instant> to = end_of(chunk);
    const auto touched = from ? changed.lower_bound(*from) : changed.begin();
    if (touched == changed.end() || (to && touched->first >= *to)) continue;
    const auto rows = between(after, from, to);
    if (rows.front().at != before.chunks[chunk].first)
      writer_.delete_chunk(subject, before.chunks[chunk].first);
    writer_.put_even_chunks(subject, rows);
  }

  if (!packs) {
    auto row = packed_until ? changed.upper_bound(*packed_until) : changed.begin();
    for (; row != changed.end(); ++row) writer_.put_row(subject, row->first, row->second);
    return;
  }
  for (std::size_t chunk = kept; chunk < before.chunks.size(); ++chunk)
    writer_.delete_chunk(subject, before.chunks[chunk].first);
  for (const disk::TimedRow& one : before.unpacked()) writer_.delete_row(subject, one.at);
  writer_.put_chunks(subject, between(after, kept == 0 ? std::nullopt : end_of(kept - 1), std::nullopt));
  latest.packed_until = after.back().at;
}

Result<> AppendBatch::rebook(Subject subject, disk::LatestRow latest, bool from_zero) {
  if (latest.from_zero == from_zero) return Done{};
  BookedAs as = booked_as(latest);
  as.from_zero = from_zero;
  taken_.clear();
  return add_late(subject, std::move(latest), as, {}, {});
}

Result<> AppendBatch::write() {
  book_.finish();
  if (batch_.Count() == 0) return Done{};
  return rocks_.write(batch_);
}

}  // namespace tidemark
