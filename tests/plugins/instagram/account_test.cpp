// The account's counts, and what its last days were.

#include <gmock/gmock.h>

#include "ig.h"

namespace tidemark::testing {
namespace {

constexpr std::int64_t kHour = 3'600'000;
constexpr std::int64_t kMidnight = kNow - 5 * kHour;  // 2026-08-01T07:00:00Z, in California

std::vector<WindowSample> windows(const Outcome& outcome, const std::string& metric) {
  std::vector<WindowSample> found;
  for (const WindowSample& one : outcome.windows)
    if (one.metric == metric) found.push_back(one);
  return found;
}

TEST(InstagramAccount, CountsAndTheLastThreeCompletePacificDays) {
  Ig ig;
  const Outcome outcome = ig.host.sync({{}});
  EXPECT_EQ(outcome.result.code, TIDEMARK_OK) << outcome.result.message;
  EXPECT_EQ(outcome.value(0, "followers_count"), 64363);
  EXPECT_EQ(outcome.value(0, "following_count"), 311);
  EXPECT_EQ(outcome.value(0, "posts_count"), 427);
  const auto reach = windows(outcome, "account_reach");
  ASSERT_EQ(reach.size(), 3u);
  for (std::size_t i = 0; i < 3; ++i) {
    EXPECT_EQ(reach[i].until_ms, kMidnight - static_cast<std::int64_t>(i) * kDay);
    EXPECT_EQ(reach[i].since_ms, reach[i].until_ms - kDay);
    EXPECT_EQ(reach[i].value, 1000 + reach[i].since_ms / kDay % 100);
  }
  for (const char* metric :
       {"account_views", "accounts_engaged", "account_interactions", "account_likes", "account_comments",
        "account_saves", "account_shares", "account_replies", "account_reposts", "profile_link_taps",
        "account_profile_views", "website_clicks", "new_followers", "follows", "unfollows"})
    EXPECT_EQ(windows(outcome, metric).size(), 3u) << metric;
  EXPECT_EQ(windows(outcome, "follows")[0].value, 17);
  EXPECT_EQ(windows(outcome, "unfollows")[0].value, 6);
  EXPECT_EQ(outcome.requests.size(), 8u);
}

TEST(InstagramAccount, WithFewerThanAHundredFollowersWhatDoesNotExistIsNotAskedFor) {
  Ig ig;
  ig.followers = 99;
  const Outcome outcome = ig.host.sync({{}});
  EXPECT_EQ(outcome.requests.size(), 4u);
  for (const char* metric : {"new_followers", "follows", "unfollows"})
    EXPECT_TRUE(windows(outcome, metric).empty());
  EXPECT_EQ(windows(outcome, "account_reach").size(), 3u);
}

TEST(InstagramAccount, AShellWithoutAValueIsAbsent) {
  Ig ig;
  ig.meddle = [](const SentRequest& request, Answer& answer) {
    if (parameter(request, "metric") == "follows_and_unfollows")
      answer.body = R"({"data":[{"name":"follows_and_unfollows","period":"day","total_value":{}}]})";
    else if (parameter(request, "metric").starts_with("reach"))
      answer.body =
          R"({"data":[{"name":"reach","period":"day","title":"t"},{"name":"views","period":"day","total_value":{"value":0}}]})";
  };
  const Outcome outcome = ig.host.sync({{}});
  EXPECT_TRUE(windows(outcome, "follows").empty());
  EXPECT_TRUE(windows(outcome, "account_reach").empty());
  ASSERT_EQ(windows(outcome, "account_views").size(), 3u);
  EXPECT_EQ(windows(outcome, "account_views")[0].value, 0) << "a zero is a zero";
}

TEST(InstagramAccount, DaysAreThoseOfCaliforniaAcrossTheClockChange) {
  Ig ig;
  ig.host.now_ms = 1793620800000;  // 2026-11-02T12:00:00Z; clocks went back on the 1st
  const auto reach = windows(ig.host.sync({{}}), "account_reach");
  ASSERT_EQ(reach.size(), 3u);
  EXPECT_EQ(reach[0].until_ms - reach[0].since_ms, 25 * kHour);
  EXPECT_EQ(reach[1].until_ms - reach[1].since_ms, 24 * kHour);
}

TEST(InstagramAccount, ASeriesInsteadOfATotalTellsOnlyOfTheDayItNames) {
  Ig ig;
  ig.followers = 1;
  ig.meddle = [](const SentRequest& request, Answer& answer) {
    if (path_of(request).ends_with("/insights"))
      answer.body =
          R"({"data":[{"name":"reach","period":"day","values":[{"value":3,"end_time":"2026-07-31T07:00:00+0000"},)"
          R"({"value":36,"end_time":"2026-08-01T07:00:00+0000"}]}]})";
  };
  const auto reach = windows(ig.host.sync({{}}), "account_reach");
  ASSERT_EQ(reach.size(), 2u);
  EXPECT_EQ(reach[0].value, 36);
  EXPECT_EQ(reach[0].until_ms, kMidnight);
  EXPECT_EQ(reach[1].value, 3);
}

TEST(InstagramAccount, AMetricThatDiedCostsNothingButItself) {
  Ig ig;
  ig.dead = {"profile_views", "website_clicks"};
  const Outcome outcome = ig.host.sync({{}});
  ASSERT_EQ(outcome.unavailable.size(), 2u);
  EXPECT_EQ(outcome.unavailable[0].metric, "account_profile_views");
  EXPECT_EQ(outcome.unavailable[0].type, "account");
  EXPECT_GT(outcome.unavailable[0].until_ms, kNow);
  EXPECT_EQ(windows(outcome, "account_reach").size(), 3u);
  EXPECT_EQ(outcome.requests.size(), 10u) << "asked twice more, on the first day only";
  ig.host.remembered = {{"account_profile_views", "account"}, {"website_clicks", "account"}};
  EXPECT_EQ(ig.host.sync({{}}).requests.size(), 8u);
}

TEST(InstagramAccount, WithoutTheInsightsPermissionTheCountsAreReadAndTheDaysAreUnavailable) {
  Ig ig;
  ig.denies_insights = true;
  const Outcome outcome = ig.host.sync({{}});
  EXPECT_EQ(outcome.result.code, TIDEMARK_OK);
  EXPECT_EQ(outcome.value(0, "followers_count"), 64363);
  EXPECT_TRUE(outcome.failed.empty());
  EXPECT_EQ(outcome.unavailable.size(), 13u);
  EXPECT_EQ(outcome.requests.size(), 2u);
}

TEST(InstagramAccount, TroubleWithTheAccountLeavesThePostsAlone) {
  const Answer answers[] = {
      {.status = 404},
      {.status = 500, .body = "<html>"},
      {.body = "<html>"},
      {.body = R"({"followers_count":"many"})"},
      {.status = 400, .body = R"({"error":{"message":"gone","code":100,"error_subcode":33}})"}};
  for (const Answer& bad : answers) {
    Ig ig;
    ig.feed(1);
    ig.meddle = [&](const SentRequest& request, Answer& answer) {
      if (path_of(request).ends_with(kAccount)) answer = bad;
    };
    auto items = ig.items();
    items.push_back({});
    const Outcome outcome = ig.host.sync(items);
    EXPECT_EQ(outcome.result.code, TIDEMARK_OK) << outcome.result.message;
    ASSERT_TRUE(outcome.failed.contains(1)) << bad.body;
    EXPECT_NE(outcome.failed.at(1).code, TIDEMARK_POST_NOT_FOUND) << "an account is no post";
    EXPECT_EQ(outcome.value(0, "likes_count"), 200);
  }
}

TEST(InstagramAccount, BadDataInADayCostsThatDay) {
  Ig ig;
  ig.meddle = [](const SentRequest& request, Answer& answer) {
    if (parameter(request, "until") == std::to_string(kMidnight / 1000) &&
        parameter(request, "metric").starts_with("reach"))
      answer.body = R"({"data":[{"name":"reach","period":"day","total_value":{"value":"lots"}}]})";
  };
  const Outcome outcome = ig.host.sync({{}});
  EXPECT_EQ(outcome.value(0, "followers_count"), 64363);
  EXPECT_EQ(windows(outcome, "account_reach").size(), 2u);
  EXPECT_TRUE(outcome.failed.empty());
}

}  // namespace
}  // namespace tidemark::testing
