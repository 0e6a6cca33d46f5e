#pragma once
// A closed store's bytes, judged by the invariants alone: chunks and rows make the history, and from that
// follow what stands and every sum.

#include <gtest/gtest.h>
#include <rocksdb/db.h>

#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "opened_store.h"
#include "store/bookings.h"
#include "store/column_chunk.h"
#include "store/gain_book.h"
#include "store/gain_cell.h"
#include "store/keys.h"
#include "store/rocks.h"

namespace tidemark::testing {

/// All that was booked, by cell of a day, quarter and metric; and by cell of a span.
using Quarters = std::map<std::uint8_t, disk::GainSums>;
using Cells = std::map<disk::GainKey, Quarters>;

/// The folder of a store that nobody has open. Metrics are those of declared().
class StoredBytes {
 public:
  explicit StoredBytes(const std::filesystem::path& folder) {
    auto opened = Rocks::open({.folder = folder});
    EXPECT_TRUE(opened) << opened.error().message;
    if (opened) rocks_ = std::move(*opened);
    read_chunks();
    read_rows();
    read_latest();
  }

  /// Every snapshot that lies there, after a check of how it lies.
  std::map<Subject, History> histories() const {
    std::map<Subject, History> all;
    for (const auto& [subject, rows] : rows_)
      for (const disk::TimedRow& one : rows) {
        Values& values = all[subject][one.at.ms];
        for (const auto& sample : one.row) values[declared()[sample.metric - 1].name] = sample.value;
      }
    return all;
  }

  /// What stands and the sums, against what the history says.
  void check() const {
    Cells expected;
    for (const auto& [subject, rows] : rows_) {
      const auto found = latest_.find(subject);
      ASSERT_NE(found, latest_.end()) << "post " << subject.id << " has snapshots and nothing stands";
      std::optional<disk::LatestRow> derived;
      for (const disk::TimedRow& one : rows) disk::observe(derived, one.at, one.row);
      EXPECT_EQ(found->second.values, derived->values) << "post " << subject.id;
      EXPECT_EQ(found->second.fetched_at, derived->fetched_at) << "post " << subject.id;
      const auto last_packed = packed_until_.find(subject);
      EXPECT_EQ(found->second.packed_until,
                last_packed == packed_until_.end() ? std::nullopt : std::optional(last_packed->second))
          << "post " << subject.id;
      book(subject, found->second, rows, expected);
    }
    EXPECT_EQ(latest_.size(), rows_.size()) << "something stands of what has no snapshot";
    compare(expected);
  }

  std::uint64_t rows_unpacked() const { return unpacked_; }

 private:
  template <class Visit>
  void each(Family family, const Visit& visit) const {
    const std::unique_ptr<rocksdb::Iterator> at(
        rocks_->db().NewIterator(rocksdb::ReadOptions(), rocks_->family(family)));
    for (at->SeekToFirst(); at->Valid(); at->Next())
      visit(at->key().ToStringView(), at->value().ToStringView());
    EXPECT_TRUE(at->status().ok()) << at->status().ToString();
  }

  void read_chunks() {
    std::map<Subject, std::size_t> last_size;
    each(Family::columns, [&](std::string_view key, std::string_view value) {
      const auto where = disk::parse_row_key(key);
      const auto chunk = disk::Chunk::open(value);
      ASSERT_TRUE(where && chunk);
      const Subject subject = where->subject;
      ASSERT_EQ(where->at, chunk->first());
      ASSERT_LE(chunk->size(), disk::kMostInChunk);
      if (packed_until_.contains(subject)) {
        ASSERT_GT(chunk->first(), packed_until_[subject]) << "chunks overlap";
        ASSERT_GE(last_size[subject], disk::kMostInChunk / 2) << "a short chunk that is not the last";
      }
      ASSERT_TRUE(chunk->rows(rows_[subject]));
      ASSERT_EQ(chunk->last(), rows_[subject].back().at);
      packed_until_[subject] = chunk->last();
      last_size[subject] = chunk->size();
    });
  }
  void read_rows() {
    each(Family::rows, [&](std::string_view key, std::string_view value) {
      const auto where = disk::parse_row_key(key);
      auto row = disk::decode_row(value);
      ASSERT_TRUE(where && row);
      if (const auto packed = packed_until_.find(where->subject); packed != packed_until_.end()) {
        ASSERT_GT(where->at, packed->second) << "a row that is not later than every chunk";
      }
      rows_[where->subject].push_back({where->at, std::move(*row)});
      ++unpacked_;
    });
  }
  void read_latest() {
    each(Family::latest, [&](std::string_view key, std::string_view value) {
      const auto subject = disk::parse_subject_key(key);
      const auto latest = disk::decode_latest(value);
      ASSERT_TRUE(subject && latest);
      latest_[*subject] = *latest;
    });
  }

  static void book(Subject subject, const disk::LatestRow& latest, const std::vector<disk::TimedRow>& rows,
                   Cells& cells) {
    if (latest.platform == 0) return;
    std::map<std::uint32_t, Bookings> metrics;
    for (const disk::TimedRow& one : rows)
      for (const auto& sample : one.row) {
        const auto bookings = metrics.try_emplace(sample.metric, declared()[sample.metric - 1].kind,
                                                  latest.from_zero && !latest.trimmed);
        const Booked booked = bookings.first->second.next(sample.value);
        // Rounded down, also before 1970.
        const std::int64_t quarter = one.at.ms / 900'000 - (one.at.ms % 900'000 < 0);
        const std::int64_t day = quarter / 96 - (quarter % 96 < 0), span = day / 32 - (day % 32 < 0);
        for (const auto& business : {std::optional(subject.business), std::optional<BusinessId>()}) {
          using disk::GainLevel;
          const auto in_day = static_cast<std::uint8_t>(quarter - day * 96);
          cells[{business, latest.platform, GainLevel::day, static_cast<std::int32_t>(day)}][in_day]
               [sample.metric] += booked;
          cells[{business, latest.platform, GainLevel::span, static_cast<std::int32_t>(span)}][0]
               [sample.metric] += booked;
        }
      }
  }

  void compare(Cells& expected) const {
    each(Family::gains, [&](std::string_view key, std::string_view value) {
      const auto where = disk::parse_gain_key(key);
      const auto cell = disk::decode_gain_cell(value);
      ASSERT_TRUE(where && cell);
      Quarters& quarters = expected[*where];
      for (const auto& segment : cell->segments) {
        disk::GainSums sums;
        for (std::uint8_t quarter = segment.since; quarter < segment.until; ++quarter)
          for (const auto& [metric, booked] : quarters[quarter]) sums[metric] += booked;
        std::erase_if(sums, [](const auto& one) { return one.second == Booked{}; });
        EXPECT_EQ(segment.sums == sums, true)
            << "quarters " << int{segment.since} << " to " << int{segment.until} << " of day or span "
            << where->number << ", business " << where->business.value_or(BusinessId{0}).value;
        for (std::uint8_t quarter = segment.since; quarter < segment.until; ++quarter)
          quarters.erase(quarter);
      }
    });
    for (const auto& [key, quarters] : expected)
      for (const auto& [quarter, sums] : quarters)
        for (const auto& [metric, booked] : sums)
          EXPECT_TRUE(booked == Booked{})
              << "quarter " << int{quarter} << " of day or span " << key.number << " was not booked, metric "
              << metric << ", business " << key.business.value_or(BusinessId{0}).value;
  }

  std::unique_ptr<Rocks> rocks_;
  std::map<Subject, std::vector<disk::TimedRow>> rows_;
  std::map<Subject, Instant> packed_until_;
  std::map<Subject, disk::LatestRow> latest_;
  std::uint64_t unpacked_ = 0;
};

}  // namespace tidemark::testing
