#include "domain/duration.h"

#include <gtest/gtest.h>

namespace tidemark {
namespace {

using std::chrono::milliseconds;

TEST(Duration, IsReadAsAWholeNumberAndAUnit) {
  const struct {
    const char* text;
    std::int64_t ms;
  } rows[] = {{"500ms", 500},    {"30s", 30'000},        {"15m", 900'000},
              {"1h", 3'600'000}, {"90d", 7'776'000'000}, {"0s", 0}};
  for (const auto& row : rows) {
    EXPECT_EQ(parse_duration(row.text), milliseconds(row.ms)) << row.text;
    EXPECT_EQ(to_duration_text(milliseconds(row.ms)), row.text);
  }
  EXPECT_EQ(parse_duration("2w"), milliseconds(1'209'600'000));
  EXPECT_EQ(to_duration_text(milliseconds(1'209'600'000)), "14d");
}

TEST(Duration, IsNotReadFromAnythingElse) {
  for (const char* text :
       {"", "30", "s", "-1s", "1.5h", "1h30m", " 1s", "1 s", "1S", "40000d", "99999999999999999999s"})
    EXPECT_FALSE(parse_duration(text)) << text;
}

TEST(Size, IsReadInPowersOf1024And1000) {
  EXPECT_EQ(parse_size("512"), 512u);
  EXPECT_EQ(parse_size("32MiB"), 32u << 20);
  EXPECT_EQ(parse_size("1GB"), 1'000'000'000u);
  for (const char* text : {"", "MiB", "1mib", "-1KiB", "1.5MiB", "9999999999TiB"})
    EXPECT_FALSE(parse_size(text)) << text;
}

}  // namespace
}  // namespace tidemark
