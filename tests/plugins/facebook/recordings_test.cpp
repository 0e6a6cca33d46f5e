// The recordings that lie beside the plugin, played to it.

#include "recordings.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "tidemark/json.hpp"

namespace tidemark::testing {
namespace {

using ::testing::HasSubstr;

const std::string kConfig = R"({"api_version":"v25.0","app_id":"1"})";
constexpr std::int64_t kSeptember = 1788652800000;  // 2026-09-06T00:00:00Z

Recordings recordings() {
  return {FACEBOOK_FOLDER, tidemark_plugin_v1, kConfig};
}

TEST(FacebookRecordings, EachIsPlayedOrOfNoUse) {
  // Why: README.md, "Recordings".
  const std::vector<std::string> unused = {"batch_mixed_results", "me_accounts",
                                           "post_insights_reactions_by_type", "token_long_lived",
                                           "webhook_feed_reaction_add"};
  const std::vector<std::string> played = {"debug_token",
                                           "error_invalid_metric_100",
                                           "error_missing_object_100_33",
                                           "error_permission_200",
                                           "error_permission_as_code_100",
                                           "error_rate_limit_app_4",
                                           "error_rate_limit_custom_613",
                                           "error_rate_limit_page_32",
                                           "error_rate_limit_page_buc_80001",
                                           "error_rate_limit_user_17",
                                           "error_reduce_data_1",
                                           "error_token_expired_190_463",
                                           "error_transient_2",
                                           "feed_list_last_page",
                                           "feed_list_page1",
                                           "page_fields_followers",
                                           "page_insights_follows_day",
                                           "page_insights_views_and_engagements_day",
                                           "post_insights_clicks_lifetime",
                                           "post_single_reactions_by_type",
                                           "posts_by_ids",
                                           "published_posts_cursor_page"};
  std::vector<std::string> all = unused;
  all.insert(all.end(), played.begin(), played.end());
  std::sort(all.begin(), all.end());
  EXPECT_EQ(recordings().names(), all);
}

TEST(FacebookRecordings, APostWithItsReactionsByType) {
  const Outcome outcome = recordings().sync("post_single_reactions_by_type",
                                            {{.platform_id = "175154750010052_424924701699721"}});
  const std::pair<const char*, std::int64_t> rows[] = {
      {"likes_count", 1},    {"reactions_count", 1}, {"comments_count", 0}, {"shares_count", 0},
      {"reactions_like", 0}, {"reactions_love", 0},  {"reactions_haha", 1}, {"reactions_wow", 0},
      {"reactions_sad", 0},  {"reactions_angry", 0}};
  for (const auto& [name, value] : rows) EXPECT_EQ(outcome.value(0, name), value) << name;
  EXPECT_EQ(outcome.values.size(), std::size(rows)) << "insights were not in it";
}

TEST(FacebookRecordings, AListOfTwoPages) {
  const Answer first = recordings().answer("feed_list_page1"),
               last = recordings().answer("feed_list_last_page");
  FakeHost host(tidemark_plugin_v1, kConfig);
  host.now_ms = Recordings::kNow;
  host.account = {{"page_id", "19292868552"}};
  host.play = [&](const SentRequest& request) {
    if (request.target.find("video_reels") != std::string::npos) return Answer{.body = R"({"data":[]})"};
    return request.target.find("after=after") == std::string::npos ? first : last;
  };
  const Outcome outcome = host.discover("");
  EXPECT_EQ(outcome.result.code, TIDEMARK_OK) << outcome.result.message;
  ASSERT_EQ(outcome.found.size(), 5u);
  EXPECT_EQ(outcome.found[0].platform_id, "19292868552_10158349356748553");
  EXPECT_EQ(outcome.found[0].published_at_ms, 1625857792000);
  EXPECT_EQ(outcome.found[0].type, "photo");
  EXPECT_EQ(outcome.value(0, "likes_count"), 125);
  EXPECT_EQ(outcome.value(0, "shares_count"), 10);
  EXPECT_EQ(outcome.value(0, "reactions_like"), 119);
  EXPECT_EQ(outcome.value(0, "impressions"), std::nullopt);
  EXPECT_EQ(outcome.value(3, "comments_count"), 23) << "the first of the last page";
  EXPECT_EQ(outcome.listed_since, TIDEMARK_UNKNOWN_TIME);
}

TEST(FacebookRecordings, SeveralIdsAtOnce) {
  const Outcome outcome = recordings().sync(
      "posts_by_ids",
      {{.platform_id = "19292868552_10158347294088553"}, {.platform_id = "19292868552_10158345715593553"}});
  EXPECT_EQ(outcome.result.code, TIDEMARK_OK);
  EXPECT_EQ(outcome.requests.size(), 1u);
  EXPECT_EQ(outcome.value(0, "likes_count"), std::nullopt);
}

TEST(FacebookRecordings, ACursorPageThatNeverEndsEnds) {
  const Outcome outcome =
      recordings().discover("published_posts_cursor_page", "", {{"page_id", "723701000827665"}});
  EXPECT_TRUE(std::any_of(outcome.found.begin(), outcome.found.end(), [](const FoundPost& post) {
    return post.platform_id == "723701000827665_122167637282960180";
  }));
  EXPECT_EQ(outcome.listed_since, std::nullopt);
  EXPECT_LE(outcome.requests.size(), 6u);
  for (const SentRequest& request : outcome.requests)
    EXPECT_EQ(request.target.find("access_token"), std::string::npos);
}

TEST(FacebookRecordings, FiguresOfAPostWhosePagingNeverEnds) {
  FakeHost host(tidemark_plugin_v1, kConfig);
  const std::string id = "723701000827665_122167637282960180";
  const std::string body = R"({"id":")" + id + R"(","insights":)" +
                           recordings().answer("post_insights_clicks_lifetime").body + "}";
  host.play = [&](const SentRequest&) { return Answer{.body = body}; };
  const Outcome outcome = host.sync({{.platform_id = id}});
  EXPECT_EQ(outcome.value(0, "clicks"), 6);
  EXPECT_EQ(outcome.requests.size(), 1u);
}

Outcome page_with(const std::string& insights) {
  FakeHost host(tidemark_plugin_v1, kConfig);
  host.now_ms = kSeptember;
  const auto all = recordings();
  host.play = playing(
      {{"/v25.0/me?", all.answer("page_fields_followers")}, {"/v25.0/me/insights", all.answer(insights)}});
  return host.sync({{}});
}

TEST(FacebookRecordings, ThePagesOwnFigures) {
  const Outcome outcome = page_with("page_insights_views_and_engagements_day");
  EXPECT_EQ(outcome.value(0, "followers_count"), 64);
  EXPECT_EQ(outcome.value(0, "fans_count"), 64);
  ASSERT_EQ(outcome.windows.size(), 4u);
  for (const WindowSample& sample : outcome.windows) {
    EXPECT_TRUE(sample.metric == "account_profile_views" || sample.metric == "account_interactions");
    EXPECT_EQ(sample.value, 0) << "a zero that was told";
    EXPECT_EQ(sample.until_ms - sample.since_ms, 86'400'000);
  }
  EXPECT_TRUE(outcome.quotas.empty()) << "0 percent";
}

TEST(FacebookRecordings, TheRunningFigureOfFollowersIsNoDays) {
  const Outcome outcome = page_with("page_insights_follows_day");
  EXPECT_TRUE(outcome.windows.empty());
  EXPECT_EQ(outcome.value(0, "followers_count"), 64);
}

TEST(FacebookRecordings, WhatTheAppIsToldOfAToken) {
  FakeHost host(tidemark_plugin_v1, kConfig);
  host.now_ms = 1570000000000;
  const auto all = recordings();
  host.play = playing({{"/v25.0/debug_token", all.answer("debug_token")},
                       {"/v25.0/me", all.answer("page_fields_followers")}});
  const Outcome outcome = host.check();
  EXPECT_EQ(outcome.result.code, TIDEMARK_OK) << outcome.result.message;
  ASSERT_TRUE(outcome.access);
  EXPECT_EQ(outcome.access->expires_at_ms, 1577347200000);
  EXPECT_EQ(outcome.access->missing, "pages_read_engagement pages_read_user_content page_access_token");
}

TEST(FacebookRecordings, EachRecordedRefusalHasItsCode) {
  const struct {
    const char* name;
    tidemark_code code;
    std::int64_t wait_ms;
  } rows[] = {{"error_token_expired_190_463", TIDEMARK_INVALID_TOKEN, -1},
              {"error_rate_limit_app_4", TIDEMARK_RATE_LIMITED, 3'600'000},
              {"error_rate_limit_custom_613", TIDEMARK_RATE_LIMITED, 3'600'000},
              {"error_rate_limit_page_32", TIDEMARK_RATE_LIMITED, 3'600'000},
              {"error_rate_limit_page_buc_80001", TIDEMARK_RATE_LIMITED, 19 * 60'000},
              {"error_rate_limit_user_17", TIDEMARK_RATE_LIMITED, 3'600'000},
              {"error_transient_2", TIDEMARK_PLATFORM_ERROR, -1}};
  for (const auto& row : rows) {
    const Outcome outcome = recordings().sync(row.name, {{.platform_id = "1_2"}});
    EXPECT_EQ(outcome.result.code, row.code) << row.name;
    EXPECT_EQ(outcome.result.retry_after_ms, row.wait_ms) << row.name;
    EXPECT_EQ(outcome.requests.size(), 1u) << row.name;
  }
  EXPECT_EQ(recordings().sync("error_rate_limit_app_4", {{.platform_id = "1_2"}}).quotas.at(0).bucket, 0u);
  EXPECT_EQ(recordings().sync("error_rate_limit_user_17", {{.platform_id = "1_2"}}).quotas.at(0).bucket, 1u);
  const std::pair<const char*, tidemark_code> items[] = {
      {"error_permission_200", TIDEMARK_PERMISSION_DENIED},
      {"error_permission_as_code_100", TIDEMARK_PERMISSION_DENIED},
      {"error_missing_object_100_33", TIDEMARK_PERMISSION_DENIED},  // the page is not there either
      {"error_reduce_data_1", TIDEMARK_PLATFORM_ERROR},
      {"error_invalid_metric_100", TIDEMARK_METRIC_UNAVAILABLE}};
  for (const auto& [name, code] : items)
    EXPECT_EQ(recordings().sync(name, {{.platform_id = "1_2"}}).failed.at(0).code, code) << name;
}

TEST(FacebookRecordings, APostThatIsGone) {
  FakeHost host(tidemark_plugin_v1, kConfig);
  const auto all = recordings();
  host.play = playing({{"/v25.0/1_2", all.answer("error_missing_object_100_33")},
                       {"/v25.0/me?", all.answer("page_fields_followers")}});
  const Outcome outcome = host.sync({{.platform_id = "1_2"}});
  EXPECT_EQ(outcome.failed.at(0).code, TIDEMARK_POST_NOT_FOUND);
  EXPECT_THAT(outcome.failed.at(0).message, HasSubstr("100/33"));
}

}  // namespace
}  // namespace tidemark::testing
