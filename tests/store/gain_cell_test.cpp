// Cells of gains: whatever order bookings come in, folded or not, each sum is what was booked.

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rocksdb/db.h>

#include <algorithm>
#include <limits>
#include <random>

#include "store/bookings.h"
#include "store/gain_cell.h"
#include "store/rocks.h"
#include "support/temp_dir.h"

namespace tidemark::disk {
namespace {

constexpr std::int64_t kMin = std::numeric_limits<std::int64_t>::min();
constexpr std::int64_t kMax = std::numeric_limits<std::int64_t>::max();

GainCell applied(const std::vector<std::string>& operands, std::optional<std::string_view> stored = {}) {
  const std::vector<std::string_view> views(operands.begin(), operands.end());
  const auto cell = disk::apply(stored, views);
  EXPECT_TRUE(cell);
  return cell.value_or(GainCell{});
}

std::string booked(std::uint8_t quarter, std::uint32_t metric, const Booked& more) {
  const Booking one{quarter, metric, more};
  return encode_bookings({&one, 1});
}

void expect_kept(const GainCell& cell) {
  const std::string bytes = encode(cell);
  ASSERT_TRUE(decode_gain_cell(bytes) == cell);
  std::vector<std::uint32_t> metrics{0x7fffffff};  // nobody booked it
  for (const auto& segment : cell.segments)
    for (const auto& sum : segment.sums) metrics.push_back(sum.first);
  std::sort(metrics.begin(), metrics.end());
  metrics.erase(std::unique(metrics.begin(), metrics.end()), metrics.end());
  const GainSums whole = cell.sums();
  std::vector<Booked> sums(metrics.size(), Booked{9, 9, 9, 9});
  ASSERT_TRUE(read_sums(bytes, metrics, sums));
  std::vector<GainBounds> bounds;
  std::vector<Booked> by_segment;
  ASSERT_TRUE(read_segments(bytes, metrics, bounds, by_segment));
  ASSERT_EQ(bounds.size(), cell.segments.size());
  ASSERT_EQ(by_segment.size(), metrics.size() * bounds.size());
  for (std::size_t m = 0; m < metrics.size(); ++m) {
    const auto sum = whole.find(metrics[m]);
    EXPECT_EQ(sums[m], sum == whole.end() ? Booked{} : sum->second);
    for (std::size_t i = 0; i < bounds.size(); ++i) {
      const GainCell::Segment& segment = cell.segments[i];
      EXPECT_EQ(bounds[i], (GainBounds{segment.since, segment.until}));
      const auto found = segment.sums.find(metrics[m]);
      EXPECT_EQ(by_segment[m * bounds.size() + i], found == segment.sums.end() ? Booked{} : found->second);
    }
  }
}

TEST(GainCell, KeysSortByBusinessPlatformLevelAndDay) {
  std::vector<GainKey> keys;
  for (const auto business :
       {std::optional<BusinessId>(), std::optional(BusinessId{1}), std::optional(BusinessId{~0ull})})
    for (const std::uint32_t platform : {1u, 0xffffffffu})
      for (const GainLevel level : {GainLevel::day, GainLevel::span})
        for (const std::int32_t number : {std::numeric_limits<std::int32_t>::min(), -1, 0, 1, 20'000,
                                          std::numeric_limits<std::int32_t>::max()})
          keys.push_back({business, platform, level, number});
  std::string before;
  for (const GainKey& key : keys) {
    const std::string bytes = encode(key);
    EXPECT_EQ(parse_gain_key(bytes), key);
    EXPECT_LT(before, bytes);
    EXPECT_TRUE(bytes.starts_with(gain_prefix(key.business)));
    EXPECT_TRUE(bytes.starts_with(gain_prefix(key.business, key.platform)));
    EXPECT_EQ(parse_gain_key(bytes + "x"), std::nullopt);
    EXPECT_EQ(parse_gain_key(bytes.substr(1)), std::nullopt);
    before = bytes;
  }
}

TEST(GainCell, BookingsAddUpByQuarter) {
  const GainCell cell =
      applied({booked(3, 1, {.gains = 1, .gain = 5}), booked(1, 2, {.gains = 1}),
               booked(3, 1, {.gains = 1, .gain = -2}), booked(3, 4, {.baselines = 1, .baseline = 100})});
  EXPECT_EQ(cell.segments.size(), 2u);
  EXPECT_EQ(cell.segments[0], (GainCell::Segment{1, 2, {{2, {.gains = 1}}}}));
  EXPECT_EQ(
      cell.segments[1],
      (GainCell::Segment{3, 4, {{1, {.gains = 2, .gain = 3}}, {4, {.baselines = 1, .baseline = 100}}}}));
  expect_kept(cell);
}

TEST(GainCell, WhatIsTakenBackIsGone) {
  const Booked five{.gains = 1, .gain = 5};
  Booked less;
  less -= five;
  const std::string kept = encode(applied({booked(3, 1, five), booked(3, 2, five), booked(8, 1, five)}));
  const GainCell one = applied({booked(3, 1, less), booked(8, 1, less)}, kept);
  EXPECT_EQ(one.segments, (std::vector<GainCell::Segment>{{3, 4, {{2, five}}}}));
  const GainCell none = applied({booked(3, 1, less), booked(8, 1, less), booked(3, 2, less)}, kept);
  EXPECT_EQ(none, GainCell{});
  EXPECT_EQ(decode_gain_cell(encode(none)), none);
  EXPECT_EQ(encode(none).size(), 2u);
}

TEST(GainCell, SumsThatAreZeroOnlyTogetherAreKeptApart) {
  const GainCell cell =
      applied({booked(3, 1, {.gains = 1, .gain = kMax}), booked(4, 1, {.gains = -1, .gain = -kMax})});
  EXPECT_TRUE(cell.sums().empty());
  expect_kept(cell);
}

TEST(GainCell, FoldJoinsWhatNoBoundaryParts) {
  const Booked one{.gains = 1, .gain = 1}, two{.gains = 2, .gain = 2};
  std::vector<std::string> operands;
  for (const std::uint8_t quarter : {5, 19, 20, 43, 44, 90}) operands.push_back(booked(quarter, 1, one));
  const std::vector<std::uint8_t> boundaries{0, 20, 44};
  operands.push_back(encode_fold(boundaries));
  const GainCell cell = applied(operands);
  EXPECT_EQ(cell.segments, (std::vector<GainCell::Segment>{
                               {5, 20, {{1, two}}}, {20, 44, {{1, two}}}, {44, 91, {{1, two}}}}));
  expect_kept(cell);

  // What comes late goes to the segment that holds its quarter, or beside.
  const GainCell late = applied({booked(7, 1, one), booked(2, 1, one), booked(95, 9, one)}, encode(cell));
  EXPECT_EQ(late.segments, (std::vector<GainCell::Segment>{{2, 3, {{1, one}}},
                                                           {5, 20, {{1, {.gains = 3, .gain = 3}}}},
                                                           {20, 44, {{1, two}}},
                                                           {44, 91, {{1, two}}},
                                                           {95, 96, {{9, one}}}}));
  expect_kept(late);
}

TEST(GainCell, ReadsOnlyWhatIsAskedFor) {
  const GainCell cell =
      applied({booked(3, 1, {.gains = 1, .gain = 5}), booked(3, 7, {.gains = 4, .gain = -5}),
               booked(9, 7, {.baselines = 2, .baseline = 6})});
  const std::string bytes = encode(cell);
  const std::uint32_t metrics[] = {2, 7, 9};
  std::vector<Booked> sums(3);
  ASSERT_TRUE(read_sums(bytes, metrics, sums));
  EXPECT_THAT(sums, ::testing::ElementsAre(Booked{}, Booked{4, -5, 2, 6}, Booked{}));
  std::vector<GainBounds> bounds;
  ASSERT_TRUE(read_segments(bytes, {}, bounds, sums));
  EXPECT_THAT(bounds, ::testing::ElementsAre(GainBounds{3, 4}, GainBounds{9, 10}));
  EXPECT_TRUE(sums.empty());
}

std::vector<Booking> random_bookings(std::mt19937_64& random, std::uint64_t most) {
  std::vector<Booking> bookings(random() % most);
  for (Booking& one : bookings) {
    one.quarter = static_cast<std::uint8_t>(random() % kQuartersInDay);
    one.metric = static_cast<std::uint32_t>(1 + random() % 12 + (random() % 50 == 0 ? 0xfffffff0 : 0));
    one.more.gains = random() % 3 == 0 ? static_cast<std::int64_t>(random() % 5) - 2 : 1;
    one.more.gain = random() % 20 == 0 ? static_cast<std::int64_t>(random())
                                       : static_cast<std::int64_t>(random() % 9) - 4;
    if (random() % 8 == 0) one.more.baselines = 1;
    if (random() % 8 == 0) one.more.baseline = random() % 2 == 0 ? kMin : kMax;
  }
  return bookings;
}

/// Joined or one by one, from a stored cell or all at once: the sums between boundaries are those of a plain
/// addition.
TEST(GainCell, RandomBookingsAddUpHoweverTheyAreMerged) {
  const auto seed = std::random_device{}();
  SCOPED_TRACE("seed " + std::to_string(seed));
  std::mt19937_64 random(seed);
  for (int round = 0; round < 100 && !::testing::Test::HasFailure(); ++round) {
    const std::vector<std::uint8_t> boundaries{0, static_cast<std::uint8_t>(1 + random() % 40), 50};
    std::map<std::pair<std::size_t, std::uint32_t>, Booked> plain;
    std::string stored;
    std::vector<std::string> operands;
    bool folded = false;
    const auto settle = [&] {
      if (stored.empty() && operands.empty()) return;
      const auto base = stored.empty() ? std::nullopt : std::optional<std::string_view>(stored);
      stored = encode(applied(operands, base));
      operands.clear();
    };
    for (std::uint64_t batches = random() % 40; batches > 0; --batches) {
      const auto bookings = random_bookings(random, 20);
      for (const Booking& one : bookings) {
        const auto part =
            std::upper_bound(boundaries.begin(), boundaries.end(), one.quarter) - boundaries.begin();
        plain[{static_cast<std::size_t>(part), one.metric}] += one.more;
      }
      operands.push_back(encode_bookings(bookings));
      if (random() % 10 == 0) {
        operands.push_back(encode_fold(boundaries));
        folded = true;
      } else if (random() % 4 == 0 && operands.size() >= 2) {
        const std::vector<std::string_view> last{operands[operands.size() - 2], operands.back()};
        if (const auto joined = join_bookings(last)) {
          operands.pop_back();
          operands.back() = *joined;
        }
      }
      if (random() % 8 == 0) settle();
    }
    settle();
    const auto cell = stored.empty() ? GainCell{} : decode_gain_cell(stored);
    ASSERT_TRUE(cell);
    expect_kept(*cell);
    std::map<std::pair<std::size_t, std::uint32_t>, Booked> kept;
    std::uint8_t before = 0;
    for (const GainCell::Segment& segment : cell->segments) {
      EXPECT_LE(before, segment.since);
      EXPECT_LT(segment.since, segment.until);
      EXPECT_FALSE(segment.sums.empty());
      EXPECT_TRUE(folded || segment.until == segment.since + 1);
      before = segment.until;
      const auto part =
          std::upper_bound(boundaries.begin(), boundaries.end(), segment.since) - boundaries.begin();
      // No segment reaches over a boundary.
      EXPECT_EQ(part, std::upper_bound(boundaries.begin(), boundaries.end(), segment.until - 1) -
                          boundaries.begin());
      for (const auto& [metric, sum] : segment.sums) kept[{static_cast<std::size_t>(part), metric}] += sum;
    }
    std::erase_if(plain, [](const auto& sum) { return sum.second == Booked{}; });
    std::erase_if(kept, [](const auto& sum) { return sum.second == Booked{}; });
    EXPECT_TRUE(kept == plain);
  }
}

TEST(GainCell, NoBytesAtAllCanHarmTheReader) {
  const auto seed = std::random_device{}();
  SCOPED_TRACE("seed " + std::to_string(seed));
  std::mt19937_64 random(seed);
  for (int round = 0; round < 5'000 && !::testing::Test::HasFailure(); ++round) {
    std::string bytes;
    const auto bookings = encode_bookings(random_bookings(random, 12));
    if (round % 4 == 0) {
      bytes.resize(random() % 30);
      for (char& c : bytes) c = static_cast<char>(random());
      if (!bytes.empty()) bytes[0] = static_cast<char>(1 + random() % 2);
    } else {
      bytes = round % 2 == 0 ? bookings : encode(applied({bookings}));
      for (std::uint64_t flips = 1 + random() % 3; flips > 0; --flips)
        bytes[random() % bytes.size()] ^= static_cast<char>(1 << random() % 8);
      if (random() % 4 == 0) bytes.resize(random() % bytes.size());
    }
    const std::vector<char> exact(bytes.begin(), bytes.end());  // to the byte: a look past the end is found
    const std::string_view hostile(exact.data(), exact.size());
    if (const auto cell = decode_gain_cell(hostile)) expect_kept(*cell);
    const std::uint32_t metrics[] = {1, 5, 9};
    std::vector<Booked> sums(3);
    read_sums(hostile, metrics, sums);
    std::vector<GainBounds> bounds;
    read_segments(hostile, metrics, bounds, sums);
    if (const auto cell = disk::apply(std::nullopt, {&hostile, 1})) expect_kept(*cell);
    if (const auto cell = disk::apply(hostile, {})) expect_kept(*cell);
    join_bookings({&hostile, 1});
  }
}

TEST(GainCell, RocksAddsThemUpInMemoryAndInTables) {
  tidemark::testing::TempDir folder;
  const auto opened = Rocks::open({.folder = folder.path() / "store"});
  ASSERT_TRUE(opened);
  const Rocks& rocks = **opened;
  const std::string key = encode(GainKey{BusinessId{3}, 1, GainLevel::day, 20'000});
  for (int i = 0; i < 100; ++i) {
    rocksdb::WriteBatch batch;
    batch.Merge(rocks.family(Family::gains), key,
                booked(static_cast<std::uint8_t>(i % 5), 1, {.gains = 1, .gain = i}));
    const auto written = rocks.write(batch);
    ASSERT_TRUE(written) << written.error().message;
    if (i % 30 == 29) {
      ASSERT_TRUE(rocks.db().Flush(rocksdb::FlushOptions(), rocks.family(Family::gains)).ok());
    }
    if (i == 70) {
      ASSERT_TRUE(rocks.db().CompactRange({}, rocks.family(Family::gains), nullptr, nullptr).ok());
    }
  }
  const auto bytes = rocks.get(Family::gains, key);
  ASSERT_TRUE(bytes && *bytes);
  const auto cell = decode_gain_cell(**bytes);
  ASSERT_TRUE(cell);
  EXPECT_EQ(cell->segments.size(), 5u);
  EXPECT_EQ(cell->sums(), (GainSums{{1, {.gains = 100, .gain = 4950}}}));
}

TEST(GainCell, ADamagedBookingIsAnErrorAndNotASum) {
  tidemark::testing::TempDir folder;
  const auto opened = Rocks::open({.folder = folder.path() / "store"});
  ASSERT_TRUE(opened);
  const Rocks& rocks = **opened;
  rocksdb::WriteBatch batch;
  batch.Merge(rocks.family(Family::gains), "key", "\x07what no version wrote");
  ASSERT_TRUE(rocks.write(batch));
  EXPECT_FALSE(rocks.get(Family::gains, "key"));
}

}  // namespace
}  // namespace tidemark::disk
