// Snapshots packed by column: whatever goes in comes out, and no bytes at all can harm the reader.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <limits>
#include <map>
#include <random>
#include <set>

#include "store/column_chunk.h"

namespace tidemark::disk {
namespace {

constexpr std::int64_t kMin = std::numeric_limits<std::int64_t>::min();
constexpr std::int64_t kMax = std::numeric_limits<std::int64_t>::max();
constexpr std::int64_t kQuarterMs = 900'000;

std::vector<TimedRow> at_times(const std::vector<std::int64_t>& times) {
  std::vector<TimedRow> rows;
  for (const std::int64_t ms : times) rows.push_back({{ms}, {}});
  return rows;
}

/// A column of metric 1 in as many snapshots, a second apart; nothing where absent.
std::vector<TimedRow> of_values(const std::vector<std::optional<std::int64_t>>& values) {
  std::vector<TimedRow> rows;
  for (std::size_t i = 0; i < values.size(); ++i) {
    rows.push_back({{static_cast<std::int64_t>(i) * 1000}, {}});
    if (values[i]) rows.back().row.push_back({1, *values[i]});
  }
  return rows;
}

/// Packs, and compares all that can be asked with what was packed.
void expect_kept(const std::vector<TimedRow>& rows) {
  const std::string bytes = encode_chunk(rows);
  const auto chunk = Chunk::open(bytes);
  ASSERT_TRUE(chunk);
  EXPECT_EQ(chunk->size(), rows.size());
  EXPECT_EQ(chunk->first(), rows.front().at);
  EXPECT_EQ(chunk->last(), rows.back().at);

  std::vector<TimedRow> unpacked;
  ASSERT_TRUE(chunk->rows(unpacked));
  ASSERT_TRUE(unpacked == rows);

  std::vector<Instant> times;
  ASSERT_TRUE(chunk->times(times));
  std::map<std::uint32_t, std::vector<std::optional<std::int64_t>>> columns;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    EXPECT_EQ(times[i], rows[i].at);
    for (const NumberedSample& sample : rows[i].row) {
      auto& column = columns[sample.metric];
      column.resize(rows.size());
      column[i] = sample.value;
    }
  }
  std::vector<std::uint32_t> metrics;
  for (const auto& [metric, column] : columns) {
    metrics.push_back(metric);
    std::vector<std::int64_t> values;
    std::vector<std::uint8_t> present;
    ASSERT_TRUE(chunk->values(metric, values, present));
    ASSERT_EQ(values.size(), rows.size());
    ASSERT_EQ(present.size(), rows.size());
    std::optional<std::int64_t> stands, told;
    for (std::size_t i = 0; i <= rows.size(); ++i) {
      ASSERT_TRUE(chunk->standing(metric, i, told));
      ASSERT_EQ(told, stands) << "metric " << metric << " after " << i;
      if (i == rows.size()) break;
      ASSERT_EQ(present[i] == 1 ? std::optional(values[i]) : std::nullopt, column[i]);
      if (column[i]) stands = column[i];
    }
  }
  EXPECT_EQ(chunk->metrics(), metrics);
}

TEST(ColumnChunk, KeepsTimesOfEveryKind) {
  std::vector<std::int64_t> quarters, changing, every_millisecond, days;
  std::int64_t at = 1'735'690'339'601;
  for (int i = 0; i < 256; ++i) {
    quarters.push_back(1'735'690'000'000 + i * kQuarterMs + (i * 7919) % 20'000);
    changing.push_back(at);
    at += (i < 24 ? 1 : i < 90 ? 4 : i < 130 ? 24 : 96) * kQuarterMs + (i * 104'729) % 9'000;
    every_millisecond.push_back(i - 128);
    days.push_back(i * 86'400'000LL);
  }
  const struct {
    const char* what;
    std::vector<std::int64_t> times;
  } cases[] = {
      {"one", {5}},
      {"one before 1970", {-5}},
      {"two", {5, 6}},
      {"quarters of an hour, a little late", quarters},
      {"a schedule that slows down, from a timer", changing},
      {"every millisecond", every_millisecond},
      {"days, to the millisecond", days},
      {"the ends of time", {kMin, kMax}},
      {"the ends of time and what lies between", {kMin, kMin + 1, -1, 0, 1, kMax - 1, kMax}},
      {"long apart, then near", {kMin, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10}},
      {"a gap of a year", {0, 900'000, 1'800'000, 31'536'000'000, 31'536'900'000}},
  };
  for (const auto& one : cases) {
    SCOPED_TRACE(one.what);
    expect_kept(at_times(one.times));
  }
}

TEST(ColumnChunk, KeepsValuesOfEveryKind) {
  const std::optional<std::int64_t> absent;
  const struct {
    const char* what;
    std::vector<std::optional<std::int64_t>> values;
  } cases[] = {
      {"one", {41}},
      {"zeros", {0, 0, 0, 0}},
      {"falling", {10, 9, 9, 7, -1}},
      {"over the whole range", {kMin, kMax, kMin, 0, kMax, -1, kMin}},
      {"beginning late", {absent, absent, 3, 4}},
      {"ending early", {3, 4, absent, absent}},
      {"ending early with a zero run", {3, 3, 3, absent}},
      {"every other", {absent, 1, absent, 1, absent, 2}},
      {"but one", {1, 2, absent, 4}},
      {"once", {absent, absent, 0, absent}},
  };
  for (const auto& one : cases) {
    SCOPED_TRACE(one.what);
    expect_kept(of_values(one.values));
  }
}

TEST(ColumnChunk, ASnapshotThatSaidNothingIsKept) {
  expect_kept({{{1}, {}}, {{2}, {{3, 4}}}, {{5}, {}}});
}

TEST(ColumnChunk, WhatIsNotInItIsAbsentAndNotZero) {
  const std::string bytes = encode_chunk(of_values({7, 8}));
  const auto chunk = Chunk::open(bytes);
  ASSERT_TRUE(chunk);
  std::vector<std::int64_t> values{1};
  std::vector<std::uint8_t> present{1};
  EXPECT_TRUE(chunk->values(2, values, present));
  EXPECT_THAT(values, testing::ElementsAre(1, 0, 0));
  EXPECT_THAT(present, testing::ElementsAre(1, 0, 0));
  std::optional<std::int64_t> stands = 5;
  EXPECT_TRUE(chunk->standing(2, 2, stands));
  EXPECT_EQ(stands, std::nullopt);
}

std::vector<TimedRow> random_rows(std::mt19937_64& random) {
  std::set<std::int64_t> times;
  const std::size_t size = random() % 4 == 0 ? kMostInChunk : 1 + random() % kMostInChunk;
  const bool scheduled = random() % 4 != 0;
  std::int64_t at = static_cast<std::int64_t>(random() % 2'000'000'000'000);
  while (times.size() < size) {
    at += scheduled ? kQuarterMs * static_cast<std::int64_t>(random() % 10 == 0 ? 1 + random() % 96 : 1) : 0;
    times.insert(scheduled ? at + static_cast<std::int64_t>(random() % 5'000)
                           : static_cast<std::int64_t>(random()));
  }
  std::vector<TimedRow> rows;
  for (const std::int64_t ms : times) rows.push_back({{ms}, {}});
  for (std::uint64_t metrics = random() % 12, metric = 0; metrics > 0; --metrics) {
    metric += 1 + (random() % 10 == 0 ? random() % 100'000'000 : 0);
    const std::uint64_t presence = random() % 4;
    const int magnitude = static_cast<int>(random() % 64);
    std::uint64_t value = random() >> magnitude;
    for (TimedRow& row : rows) {
      if (random() % 3 == 0) value += (random() >> magnitude) * (random() % 8 == 0 ? ~std::uint64_t{0} : 1);
      if (presence == 0 && random() % 2 == 0) continue;
      if (presence == 1 && row.at < rows[rows.size() / 2].at) continue;
      row.row.push_back({static_cast<std::uint32_t>(metric), static_cast<std::int64_t>(value)});
    }
  }
  return rows;
}

TEST(ColumnChunk, RandomHistoriesComeBackAsTheyWere) {
  const auto seed = std::random_device{}();
  SCOPED_TRACE("seed " + std::to_string(seed));
  std::mt19937_64 random(seed);
  for (int round = 0; round < 200 && !testing::Test::HasFailure(); ++round) expect_kept(random_rows(random));
}

/// Asks all there is to ask. Whatever is answered without a complaint is a chunk as one could be written.
void read_all(std::string_view bytes) {
  const auto chunk = Chunk::open(bytes);
  if (!chunk) return;
  ASSERT_LE(chunk->size(), kMostInChunk);
  std::vector<Instant> times;
  if (chunk->times(times)) {
    ASSERT_EQ(times.size(), chunk->size());
    ASSERT_TRUE(std::adjacent_find(times.begin(), times.end(), std::greater_equal<>()) == times.end());
  }
  for (const std::uint32_t metric : chunk->metrics()) {
    std::vector<std::int64_t> values;
    std::vector<std::uint8_t> present;
    chunk->values(metric, values, present);
    std::optional<std::int64_t> stands;
    for (const std::size_t count : {std::size_t{0}, chunk->size() / 2, chunk->size(), chunk->size() + 1})
      chunk->standing(metric, count, stands);
  }
  std::vector<TimedRow> rows;
  if (!chunk->rows(rows)) return;
  const std::string packed = encode_chunk(rows);
  const auto again = Chunk::open(packed);
  ASSERT_TRUE(again);
  std::vector<TimedRow> same;
  ASSERT_TRUE(again->rows(same));
  ASSERT_TRUE(same == rows);
}

TEST(ColumnChunk, NoBytesAtAllCanHarmTheReader) {
  const auto seed = std::random_device{}();
  SCOPED_TRACE("seed " + std::to_string(seed));
  std::mt19937_64 random(seed);
  for (int round = 0; round < 2'000 && !testing::Test::HasFailure(); ++round) {
    std::string bytes;
    if (round % 4 == 0) {
      bytes.resize(random() % 40);
      for (char& c : bytes) c = static_cast<char>(random());
      if (!bytes.empty()) bytes[0] = 1;
    } else {
      auto rows = random_rows(random);
      if (rows.size() > 20) rows.resize(20);
      bytes = encode_chunk(rows);
      for (std::uint64_t flips = 1 + random() % 3; flips > 0; --flips)
        bytes[random() % bytes.size()] ^= static_cast<char>(1 << random() % 8);
      if (random() % 4 == 0) bytes.resize(random() % bytes.size());
    }
    // A copy to the byte, so that a look past the end is found.
    const std::vector<char> exact(bytes.begin(), bytes.end());
    read_all({exact.data(), exact.size()});
  }
}

TEST(ColumnChunk, ASchedulesTimesTakeTwoBytesEach) {
  std::mt19937_64 random(1);
  std::exponential_distribution<double> late(1.0 / 4'000);
  std::vector<std::int64_t> times;
  for (int i = 0; i < 256; ++i)
    times.push_back(1'735'690'000'000 + i * kQuarterMs + static_cast<std::int64_t>(late(random)));
  EXPECT_LT(encode_chunk(at_times(times)).size(), 256 * 2);
}

}  // namespace
}  // namespace tidemark::disk
