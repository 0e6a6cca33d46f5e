#include "store/snapshot_store.h"

#include <rocksdb/db.h>
#include <rocksdb/file_system.h>

#include <algorithm>
#include <limits>
#include <mutex>
#include <set>

#include "store/append_batch.h"
#include "store/bytes.h"
#include "store/keys.h"
#include "store/store_impl.h"

namespace tidemark {

namespace {

rocksdb::Slice slice(const std::string& bytes) {
  return {bytes.data(), bytes.size()};
}

Error undeclared(std::string_view metric) {
  return {Code::invalid, "metric " + std::string(metric) + " was never declared"};
}

}  // namespace

Result<> SnapshotStore::Impl::load_dictionaries() {
  const rocksdb::ReadOptions all;
  const std::unique_ptr<rocksdb::Iterator> entry(rocks->db().NewIterator(all, rocks->family(Family::meta)));
  for (entry->SeekToFirst(); entry->Valid(); entry->Next()) {
    const std::string_view key = entry->key().ToStringView(), value = entry->value().ToStringView();
    bool good = true;
    if (const auto metric = disk::number_of_metric_key(key))
      good = dictionary.load(*metric, value);
    else if (const auto platform = disk::number_of_platform_key(key))
      good = platforms.add(*platform, value);
    if (!good)
      return Error{Code::storage,
                   "store " + rocks->name() +
                       " is damaged: its dictionaries cannot be read: restore it from a backup"};
  }
  if (!entry->status().ok()) return rocks->failed("reading the dictionaries", entry->status());
  return Done{};
}

Result<std::uint32_t> SnapshotStore::Impl::platform_number(std::string_view platform) {
  if (platform.empty()) return 0u;
  if (const auto known = platforms.number_of(platform)) return *known;
  std::lock_guard lock(declaring);
  if (const auto known = platforms.number_of(platform)) return *known;
  const std::uint32_t number = platforms.next();
  rocksdb::WriteBatch batch;
  batch.Put(rocks->family(Family::meta), disk::platform_key(number),
            rocksdb::Slice(platform.data(), platform.size()));
  if (auto written = rocks->write(batch); !written) return written.error();
  platforms.add(number, platform);
  return number;
}

Result<std::uint32_t> SnapshotStore::Impl::number_of(std::string_view metric) const {
  const auto number = dictionary.number_of(metric);
  if (!number) return undeclared(metric);
  return *number;
}

Result<disk::Row> SnapshotStore::Impl::numbered(const Snapshot& snapshot, bool& contradicts) const {
  disk::Row row;
  row.reserve(snapshot.samples.size());
  for (const Sample& sample : snapshot.samples) {
    const auto number = number_of(sample.metric);
    if (!number) return number.error();
    row.push_back({*number, sample.value});
  }
  std::stable_sort(row.begin(), row.end(), [](const auto& a, const auto& b) { return a.metric < b.metric; });
  contradicts = false;
  for (std::size_t i = 1; i < row.size(); ++i)
    contradicts |= row[i].metric == row[i - 1].metric && row[i].value != row[i - 1].value;
  row.erase(
      std::unique(row.begin(), row.end(), [](const auto& a, const auto& b) { return a.metric == b.metric; }),
      row.end());
  return row;
}

Standing SnapshotStore::Impl::standing(const disk::LatestRow& row) const {
  Standing standing{.fetched_at = row.fetched_at, .values = {}};
  standing.values.reserve(row.values.size());
  for (const auto& value : row.values)
    standing.values.push_back({dictionary.name_of(value.metric), value.value, value.fetched_at});
  std::sort(standing.values.begin(), standing.values.end(),
            [](const auto& a, const auto& b) { return a.metric < b.metric; });
  return standing;
}

SnapshotStore::SnapshotStore(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
SnapshotStore::~SnapshotStore() = default;

Result<std::unique_ptr<SnapshotStore>> SnapshotStore::open(StoreOptions options) {
  auto impl = std::make_unique<Impl>();
  auto rocks = Rocks::open(options);
  if (!rocks) return rocks.error();
  impl->rocks = std::move(*rocks);
  if (auto loaded = impl->load_dictionaries(); !loaded) return loaded.error();
  impl->gaps = std::make_unique<Gaps>(*impl->rocks, impl->claims,
                                      [of = impl.get()](Subject subject) { return of->is_dropped(subject); });
  return std::unique_ptr<SnapshotStore>(new SnapshotStore(std::move(impl)));
}

Result<> SnapshotStore::declare(std::span<const Metric> metrics) {
  std::lock_guard lock(impl_->declaring);
  auto plan = impl_->dictionary.plan(metrics);
  if (!plan) return plan.error();
  if (plan->empty()) return Done{};
  rocksdb::WriteBatch batch;
  for (const auto& entry : *plan)
    batch.Put(impl_->rocks->family(Family::meta), disk::metric_key(entry.number),
              MetricDictionary::encode(entry.metric));
  if (auto written = impl_->rocks->write(batch); !written) return written;
  impl_->dictionary.publish(*plan);
  return Done{};
}

Result<std::vector<Appended>> SnapshotStore::append(std::span<const Snapshot> batch, OnConflict on_conflict) {
  std::vector<disk::Row> rows;
  std::vector<char> contradicts(batch.size());
  std::set<Subject> subjects;
  rows.reserve(batch.size());
  for (std::size_t i = 0; i < batch.size(); ++i) {
    bool contradiction = false;
    auto row = impl_->numbered(batch[i], contradiction);
    if (!row) return row.error();
    rows.push_back(std::move(*row));
    contradicts[i] = contradiction;
    subjects.insert(batch[i].subject);
  }

  const SubjectClaims::Claim claim(impl_->claims, std::move(subjects));
  AppendBatch pending(*impl_->rocks);
  if (auto loaded = pending.load({claim.subjects().begin(), claim.subjects().end()}); !loaded)
    return loaded.error();
  std::vector<Appended> appended;
  appended.reserve(batch.size());
  for (std::size_t i = 0; i < batch.size(); ++i) {
    const Snapshot& snapshot = batch[i];
    if (impl_->is_dropped(snapshot.subject)) {
      appended.push_back({Appended::As::dropped, snapshot.fetched_at});
    } else if (contradicts[i] && on_conflict == OnConflict::reject) {
      appended.push_back({Appended::As::rejected, snapshot.fetched_at});
    } else {
      const auto platform = impl_->platform_number(snapshot.platform);
      if (!platform) return platform.error();
      pending.book(snapshot.subject, *platform, snapshot.from_zero);
      auto placed = pending.place(snapshot.subject, snapshot.fetched_at, rows[i], on_conflict);
      if (!placed) return placed.error();
      appended.push_back(*placed);
    }
  }
  if (auto written = pending.write(); !written) return written.error();
  return appended;
}

Result<> SnapshotStore::Impl::put_window(rocksdb::WriteBatch& batch,
                                         std::map<std::string, std::int64_t>& placed,
                                         const WindowTotal& total) const {
  const auto number = number_of(total.metric);
  if (!number) return number.error();
  if (is_dropped(total.subject)) return Done{};
  for (Instant at = total.fetched_at;; ++at.ms) {
    const std::string key = disk::window_key({total.subject, *number, total.since, total.until, at});
    std::optional<std::int64_t> there;
    if (const auto found = placed.find(key); found != placed.end()) {
      there = found->second;
    } else {
      auto bytes = rocks->get(Family::windows, key);
      if (!bytes) return bytes.error();
      if (*bytes) {
        const auto row = disk::decode_row(**bytes);
        if (!row || row->size() != 1) return rocks->unreadable("a window total");
        there = row->front().value;
      }
    }
    if (there == total.value) return Done{};
    if (!there) {
      batch.Put(rocks->family(Family::windows), key, disk::encode(disk::Row{{*number, total.value}}));
      placed.emplace(key, total.value);
      return Done{};
    }
    if (at.ms == std::numeric_limits<std::int64_t>::max())
      return Error{Code::invalid, "metric " + total.metric + ": no millisecond is left after its fetched_at"};
  }
}

Result<> SnapshotStore::append_windows(std::span<const WindowTotal> batch) {
  std::set<Subject> subjects;
  for (const WindowTotal& total : batch) subjects.insert(total.subject);
  const SubjectClaims::Claim claim(impl_->claims, std::move(subjects));
  rocksdb::WriteBatch write;
  std::map<std::string, std::int64_t> placed;
  for (const WindowTotal& total : batch)
    if (auto put = impl_->put_window(write, placed, total); !put) return put;
  if (write.Count() == 0) return Done{};
  return impl_->rocks->write(write);
}

Result<std::vector<Snapshot>> SnapshotStore::history(Subject subject, Instant from, Instant to,
                                                     std::size_t limit) const {
  std::vector<Snapshot> snapshots;
  if (from >= to) return snapshots;
  const std::string begin = disk::row_key(subject, from), until = disk::row_key(subject, to);
  const rocksdb::Slice end = slice(until);
  rocksdb::ReadOptions range;
  range.iterate_upper_bound = &end;
  const std::unique_ptr<rocksdb::Iterator> row(
      impl_->rocks->db().NewIterator(range, impl_->rocks->family(Family::rows)));
  for (row->Seek(slice(begin)); row->Valid() && snapshots.size() < limit; row->Next()) {
    const auto at = disk::instant_of_row_key(row->key().ToStringView());
    const auto samples = disk::decode_row(row->value().ToStringView());
    if (!at || !samples) return impl_->rocks->unreadable("a snapshot");
    Snapshot& snapshot = snapshots.emplace_back(Snapshot{subject, *at, {}});
    snapshot.samples.reserve(samples->size());
    for (const auto& sample : *samples)
      snapshot.samples.push_back({impl_->dictionary.name_of(sample.metric), sample.value});
    std::sort(snapshot.samples.begin(), snapshot.samples.end(),
              [](const Sample& a, const Sample& b) { return a.metric < b.metric; });
  }
  if (!row->status().ok()) return impl_->rocks->failed("reading", row->status());
  return snapshots;
}

Result<std::vector<WindowTotal>> SnapshotStore::windows(Subject subject, std::string_view metric,
                                                        Instant from, Instant to) const {
  std::vector<WindowTotal> totals;
  const auto number = impl_->number_of(metric);
  if (!number || from >= to) return totals;
  const std::string begin = disk::window_prefix(subject, *number, from);
  const std::string until = disk::window_prefix(subject, *number, to);
  const rocksdb::Slice end = slice(until);
  rocksdb::ReadOptions range;
  range.iterate_upper_bound = &end;
  const std::unique_ptr<rocksdb::Iterator> entry(
      impl_->rocks->db().NewIterator(range, impl_->rocks->family(Family::windows)));
  for (entry->Seek(slice(begin)); entry->Valid(); entry->Next()) {
    const auto key = disk::parse_window_key(entry->key().ToStringView());
    const auto row = disk::decode_row(entry->value().ToStringView());
    if (!key || !row || row->size() != 1) return impl_->rocks->unreadable("a window total");
    totals.push_back(
        {subject, std::string(metric), key->since, key->until, key->fetched_at, row->front().value});
  }
  if (!entry->status().ok()) return impl_->rocks->failed("reading", entry->status());
  return totals;
}

Result<std::optional<Standing>> SnapshotStore::latest(Subject subject) const {
  auto one = latest(std::span(&subject, 1));
  if (!one) return one.error();
  return std::move(one->front());
}

Result<std::vector<std::optional<Standing>>> SnapshotStore::latest(std::span<const Subject> subjects) const {
  const auto rows = impl_->rocks->latest(subjects);
  if (!rows) return rows.error();
  std::vector<std::optional<Standing>> standing(rows->size());
  for (std::size_t i = 0; i < rows->size(); ++i)
    if ((*rows)[i]) standing[i] = impl_->standing(*(*rows)[i]);
  return standing;
}

Result<> SnapshotStore::drop(std::span<const Subject> subjects) {
  if (subjects.empty()) return Done{};
  const SubjectClaims::Claim claim(impl_->claims, {subjects.begin(), subjects.end()});
  {
    std::lock_guard lock(impl_->dropped_mutex);
    impl_->dropped.insert(subjects.begin(), subjects.end());
  }
  // Neighbours go together: what was registered at once mostly has ids in a row, and a range deleted costs
  // every later read a little until it is compacted away.
  rocksdb::WriteBatch batch;
  const std::set<Subject>& rising = claim.subjects();
  for (auto first = rising.begin(); first != rising.end();) {
    auto last = first, next = std::next(first);
    while (next != rising.end() && *next == Subject{last->kind, last->id + 1} &&
           next->business == last->business)
      last = next++;
    const std::string begin = disk::subject_key(*first);
    const std::string end = disk::after_prefix(disk::subject_key(*last));
    for (const Family family : {Family::rows, Family::latest, Family::windows, Family::gaps})
      batch.DeleteRange(impl_->rocks->family(family), begin, end);
    first = next;
  }
  return impl_->rocks->write(batch);
}

std::vector<Metric> SnapshotStore::metrics() const {
  return impl_->dictionary.all();
}

StoreStats SnapshotStore::stats() const {
  StoreStats stats;
  std::error_code ignored;
  for (std::filesystem::directory_iterator file(impl_->rocks->name(), ignored), end; file != end;
       file.increment(ignored)) {
    const auto size = file->file_size(ignored);
    if (!ignored) stats.bytes_on_disk += size;
  }
  const auto estimate = [&](Family family) {
    std::uint64_t keys = 0;
    impl_->rocks->db().GetIntProperty(impl_->rocks->family(family), rocksdb::DB::Properties::kEstimateNumKeys,
                                      &keys);
    return keys;
  };
  stats.snapshots = estimate(Family::rows);
  stats.subjects = estimate(Family::latest);
  return stats;
}

Result<> SnapshotStore::healthy() const {
  return impl_->rocks->healthy();
}

Result<> SnapshotStore::recover() {
  return impl_->rocks->recover();
}

}  // namespace tidemark
