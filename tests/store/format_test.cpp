// The format in bytes, as engine/store/README.md spells it out: what is on somebody's disk must stay
// readable.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <random>

#include "store/bytes.h"
#include "store/column_chunk.h"
#include "store/gain_cell.h"
#include "store/keys.h"
#include "store/rows.h"

namespace tidemark {
namespace {

constexpr std::int64_t kMin = std::numeric_limits<std::int64_t>::min();
constexpr std::int64_t kMax = std::numeric_limits<std::int64_t>::max();

std::string hex(std::string_view bytes) {
  constexpr std::string_view digits = "0123456789abcdef";
  std::string text;
  for (const char c : bytes) {
    if (!text.empty()) text += ' ';
    text += digits[static_cast<std::uint8_t>(c) >> 4];
    text += digits[static_cast<std::uint8_t>(c) & 15];
  }
  return text;
}

TEST(Format, TheExampleOfTheReadmeIsWrittenInTheseBytes) {
  const Subject post{Subject::Kind::post, 7, BusinessId{3}};
  const Instant at{1'763'819'100'123};
  EXPECT_EQ(hex(disk::row_key(post, at)),
            "00 00 00 00 00 00 00 03 02 00 00 00 00 00 00 00 07 80 00 01 9a ab cf 97 db");
  EXPECT_EQ(hex(disk::encode(disk::Row{{1, 41}, {2, 0}, {9, 1500}})), "01 01 52 01 00 07 b8 17");
  EXPECT_EQ(hex(disk::subject_key({Subject::Kind::account, 258})),
            "00 00 00 00 00 00 00 00 01 00 00 00 00 00 00 01 02");
  EXPECT_EQ(
      hex(disk::encode(disk::LatestRow{at, {{1, 41, at}, {9, -2, at - std::chrono::milliseconds(300)}}})),
      "01 b6 df fc bc d5 66 00 00 01 52 00 08 03 ac 02");
  EXPECT_EQ(hex(disk::window_key({post, 3, {0}, {86'400'000}, {-1}})),
            "00 00 00 00 00 00 00 03 02 00 00 00 00 00 00 00 07 00 00 00 03 80 00 00 00 00 00 00 00 80 00 00 "
            "00 05 26 5c 00 "
            "7f ff ff ff ff ff ff ff");
  EXPECT_EQ(hex(disk::metric_key(9)), "6d 00 00 00 09");
}

TEST(Format, AChunkIsWrittenInTheseBytes) {
  const std::vector<disk::TimedRow> rows{{{1'763'819'100'123}, {{1, 41}, {9, 1500}}},
                                         {{1'763'820'000'150}, {{1, 43}, {9, 1510}}},
                                         {{1'763'820'900'100}, {{1, 43}}}};
  const std::string bytes = disk::encode_chunk(rows);
  EXPECT_EQ(
      hex(bytes),
      "01 02 b6 df fc bc d5 66 a9 ee 6d 07 02 02 02 11 07 01 dc ed 6d 30 1a 60 52 62 00 02 01 b8 17 18 24");
  std::vector<disk::TimedRow> read;
  ASSERT_TRUE(disk::Chunk::open(bytes)->rows(read));
  EXPECT_EQ(read, rows);
}

TEST(Format, ACellOfGainsIsWrittenInTheseBytes) {
  EXPECT_EQ(hex(disk::encode(disk::GainKey{BusinessId{3}, 2, disk::GainLevel::day, 20'414})),
            "00 00 00 00 00 00 00 03 00 00 00 02 01 80 00 4f be");
  disk::GainCell cell;
  cell.add(56, 1, {.gains = 1, .gain = 2});
  cell.add(56, 9, {.gains = 1, .gain = 10});
  cell.add(57, 1, {.gains = 1});
  cell.add(57, 9, {.gains = 1});
  EXPECT_EQ(hex(disk::encode(cell)), "01 02 0b 04 04 43 04 14 02 70 00 03 03 02 04 03 03 02 14");
  const std::vector<disk::Booking> bookings{{56, 1, {.gains = 1, .gain = 2}},
                                            {56, 9, {.gains = 1, .gain = 10}}};
  EXPECT_EQ(hex(disk::encode_bookings(bookings)), "01 38 02 0a 04 42 14");
  EXPECT_EQ(hex(disk::encode_fold(std::vector<std::uint8_t>{88})), "02 58");
}

TEST(Format, KeysSortAsInstantsDo) {
  const std::vector<std::int64_t> instants{kMin, kMin + 1, -256, -1, 0, 1, 255, 256, kMax - 1, kMax};
  std::vector<std::string> keys;
  for (const std::int64_t ms : instants) keys.push_back(disk::row_key({Subject::Kind::post, 1}, {ms}));
  EXPECT_TRUE(std::is_sorted(keys.begin(), keys.end()));
  for (std::size_t i = 0; i < keys.size(); ++i) EXPECT_EQ(disk::instant_of_row_key(keys[i])->ms, instants[i]);
}

TEST(Format, ASubjectsKeysEndBeforeTheNextSubjects) {
  const std::uint64_t all = ~std::uint64_t{0};
  const std::vector<Subject> subjects{{Subject::Kind::account, 1},   {Subject::Kind::account, 255},
                                      {Subject::Kind::account, 256}, {Subject::Kind::account, all},
                                      {Subject::Kind::post, 0},      {Subject::Kind::post, all}};
  for (std::size_t i = 0; i < subjects.size(); ++i) {
    const std::string end = disk::after_prefix(disk::subject_key(subjects[i]));
    EXPECT_LT(disk::row_key(subjects[i], {kMax}), end);
    if (i + 1 < subjects.size()) {
      EXPECT_LE(end, disk::row_key(subjects[i + 1], {kMin}));
    }
  }
}

TEST(Format, EveryValueIsReadAsItWasWritten) {
  for (const std::int64_t value :
       {kMin, kMin + 1, std::int64_t{-1}, std::int64_t{0}, std::int64_t{1}, kMax}) {
    const disk::Row row{{1, value}, {0xffffffff, value}};
    EXPECT_EQ(disk::decode_row(disk::encode(row)), row) << value;
    const disk::LatestRow latest{{kMax}, {{3, value, {kMin}}, {4, value, {kMax}}}};
    EXPECT_EQ(disk::decode_latest(disk::encode(latest)), latest) << value;
  }
  EXPECT_EQ(disk::decode_row(disk::encode(disk::Row{})), disk::Row{});
}

TEST(Format, BytesThatNoVersionWroteAreRefused) {
  using namespace std::string_literals;
  const struct {
    const char* why;
    std::string bytes;
  } rows[] = {
      {"no form", ""s},
      {"an unknown form", "\x02"s},
      {"a metric without its value", "\x01\x05"s},
      {"a metric number of 0", "\x01\x00\x02"s},
      {"a number that does not end", "\x01\x05\x80"s},
      {"a number of more than 64 bits", "\x01\x05\xff\xff\xff\xff\xff\xff\xff\xff\xff\x02"s},
      {"a metric number of more than 32 bits", "\x01\xff\xff\xff\xff\x1f\x02"s},
  };
  for (const auto& row : rows) EXPECT_FALSE(disk::decode_row(row.bytes)) << row.why;
}

TEST(Format, NoBytesAtAllCanHarmTheReader) {
  const auto seed = std::random_device{}();
  SCOPED_TRACE("seed " + std::to_string(seed));
  std::mt19937_64 random(seed);
  for (int round = 0; round < 20'000; ++round) {
    std::string bytes(random() % 24, 0);
    for (char& c : bytes) c = static_cast<char>(random());
    if (!bytes.empty() && random() % 4) bytes[0] = 1;
    // Whatever is accepted means the same when it is written again.
    if (const auto row = disk::decode_row(bytes)) {
      EXPECT_EQ(disk::decode_row(disk::encode(*row)), row);
    }
    if (const auto row = disk::decode_latest(bytes)) {
      EXPECT_EQ(disk::decode_latest(disk::encode(*row)), row);
    }
    disk::parse_window_key(bytes);
  }
}

}  // namespace
}  // namespace tidemark
