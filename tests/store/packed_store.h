#pragma once
// Stores whose bytes a test lays down itself: whatever is packed, however finely, and damaged where it says.

#include <gtest/gtest.h>
#include <rocksdb/write_batch.h>

#include <algorithm>
#include <functional>
#include <map>
#include <memory>
#include <random>
#include <string>
#include <vector>

#include "reference.h"
#include "store/column_chunk.h"
#include "store/gain_cell.h"
#include "store/keys.h"
#include "store/metric_dictionary.h"
#include "store/rocks.h"
#include "store/rows.h"
#include "store/snapshot_store.h"
#include "support/temp_dir.h"

namespace tidemark::testing {

/// How a history is laid down.
struct Layout {
  std::function<std::size_t(std::size_t snapshots)> packed;  ///< how many of a subject's are in chunks
  std::function<std::size_t()> chunk;                        ///< how many go into the next chunk
  /// Quarters between which a day of a business is joined; nothing: it is not.
  std::function<std::optional<std::vector<std::uint8_t>>()> fold;
};

inline Layout all_in_rows() {
  return {[](std::size_t) { return std::size_t{0}; }, {}, [] { return std::nullopt; }};
}
inline Layout all_packed() {
  return {[](std::size_t snapshots) { return snapshots; }, [] { return disk::kMostInChunk; },
          [] { return std::vector<std::uint8_t>{}; }};
}
inline Layout at_random(std::mt19937_64& random) {
  return {[&](std::size_t snapshots) { return random() % 4 ? random() % (snapshots + 1) : snapshots; },
          [&] { return 1 + random() % (random() % 2 ? 3 : 20); },
          [&]() -> std::optional<std::vector<std::uint8_t>> {
            if (random() % 2) return std::nullopt;
            std::vector<std::uint8_t> boundaries;
            for (std::uint8_t quarter = 1; quarter < disk::kQuartersInDay; ++quarter)
              if (random() % 24 == 0) boundaries.push_back(quarter);
            return boundaries;
          }};
}

/// Cells by key, as the bookings of all histories make them.
using Cells = std::map<disk::GainKey, disk::GainCell>;

class PackedStore {
 public:
  PackedStore(const Reference& reference, std::span<const Metric> metrics, const Layout& layout) {
    auto rocks = Rocks::open({.folder = folder()});
    EXPECT_TRUE(rocks) << rocks.error().message;
    rocks_ = std::move(*rocks);
    for (const Metric& metric : metrics) {
      numbers_.emplace(metric.name, numbers_.size() + 1);
      kinds_.emplace(numbers_.at(metric.name), metric.kind);
      put(Family::meta, disk::metric_key(numbers_.at(metric.name)), MetricDictionary::encode(metric));
    }
    for (const Reference::Post* post : reference.posts()) lay(*post, layout);
    for (auto& [key, cell] : cells_) {
      if (key.business && key.level == disk::GainLevel::day)
        if (const auto boundaries = layout.fold()) cell.fold(*boundaries);
      put(Family::gains, disk::encode(key), disk::encode(cell));
    }
    flush();
    open();
  }

  SnapshotStore* operator->() { return store_.get(); }
  SnapshotStore& operator*() { return *store_; }
  const Cells& cells() const { return cells_; }

  /// The store is closed meanwhile; what `change` puts is there when it is open again.
  void tamper(const std::function<void(PackedStore&)>& change) {
    store_.reset();
    auto rocks = Rocks::open({.folder = folder()});
    ASSERT_TRUE(rocks) << rocks.error().message;
    rocks_ = std::move(*rocks);
    change(*this);
    flush();
    open();
  }
  void put(Family family, const std::string& key, const std::string& value) {
    batch_.Put(rocks_->family(family), key, value);
  }
  void remove(Family family, const std::string& key) { batch_.Delete(rocks_->family(family), key); }
  std::string get(Family family, const std::string& key) const {
    const auto value = rocks_->get(family, key);
    EXPECT_TRUE(value && *value);
    return value && *value ? **value : std::string();
  }
  std::uint32_t number_of(const std::string& metric) const {
    return static_cast<std::uint32_t>(numbers_.at(metric));
  }

 private:
  std::filesystem::path folder() const { return dir_ / "store"; }

  void flush() {
    EXPECT_TRUE(rocks_->write(batch_));
    batch_.Clear();
    rocks_.reset();
  }
  void open() {
    auto opened = SnapshotStore::open({.folder = folder()});
    ASSERT_TRUE(opened) << opened.error().message;
    store_ = std::move(*opened);
  }

  std::uint32_t platform_of(const std::string& platform) {
    if (platform.empty()) return 0;
    const auto [found, is_new] =
        platforms_.emplace(platform, static_cast<std::uint32_t>(platforms_.size() + 1));
    if (is_new) put(Family::meta, disk::platform_key(found->second), platform);
    return found->second;
  }

  void lay(const Reference::Post& post, const Layout& layout) {
    std::vector<disk::TimedRow> rows;
    std::optional<disk::LatestRow> latest;
    for (const auto& [at, values] : post.history) {
      disk::TimedRow& row = rows.emplace_back(disk::TimedRow{at, {}});
      for (const auto& [metric, value] : values) row.row.push_back({number_of(metric), value});
      std::sort(row.row.begin(), row.row.end(),
                [](const auto& a, const auto& b) { return a.metric < b.metric; });
      disk::observe(latest, at, row.row);
    }
    if (rows.empty()) return;
    latest->platform = platform_of(post.platform);
    latest->from_zero = post.from_zero;

    const std::size_t packed = layout.packed(rows.size());
    for (std::size_t begin = 0; begin < packed;) {
      const std::size_t size = std::min(packed - begin, std::min(layout.chunk(), disk::kMostInChunk));
      put(Family::columns, disk::row_key(post.subject, rows[begin].at),
          disk::encode_chunk(std::span(rows).subspan(begin, size)));
      begin += size;
    }
    for (std::size_t i = packed; i < rows.size(); ++i)
      put(Family::rows, disk::row_key(post.subject, rows[i].at), disk::encode(rows[i].row));
    if (packed > 0) latest->packed_until = rows[packed - 1].at;
    put(Family::latest, disk::subject_key(post.subject), disk::encode(*latest));
    if (latest->platform != 0) book(post, *latest, rows);
  }

  void book(const Reference::Post& post, const disk::LatestRow& latest,
            const std::vector<disk::TimedRow>& rows) {
    std::map<std::uint32_t, Bookings> metrics;
    const auto rounded_down = [](std::int64_t a, std::int64_t by) {
      return a >= 0 ? a / by : -((-a + by - 1) / by);
    };
    for (const disk::TimedRow& row : rows)
      for (const disk::NumberedSample& sample : row.row) {
        const auto [bookings, is_new] =
            metrics.try_emplace(sample.metric, kinds_.at(sample.metric), post.from_zero);
        const Booked booked = bookings->second.next(sample.value);
        const std::int64_t day = rounded_down(row.at.ms, disk::kDayMs);
        const auto quarter = static_cast<std::uint8_t>((row.at.ms - day * disk::kDayMs) / disk::kQuarterMs);
        const auto number = static_cast<std::int32_t>(day);
        const auto span = static_cast<std::int32_t>(rounded_down(day, disk::kDaysInSpan));
        for (const auto business : {std::optional(post.subject.business), std::optional<BusinessId>()}) {
          cells_[{business, latest.platform, disk::GainLevel::day, number}].add(quarter, sample.metric,
                                                                                booked);
          cells_[{business, latest.platform, disk::GainLevel::span, span}].add(0, sample.metric, booked);
        }
      }
  }

  TempDir dir_;
  std::unique_ptr<Rocks> rocks_;  // while bytes are laid down
  rocksdb::WriteBatch batch_;
  std::map<std::string, std::size_t> numbers_;
  std::map<std::size_t, MetricKind> kinds_;
  std::map<std::string, std::uint32_t> platforms_;
  Cells cells_;
  std::unique_ptr<SnapshotStore> store_;
};

}  // namespace tidemark::testing
