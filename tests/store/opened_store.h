#pragma once
// A store in a temporary folder, and short words for what tests put into it.

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "store/snapshot_store.h"
#include "support/temp_dir.h"

namespace tidemark::testing {

inline const std::vector<Metric>& declared() {
  static const std::vector<Metric> metrics{{"likes_count", "1", MetricKind::running_total},
                                           {"comments_count", "1", MetricKind::running_total},
                                           {"impressions", "1", MetricKind::running_total},
                                           {"followers_count", "1", MetricKind::gauge},
                                           {"page_views_day", "1", MetricKind::window_total}};
  return metrics;
}

constexpr Subject post(std::uint64_t id) {
  return {Subject::Kind::post, id, BusinessId{1}};
}

/// Values by metric name, so that what a store answers can be compared as a whole.
using Values = std::map<std::string, std::int64_t>;

/// The names must outlive the snapshot: literals do.
inline Snapshot snapshot(Subject subject, std::int64_t ms, std::vector<Sample> samples) {
  return {subject, {ms}, std::move(samples)};
}

using History = std::map<std::int64_t, Values>;

inline History history_of(const SnapshotStore& store, Subject subject) {
  const auto read = store.history(subject, {std::numeric_limits<std::int64_t>::min()},
                                  {std::numeric_limits<std::int64_t>::max()}, static_cast<std::size_t>(-1));
  EXPECT_TRUE(read) << read.error().message;
  History history;
  if (!read) return history;
  for (const Snapshot& one : *read) {
    Values& values = history[one.fetched_at.ms];
    for (const Sample& sample : one.samples) values[std::string(sample.metric)] = sample.value;
  }
  EXPECT_EQ(history.size(), read->size()) << "an instant is there twice";
  return history;
}

/// Metric to value and when it was reported; and under "" when the subject was last read.
using Stands = std::map<std::string, std::pair<std::int64_t, std::int64_t>>;

inline Stands stands(const std::optional<Standing>& standing) {
  Stands all;
  if (!standing) return all;
  all[""] = {0, standing->fetched_at.ms};
  for (const auto& value : standing->values)
    all[std::string(value.metric)] = {value.value, value.fetched_at.ms};
  return all;
}

inline Stands latest_of(const SnapshotStore& store, Subject subject) {
  const auto latest = store.latest(subject);
  EXPECT_TRUE(latest) << latest.error().message;
  return latest ? stands(*latest) : Stands{};
}

/// What the history says must stand.
inline Stands standing_of(const History& history) {
  Stands all;
  for (const auto& [ms, values] : history) {
    all[""] = {0, ms};
    for (const auto& [metric, value] : values) all[metric] = {value, ms};
  }
  return all;
}

class OpenedStore {
 public:
  explicit OpenedStore(std::shared_ptr<rocksdb::FileSystem> file_system = nullptr)
      : file_system_(std::move(file_system)) {
    open();
    EXPECT_TRUE(store_->declare(declared()));
  }
  SnapshotStore& operator*() { return *store_; }
  SnapshotStore* operator->() { return store_.get(); }
  std::filesystem::path folder() const { return dir_ / "store"; }

  void reopen() {
    store_.reset();
    open();
  }
  void close() { store_.reset(); }

  /// Appends and answers what became of each.
  std::vector<Appended::As> append(const std::vector<Snapshot>& batch,
                                   OnConflict on_conflict = OnConflict::next_millisecond) {
    const auto appended = store_->append(batch, on_conflict);
    EXPECT_TRUE(appended) << appended.error().message;
    std::vector<Appended::As> became;
    if (appended)
      for (const Appended& one : *appended) became.push_back(one.as);
    return became;
  }

 private:
  void open() {
    auto opened = SnapshotStore::open({.folder = folder(), .file_system = file_system_});
    ASSERT_TRUE(opened) << opened.error().message;
    store_ = std::move(*opened);
  }

  TempDir dir_;
  std::shared_ptr<rocksdb::FileSystem> file_system_;
  std::unique_ptr<SnapshotStore> store_;
};

}  // namespace tidemark::testing
