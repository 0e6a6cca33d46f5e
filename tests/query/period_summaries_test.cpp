// The same figures period by period.

#include <gmock/gmock.h>

#include "measured_businesses.h"

namespace tidemark::testing {
namespace {

using ::testing::ElementsAre;

class PeriodSummariesTest : public MeasuredBusinesses {
 protected:
  PeriodSummariesTest() {
    acme = add_business("Europe/Berlin");
    kiosk = add_account(acme, "kiosk");
  }
  Summaries ask(Period period, Instant from, Instant to, const ScopeRequest& request = {}) {
    const auto answer = period_summaries(parts, scope(from, to, request), period);
    EXPECT_TRUE(answer) << answer.error().message;
    return *answer;
  }
  static std::vector<std::int64_t> posts(const Summaries& answer, std::size_t platform = 0) {
    std::vector<std::int64_t> all;
    for (const auto& period : answer.platforms.at(platform).periods)
      all.push_back(period.summary.total_posts);
    return all;
  }
  static std::vector<std::optional<std::int64_t>> growth(const Summaries& answer) {
    std::vector<std::optional<std::int64_t>> all;
    for (const auto& period : answer.platforms.at(0).periods) all.push_back(period.follower_growth);
    return all;
  }
  void followers(AccountId account, std::string_view when, std::int64_t count) {
    measure(subject_of(account), at(when).ms, {{"followers_count", count}});
  }

  BusinessId acme;
  AccountId kiosk;
};

TEST_F(PeriodSummariesTest, DaysAreThoseOfTheBusinessAcrossDaylightSaving) {
  const PostId post = add_post(acme, kiosk);
  // 29 March 2026 has 23 hours in Berlin.
  for (const char* when : {"2026-03-28T22:59:59.999Z", "2026-03-28T23:00:00Z", "2026-03-29T21:59:59.999Z",
                           "2026-03-29T22:00:00Z"})
    measure(post, at(when), {{"likes_count", 1}});
  const Summaries answer = ask(Period::day, at("2026-03-27T23:00:00Z"), at("2026-03-30T22:00:00Z"));
  EXPECT_THAT(answer.starts, ElementsAre(at("2026-03-27T23:00:00Z"), at("2026-03-28T23:00:00Z"),
                                         at("2026-03-29T22:00:00Z"), at("2026-03-30T22:00:00Z")));
  EXPECT_THAT(posts(answer), ElementsAre(1, 1, 1)) << "each post once";
}

TEST_F(PeriodSummariesTest, APeriodCountsOnlyWhatLiesInTheWindowAndKeepsItsOwnLimits) {
  const PostId post = add_post(acme, kiosk), late = add_post(acme, kiosk);
  measure(post, at("2026-02-03T00:00:00Z"), {{"likes_count", 5}});
  measure(late, at("2026-03-20T00:00:00Z"), {{"likes_count", 7}});
  const Summaries answer = ask(Period::month, at("2026-02-04T00:00:00Z"), at("2026-03-20T00:00:00Z"));
  EXPECT_THAT(answer.starts, ElementsAre(at("2026-01-31T23:00:00Z"), at("2026-02-28T23:00:00Z"),
                                         at("2026-03-31T22:00:00Z")));
  EXPECT_TRUE(answer.platforms.empty()) << "nothing was measured";
  EXPECT_THAT(posts(ask(Period::month, at("2026-02-03T00:00:00Z"), at("2026-03-20T00:00:01Z"))),
              ElementsAre(1, 1));
}

TEST_F(PeriodSummariesTest, WeeksBeginOnMondayAndYearsInJanuary) {
  const PostId post = add_post(acme, kiosk);
  measure(post, at("2026-01-01T12:00:00Z"), {});
  const auto week = ask(Period::week, at("2026-01-01T00:00:00Z"), at("2026-01-02T00:00:00Z"));
  EXPECT_THAT(week.starts, ElementsAre(at("2025-12-28T23:00:00Z"), at("2026-01-04T23:00:00Z")));
  const auto year = ask(Period::year, at("2025-12-31T12:00:00Z"), at("2026-01-02T00:00:00Z"));
  EXPECT_THAT(year.starts, ElementsAre(at("2024-12-31T23:00:00Z"), at("2025-12-31T23:00:00Z"),
                                       at("2026-12-31T23:00:00Z")));
  EXPECT_THAT(posts(year), ElementsAre(0, 1));
  EXPECT_TRUE(ask(Period::day, at("2026-01-01T00:00:00Z"), at("2026-01-01T00:00:00Z")).starts.empty());
}

TEST_F(PeriodSummariesTest, APlatformThatOccursIsAnsweredForEveryPeriodAndOneThatWasAskedForToo) {
  const AccountId tower = add_account(acme, "tower");
  measure(add_post(acme, tower), at("2026-05-02T12:00:00Z"), {{"likes_count", 5}});
  const Instant from = at("2026-04-30T22:00:00Z"), to = at("2026-05-03T22:00:00Z");
  const Summaries answer = ask(Period::day, from, to);
  ASSERT_EQ(answer.platforms.size(), 1u);
  EXPECT_EQ(answer.platforms[0].platform, "tower");
  EXPECT_THAT(posts(answer), ElementsAre(0, 1, 0));
  EXPECT_EQ(answer.platforms[0].periods[0].summary.total_likes, std::nullopt);
  EXPECT_EQ(answer.platforms[0].periods[1].summary.total_likes, 5);
  const Summaries asked = ask(Period::day, from, to, {.platform = "k"});
  ASSERT_EQ(asked.platforms.size(), 1u);
  EXPECT_EQ(asked.platforms[0].platform, "kiosk");
  EXPECT_THAT(posts(asked), ElementsAre(0, 0, 0));
}

TEST_F(PeriodSummariesTest, TheBestPostHasTheHighestRateAndOfEqualsTheLowerId) {
  const auto rated = [](std::int64_t likes) {
    return Values{{"likes_count", likes}, {"comments_count", 0}, {"shares_count", 0}, {"impressions", 100}};
  };
  const PostId first = add_post(acme, kiosk), second = add_post(acme, kiosk), third = add_post(acme, kiosk);
  measure(first, at("2026-05-01T12:00:00Z"), {{"likes_count", 900}});
  measure(second, at("2026-05-01T12:00:00Z"), rated(4));
  measure(third, at("2026-05-01T12:00:00Z"), rated(4));
  measure(third, at("2026-05-02T12:00:00Z"), rated(5));
  measure(first, at("2026-05-03T12:00:00Z"), {{"likes_count", 901}});
  const Summaries answer = ask(Period::day, at("2026-04-30T22:00:00Z"), at("2026-05-03T22:00:00Z"));
  const auto& days = answer.platforms.at(0).periods;
  ASSERT_TRUE(days[0].best && days[1].best);
  EXPECT_EQ(days[0].best->post, second);
  EXPECT_EQ(days[0].best->rate_hundredths, 400);
  EXPECT_EQ(days[1].best->post, third);
  EXPECT_FALSE(days[2].best);
}

TEST_F(PeriodSummariesTest, FollowersGainedAreWhatAccountsCountedMoreThanBefore) {
  followers(kiosk, "2026-04-29T12:00:00Z", 100);
  followers(kiosk, "2026-05-01T06:00:00Z", 104);
  followers(kiosk, "2026-05-01T18:00:00Z", 103);
  followers(kiosk, "2026-05-03T12:00:00Z", 103);
  const Instant from = at("2026-04-30T22:00:00Z"), to = at("2026-05-03T22:00:00Z");
  EXPECT_THAT(growth(ask(Period::day, from, to)), ElementsAre(3, std::nullopt, 0))
      << "a zero only where somebody counted";

  // Of a second account only one number is known on the first day: it gains from there on.
  const AccountId second = add_account(acme, "kiosk");
  followers(second, "2026-05-01T12:00:00Z", 1000);
  EXPECT_THAT(growth(ask(Period::day, from, to)), ElementsAre(3, std::nullopt, 0));
  followers(second, "2026-05-01T13:00:00Z", 1010);
  followers(second, "2026-05-02T12:00:00Z", 990);
  EXPECT_THAT(growth(ask(Period::day, from, to)), ElementsAre(13, -20, 0));
  EXPECT_THAT(growth(ask(Period::month, from, to)), ElementsAre(-7));
}

TEST_F(PeriodSummariesTest, FollowersHaveNoLabels) {
  followers(kiosk, "2026-05-01T06:00:00Z", 104);
  followers(kiosk, "2026-05-01T07:00:00Z", 105);
  measure(add_post(acme, kiosk, false, {{"campaign", "spring"}}), at("2026-05-01T12:00:00Z"), {});
  const ScopeRequest spring{.label = Label{"campaign", "spring"}};
  EXPECT_THAT(growth(ask(Period::day, at("2026-05-01T00:00:00Z"), at("2026-05-01T20:00:00Z"), spring)),
              ElementsAre(std::nullopt));
}

TEST_F(PeriodSummariesTest, MorePeriodsThanAnybodyReadsAreRefused) {
  const auto answer =
      period_summaries(parts, scope(at("1900-01-01T00:00:00Z"), at("2026-01-01T00:00:00Z")), Period::day);
  ASSERT_FALSE(answer);
  EXPECT_EQ(answer.error().code, Code::invalid);
  EXPECT_EQ(answer.error().field, "period_type");
}

}  // namespace
}  // namespace tidemark::testing
