#include "store/packer.h"

#include <rocksdb/db.h>

#include <algorithm>
#include <condition_variable>
#include <mutex>

#include "store/gain_book.h"
#include "store/keys.h"
#include "store/subject_history.h"

namespace tidemark {
namespace {

/// What one write packs at most, about: a subject more or less.
constexpr std::size_t kSnapshotsAtOnce = 8'192, kSubjectsAtOnce = 64, kDaysAtOnce = 256;

}  // namespace

bool next_turn(std::chrono::milliseconds pause, const std::stop_token& stop) {
  std::mutex mutex;
  std::unique_lock lock(mutex);
  std::condition_variable_any asked_to_stop;
  if (pause.count() > 0) asked_to_stop.wait_for(lock, stop, pause, [] { return false; });
  return !stop.stop_requested();
}

Result<PackReport> Packer::run() {
  if (auto packed = pack_rows(); !packed) return packed.error();
  if (!report_.stopped)
    if (auto folded = fold_days(); !folded) return folded.error();
  if (!report_.stopped && packing_.everything)
    if (auto rewritten = rewrite_files(); !rewritten) return rewritten.error();
  return report_;
}

Result<> Packer::pack_rows() {
  std::string from;
  while (true) {
    const auto subjects = next(from);
    if (!subjects) return subjects.error();
    if (subjects->empty()) return Done{};
    if (auto packed = pack(*subjects); !packed) return packed;
    report_.stopped = !next_turn(packing_.pause, packing_.stop);
    if (report_.stopped) return Done{};
  }
}

Result<std::vector<Subject>> Packer::next(std::string& from) const {
  std::vector<Subject> found;
  const std::unique_ptr<rocksdb::Iterator> row(
      rocks_.db().NewIterator(for_one_look(), rocks_.family(Family::rows)));
  std::size_t snapshots = 0;
  for (row->Seek(from); row->Valid() && snapshots < kSnapshotsAtOnce && found.size() < kSubjectsAtOnce;) {
    const auto first = disk::parse_row_key(row->key().ToStringView());
    if (!first) return rocks_.unreadable("a snapshot");
    const std::string subject = disk::subject_key(first->subject);
    from = disk::after_prefix(subject);
    const bool at_once = packing_.everything || (packing_.older_than && first->at < *packing_.older_than);
    std::size_t size = 0;
    for (; row->Valid() && row->key().starts_with(subject); row->Next()) ++size;
    if (!at_once && size < packing_.at_least) continue;
    found.push_back(first->subject);
    snapshots += size;
  }
  if (!row->status().ok()) return rocks_.failed("reading", row->status());
  return found;
}

Result<> Packer::pack(const std::vector<Subject>& subjects) {
  const SubjectClaims::Claim claim(claims_, {subjects.begin(), subjects.end()});
  auto latest = rocks_.latest(subjects);
  if (!latest) return latest.error();
  rocksdb::WriteBatch batch;
  HistoryWriter writer(rocks_, batch);
  for (std::size_t i = 0; i < subjects.size(); ++i) {
    if (!(*latest)[i]) continue;  // dropped meanwhile
    disk::LatestRow& stands = *(*latest)[i];
    const auto end = SubjectHistory::load_end(rocks_, subjects[i], stands);
    if (!end) return end.error();
    if (end->unpacked().empty()) continue;  // a bulk packed it meanwhile
    for (const disk::TimedRow& one : end->unpacked()) writer.delete_row(subjects[i], one.at);
    writer.put_chunks(subjects[i], end->rows);
    stands.packed_until = end->rows.back().at;
    writer.put_latest(subjects[i], stands);
    ++report_.subjects;
    report_.snapshots += end->unpacked().size();
  }
  // Durable with what is written next: until then, what it was made of is.
  if (batch.Count() == 0) return Done{};
  return rocks_.write_lazily(batch);
}

Result<> Packer::fold_days() {
  if (!packing_.fold_before) return Done{};
  if (packing_.everything) folded_until_ = kFirstDay;
  const std::int32_t before = quarter_of(*packing_.fold_before).day;
  std::string from = disk::gain_prefix(BusinessId{1});
  for (bool more = true; more;) {
    std::vector<std::string> days;
    const auto found = next_days(from, before, days);
    if (!found) return found.error();
    more = *found;
    if (auto folded = fold(days); !folded) return folded;
    report_.stopped = more && !next_turn(packing_.pause, packing_.stop);
    if (report_.stopped) return Done{};
  }
  folded_until_ = std::max(folded_until_, before);
  return Done{};
}

Result<bool> Packer::next_days(std::string& from, std::int32_t before, std::vector<std::string>& days) const {
  const std::unique_ptr<rocksdb::Iterator> cell(
      rocks_.db().NewIterator(for_one_look(), rocks_.family(Family::gains)));
  std::size_t looked_at = 0;
  for (cell->Seek(from); cell->Valid() && looked_at < kDaysAtOnce; ++looked_at) {
    const auto key = disk::parse_gain_key(cell->key().ToStringView());
    if (!key) return rocks_.unreadable("a sum");
    if (key->level == disk::GainLevel::day && key->number < folded_until_) {
      cell->Seek(encode(disk::GainKey{key->business, key->platform, key->level, folded_until_}));
      continue;
    }
    if (key->level != disk::GainLevel::day || key->number >= before) {
      cell->Seek(disk::after_prefix(disk::gain_prefix(key->business, key->platform)));
      continue;
    }
    auto folded = disk::decode_gain_cell(cell->value().ToStringView());
    if (!folded) return rocks_.unreadable("a sum");
    const disk::GainCell as_it_is = *folded;
    folded->fold(packing_.day_begins);
    if (*folded != as_it_is) days.push_back(cell->key().ToString());
    cell->Next();
  }
  if (!cell->status().ok()) return rocks_.failed("reading", cell->status());
  if (!cell->Valid()) return false;
  from = cell->key().ToString();
  return true;
}

Result<> Packer::fold(std::span<const std::string> keys) {
  if (keys.empty()) return Done{};
  rocksdb::WriteBatch batch;
  const std::string operand = disk::encode_fold(packing_.day_begins);
  for (const std::string& key : keys) batch.Merge(rocks_.family(Family::gains), key, operand);
  report_.folded += keys.size();
  return rocks_.write_lazily(batch);
}

Result<> Packer::rewrite_files() {
  rocksdb::CompactRangeOptions whole;
  whole.bottommost_level_compaction = rocksdb::BottommostLevelCompaction::kForceOptimized;
  for (std::size_t family = 0; family < kFamilyNames.size(); ++family) {
    auto* const handle = rocks_.family(static_cast<Family>(family));
    const rocksdb::Status status = rocks_.db().CompactRange(whole, handle, nullptr, nullptr);
    if (!status.ok()) return rocks_.failed("compacting", status);
    report_.stopped = packing_.stop.stop_requested();
    if (report_.stopped) return Done{};
  }
  return Done{};
}

}  // namespace tidemark
