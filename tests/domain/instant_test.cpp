#include "domain/instant.h"

#include <gtest/gtest.h>

namespace tidemark {
namespace {

TEST(Instant, IsWrittenAsRfc3339WithMillisecondsAndZ) {
  EXPECT_EQ(to_rfc3339({0}), "1970-01-01T00:00:00.000Z");
  EXPECT_EQ(to_rfc3339({1'795'355'100'123}), "2026-11-22T13:45:00.123Z");
  EXPECT_EQ(to_rfc3339({-1}), "1969-12-31T23:59:59.999Z");
}

TEST(Instant, IsReadFromRfc3339WithAnyOffsetAndFraction) {
  const struct {
    const char* text;
    const char* is;
  } rows[] = {
      {"2026-11-22T13:45:00Z", "2026-11-22T13:45:00.000Z"},
      {"2026-11-22T13:45:00.5Z", "2026-11-22T13:45:00.500Z"},
      {"2026-11-22T13:45:00.123456789Z", "2026-11-22T13:45:00.123Z"},
      {"2026-11-22T13:45:00+05:30", "2026-11-22T08:15:00.000Z"},
      {"2026-11-22t13:45:00.000z", "2026-11-22T13:45:00.000Z"},
      {"2024-02-29T00:00:00-01:00", "2024-02-29T01:00:00.000Z"},
      {"2016-12-31T23:59:60Z", "2017-01-01T00:00:00.000Z"},
  };
  for (const auto& row : rows) {
    const auto at = parse_rfc3339(row.text);
    ASSERT_TRUE(at) << row.text;
    EXPECT_EQ(to_rfc3339(*at), row.is) << row.text;
  }
}

TEST(Instant, IsNotReadFromAnythingElse) {
  for (const char* text :
       {"", "2026-11-22", "2026-11-22T13:45:00", "2026-13-01T00:00:00Z", "2026-02-29T00:00:00Z",
        "2026-11-22T24:00:00Z", "2026-11-22T13:45:00.Z", "2026-11-22T13:45:00Z ", "0000-01-01T00:00:00Z",
        "2026-11-22T13:45:00.1234567890Z", "1795355100123", "2026-11-22T13:45:00+5:30"})
    EXPECT_FALSE(parse_rfc3339(text)) << text;
}

}  // namespace
}  // namespace tidemark
