#include "domain/duration.h"

#include <gtest/gtest.h>

namespace tidemark {
namespace {

using namespace std::chrono_literals;

TEST(Duration, IsANumberAndAUnit) {
  const struct {
    std::string_view text;
    std::chrono::milliseconds ms;
  } rows[] = {{"0s", 0ms},   {"500ms", 500ms}, {"30s", 30s},      {"15m", 15min},
              {"1h", 60min}, {"7d", 168h},     {"90d", 24h * 90}, {"007s", 7s}};
  for (const auto& row : rows) {
    auto parsed = parse_duration(row.text);
    ASSERT_TRUE(parsed) << row.text;
    EXPECT_EQ(*parsed, row.ms) << row.text;
  }
}

TEST(Duration, OfAnotherFormIsRefusedWithAnExample) {
  for (std::string_view text : {"", "s", "30", "30 s", " 30s", "30s ", "-30s", "+30s", "1.5h", "1h30m", "30S",
                                "1w", "30sec", "99999999999999999999s", "9999999999999d", "\0s"}) {
    auto parsed = parse_duration(text);
    ASSERT_FALSE(parsed) << text;
    EXPECT_EQ(parsed.error().code, Code::invalid) << text;
    EXPECT_NE(parsed.error().message.find("15m"), std::string::npos) << parsed.error().message;
  }
}

TEST(Duration, IsWrittenAsShortAsItCanBeReadBack) {
  const struct {
    std::chrono::milliseconds ms;
    std::string_view text;
  } rows[] = {{0ms, "0s"},    {1ms, "1ms"}, {1s, "1s"},   {1500ms, "1500ms"},
              {90min, "90m"}, {1h, "1h"},   {36h, "36h"}, {48h, "2d"}};
  for (const auto& row : rows) {
    EXPECT_EQ(to_duration_text(row.ms), row.text);
    EXPECT_EQ(*parse_duration(row.text), row.ms);
  }
}

TEST(Size, IsANumberAndAUnit) {
  const struct {
    std::string_view text;
    std::uint64_t bytes;
  } rows[] = {
      {"0B", 0},           {"1B", 1}, {"4KiB", 4096}, {"256MiB", 268'435'456}, {"2GiB", 2'147'483'648},
      {"1TiB", 1ull << 40}};
  for (const auto& row : rows) {
    auto parsed = parse_size(row.text);
    ASSERT_TRUE(parsed) << row.text;
    EXPECT_EQ(*parsed, row.bytes) << row.text;
  }
}

TEST(Size, OfAnotherFormIsRefusedWithAnExample) {
  for (std::string_view text : {"", "256", "256MB", "256 MiB", "-1B", "1.5GiB", "MiB", "99999999999TiB"}) {
    auto parsed = parse_size(text);
    ASSERT_FALSE(parsed) << text;
    EXPECT_NE(parsed.error().message.find("256MiB"), std::string::npos);
  }
}

}  // namespace
}  // namespace tidemark
