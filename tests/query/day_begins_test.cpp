// Which quarters of a UTC day have to be kept apart for days of a time zone.

#include "query/day_begins.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace tidemark {
namespace {

using ::testing::ElementsAre;

constexpr Instant kNow{1'800'000'000'000};  // 2027-01-15

TEST(DayBegins, AreThoseOfSummerAndWinterAndOfUtc) {
  EXPECT_THAT(day_begins({}, kNow), ElementsAre(0));
  EXPECT_THAT(day_begins({"UTC"}, kNow), ElementsAre(0));
  EXPECT_THAT(day_begins({"Europe/Berlin"}, kNow), ElementsAre(0, 88, 92));
  EXPECT_THAT(day_begins({"Asia/Kolkata"}, kNow), ElementsAre(0, 74));
  EXPECT_THAT(day_begins({"Asia/Kathmandu", "America/New_York"}, kNow), ElementsAre(0, 16, 20, 73));
}

TEST(DayBegins, KnowAZoneThatChangedItsOffsetForGood) {
  // Samoa crossed the date line at the end of 2011: -11:00 and -10:00 before, +13:00 and +14:00 since.
  EXPECT_THAT(day_begins({"Pacific/Apia"}, kNow), ElementsAre(0, 40, 44));
}

}  // namespace
}  // namespace tidemark
