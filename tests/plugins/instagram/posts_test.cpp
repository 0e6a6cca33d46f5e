// What a sync of posts asks, how often, and what it makes of the answers.

#include <gmock/gmock.h>

#include "ig.h"

namespace tidemark::testing {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

/// Metric of ours, and what the platform calls it.
using Named = std::vector<std::pair<std::string, std::string>>;

const Named kShared = {{"likes_count", "like_count"}, {"comments_count", "comments_count"},
                       {"shares_count", "shares"},    {"saves_count", "saved"},
                       {"impressions", "views"},      {"reach", "reach"},
                       {"reposts_count", "reposts"},  {"engagements", "total_interactions"}};
const Named kFeedOnly = {{"profile_visits", "profile_visits"},
                         {"follows_count", "follows"},
                         {"profile_actions", "profile_activity"}};

void expect_figures(const Outcome& outcome, std::uint32_t item, int number, const Named& rows) {
  for (const auto& [ours, theirs] : rows)
    EXPECT_EQ(outcome.value(item, ours), Ig::figure(theirs, number)) << ours << " of item " << item;
}

void expect_all_shared(const Outcome& outcome, std::size_t items) {
  EXPECT_EQ(outcome.result.code, TIDEMARK_OK) << outcome.result.message;
  for (std::uint32_t i = 0; i < items; ++i) expect_figures(outcome, i, static_cast<int>(i), kShared);
}

TEST(InstagramPosts, APostAReelAndAStoryEachHaveTheFiguresOfTheirKind) {
  Ig ig;
  ig.feed(3), ig.reel(4), ig.story(2, "VIDEO");
  const Outcome outcome = ig.sync();
  EXPECT_EQ(outcome.requests.size(), 3u) << "one by kind";
  expect_figures(outcome, 0, 0, kShared);
  expect_figures(outcome, 0, 0, kFeedOnly);
  EXPECT_EQ(outcome.value(0, "video_views"), std::nullopt) << "a picture";
  expect_figures(outcome, 1, 1, kShared);
  EXPECT_EQ(outcome.value(1, "video_views"), 5001);
  EXPECT_EQ(outcome.value(1, "video_watch_time"), 123) << "123457 ms";
  EXPECT_EQ(outcome.value(1, "average_watch_time"), 3);
  EXPECT_EQ(outcome.value(1, "profile_visits"), std::nullopt);
  EXPECT_EQ(outcome.value(2, "impressions"), 5002);
  EXPECT_EQ(outcome.value(2, "video_views"), 5002);
  EXPECT_EQ(outcome.value(2, "clicks"), 10);
  EXPECT_EQ(outcome.value(2, "replies_count"), 4);
  EXPECT_EQ(outcome.value(2, "story_navigation"), 27);
  for (const char* none : {"likes_count", "comments_count", "saves_count"})
    EXPECT_EQ(outcome.value(2, none), std::nullopt) << none << " of a story";
}

TEST(InstagramPosts, AnAlbumIsAskedAsAWhole) {
  Ig ig;
  ig.add("FEED", "CAROUSEL_ALBUM", kDay);
  const Outcome outcome = ig.sync();
  EXPECT_EQ(outcome.requests.size(), 1u);
  EXPECT_THAT(parameter(outcome.requests[0], "fields"), Not(HasSubstr("children")));
  expect_figures(outcome, 0, 0, kShared);
  expect_figures(outcome, 0, 0, kFeedOnly);
}

TEST(InstagramPosts, APageOfOneKindBringsAllFiguresInOneRequest) {
  for (const char* product : {"FEED", "REELS"}) {
    Ig ig;
    for (int i = 0; i < 100; ++i) ig.add(product, "VIDEO", i * kDay + 1000);
    const Outcome outcome = ig.sync();
    EXPECT_EQ(outcome.requests.size(), 1u);
    EXPECT_EQ(count(outcome, "/media"), 1u);
    expect_all_shared(outcome, 100);
    EXPECT_EQ(outcome.value(99, "video_watch_time").has_value(), std::string(product) == "REELS");
    EXPECT_EQ(outcome.value(99, "profile_visits").has_value(), std::string(product) == "FEED");
  }
}

TEST(InstagramPosts, AThousandMixedPostsCostTwoRequestsAHundredAndTheNewestHaveEverything) {
  Ig ig;
  for (int i = 0; i < 1000; ++i) i % 3 == 0 ? ig.reel(i) : ig.feed(i);
  const Outcome outcome = ig.sync();
  expect_all_shared(outcome, 1000);
  EXPECT_EQ(count(outcome, "/media"), 10u);
  EXPECT_LE(outcome.requests.size(), 21u);
  for (std::uint32_t i = 0; i < 30; ++i)
    EXPECT_TRUE(outcome.value(i, i % 3 == 0 ? "video_watch_time" : "profile_visits").has_value()) << i;
}

TEST(InstagramPosts, OldPostsTakeTurnsForWhatOnlyTheirKindHas) {
  Ig ig;
  for (int i = 0; i < 100; ++i) i % 2 == 0 ? ig.reel(100 + i) : ig.feed(100 + i);
  std::set<std::uint32_t> ever;
  for (int hour = 0; hour < 48; ++hour) {
    ig.host.now_ms = kNow + hour * 3'600'000;
    const Outcome outcome = ig.sync();
    EXPECT_EQ(outcome.requests.size(), 2u);
    for (const auto& [key, value] : outcome.values)
      if (key.second == "video_watch_time" || key.second == "profile_visits") ever.insert(key.first);
  }
  EXPECT_EQ(ever.size(), 100u);
}

TEST(InstagramPosts, APostWithoutATypeIsAskedForItFirst) {
  Ig ig;
  const std::string reel = ig.reel(3);
  const Outcome outcome = ig.host.sync({{.platform_id = reel}});
  ASSERT_EQ(outcome.requests.size(), 2u);
  EXPECT_THAT(parameter(outcome.requests[0], "fields"), Not(HasSubstr("insights")));
  EXPECT_EQ(outcome.value(0, "video_watch_time"), 123);
  EXPECT_EQ(outcome.value(0, "likes_count"), 200);
}

TEST(InstagramPosts, AStoryThatEndedIsLeftAsItIsWithoutARequestAnErrorOrAZero) {
  Ig ig;
  ig.story(25), ig.story(23);
  const Outcome outcome = ig.sync();
  EXPECT_EQ(outcome.result.code, TIDEMARK_OK);
  ASSERT_EQ(outcome.requests.size(), 1u);
  EXPECT_EQ(parameter(outcome.requests[0], "ids"), ig.items()[1].platform_id);
  EXPECT_EQ(outcome.read, std::vector<std::uint32_t>{0});
  EXPECT_TRUE(outcome.failed.empty());
  EXPECT_EQ(outcome.value(1, "reach"), 4001);
}

TEST(InstagramPosts, AStoryThatTooFewHaveSeenHasNoFiguresAndCostsTheOthersNothing) {
  Ig ig;
  for (int i = 0; i < 6; ++i) ig.story(i + 1);
  ig.few_viewers.insert(ig.items()[2].platform_id);
  const Outcome outcome = ig.sync();
  EXPECT_EQ(outcome.read, std::vector<std::uint32_t>{2});
  EXPECT_TRUE(outcome.failed.empty());
  EXPECT_TRUE(outcome.unavailable.empty()) << "it is no missing permission";
  for (const std::uint32_t i : {0u, 1u, 3u, 4u, 5u}) EXPECT_EQ(outcome.value(i, "reach"), 4000 + i);
}

TEST(InstagramPosts, HiddenLikesAreAbsent) {
  Ig ig;
  ig.feed(1), ig.feed(2);
  ig.meddle = [](const SentRequest&, Answer& answer) {
    const auto at = answer.body.find(R"(,"like_count":200)");
    if (at != std::string::npos) answer.body.erase(at, std::string(R"(,"like_count":200)").size());
  };
  const Outcome outcome = ig.sync();
  EXPECT_EQ(outcome.value(0, "likes_count"), std::nullopt);
  EXPECT_EQ(outcome.value(0, "comments_count"), 40);
  EXPECT_EQ(outcome.value(1, "likes_count"), 201);
}

TEST(InstagramPosts, EmptyInsightsAreAbsentAndNoZero) {
  Ig ig;
  ig.feed(1);
  ig.meddle = [](const SentRequest&, Answer& answer) {
    const auto at = answer.body.find(R"("insights":)");
    answer.body = answer.body.substr(0, at) + R"("insights":{"data":[]}}})";
  };
  const Outcome outcome = ig.sync();
  EXPECT_EQ(outcome.value(0, "likes_count"), 200);
  EXPECT_EQ(outcome.values.size(), 2u);
}

TEST(InstagramPosts, WhatTheListDoesNotHaveIsAskedForById) {
  Ig ig;
  for (int i = 0; i < 60; ++i) ig.feed(i);
  ig.unlisted = {ig.items()[7].platform_id, ig.items()[50].platform_id};
  const Outcome outcome = ig.sync();
  expect_all_shared(outcome, 60);
  EXPECT_EQ(outcome.requests.size(), 2u);
}

TEST(InstagramPosts, AHostThatIgnoresTheStretchIsNotWalkedToItsEnd) {
  Ig ig;
  for (int i = 0; i < 900; ++i) ig.feed(i);
  ig.honours_window = false;
  const auto items = ig.items();
  const Outcome outcome = ig.host.sync({items.begin() + 700, items.begin() + 800});
  EXPECT_EQ(outcome.result.code, TIDEMARK_OK);
  EXPECT_EQ(count(outcome, "/media"), 1u);
  EXPECT_EQ(outcome.requests.size(), 3u) << "and two of 50 ids";
  EXPECT_EQ(outcome.value(0, "likes_count"), 900);
}

TEST(InstagramPosts, EveryRequestCostsWhatThePlatformCounts) {
  Ig ig;
  for (int i = 0; i < 30; ++i) i % 2 ? ig.feed(i) : ig.reel(i);
  const Outcome outcome = ig.sync();
  ASSERT_EQ(outcome.requests.size(), 2u);
  for (const SentRequest& request : outcome.requests) EXPECT_EQ(request.cost, 15u);
}

TEST(InstagramPosts, TheTokenSaysWhichHostIsAsked) {
  for (const bool login : {false, true}) {
    Ig ig;
    ig.feed(1);
    if (login) ig.host.account["token_kind"] = "instagram_login";
    const Outcome outcome = ig.sync();
    EXPECT_EQ(outcome.requests.at(0).origin, login ? 1u : 0u);
    EXPECT_EQ(outcome.value(0, "likes_count"), 200);
  }
}

TEST(InstagramPosts, WithInstagramLoginMeStandsInForAnUnknownAccount) {
  Ig ig;
  ig.host.account = {{"token_kind", "instagram_login"}};
  EXPECT_EQ(path_of(ig.host.sync({{}}).requests.at(0)), "/me");
  ig.host.account = {};
  const Outcome unknown = ig.host.sync({{}});
  EXPECT_EQ(unknown.failed.at(0).code, TIDEMARK_PERMISSION_DENIED);
  EXPECT_THAT(unknown.failed.at(0).message, HasSubstr("instagram_account_id"));
  EXPECT_TRUE(unknown.requests.empty());
}

TEST(InstagramPosts, AFieldThatAHostDoesNotHaveIsLeftOutFromThenOn) {
  Ig ig;
  for (int i = 0; i < 3; ++i) ig.feed(i);
  ig.no_field = {"media_product_type"};
  EXPECT_EQ(ig.sync().requests.size(), 2u);
  const Outcome again = ig.sync();
  EXPECT_EQ(again.requests.size(), 1u);
  expect_all_shared(again, 3);
}

TEST(InstagramPosts, ImpressionsStandInForViewsOnVersionsThatStillHaveThem) {
  for (const char* version : {"v21.0", "v25.0"}) {
    Ig ig(R"({"app_id":"","api_version":")" + std::string(version) + "\"}");
    ig.feed(700);
    ig.dead = {"views"};
    ig.meddle = [](const SentRequest& request, Answer& answer) {
      const std::string fields = parameter(request, "fields");
      if (fields.find("views") != std::string::npos || fields.find("impressions") == std::string::npos)
        return;
      answer = {.body = R"({"1791000000000":{"id":"1791000000000","insights":{"data":[{"name":"impressions",)"
                        R"("period":"lifetime","values":[{"value":8}]}]}}})"};
    };
    const Outcome outcome = ig.sync();
    const bool older = std::string(version) == "v21.0";
    EXPECT_EQ(outcome.value(0, "impressions"), older ? std::optional<std::int64_t>(8) : std::nullopt)
        << version;
    EXPECT_EQ(outcome.unavailable.size(), older ? 0u : 1u);
  }
}

TEST(InstagramPosts, AVersionThatIsNoneIsRefusedByName) {
  for (const char* bad : {"", "25", "v", "latest", "v25/../x"}) {
    const FakeHost host(tidemark_plugin_v1, R"({"app_id":"","api_version":")" + std::string(bad) + "\"}");
    EXPECT_EQ(host.created().code, TIDEMARK_BAD_CONFIG) << bad;
    EXPECT_THAT(host.created().message, HasSubstr("api_version"));
  }
}

}  // namespace
}  // namespace tidemark::testing
