#include "store/thinning.h"

#include <rocksdb/db.h>

#include <algorithm>
#include <map>

#include "store/keys.h"
#include "store/packer.h"

namespace tidemark {
namespace {

constexpr std::size_t kSubjectsAtOnce = 32;

}  // namespace

Kept kept_of(std::span<const disk::TimedRow> history, const Retention& retention) {
  Kept kept{std::vector<bool>(history.size(), true), false};
  std::map<std::uint32_t, std::size_t> metrics;  // by number: where it was named last
  const auto keep_day = [&](std::size_t begin, std::size_t end) {
    // Only what of this day is wanted: its last, and where a metric is named first ever or last that day.
    for (std::size_t i = begin; i + 1 < end; ++i) kept.snapshots[i] = false;
    for (std::size_t i = begin; i < end; ++i)
      for (const disk::NumberedSample& sample : history[i].row) {
        if (!metrics.contains(sample.metric)) kept.snapshots[i] = true;
        metrics[sample.metric] = i;
      }
    for (const auto& [metric, last] : metrics)
      if (last >= begin) kept.snapshots[last] = true;
  };
  if (retention.raw_before)
    for (std::size_t begin = 0, end = 0; begin < history.size(); begin = end) {
      const std::int32_t day = quarter_of(history[begin].at).day;
      for (end = begin; end < history.size() && quarter_of(history[end].at).day == day; ++end) {
      }
      // Part of a day stays as it is until all of it is old.
      if (history[end - 1].at >= *retention.raw_before) break;
      keep_day(begin, end);
    }
  if (!retention.daily_before) return kept;

  metrics.clear();
  for (std::size_t i = 0; i < history.size(); ++i)
    for (const disk::NumberedSample& sample : history[i].row) metrics[sample.metric] = i;
  std::vector<bool> stands(history.size());
  if (!history.empty()) stands.back() = true;
  for (const auto& [metric, last] : metrics) stands[last] = true;
  for (std::size_t i = 0; i < history.size() && history[i].at < *retention.daily_before; ++i) {
    kept.beginning_went |= !stands[i];
    kept.snapshots[i] = stands[i];
  }
  return kept;
}

Result<RetentionReport> Thinning::run() {
  std::string from;
  while (retention_.raw_before || retention_.daily_before) {
    const auto subjects = next(from);
    if (!subjects) return subjects.error();
    if (subjects->empty()) break;
    if (auto thinned = thin(*subjects); !thinned) return thinned.error();
    report_.stopped = !next_turn(retention_.pause, retention_.stop);
    if (report_.stopped) break;
  }
  return report_;
}

Result<std::vector<Subject>> Thinning::next(std::string& from) const {
  std::vector<Subject> subjects;
  const std::unique_ptr<rocksdb::Iterator> entry(
      rocks_.db().NewIterator(for_one_look(), rocks_.family(Family::latest)));
  for (entry->Seek(from); entry->Valid() && subjects.size() < kSubjectsAtOnce; entry->Next()) {
    const auto subject = disk::parse_subject_key(entry->key().ToStringView());
    if (!subject) return rocks_.unreadable("what stands");
    subjects.push_back(*subject);
    from = disk::after_prefix(entry->key().ToString());
  }
  if (!entry->status().ok()) return rocks_.failed("reading", entry->status());
  return subjects;
}

Result<> Thinning::thin(const std::vector<Subject>& subjects) {
  const SubjectClaims::Claim claim(claims_, {subjects.begin(), subjects.end()});
  const auto latest = rocks_.latest(subjects);
  if (!latest) return latest.error();
  rocksdb::WriteBatch batch;
  GainBook book(rocks_, batch);
  HistoryWriter writer(rocks_, batch);
  for (std::size_t i = 0; i < subjects.size(); ++i) {
    if (!(*latest)[i]) continue;  // dropped meanwhile
    const auto history = SubjectHistory::load(rocks_, subjects[i], for_one_look());
    if (!history) return history.error();
    thin(book, writer, subjects[i], *(*latest)[i], *history);
  }
  book.finish();
  // Durable with what is written next; if it is not, the next round does it again.
  if (batch.Count() == 0) return Done{};
  return rocks_.write_lazily(batch);
}

void Thinning::thin(GainBook& book, HistoryWriter& writer, Subject subject, disk::LatestRow latest,
                    const SubjectHistory& history) {
  const Kept kept = kept_of(history.rows, retention_);
  const auto removed = std::count(kept.snapshots.begin(), kept.snapshots.end(), false);
  if (removed == 0) return;
  ++report_.subjects;
  report_.removed += static_cast<std::uint64_t>(removed);

  std::vector<disk::TimedRow> left;
  std::size_t left_packed = 0;
  for (std::size_t i = 0; i < history.rows.size(); ++i) {
    const bool packed = i < history.packed;
    if (kept.snapshots[i]) {
      left.push_back(history.rows[i]);
      left_packed += packed;
    } else if (!packed) {
      writer.delete_row(subject, history.rows[i].at);
    }
  }
  if (left_packed != history.packed) {
    for (const SubjectHistory::Packed& chunk : history.chunks) writer.delete_chunk(subject, chunk.first);
    writer.put_chunks(subject, std::span(left).first(left_packed));
  }
  const BookedAs was = booked_as(latest);
  latest.trimmed |= kept.beginning_went;
  latest.packed_until = left_packed > 0 ? std::optional(left[left_packed - 1].at) : std::nullopt;
  writer.put_latest(subject, latest);
  enter(book, Entry::take_back, subject.business, was, history.rows, kinds_);
  enter(book, Entry::book, subject.business, booked_as(latest), left, kinds_);
}

}  // namespace tidemark
