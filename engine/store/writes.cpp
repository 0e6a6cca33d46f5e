// Everything that changes what the store holds, but for upkeep.

#include <rocksdb/db.h>

#include <algorithm>
#include <functional>
#include <limits>
#include <map>

#include "store/append_batch.h"
#include "store/incoming.h"
#include "store/keys.h"
#include "store/store_impl.h"

namespace tidemark {
namespace {

/// So many subjects are dropped in one write.
constexpr std::size_t kDroppedAtOnce = 256;

/// Numbers of names. Snapshots that follow each other mostly name the same in the same places.
class Numbers {
 public:
  using Find = std::function<Result<std::uint32_t>(std::string_view)>;
  explicit Numbers(Find find) : find_(std::move(find)) {}

  Result<std::uint32_t> of(std::string_view name, std::size_t place) {
    if (place < before_.size() && before_[place].first == name) return before_[place].second;
    const auto number = find_(name);
    if (!number) return number;
    before_.resize(std::max(before_.size(), place + 1));
    before_[place] = {name, *number};
    return number;
  }

 private:
  const Find find_;
  std::vector<std::pair<std::string_view, std::uint32_t>> before_;
};

std::set<Subject> subjects_of(const Incoming& incoming) {
  std::set<Subject> subjects;
  for (const Incoming::One& one : incoming.snapshots)
    if (subjects.empty() || *subjects.rbegin() != one.subject) subjects.insert(one.subject);
  return subjects;
}

}  // namespace

Result<std::vector<Appended>> SnapshotStore::append(std::span<const Snapshot> batch, OnConflict on_conflict) {
  Incoming incoming;
  incoming.snapshots.reserve(batch.size());
  Numbers metrics([this](std::string_view name) { return impl_->number_of(name); });
  Numbers platforms([this](std::string_view name) { return impl_->platform_number(name); });
  for (const Snapshot& snapshot : batch) {
    const auto platform = platforms.of(snapshot.platform, 0);
    if (!platform) return platform.error();
    const std::size_t first = incoming.samples.size();
    for (std::size_t i = 0; i < snapshot.samples.size(); ++i) {
      const auto number = metrics.of(snapshot.samples[i].metric, i);
      if (!number) return number.error();
      incoming.samples.push_back({*number, snapshot.samples[i].value});
    }
    incoming.add({.subject = snapshot.subject,
                  .at = snapshot.fetched_at,
                  .index = static_cast<std::uint32_t>(incoming.snapshots.size()),
                  .platform = *platform,
                  .from_zero = snapshot.from_zero,
                  .first = first});
  }
  return impl_->append(std::move(incoming), on_conflict);
}

Result<std::vector<Appended>> SnapshotStore::append(const BulkSnapshots& batch, OnConflict on_conflict) {
  Incoming incoming;
  incoming.snapshots.reserve(batch.snapshots.size());
  incoming.samples.reserve(batch.samples.size());
  std::vector<std::uint32_t> metrics;
  for (const std::string_view name : batch.metrics) {
    const auto number = impl_->number_of(name);
    if (!number) return number.error();
    metrics.push_back(*number);
  }
  Numbers platforms([this](std::string_view name) { return impl_->platform_number(name); });
  auto sample = batch.samples.begin();
  for (const BulkSnapshots::One& snapshot : batch.snapshots) {
    const auto platform = platforms.of(snapshot.platform, 0);
    if (!platform) return platform.error();
    const std::size_t first = incoming.samples.size();
    for (std::uint32_t i = 0; i < snapshot.samples; ++i, ++sample)
      incoming.samples.push_back({metrics[sample->metric], sample->value});
    incoming.add({.subject = snapshot.subject,
                  .at = snapshot.fetched_at,
                  .index = static_cast<std::uint32_t>(incoming.snapshots.size()),
                  .platform = *platform,
                  .from_zero = snapshot.from_zero,
                  .first = first});
  }
  return impl_->append(std::move(incoming), on_conflict);
}

Result<std::vector<Appended>> SnapshotStore::Impl::append(Incoming incoming, OnConflict on_conflict) {
  std::vector<Appended> became(incoming.snapshots.size());
  incoming.group();
  const SubjectClaims::Claim claim(claims, subjects_of(incoming));

  // One subject's snapshots lie together now.
  const auto& snapshots = incoming.snapshots;
  std::vector<Subject> subjects;
  std::vector<std::size_t> begins;
  for (std::size_t i = 0; i < snapshots.size(); ++i)
    if (i == 0 || snapshots[i].subject != snapshots[i - 1].subject) {
      subjects.push_back(snapshots[i].subject);
      begins.push_back(i);
    }
  begins.push_back(snapshots.size());

  auto latest = rocks->latest(subjects);
  if (!latest) return latest.error();
  AppendBatch pending(*rocks, dictionary.kinds(), on_conflict);
  for (std::size_t i = 0; i < subjects.size(); ++i) {
    const auto group = std::span(snapshots).subspan(begins[i], begins[i + 1] - begins[i]);
    if (is_dropped(subjects[i])) {
      for (const Incoming::One& one : group) became[one.index] = {Appended::As::dropped, one.at};
      continue;
    }
    if (auto added = pending.add(std::move((*latest)[i]), group, incoming, became); !added)
      return added.error();
  }
  if (auto written = pending.write(); !written) return written.error();
  return became;
}

Result<> SnapshotStore::rebook(Subject post, bool from_zero) {
  const SubjectClaims::Claim claim(impl_->claims, {post});
  auto latest = impl_->rocks->latest(std::span(&post, 1));
  if (!latest) return latest.error();
  if (!latest->front()) return Done{};
  AppendBatch pending(*impl_->rocks, impl_->dictionary.kinds(), OnConflict::reject);
  if (auto rebooked = pending.rebook(post, std::move(*latest->front()), from_zero); !rebooked)
    return rebooked;
  return pending.write();
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

Result<> SnapshotStore::drop(std::span<const Subject> subjects) {
  // A bounded number at once: their histories are read, and what they brought is taken back.
  while (!subjects.empty()) {
    const auto some = subjects.first(std::min(subjects.size(), kDroppedAtOnce));
    if (auto dropped = impl_->drop(some); !dropped) return dropped;
    subjects = subjects.subspan(some.size());
  }
  return Done{};
}

Result<> SnapshotStore::Impl::drop(std::span<const Subject> some) {
  const SubjectClaims::Claim claim(claims, {some.begin(), some.end()});
  const std::vector<Subject> rising(claim.subjects().begin(), claim.subjects().end());
  {
    std::lock_guard lock(dropped_mutex);
    dropped.insert(rising.begin(), rising.end());
  }
  rocksdb::WriteBatch batch;
  GainBook book(*rocks, batch);
  const std::vector<MetricKind> kinds = dictionary.kinds();
  const auto latest = rocks->latest(rising);
  if (!latest) return latest.error();
  for (std::size_t i = 0; i < rising.size(); ++i) {
    // Without it nothing is booked any more: it went with the bookings in one write.
    if (!(*latest)[i] || (*latest)[i]->platform == 0) continue;
    const auto history = SubjectHistory::load(*rocks, rising[i], for_one_look());
    if (!history) return history.error();
    enter(book, Entry::take_back, rising[i].business, booked_as(*(*latest)[i]), history->rows, kinds);
  }
  book.finish();

  // Neighbours go together: what was registered at once mostly has ids in a row, and a range deleted costs
  // every later read a little until it is compacted away.
  for (auto first = rising.begin(); first != rising.end();) {
    auto last = first, next = std::next(first);
    while (next != rising.end() && *next == Subject{last->kind, last->id + 1} &&
           next->business == last->business)
      last = next++;
    const std::string begin = disk::subject_key(*first);
    const std::string end = disk::after_prefix(disk::subject_key(*last));
    for (const Family family : {Family::rows, Family::columns, Family::latest, Family::windows, Family::gaps})
      batch.DeleteRange(rocks->family(family), begin, end);
    first = next;
  }
  return rocks->write(batch);
}

}  // namespace tidemark
