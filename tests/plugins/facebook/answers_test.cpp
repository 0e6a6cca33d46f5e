// What Facebook's answers become.

#include <gtest/gtest.h>

#include "manifest.h"
#include "page.h"
#include "tables.h"

namespace tidemark::testing {
namespace {

TEST(FacebookAnswers, APostHasEachOfItsFigures) {
  Page page;
  page.post(3);
  const std::pair<const char*, std::int64_t> rows[] = {
      {"likes_count", 1000},     {"reactions_count", 1000}, {"comments_count", 100},  {"shares_count", 10},
      {"reactions_like", 20},    {"reactions_love", 40},    {"reactions_care", 60},   {"reactions_haha", 80},
      {"reactions_wow", 100},    {"reactions_sad", 120},    {"reactions_angry", 140}, {"impressions", 5000},
      {"reach", 4000},           {"clicks", 600},           {"url_clicks", 300},      {"video_views", 700},
      {"video_watch_time", 8000}};
  const Outcome outcome = page.sync();
  for (const auto& [name, value] : rows) EXPECT_EQ(outcome.value(0, name), value) << name;
  EXPECT_EQ(outcome.values.size(), std::size(rows));
}

TEST(FacebookAnswers, SharesLeftOutOfAPostThatIsThereAreZero) {
  Page page;
  page.post(3);
  page.post(4);
  EXPECT_EQ(page.sync().value(1, "shares_count"), 0);
}

Outcome single(const std::string& body) {
  Page page;
  page.post(3);
  page.meddle = [&](const Asked&, Answer& answer) { answer = {.body = body}; };
  return page.sync();
}

TEST(FacebookAnswers, WhatIsNotSaidIsAbsent) {
  const Outcome empty = single(R"({"id":"42_9000","shares":null,"insights":{"data":[]}})");
  EXPECT_EQ(empty.read, std::vector<std::uint32_t>{0}) << "no figure, no zero";
  const Outcome some = single(
      R"({"id":"42_9000","shares":{},"reactions":{"data":[]},"comments":{"summary":{"total_count":0}},)"
      R"("insights":{"data":[{"name":"post_clicks","period":"lifetime","values":[{"value":0}]},)"
      R"({"name":"post_media_view","period":"day","values":[{"value":9}]}]}})");
  EXPECT_EQ(some.values.size(), 2u);
  EXPECT_EQ(some.value(0, "comments_count"), 0) << "a zero is a zero";
  EXPECT_EQ(some.value(0, "clicks"), 0);
}

TEST(FacebookAnswers, TheViewsOfAdsAndOfOthersAreOneFigure) {
  EXPECT_EQ(single(R"({"id":"42_9000","insights":{"data":[{"name":"post_media_view","period":"lifetime",)"
                   R"("values":[{"value":5,"is_from_ads":"0"},{"value":3,"is_from_ads":"1"}]}]}})")
                .value(0, "impressions"),
            8);
}

TEST(FacebookAnswers, AnAnswerAboutAnotherPostIsNoAnswer) {
  for (const char* body : {R"({"id":"42_1"})", "{}", R"({"id":7})", R"({"id":null})", "[]"}) {
    const Outcome outcome = single(body);
    ASSERT_TRUE(outcome.failed.contains(0)) << body;
    EXPECT_EQ(outcome.failed.at(0).code, TIDEMARK_BAD_RESPONSE) << body;
  }
}

TEST(FacebookAnswers, OnePostsBadDataLeavesTheOthersAlone) {
  Page page;
  for (int i = 0; i < 5; ++i)
    page.post(i, i == 2 ? R"(,"reactions":{"summary":{"total_count":"many"}})" : "");
  page.meddle = [](const Asked&, Answer& answer) {
    const std::string of_third = R"("reactions":{"data":[],"summary":{"total_count":1002}},)";
    if (const auto at = answer.body.find(of_third); at != std::string::npos)
      answer.body.erase(at, of_third.size());
  };
  const Outcome outcome = page.sync();
  ASSERT_EQ(outcome.failed.size(), 1u);
  EXPECT_EQ(outcome.failed.at(2).code, TIDEMARK_BAD_RESPONSE);
  EXPECT_NE(outcome.failed.at(2).message.find("total_count"), std::string::npos);
  EXPECT_EQ(outcome.value(3, "likes_count"), 1003);
}

TEST(FacebookAnswers, AReelHasTheFiguresOfItsVideo) {
  Page page;
  page.reels["777"] = "";
  const Outcome outcome = page.host.sync({{.platform_id = "777", .type = "reel"}});
  const std::pair<const char*, std::int64_t> rows[] = {
      {"video_views", 77},    {"impressions", 99},   {"reach", 4100},         {"video_watch_time", 8000},
      {"shares_count", 6},    {"likes_count", 35},   {"reactions_count", 35}, {"reactions_like", 30},
      {"reactions_love", 4},  {"reactions_haha", 0}, {"reactions_wow", 0},    {"reactions_sad", 1},
      {"reactions_angry", 0}, {"comments_count", 5}};
  for (const auto& [name, value] : rows) EXPECT_EQ(outcome.value(0, name), value) << name;
  EXPECT_EQ(outcome.values.size(), std::size(rows));
  for (const SentRequest& request : outcome.requests)
    EXPECT_EQ(request.target.find("period"), std::string::npos) << "reels refuse it";
}

TEST(FacebookAnswers, AVideosPostGoesBeforeTheVideo) {
  Page page;
  page.post(3);
  page.reels["777"] = R"(,"post_id":"42_9000")";
  page.reels["778"] = "";
  const Outcome outcome = page.host.sync({{.platform_id = "777"}, {.platform_id = "778"}});
  EXPECT_EQ(outcome.requests.size(), 2u) << "the videos, their posts";
  EXPECT_EQ(outcome.value(0, "video_views"), 700);
  EXPECT_EQ(outcome.value(0, "impressions"), 5000);
  EXPECT_EQ(outcome.value(0, "likes_count"), 1000);
  EXPECT_EQ(outcome.value(1, "video_views"), 77);
}

TEST(FacebookAnswers, AClassicVideoHasItsOwnNames) {
  Page page;
  page.reels["779"] = "";
  const Outcome outcome = page.host.sync({{.platform_id = "779", .type = "video"}});
  EXPECT_EQ(outcome.value(0, "video_views"), 55);
  EXPECT_EQ(outcome.value(0, "video_watch_time"), 66);
  EXPECT_EQ(outcome.value(0, "reactions_angry"), 2);
  EXPECT_EQ(outcome.value(0, "likes_count"), 9);
}

TEST(FacebookAnswers, ThePageHasFollowersAndCompleteDays) {
  Page page;
  const Outcome outcome = page.host.sync({{}});
  EXPECT_EQ(outcome.result.code, TIDEMARK_OK) << outcome.result.message;
  EXPECT_EQ(outcome.value(0, "followers_count"), 1200);
  EXPECT_EQ(outcome.value(0, "fans_count"), 1100);
  std::size_t views = 0;
  for (const WindowSample& sample : outcome.windows) {
    EXPECT_LE(sample.until_ms, kNow) << "the day that is not over is not told";
    EXPECT_EQ(sample.until_ms - sample.since_ms, kDay);
    EXPECT_EQ(sample.since_ms % kDay, kDay * 7 / 24) << "07:00Z, midnight Pacific time in summer";
    views += sample.metric == "account_views" ? 1 : 0;
  }
  EXPECT_EQ(views, 3u);
  EXPECT_EQ(outcome.windows.size(), 3u * 9) << "page_follows is no day's figure";
}

TEST(FacebookAnswers, TheLastThreeDaysAreReadAgainAndMoreAtTheFirstTime) {
  Page page;
  const auto days = [](const Outcome& outcome) {
    const Asked asked = Page::asked(outcome, "/insights").at(0);
    return (std::stoll(asked.query.at("until")) - std::stoll(asked.query.at("since"))) / 86400;
  };
  EXPECT_EQ(days(page.host.sync({{}})), 30);
  EXPECT_EQ(days(page.host.sync({{}})), 3);
  page.host.now_ms += 10 * kDay;
  EXPECT_EQ(days(page.host.sync({{}})), 13) << "what was missed meanwhile too";
  page.host.now_ms += 500 * kDay;
  EXPECT_LE(days(page.host.sync({{}})), 90) << "the platform allows no more";
}

TEST(FacebookAnswers, WithoutAFollowersFieldTheRunningFigureOfTheDaysStandsInForIt) {
  Page page;
  page.meddle = [](const Asked& asked, Answer& answer) {
    if (asked.path == "/v25.0/42") answer.body = R"({"id":"42"})";
  };
  const Outcome outcome = page.host.sync({{}});
  EXPECT_EQ(outcome.value(0, "followers_count"), 10001) << "of the newest complete day";
  EXPECT_EQ(outcome.value(0, "fans_count"), std::nullopt);
}

TEST(FacebookAnswers, AnEmptyAnswerOfInsightsIsNoZero) {
  Page page;
  page.meddle = [](const Asked& asked, Answer& answer) {
    if (asked.path.ends_with("/insights")) answer.body = R"({"data":[]})";
  };
  const Outcome outcome = page.host.sync({{}});
  EXPECT_TRUE(outcome.windows.empty());
  EXPECT_EQ(outcome.values.size(), 2u);
}

TEST(FacebookAnswers, TheManifestSaysWhatThePluginSays) {
  expect_manifest_fits(FACEBOOK_FOLDER "/plugin.toml", tidemark_plugin_v1);
}

}  // namespace
}  // namespace tidemark::testing
