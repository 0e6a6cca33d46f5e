// Which platform does best in a window, and which grows.

#include <gmock/gmock.h>

#include "measured_businesses.h"

namespace tidemark::testing {
namespace {

class PlatformComparisonTest : public MeasuredBusinesses {
 protected:
  PlatformComparisonTest() {
    acme = add_business();
    kiosk = add_account(acme, "kiosk");
    tower = add_account(acme, "tower");
  }
  PlatformComparison compare(const ScopeRequest& request = {}) {
    const auto answer = platform_comparison(parts, scope(may, june, request));
    EXPECT_TRUE(answer) << answer.error().message;
    return *answer;
  }
  static Values counted(std::int64_t likes, std::int64_t comments, std::int64_t shares) {
    return {{"likes_count", likes}, {"comments_count", comments}, {"shares_count", shares}};
  }
  static Values rated(std::int64_t likes, std::int64_t impressions) {
    Values values = counted(likes, 0, 0);
    values["impressions"] = impressions;
    return values;
  }

  const Instant may = at("2026-05-01T00:00:00Z"), june = at("2026-06-01T00:00:00Z");
  const Instant april_20 = at("2026-04-20T00:00:00Z"), may_10 = at("2026-05-10T00:00:00Z"),
                may_20 = at("2026-05-20T00:00:00Z");
  BusinessId acme;
  AccountId kiosk, tower;
};

TEST_F(PlatformComparisonTest, ThePlatformWithTheHighestRateIsBest) {
  measure(add_post(acme, kiosk), may_10, rated(5, 100));
  measure(add_post(acme, tower), may_10, rated(9, 100));
  measure(add_post(acme, tower), may_10, {{"likes_count", 1000}});
  const PlatformComparison answer = compare();
  ASSERT_EQ(answer.platforms.size(), 2u);
  EXPECT_EQ(answer.platforms[0].platform, "kiosk");
  EXPECT_EQ(answer.platforms[0].summary.total_likes, 5);
  EXPECT_EQ(answer.platforms[1].summary.total_posts, 2);
  EXPECT_EQ(answer.platforms[1].summary.total_likes, 1009);
  EXPECT_EQ(answer.best_platform, "tower");
  EXPECT_EQ(answer.best_rate_hundredths, 900);
}

TEST_F(PlatformComparisonTest, OfEqualsTheFirstByNameIsBestAndWithoutARateNoneIs) {
  const PostId there = add_post(acme, tower), here = add_post(acme, kiosk);
  measure(there, may_10, counted(5, 1, 1));
  measure(here, may_10, {});
  EXPECT_FALSE(compare().best_platform);
  EXPECT_FALSE(compare().best_rate_hundredths);
  measure(there, may_20, rated(5, 100));
  measure(here, may_20, rated(10, 200));
  EXPECT_EQ(compare().best_platform, "kiosk");
}

TEST_F(PlatformComparisonTest, GrowthIsWhatWasGainedOfWhatStood) {
  const PostId post = add_post(acme, kiosk), other = add_post(acme, tower);
  measure(post, april_20, counted(60, 30, 10));
  measure(post, may_10, counted(66, 30, 12));
  measure(post, may_20, {{"likes_count", 64}});
  measure(post, june, {{"likes_count", 1000}});
  measure(other, april_20, counted(100, 0, 0));
  measure(other, may_20, counted(105, 0, 0));
  const PlatformComparison answer = compare();
  EXPECT_EQ(answer.fastest_growing, "kiosk");
  EXPECT_EQ(answer.growth_hundredths, 600);
  EXPECT_EQ(compare({.platform = "tower"}).growth_hundredths, 500);
}

TEST_F(PlatformComparisonTest, ANewPostIsGrowthWhereItGainsFromZero) {
  measure(add_post(acme, kiosk), april_20, counted(100, 0, 0));
  measure(add_post(acme, kiosk, true), may_10, counted(20, 10, 0));
  EXPECT_EQ(compare().growth_hundredths, 3000);
  // Nobody knows when one gained that was there before it was tracked.
  measure(add_post(acme, tower), april_20, counted(100, 0, 0));
  measure(add_post(acme, tower, false), may_10, counted(20, 10, 0));
  EXPECT_FALSE(compare({.platform = "tower"}).fastest_growing);
}

TEST_F(PlatformComparisonTest, ImpressionsStandInWhereEngagementIsNotMeasured) {
  const PostId post = add_post(acme, kiosk);
  measure(post, april_20, {{"likes_count", 5}, {"impressions", 1000}});
  measure(post, may_10, {{"likes_count", 50}, {"impressions", 1015}});
  EXPECT_EQ(compare().growth_hundredths, 150);
}

TEST_F(PlatformComparisonTest, WhereNothingCanBeComparedNothingGrows) {
  const PostId post = add_post(acme, kiosk);
  EXPECT_FALSE(compare().growth_hundredths);
  measure(post, may_10, counted(5, 0, 0));
  EXPECT_FALSE(compare().growth_hundredths) << "a baseline";
  measure(post, may_20, counted(50, 0, 0));
  EXPECT_FALSE(compare().growth_hundredths) << "nothing stood when the window began";
  const PostId falls = add_post(acme, tower);
  measure(falls, april_20, counted(100, 0, 0));
  EXPECT_FALSE(compare({.platform = "tower"}).growth_hundredths) << "nothing was measured in the window";
  measure(falls, may_10, counted(90, 0, 0));
  EXPECT_FALSE(compare().fastest_growing) << "to lose less is not to grow";
}

TEST_F(PlatformComparisonTest, ALabelNarrowsGrowthToo) {
  const PostId spring = add_post(acme, kiosk, false, {{"campaign", "spring"}}), none = add_post(acme, kiosk);
  for (const PostId post : {spring, none}) measure(post, april_20, counted(100, 0, 0));
  measure(spring, may_10, counted(110, 0, 0));
  measure(none, may_10, counted(130, 0, 0));
  EXPECT_EQ(compare().growth_hundredths, 2000);
  EXPECT_EQ(compare({.label = Label{"campaign", "spring"}}).growth_hundredths, 1000);
  EXPECT_FALSE(compare({.label = Label{"campaign", "winter"}}).growth_hundredths);
}

}  // namespace
}  // namespace tidemark::testing
