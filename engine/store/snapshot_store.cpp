#include "store/snapshot_store.h"

#include <rocksdb/db.h>
#include <rocksdb/file_system.h>

#include <algorithm>
#include <limits>
#include <mutex>
#include <set>

#include "store/keys.h"
#include "store/packer.h"
#include "store/store_impl.h"
#include "store/thinning.h"

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

Result<bool> SnapshotStore::has_windows(Subject subject) const {
  const std::string begin = disk::subject_key(subject), until = disk::after_prefix(begin);
  const rocksdb::Slice end = slice(until);
  rocksdb::ReadOptions range;
  range.iterate_upper_bound = &end;
  const std::unique_ptr<rocksdb::Iterator> entry(
      impl_->rocks->db().NewIterator(range, impl_->rocks->family(Family::windows)));
  entry->Seek(slice(begin));
  if (!entry->status().ok()) return impl_->rocks->failed("reading", entry->status());
  return entry->Valid();
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

Result<PackReport> SnapshotStore::pack(const Packing& packing) {
  std::lock_guard one_at_a_time(impl_->upkeep);
  return Packer(*impl_->rocks, impl_->claims, packing, impl_->folded_until).run();
}

Result<RetentionReport> SnapshotStore::retain(const Retention& retention) {
  std::lock_guard one_at_a_time(impl_->upkeep);
  return Thinning(*impl_->rocks, impl_->claims, retention, impl_->dictionary.kinds()).run();
}

std::vector<Metric> SnapshotStore::metrics() const {
  return impl_->dictionary.all();
}

Result<> SnapshotStore::healthy() const {
  return impl_->rocks->healthy();
}

Result<> SnapshotStore::recover() {
  return impl_->rocks->recover();
}

}  // namespace tidemark
