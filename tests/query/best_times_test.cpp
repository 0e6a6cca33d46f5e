#include "query/best_times.h"

#include <cmath>

#include "query/aged_posts.h"
#include "query/derived_metrics.h"
#include "query/world.h"

namespace tidemark::testing {
namespace {

using namespace std::chrono_literals;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

const Instant kNow = at("2026-11-20T12:00:00Z");

class BestTimesTest : public World {
 protected:
  /// A post that has so much engagement (all likes) a day before it is a week old.
  void post(BusinessId business, AccountId account, Instant published, std::int64_t engagement) {
    const auto made = add_post(business, account, "kiosk", {}, published);
    say(made, published + 6 * 24h,
        {{"likes_count", engagement}, {"comments_count", 0}, {"shares_count", 0}, {"impressions", 1000}});
  }
  BestTimes ask(const ScopeRequest& request = {}, std::chrono::milliseconds age = kUsualAge) {
    auto best = best_times(parts(), scope(request, kNow - 90 * 24h, kNow), age, kNow);
    EXPECT_TRUE(best) << best.error().message;
    return best ? *std::move(best) : BestTimes{};
  }
  static std::int64_t posts_in(const BestTimes& best) {
    std::int64_t posts = 0;
    for (const TimeSum& day : best.by_day) posts += day.posts;
    return posts;
  }
};

TEST_F(BestTimesTest, PostsAreComparedByWhatStoodAtEqualAge) {
  const BusinessId acme = add_business("UTC");
  const AccountId account = add_account(acme, "kiosk");
  const Instant published = at("2026-11-02T09:30:00Z");  // a Monday
  const auto one = add_post(acme, account, "kiosk", {}, published);
  const auto say_likes = [&](std::size_t post, std::chrono::milliseconds old, std::int64_t likes) {
    say(post, *posts[post].published_at + old,
        {{"likes_count", likes}, {"comments_count", 0}, {"shares_count", 0}, {"impressions", 100}});
  };
  say_likes(one, 7 * 24h - 1h, 12);
  say_likes(one, 7 * 24h + 1ms, 99);
  const auto not_around = add_post(acme, account, "kiosk", {}, published);
  say_likes(not_around, 7 * 24h - 29h, 50);
  say_likes(not_around, 9 * 24h, 50);
  const auto young = add_post(acme, account, "kiosk", {}, kNow - 7 * 24h + 1ms);
  say_likes(young, 6 * 24h, 50);
  const auto no_shares = add_post(acme, account, "kiosk", {}, published);
  say(no_shares, published + 6 * 24h, {{"likes_count", 50}, {"comments_count", 0}, {"impressions", 100}});
  const auto best = ask();
  EXPECT_EQ(posts_in(best), 1);
  EXPECT_EQ(best.by_day[0].posts, 1);
  EXPECT_EQ(best.by_day[0].rate_hundredths, 1200);
  EXPECT_EQ(best.by_hour[9].posts, 1);
  EXPECT_EQ(best.by_hour[9].rate_hundredths, 1200);
  EXPECT_EQ(best.by_hour[10].rate_hundredths, std::nullopt);
  EXPECT_EQ(posts_in(ask({}, 6 * 24h)), 2) << "at six days two others were measured around then";
}

TEST_F(BestTimesTest, OnlyPostsPublishedInTheWindowAreCompared) {
  const BusinessId acme = add_business("UTC");
  const AccountId account = add_account(acme, "kiosk");
  post(acme, account, kNow - 90 * 24h - 1ms, 5);
  post(acme, account, kNow - 90 * 24h, 5);
  say(add_post(acme, account, "kiosk"), kNow - 30 * 24h, {{"likes_count", 1}});  // nobody knows when
  EXPECT_EQ(posts_in(ask()), 1);
}

TEST_F(BestTimesTest, TheEffectIsDrawnTowardsZeroAndItsIntervalIsStudents) {
  const BusinessId acme = add_business("UTC");
  const AccountId account = add_account(acme, "kiosk");
  for (int i = 0; i < 15; ++i) {
    post(acme, account, at("2026-10-06T18:10:00Z") + i * 1min, 99);  // Tuesday; ln 100
    post(acme, account, at("2026-10-09T07:10:00Z") + i * 1min, 0);   // Friday; ln 1
  }
  const auto best = ask();
  ASSERT_TRUE(best.enough_data);
  EXPECT_EQ(best.posts, 30);
  ASSERT_THAT(best.items, SizeIs(2));
  const TimeSlot& top = best.items[0];
  EXPECT_EQ(std::tuple(top.weekday, top.hour, top.posts), std::tuple(2, 18, 15));
  const double distance = std::log(100) / 2, sigma = std::sqrt(30 * distance * distance / 29);
  const double mean = 15 * distance / 19, half = 2.0452 * sigma / std::sqrt(19);  // t of 29 from a table
  EXPECT_NEAR(top.effect.effect, 100 * (std::exp(mean) - 1), 1e-6);
  EXPECT_NEAR(top.effect.low, 100 * (std::exp(mean - half) - 1), 0.1);
  EXPECT_NEAR(top.effect.high, 100 * (std::exp(mean + half) - 1), 1);
  EXPECT_LT(best.items[1].effect.high, 0);
  EXPECT_EQ(best.best_hour[1], 18);
  EXPECT_EQ(best.best_hour[0], std::nullopt);
  EXPECT_THAT(best.recommendations, ElementsAre(HasSubstr("on Tuesdays had 516 % more"),
                                                HasSubstr("between 18:00 and 19:00 had 516 %"),
                                                HasSubstr("on Tuesdays between 18:00 and 19:00 had 516 %")));
}

TEST_F(BestTimesTest, ALargeAccountDoesNotMakeItsHabitsTheBestHours) {
  const BusinessId acme = add_business("UTC");
  const AccountId large = add_account(acme, "kiosk"), small = add_account(acme, "kiosk");
  for (int i = 0; i < 20; ++i) {
    post(acme, large, at("2026-10-05T09:00:00Z") + i * 24h, 100'000 + 1'000 * (i % 5));
    post(acme, small, at("2026-10-05T15:00:00Z") + i * 24h, 100 + i % 5);
  }
  const auto best = ask();
  ASSERT_TRUE(best.enough_data);
  for (const int hour : {9, 15}) {
    ASSERT_TRUE(best.by_hour[static_cast<std::size_t>(hour)].effect);
    EXPECT_NEAR(best.by_hour[static_cast<std::size_t>(hour)].effect->effect, 0, 0.01);
  }
  EXPECT_THAT(best.recommendations, IsEmpty());
}

TEST_F(BestTimesTest, APlantedHourIsFoundInNoiseAndItsIntervalHoldsWhatWasPlanted) {
  const BusinessId acme = add_business("UTC");
  const AccountId account = add_account(acme, "kiosk");
  std::mt19937 random(20261122);  // not drawn anew: one time in twenty the interval is right to miss
  std::normal_distribution<double> noise(5, 0.3);
  for (int day = 0; day < 70; ++day)
    for (const int hour : {8, 12, 20}) {
      const double lift = hour == 20 ? std::log(2) : 0;
      post(acme, account, Instant{at("2026-08-31T00:00:00Z").ms + (day * 24 + hour) * 3'600'000LL},
           std::llround(std::exp(noise(random) + lift)));
    }
  const auto best = ask();
  const Effect& effect = *best.by_hour[20].effect;
  const double planted = 100 * (std::exp(std::log(2) * 2 / 3) - 1);  // a third of the mean is its own
  EXPECT_LT(effect.low, planted);
  EXPECT_GT(effect.high, planted);
  EXPECT_GT(effect.low, 0);
  EXPECT_LT(best.by_hour[8].effect->high, 0);
  EXPECT_THAT(best.recommendations, ::testing::Contains(HasSubstr("between 20:00 and 21:00")));
}

TEST_F(BestTimesTest, BelowItsFloorNothingIsClaimed) {
  const BusinessId acme = add_business("UTC");
  const AccountId account = add_account(acme, "kiosk");
  for (int i = 0; i < kLeastPosts - 1; ++i)
    post(acme, account, at("2026-10-05T09:00:00Z") + i * 25h, i % 2 ? 1'000 : 1);
  const auto little = ask();
  EXPECT_FALSE(little.enough_data);
  EXPECT_EQ(little.posts, kLeastPosts - 1);
  EXPECT_THAT(little.items, IsEmpty());
  EXPECT_THAT(little.recommendations, IsEmpty());
  EXPECT_EQ(posts_in(little), kLeastPosts - 1) << "what was counted is told";
  for (const TimeSum& day : little.by_day) EXPECT_FALSE(day.effect);
  for (int i = 0; i < kLeastInMean - 1; ++i)  // too few to be compared, and of another platform
    say(add_post(acme, add_account(acme, "booth"), "booth", {}, at("2026-10-05T09:00:00Z")),
        at("2026-10-12T09:00:00Z"), {{"likes_count", 5}, {"comments_count", 0}, {"shares_count", 0}});
  EXPECT_FALSE(ask().enough_data);
  post(acme, account, at("2026-10-05T09:00:00Z"), 5);
  EXPECT_TRUE(ask().enough_data);
}

TEST_F(BestTimesTest, TimesAreLocalAcrossDaylightSaving) {
  struct Row {
    const char* zone;
    const char* published;
    std::size_t day, hour;
  };
  const Row rows[] = {{"Europe/Berlin", "2026-10-23T21:30:00Z", 4, 23},
                      {"Europe/Berlin", "2026-10-30T23:30:00Z", 5, 0},
                      {"Asia/Kolkata", "2026-10-04T18:30:00Z", 0, 0},
                      {"Australia/Lord_Howe", "2026-10-03T13:15:00Z", 5, 23},
                      {"Australia/Lord_Howe", "2026-10-04T13:15:00Z", 0, 0}};
  for (const Row& row : rows) {
    const BusinessId business = add_business(row.zone);
    post(business, add_account(business, "kiosk"), at(row.published), 5);
    const auto best = ask({.business = business});
    EXPECT_EQ(best.by_day[row.day].posts, 1) << row.zone << " " << row.published;
    EXPECT_EQ(best.by_hour[row.hour].posts, 1) << row.zone << " " << row.published;
  }
}

TEST_F(BestTimesTest, PostsStandAtTheirAgeAsTheRulesHaveIt) {
  const unsigned seed = std::random_device{}();
  SCOPED_TRACE("seed " + std::to_string(seed));
  std::mt19937 random(seed);
  const BusinessId acme = add_business("Europe/Berlin");
  make_random_posts(random, {acme}, kNow - 20 * 24h, kNow);
  for (const auto age : {std::chrono::milliseconds(1h), std::chrono::milliseconds(48h), kUsualAge + 0ms}) {
    for (const ScopeRequest& request : {ScopeRequest{}, ScopeRequest{.label = Label{"team", "a"}}}) {
      const Scope asked = scope(request, kNow - 15 * 24h, kNow);
      const auto aged = posts_at_age(parts(), asked, age, kNow);
      ASSERT_TRUE(aged);
      std::vector<Figure> likes, expected;
      for (const AgedPost& post : *aged) likes.push_back(post.stood.likes);
      for (const PlainPost& post : posts) {
        if (!in_scope(post, asked) || !post.published_at || *post.published_at < asked.from) continue;
        const Instant then = *post.published_at + age;
        const auto around = std::max<std::chrono::milliseconds>(age / 6, 20min);
        if (then > kNow || !measured(post, then - around, then + 1ms)) continue;
        expected.push_back(stood(post, "likes_count", then + 1ms));
      }
      EXPECT_EQ(likes, expected);
    }
  }
}

}  // namespace
}  // namespace tidemark::testing
