// The recordings that lie beside the plugin, played to it.

#include <gtest/gtest.h>

#include <set>

#include "ig.h"
#include "recordings.h"

namespace tidemark::testing {
namespace {

constexpr std::int64_t kHour = 3'600'000;

const Recordings& recordings() {
  static const Recordings all(INSTAGRAM_FOLDER, tidemark_plugin_v1, R"({"api_version":"v25.0","app_id":""})");
  return all;
}

/// A sync in which targets that begin so are answered by these recordings.
Outcome sync(const std::vector<std::pair<std::string, std::string>>& script,
             const std::vector<AskedItem>& items, const std::string& account = kAccount,
             std::int64_t now_ms = kNow) {
  FakeHost host(tidemark_plugin_v1, R"({"api_version":"v25.0","app_id":""})");
  host.now_ms = now_ms;
  host.account = {{"instagram_account_id", account}};
  Script answers;
  for (const auto& [target, name] : script) answers[target] = recordings().answer(name);
  host.play = playing(answers);
  return host.sync(items);
}

/// The insights of one media, behind an answer with its fields that has none.
Outcome insights(const std::string& name, const std::string& id, const std::string& type) {
  FakeHost host(tidemark_plugin_v1, R"({"api_version":"v25.0","app_id":""})");
  host.now_ms = kNow;
  host.account = {{"instagram_account_id", kAccount}};
  const Answer recorded = recordings().answer(name);
  host.play = [&](const SentRequest& request) {
    if (parameter(request, "ids").empty()) return recorded;
    // One that is gone sends the plugin to the media itself.
    if (parameter(request, "ids").find(',') != std::string::npos ||
        request.target.find("insights") != std::string::npos)
      return Answer{.status = 400,
                    .body = R"({"error":{"message":"Invalid parameter","code":100,"error_subcode":33}})"};
    const std::string asked = parameter(request, "ids");
    if (asked != id)
      return Answer{.status = 400, .body = R"({"error":{"message":"no","code":100,"error_subcode":33}})"};
    return Answer{.body = "{\"" + asked + R"(":{"id":")" + asked + "\"}}"};
  };
  return host.sync({{.platform_id = id, .published_at_ms = kNow - kHour, .type = type},
                    {.platform_id = "1", .published_at_ms = kNow - 2 * kHour, .type = type}});
}

TEST(InstagramRecordings, AReelsInsights) {
  const Outcome outcome = insights("media_insights_reel_2026", "17897668449516451", "REELS");
  const std::pair<const char*, std::int64_t> rows[] = {{"shares_count", 202},  {"saves_count", 63},
                                                       {"engagements", 888},   {"reach", 15486},
                                                       {"impressions", 21159}, {"video_views", 21159}};
  for (const auto& [name, value] : rows) EXPECT_EQ(outcome.value(0, name), value) << name;
  EXPECT_EQ(outcome.values.size(), std::size(rows)) << "nothing of what it does not say";
  EXPECT_EQ(outcome.failed.at(1).code, TIDEMARK_POST_NOT_FOUND);
}

TEST(InstagramRecordings, InsightsOfOtherKindsAndTimes) {
  const Outcome activity =
      insights("media_insights_profile_activity_breakdown", "17932174733377207", "FEED/IMAGE");
  EXPECT_EQ(activity.value(0, "profile_actions"), 4);
  EXPECT_EQ(activity.values.size(), 1u);
  const Outcome story = insights("story_insights_navigation_breakdown", "17969782069736348", "STORY/IMAGE");
  EXPECT_EQ(story.value(0, "story_navigation"), 25);
  const Outcome legacy = insights("story_insights_legacy", "3874523487643", "STORY/IMAGE");
  const std::pair<const char*, std::int64_t> rows[] = {{"replies_count", 0}, {"reach", 105},
                                                       {"follows_count", 5}, {"profile_visits", 23},
                                                       {"shares_count", 0},  {"engagements", 4}};
  for (const auto& [name, value] : rows) EXPECT_EQ(legacy.value(0, name), value) << name;
  EXPECT_EQ(legacy.value(0, "impressions"), std::nullopt) << "it was not asked for";
  const Outcome old = insights("media_insights_legacy_impressions", "17846368219941692", "FEED/IMAGE");
  EXPECT_EQ(old.value(0, "reach"), 5);
  EXPECT_EQ(old.value(0, "saves_count"), 0) << "a zero that was told";
  EXPECT_EQ(old.value(0, "impressions"), std::nullopt);
}

TEST(InstagramRecordings, MediaByTheirIds) {
  const Outcome outcome = sync({{"/v25.0/?", "media_by_ids"}},
                               {{.platform_id = "17893085207160254", .type = "FEED/IMAGE"},
                                {.platform_id = "17896129349106152", .type = "FEED/CAROUSEL_ALBUM"}});
  EXPECT_EQ(outcome.result.code, TIDEMARK_OK) << outcome.result.message;
  for (const std::uint32_t i : {0u, 1u}) {
    EXPECT_EQ(outcome.value(i, "likes_count"), 1);
    EXPECT_EQ(outcome.value(i, "comments_count"), 0);
    EXPECT_EQ(outcome.value(i, "reach"), std::nullopt);
  }
}

TEST(InstagramRecordings, APageOfTheListAndTheNext) {
  FakeHost host(tidemark_plugin_v1, R"({"api_version":"v25.0","app_id":""})");
  host.now_ms = kNow;
  host.account = {{"instagram_account_id", "17841406338772941"}};
  const Answer first = recordings().answer("media_list_page1"),
               second = recordings().answer("media_list_page2_carousel");
  host.play = [&](const SentRequest& request) {
    if (path_of(request).ends_with("/stories")) return Answer{.body = R"({"data":[]})"};
    if (path_of(request) == "/") return Answer{.status = 500};
    return parameter(request, "after") == "after" ? second : first;
  };
  const Outcome outcome = host.discover("");
  ASSERT_EQ(outcome.found.size(), 4u);
  EXPECT_EQ(outcome.found[0].platform_id, "17895731045244887");
  EXPECT_EQ(outcome.found[0].text, "");
  EXPECT_EQ(outcome.found[0].type, "FEED/IMAGE");
  EXPECT_EQ(outcome.found[2].type, "FEED/CAROUSEL_ALBUM");
  EXPECT_EQ(outcome.found[2].text, "Three days at the lake");
  EXPECT_EQ(outcome.found[2].published_at_ms, 1627296320000);
  EXPECT_NE(outcome.found[2].media_json.find("\"type\":\"video\""), std::string::npos);
  const std::int64_t likes[] = {0, 2, 1, 1}, comments[] = {0, 6, 0, 0};
  for (std::uint32_t i = 0; i < 4; ++i) {
    EXPECT_EQ(outcome.value(i, "likes_count"), likes[i]);
    EXPECT_EQ(outcome.value(i, "comments_count"), comments[i]);
    EXPECT_EQ(outcome.value(i, "reach"), std::nullopt);
  }
  EXPECT_EQ(outcome.listed_since, TIDEMARK_UNKNOWN_TIME);
}

TEST(InstagramRecordings, APostOfTodayWithACaptionOfThreeLines) {
  const Outcome outcome =
      recordings().discover("media_list_2026_image", "", {{"token_kind", "instagram_login"}});
  ASSERT_EQ(outcome.found.size(), 1u);
  EXPECT_EQ(outcome.found[0].url, "https://www.instagram.com/p/DbBeG2BS6Zk/");
  EXPECT_NE(outcome.found[0].text.find("\n\nVocê"), std::string::npos);
  EXPECT_EQ(outcome.value(0, "likes_count"), 201);
  EXPECT_EQ(outcome.value(0, "comments_count"), 2);
}

TEST(InstagramRecordings, TheAccountAndTheQuotaUnderTwoIds) {
  const Outcome outcome = sync({{"/v25.0/17841407673135339?", "account_profile"}}, {{}}, "17841407673135339");
  EXPECT_EQ(outcome.value(0, "followers_count"), 64363);
  EXPECT_EQ(outcome.value(0, "posts_count"), 427);
  EXPECT_EQ(outcome.value(0, "following_count"), std::nullopt);
  EXPECT_TRUE(outcome.quotas.empty()) << "one percent is no full quota";
}

TEST(InstagramRecordings, DaysOfTheAccount) {
  const std::pair<const char*, std::int64_t> totals[] = {
      {"account_insights_reach_total_value", 224}, {"account_insights_total_value_two_dimensions", 14516883}};
  for (const auto& [name, value] : totals) {
    const Outcome outcome = sync({{"/v25.0/1?", "account_profile"}, {"/v25.0/1/insights?", name}}, {{}}, "1");
    ASSERT_EQ(outcome.windows.size(), 3u) << name;
    EXPECT_EQ(outcome.windows[0].metric, "account_reach");
    EXPECT_EQ(outcome.windows[0].value, value);
    EXPECT_EQ(outcome.windows[0].until_ms - outcome.windows[0].since_ms, kDay);
  }
  // 2017-05-05, noon: the series names its days.
  const Outcome series =
      sync({{"/v25.0/1?", "account_profile"}, {"/v25.0/1/insights?", "account_insights_time_series_day"}},
           {{}}, "1", 1493985600000);
  std::map<std::pair<std::string, std::int64_t>, std::int64_t> values;
  for (const WindowSample& one : series.windows) values[{one.metric, one.until_ms}] = one.value;
  const std::map<std::pair<std::string, std::int64_t>, std::int64_t> wanted = {
      {{"account_reach", 1493967600000}, 36},
      {{"account_reach", 1493881200000}, 3},
      {{"account_profile_views", 1493967600000}, 2},
      {{"account_profile_views", 1493881200000}, 0}};
  EXPECT_EQ(values, wanted);
}

TEST(InstagramRecordings, EachRecordedRefusalEndsInItsCode) {
  const std::vector<AskedItem> one = {{.platform_id = "17886258890677897", .type = "FEED/IMAGE"}};
  const std::pair<const char*, tidemark_code> rows[] = {
      {"error_token_expired_190_463", TIDEMARK_INVALID_TOKEN},
      {"error_rate_limit_80002", TIDEMARK_RATE_LIMITED},
      {"error_rate_limit_app_4", TIDEMARK_RATE_LIMITED},
      {"error_permission_10", TIDEMARK_PERMISSION_DENIED}};
  for (const auto& [name, code] : rows)
    EXPECT_EQ(recordings().sync(name, one, {{"instagram_account_id", kAccount}}).result.code, code) << name;
  const std::pair<const char*, tidemark_code> own[] = {
      {"error_missing_object_100_33", TIDEMARK_POST_NOT_FOUND},
      {"error_transient_2", TIDEMARK_PLATFORM_ERROR}};
  for (const auto& [name, code] : own) {
    const Outcome outcome = recordings().sync(name, one);
    EXPECT_EQ(outcome.failed.contains(0) ? outcome.failed.at(0).code : outcome.result.code, code) << name;
  }
}

/// A post whose fields are there and whose insights are refused with this.
Outcome refused_insights(const std::string& name, const std::string& type) {
  FakeHost host(tidemark_plugin_v1, R"({"api_version":"v25.0","app_id":""})");
  host.now_ms = kNow;
  const Answer refusal = recordings().answer(name);
  bool once = false;
  host.play = [&](const SentRequest& request) {
    const bool insights = request.target.find("insights") != std::string::npos;
    if (insights && !std::exchange(once, name.find("metric") != std::string::npos)) return refusal;
    return Answer{
        .body =
            R"({"5":{"id":"5","like_count":7,"insights":{"data":[{"name":"reach","values":[{"value":9}]}]}}})"};
  };
  return host.sync({{.platform_id = "5", .published_at_ms = kNow - kHour, .type = type}});
}

TEST(InstagramRecordings, ARefusedMetricIsThatMetricsTroubleOnly) {
  const Outcome views = refused_insights("error_metric_not_for_product_type", "FEED/IMAGE");
  ASSERT_EQ(views.unavailable.size(), 1u);
  EXPECT_EQ(views.unavailable[0].metric, "impressions");
  EXPECT_EQ(views.value(0, "reach"), 9);
  EXPECT_EQ(views.value(0, "likes_count"), 7);

  // Nobody asks for the name that was refused when this was recorded: one is found by halving.
  const Outcome list = refused_insights("error_invalid_metric_list_igapi", "FEED/IMAGE");
  EXPECT_EQ(list.result.code, TIDEMARK_OK);
  EXPECT_EQ(list.value(0, "reach"), 9);
}

TEST(InstagramRecordings, APostWithoutInsightsKeepsItsLikesAndAStoryItsPlace) {
  const Outcome old = refused_insights("error_media_before_business_2108006", "FEED/IMAGE");
  EXPECT_EQ(old.value(0, "likes_count"), 7);
  EXPECT_EQ(old.values.size(), 1u);
  EXPECT_TRUE(old.unavailable.empty());
  const Outcome story = refused_insights("error_story_not_enough_viewers_10", "STORY/IMAGE");
  EXPECT_EQ(story.read, std::vector<std::uint32_t>{0});
  EXPECT_TRUE(story.values.empty());
  EXPECT_TRUE(story.failed.empty());
}

TEST(InstagramRecordings, EachIsPlayedOrListedWithAReason) {
  const std::set<std::string> unused = {"token_refresh_ig", "webhook_comments", "webhook_story_insights",
                                        "error_range_over_30_days"};
  const std::set<std::string> played = {"account_insights_reach_total_value",
                                        "account_insights_time_series_day",
                                        "account_insights_total_value_two_dimensions",
                                        "account_profile",
                                        "error_invalid_metric_list_igapi",
                                        "error_media_before_business_2108006",
                                        "error_metric_not_for_product_type",
                                        "error_missing_object_100_33",
                                        "error_permission_10",
                                        "error_rate_limit_80002",
                                        "error_rate_limit_app_4",
                                        "error_story_not_enough_viewers_10",
                                        "error_token_expired_190_463",
                                        "error_transient_2",
                                        "media_by_ids",
                                        "media_insights_legacy_impressions",
                                        "media_insights_profile_activity_breakdown",
                                        "media_insights_reel_2026",
                                        "media_list_2026_image",
                                        "media_list_page1",
                                        "media_list_page2_carousel",
                                        "story_insights_legacy",
                                        "story_insights_navigation_breakdown"};
  for (const std::string& name : recordings().names())
    EXPECT_TRUE(unused.contains(name) || played.contains(name)) << name;
  EXPECT_EQ(recordings().names().size(), unused.size() + played.size());
}

}  // namespace
}  // namespace tidemark::testing
