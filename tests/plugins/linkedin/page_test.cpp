// The page's own figures, and those of videos.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "li.h"

namespace tidemark::testing {
namespace {

using ::testing::HasSubstr;

const std::string kQuiet = R"("commentSummary":{"count":0},"reactionSummaries":{})";
constexpr std::int64_t kToday = 1785542400000;  // 2026-08-01T00:00:00Z

/// A page of which everything can be had.
void open(LinkedInWorld& world) {
  world.meddle = [](const SentRequest& request, Answer& answer) {
    const bool daily = request.target.find("timeIntervals") != std::string::npos;
    const std::string range = R"("timeRange":{"start":)" + std::to_string(kToday - 3 * kDay) + R"(,"end":)" +
                              std::to_string(kToday - 2 * kDay) + "}";
    if (request.target.starts_with("/rest/organizationPageStatistics"))
      answer = {.body = R"({"elements":[{"organization":"urn:li:organization:2414183",)" +
                        (daily ? range + "," : std::string()) +
                        R"("totalPageStatistics":{"views":{"allPageViews":{"pageViews":)" +
                        (daily ? "17,\"uniquePageViews\":9" : "4711") + "}}}}]}"};
    if (request.target.starts_with("/rest/organizationalEntityFollowerStatistics"))
      answer = {.body = R"({"elements":[{"organizationalEntity":"urn:li:organization:2414183",)" + range +
                        R"(,"followerGains":{"organicFollowerGain":-3,"paidFollowerGain":12}}]})"};
  };
}

TEST(LinkedInPage, FollowersViewsAndWhatSingleDaysBrought) {
  LinkedInWorld world;
  open(world);
  const Outcome outcome = world.page();
  EXPECT_EQ(outcome.result.code, TIDEMARK_OK);
  EXPECT_EQ(outcome.value(0, "followers_count"), 219145);
  EXPECT_EQ(outcome.value(0, "page_views"), 4711);
  const std::pair<const char*, std::int64_t> days[] = {{"daily_page_views", 17},
                                                       {"daily_unique_page_views", 9},
                                                       {"organic_follower_gains", -3},
                                                       {"paid_follower_gains", 12}};
  ASSERT_EQ(outcome.windows.size(), std::size(days));
  for (std::size_t i = 0; i < std::size(days); ++i) {
    EXPECT_EQ(outcome.windows[i].metric, days[i].first);
    EXPECT_EQ(outcome.windows[i].value, days[i].second);
    EXPECT_EQ(outcome.windows[i].since_ms, kToday - 3 * kDay);
    EXPECT_EQ(outcome.windows[i].until_ms, kToday - 2 * kDay);
  }
}

TEST(LinkedInPage, TheRequestsAreWrittenAsRestliWantsThem) {
  LinkedInWorld world;
  const Outcome outcome = world.page();
  ASSERT_EQ(outcome.requests.size(), 4u);
  const std::string day = std::to_string(kToday);
  EXPECT_EQ(outcome.requests[0].target,
            "/rest/networkSizes/urn%3Ali%3Aorganization%3A2414183?edgeType=COMPANY_FOLLOWED_BY_MEMBER");
  EXPECT_EQ(outcome.requests[1].target,
            "/rest/organizationPageStatistics?q=organization&organization=urn%3Ali%3Aorganization%3A2414183");
  EXPECT_EQ(outcome.requests[2].target,
            "/rest/organizationPageStatistics?q=organization&organization=urn%3Ali%3Aorganization%3A2414183"
            "&timeIntervals=(timeRange:(start:" +
                std::to_string(kToday - 14 * kDay) + ",end:" + day + "),timeGranularityType:DAY)");
  EXPECT_EQ(outcome.requests[3].target,
            "/rest/organizationalEntityFollowerStatistics?q=organizationalEntity"
            "&organizationalEntity=urn%3Ali%3Aorganization%3A2414183&timeIntervals=(timeRange:(start:" +
                std::to_string(kToday - 16 * kDay) + ",end:" + std::to_string(kToday - 2 * kDay) +
                "),timeGranularityType:DAY)");
}

TEST(LinkedInPage, OneRefusedFigureCostsNoOther) {
  LinkedInWorld world;
  open(world);
  world.host.play = [play = world.host.play](const SentRequest& request) {
    if (request.target.starts_with("/rest/organizationPageStatistics"))
      return Answer{.status = 403, .body = R"({"status":403,"message":"Not enough permissions"})"};
    return play(request);
  };
  const Outcome outcome = world.page();
  EXPECT_EQ(outcome.result.code, TIDEMARK_OK);
  EXPECT_EQ(outcome.value(0, "followers_count"), 219145);
  EXPECT_EQ(outcome.windows.size(), 2u);
  ASSERT_EQ(outcome.unavailable.size(), 3u);
  EXPECT_EQ(outcome.unavailable[0].metric, "page_views");
  EXPECT_EQ(outcome.unavailable[0].until_ms, kNow + 7 * kDay);
  world.host.remembered = {{"page_views", ""}, {"daily_page_views", ""}, {"daily_unique_page_views", ""}};
  EXPECT_EQ(world.page().requests.size(), 2u);
}

TEST(LinkedInPage, WhereNothingCanBeHadThePageFailsWithTheFirstReason) {
  LinkedInWorld world;
  world.host.play = [](const SentRequest&) { return Answer{.status = 403}; };
  const Outcome outcome = world.page();
  EXPECT_EQ(outcome.result.code, TIDEMARK_OK);
  EXPECT_EQ(outcome.failed.at(0).code, TIDEMARK_PERMISSION_DENIED);
  EXPECT_TRUE(outcome.unavailable.empty());
}

TEST(LinkedInPage, ADeadTokenOrVersionEndsTheSync) {
  for (const std::uint32_t status : {401u, 426u}) {
    LinkedInWorld world;
    world.post("urn:li:share:1", {.statistics = figures()});
    world.host.play = [&](const SentRequest&) { return Answer{.status = status}; };
    const Outcome outcome = world.host.sync({{}, {.platform_id = "urn:li:share:1"}});
    EXPECT_NE(outcome.result.code, TIDEMARK_OK);
    EXPECT_EQ(outcome.requests.size(), 1u);
  }
}

TEST(LinkedInPage, ADayThatCannotBeIsUnreadableAndAnotherPagesElementIsNot) {
  const std::string head =
      R"({"elements":[{"followerGains":{"organicFollowerGain":3},"organizationalEntity":"urn:li:organization:)";
  const std::pair<std::string, bool> rows[] = {
      {head + R"(2414183"}]})", false},
      {head + R"(2414183","timeRange":{"start":5,"end":4}}]})", false},
      {head + R"(2414183","timeRange":{"start":-5,"end":4}}]})", false},
      {head + R"(2414183","timeRange":{"start":4,"end":9223372036854775807}}]})", false},
      {head + R"(2414183","timeRange":{"start":"4","end":5}}]})", false},
      {head + R"(5","timeRange":{"start":4,"end":5}}]})", true},
      {R"({"elements":[]})", true}};
  for (const auto& [body, readable] : rows) {
    LinkedInWorld world;
    world.instead["organizationalEntityFollowerStatistics"] = {.body = body};
    const Outcome outcome = world.page();
    EXPECT_TRUE(outcome.windows.empty()) << body;
    bool said = false;
    for (const Refused& one : outcome.unavailable) said |= one.metric == "organic_follower_gains";
    EXPECT_EQ(said, !readable) << body;
  }
}

LinkedInWorld::Post video_post(int days_old) {
  return {.statistics = figures(), .social = kQuiet, .published_at_ms = kNow - days_old * kDay};
}

Answer video(const SentRequest& request, std::int64_t value) {
  std::string urn = request.target.substr(request.target.find("entity=") + 7);
  urn = urn.substr(0, urn.find('&'));
  return {.body = R"({"elements":[{"entity":")" + urn + R"(","value":)" + std::to_string(value) + "}]}"};
}

TEST(LinkedInVideos, ViewsAndWatchTimeOfYoungVideosAreAskedForOneByOne) {
  LinkedInWorld world;
  world.post("urn:li:ugcPost:1", video_post(3), "video");
  world.post("urn:li:ugcPost:2", video_post(3), "image");
  world.post("urn:li:share:3", video_post(3), "video");
  world.post("urn:li:ugcPost:4", video_post(200), "video");
  world.meddle = [](const SentRequest& request, Answer& answer) {
    if (request.target.starts_with("/rest/videoAnalytics"))
      answer = video(request, request.target.find("VIDEO_VIEW") != std::string::npos ? 100 : 61999);
  };
  const Outcome outcome = world.sync();
  EXPECT_EQ(
      LinkedInWorld::asked(outcome, "videoAnalytics"),
      (std::vector<std::string>{
          "/rest/videoAnalytics?q=entity&entity=urn%3Ali%3AugcPost%3A1&type=VIDEO_VIEW&aggregation=ALL",
          "/rest/videoAnalytics?q=entity&entity=urn%3Ali%3AugcPost%3A1&type=TIME_WATCHED&aggregation=ALL"}));
  EXPECT_EQ(outcome.value(0, "video_views"), 100);
  EXPECT_EQ(outcome.value(0, "video_watch_time"), 61) << "seconds, rounded down";
}

TEST(LinkedInVideos, OfManyTheNewestAreAskedAlwaysAndTheOthersInTurn) {
  LinkedInWorld world;
  for (int i = 0; i < 30; ++i)
    world.post("urn:li:ugcPost:" + std::to_string(100 + i), video_post(1 + i), "video");
  world.meddle = [](const SentRequest& request, Answer& answer) {
    if (request.target.starts_with("/rest/videoAnalytics")) answer = video(request, 5000);
  };
  std::map<std::uint32_t, int> read;
  for (int run = 0; run < 200; ++run) {
    world.host.now_ms = kNow + run * 3'600'000;
    const Outcome outcome = world.sync();
    EXPECT_EQ(LinkedInWorld::asked(outcome, "videoAnalytics").size(), 20u);
    for (std::uint32_t i = 0; i < 30; ++i) read[i] += outcome.value(i, "video_views").has_value();
  }
  for (std::uint32_t i = 0; i < 5; ++i) EXPECT_EQ(read[i], 200);
  for (std::uint32_t i = 5; i < 30; ++i) EXPECT_GT(read[i], 0) << i;
}

TEST(LinkedInVideos, ARefusedFigureIsRememberedAndTheOtherStillRead) {
  for (
      const Answer& refusal :
      {Answer{
           .status = 400,
   .body = R"({"errorDetails":{"inputErrors":[{"code":"PARAM_INVALID","input":{"inputPath":{"fieldPath":"type"}}}]},"status":400})"},
       Answer{.status = 403, .body = R"({"status":403,"message":"Not enough permissions"})"}}) {
    LinkedInWorld world;
    world.post("urn:li:ugcPost:1", video_post(3), "video");
    world.post("urn:li:ugcPost:2", video_post(4), "video");
    world.meddle = [&](const SentRequest& request, Answer& answer) {
      if (request.target.find("VIDEO_VIEW") != std::string::npos) answer = refusal;
      if (request.target.find("TIME_WATCHED") != std::string::npos) answer = video(request, 9000);
    };
    const Outcome outcome = world.sync();
    EXPECT_EQ(outcome.result.code, TIDEMARK_OK);
    EXPECT_EQ(outcome.value(1, "video_watch_time"), 9);
    ASSERT_EQ(outcome.unavailable.size(), 1u);
    EXPECT_EQ(outcome.unavailable[0].metric, "video_views");
    EXPECT_EQ(outcome.unavailable[0].type, "video");
    EXPECT_EQ(outcome.unavailable[0].until_ms, kNow + 7 * kDay);
    EXPECT_EQ(LinkedInWorld::asked(outcome, "videoAnalytics").size(), 3u);
    world.host.remembered = {{"video_views", "video"}};
    EXPECT_EQ(LinkedInWorld::asked(world.sync(), "videoAnalytics").size(), 2u);
  }
}

TEST(LinkedInVideos, OneVideosTroubleIsItsOwnAndThePlatformsEndsTheVideos) {
  struct Row {
    Answer answer;
    bool of_the_video;
  };
  const Row rows[] = {{{.status = 404, .body = R"({"status":404})"}, true},
                      {{.status = 400, .body = "{}"}, true},
                      {{.status = 403, .body = R"({"message":"no access to urn:li:ugcPost:1"})"}, true},
                      {{.body = "<html>"}, true},
                      {{.body = "{}"}, true},
                      {{.body = R"({"elements":[{"entity":"urn:li:ugcPost:9","value":5}]})"}, true},
                      {{.body = R"({"elements":[{"value":5},{"value":6}]})"}, true},
                      {{.body = R"({"elements":[{"value":-5}]})"}, true},
                      {{.status = 500}, false},
                      {{.status = 429, .code = TIDEMARK_RATE_LIMITED, .retry_after_ms = 60'000}, false},
                      {{.status = 0, .code = TIDEMARK_NETWORK_ERROR}, false}};
  for (const Row& row : rows) {
    SCOPED_TRACE(std::to_string(row.answer.status) + row.answer.body);
    LinkedInWorld world;
    world.post("urn:li:ugcPost:1", video_post(3), "video");
    world.post("urn:li:ugcPost:2", video_post(4), "video");
    world.meddle = [&](const SentRequest& request, Answer& answer) {
      if (request.target.starts_with("/rest/videoAnalytics"))
        answer = request.target.find("ugcPost%3A1&") != std::string::npos ? row.answer : video(request, 7000);
    };
    const Outcome outcome = world.sync();
    EXPECT_EQ(outcome.result.code, TIDEMARK_OK);
    EXPECT_EQ(outcome.value(0, "likes_count"), 17);
    EXPECT_EQ(outcome.value(0, "video_views"), std::nullopt);
    EXPECT_EQ(outcome.value(1, "video_views").has_value(), row.of_the_video);
    EXPECT_EQ(outcome.unavailable.size(), row.of_the_video ? 0u : 2u);
  }
}

}  // namespace
}  // namespace tidemark::testing
