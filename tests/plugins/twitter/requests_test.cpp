// What is asked, and how often.

#include <gmock/gmock.h>

#include <set>

#include "manifest.h"
#include "x.h"

namespace tidemark::testing {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

constexpr const char* kFigures[] = {"url_clicks", "profile_clicks", "engagements", "organic_impressions"};

void expect_all_read(const Outcome& outcome, const X& x) {
  EXPECT_EQ(outcome.result.code, TIDEMARK_OK) << outcome.result.message;
  for (std::uint32_t i = 0; i < x.items().size(); ++i)
    EXPECT_EQ(outcome.value(i, "likes_count"), 234) << "item " << i;
}

TEST(TwitterRequests, TwoHundredAndFiftyPostsAndTheAccountCostFourRequests) {
  for (const int young : {0, 50, 60, 100, 125, 150, 199, 200, 250}) {
    X x;
    for (int i = 0; i < 250; ++i) x.post(i < young ? 3 : 90);
    auto items = x.items();
    items.push_back({});
    const Outcome outcome = x.host.sync(items);
    EXPECT_EQ(outcome.requests.size(), 4u) << young << " young posts";
    expect_all_read(outcome, x);
    EXPECT_EQ(outcome.value(250, "followers_count"), 570842);
    EXPECT_TRUE(outcome.unavailable.empty());
  }
}

std::set<std::uint32_t> with_figures(const Outcome& outcome) {
  std::set<std::uint32_t> items;
  for (const auto& [key, value] : outcome.values)
    if (key.second == "url_clicks") items.insert(key.first);
  return items;
}

TEST(TwitterRequests, EachYoungPostHasItsFiguresWhereTheyCostNoMoreRequests) {
  for (const int young : {1, 50, 60, 100, 150, 200, 250}) {
    X x;
    for (int i = 0; i < 250; ++i) x.post(i < young ? 3 : 90);
    EXPECT_EQ(with_figures(x.sync()).size(), static_cast<std::size_t>(young));
  }
}

TEST(TwitterRequests, WhereTheyWouldTheyTakeTurnsAndTheNewestAreAlwaysAmongThem) {
  X x;
  for (int i = 0; i < 250; ++i) x.post(i < 125 ? 1 + i / 5 : 90);
  std::set<std::uint32_t> ever;
  for (int hour = 0; hour < 24; ++hour) {
    x.host.now_ms = kNow + hour * 3'600'000;
    const Outcome outcome = x.sync();
    EXPECT_EQ(outcome.requests.size(), 3u);
    const auto now = with_figures(outcome);
    EXPECT_EQ(now.size(), 100u);
    for (std::uint32_t newest = 0; newest < 50; ++newest) EXPECT_TRUE(now.contains(newest));
    ever.insert(now.begin(), now.end());
  }
  EXPECT_EQ(ever.size(), 125u);
}

TEST(TwitterRequests, OneYoungPostAmongManyOldOnesIsWorthARequest) {
  X x;
  for (int i = 0; i < 250; ++i) x.post(i < 1 ? 3 : 90);
  EXPECT_EQ(x.sync().requests.size(), 4u);
}

TEST(TwitterRequests, ANumberOfPostsCostsAsManyRequestsAsItHasHundreds) {
  for (const std::size_t posts : {0u, 1u, 99u, 100u, 101u, 1000u}) {
    X x;
    for (std::size_t i = 0; i < posts; ++i) x.post(3);
    const Outcome outcome = x.sync();
    EXPECT_EQ(outcome.requests.size(), (posts + 99) / 100);
    EXPECT_EQ(outcome.emits.size(), outcome.requests.size())
        << "each answer is one emit, private figures included";
    expect_all_read(outcome, x);
  }
}

TEST(TwitterRequests, PrivateFiguresAreNotAskedForPostsPastThirtyDays) {
  X x;
  const std::string old = x.post(30);
  x.post(29);
  const Outcome outcome = x.sync();
  EXPECT_EQ(outcome.requests.size(), 2u);
  for (const auto& request : outcome.requests) {
    if (request.target.find(old) == std::string::npos) continue;
    EXPECT_THAT(request.target, Not(HasSubstr("non_public")));
  }
  EXPECT_EQ(outcome.value(1, "url_clicks"), 89);
}

TEST(TwitterRequests, TheAgeOfAPostWithoutADateIsInItsId) {
  X x;
  const std::string young = x.post(3), old = x.post(300);
  const Outcome first = x.host.sync({{.platform_id = young}});
  EXPECT_THAT(first.requests.at(0).target, HasSubstr("non_public_metrics"));
  const Outcome second = x.host.sync({{.platform_id = old}});
  EXPECT_THAT(second.requests.at(0).target, Not(HasSubstr("non_public_metrics")));
}

TEST(TwitterRequests, ARefusedTokenCostsOneMoreRequestOnceAndIsRemembered) {
  for (const auto refusal :
       {X::Refusal::drops_the_post, X::Refusal::drops_the_member, X::Refusal::refuses_the_request}) {
    SCOPED_TRACE(static_cast<int>(refusal));
    X x;
    x.token_of = "";
    x.refusal = refusal;
    for (int i = 0; i < 250; ++i) x.post(i < 130 ? 3 : 90);
    const Outcome first = x.sync();
    expect_all_read(first, x);
    EXPECT_LE(first.requests.size(), 6u);
    EXPECT_EQ(x.lookups(first, true), 1u);
    ASSERT_EQ(first.unavailable.size(), 4u) << "each figure, once";
    for (int i = 0; i < 4; ++i) {
      EXPECT_EQ(first.unavailable[static_cast<std::size_t>(i)].metric, kFigures[i]);
      EXPECT_EQ(first.unavailable[static_cast<std::size_t>(i)].until_ms, TIDEMARK_NEVER)
          << "until the token changes";
    }
    for (const Refused& one : first.unavailable) x.host.remembered.emplace_back(one.metric, one.type);
    const Outcome second = x.sync();
    EXPECT_EQ(second.requests.size(), 3u);
    EXPECT_EQ(x.lookups(second, true), 0u);
    EXPECT_TRUE(second.unavailable.empty());
    expect_all_read(second, x);
  }
}

TEST(TwitterRequests, SomebodyElsesPostDoesNotTakeTheFiguresFromTheOthers) {
  for (const auto refusal : {X::Refusal::drops_the_post, X::Refusal::drops_the_member}) {
    X x;
    x.refusal = refusal;
    x.post(3);
    x.post(3, "77");
    x.post(3);
    const Outcome outcome = x.sync();
    expect_all_read(outcome, x);
    EXPECT_EQ(outcome.value(0, "url_clicks"), 89);
    EXPECT_EQ(outcome.value(1, "url_clicks"), std::nullopt);
    EXPECT_EQ(outcome.value(2, "profile_clicks"), 156);
    EXPECT_TRUE(outcome.unavailable.empty());
  }
}

TEST(TwitterRequests, SomebodyElsesPostAloneSaysNothingAboutTheToken) {
  for (const auto refusal : {X::Refusal::drops_the_post, X::Refusal::drops_the_member}) {
    X x;
    x.refusal = refusal;
    x.post(3, "77");
    const Outcome outcome = x.sync();
    expect_all_read(outcome, x);
    EXPECT_TRUE(outcome.unavailable.empty());
  }
}

TEST(TwitterRequests, WatchTimeIsAskedForOwnVideosInGroupsOfAHundred) {
  X x;
  std::string media;
  for (int i = 0; i < 150; ++i) {
    const std::string key = "13_" + std::to_string(1000 + i);
    x.post(3, "42", R"(,"attachments":{"media_keys":[")" + key + "\"]}");
    media += std::string(i ? "," : "") + R"({"media_key":")" + key +
             R"(","type":"video","public_metrics":{"view_count":100}})";
  }
  x.post(3, "77", R"(,"attachments":{"media_keys":["13_1000"]})");
  x.includes = R"(,"includes":{"media":[)" + media + "]}";
  x.media_answer = {
      .body =
          R"({"data":[{"media_key":"13_1000","timestamped_metrics":[{"metrics":{"watch_time_ms":61999}}]},)"
          R"({"media_key":"13_1001","timestamped_metrics":[{"watch_time_ms":"2000"}]},)"
          R"({"media_key":"13_1002","timestamped_metrics":[{"metrics":{"watch_time_ms":null}}]}]})"};
  const Outcome outcome = x.sync();
  EXPECT_EQ(outcome.result.code, TIDEMARK_OK) << outcome.result.message;
  EXPECT_EQ(outcome.value(0, "video_watch_time"), 61) << "seconds, rounded down";
  EXPECT_EQ(outcome.value(1, "video_watch_time"), 2) << "X may write counters as text";
  EXPECT_EQ(outcome.value(2, "video_watch_time"), std::nullopt);
  EXPECT_EQ(outcome.value(3, "video_watch_time"), std::nullopt);
  EXPECT_EQ(outcome.value(150, "video_watch_time"), std::nullopt) << "another's video";
  EXPECT_EQ(outcome.value(150, "video_views"), 100);
  std::vector<std::string> analytics;
  for (const auto& request : outcome.requests)
    if (request.target.starts_with("/2/media/analytics")) analytics.push_back(request.target);
  ASSERT_EQ(analytics.size(), 2u);
  EXPECT_THAT(analytics[0], HasSubstr("granularity=total"));
  EXPECT_THAT(analytics[0], HasSubstr("end_time=2026-08-01T12%3A00%3A00Z"));
  EXPECT_THAT(analytics[0], HasSubstr("start_time=2026-07-29T11%3A59%3A59Z"));
}

TEST(TwitterRequests, ARefusedWatchTimeIsNotAskedAgain) {
  struct Row {
    std::uint32_t status;
    const char* body;
    std::int64_t until = TIDEMARK_NEVER;
  };
  const Row rows[] = {
      {403, R"({"title":"Client Forbidden","type":"https://api.twitter.com/2/problems/client-forbidden"})"},
      {404, ""},
      {400, R"({"title":"Invalid Request"})", kNow + kDay},  // of this request; another may pass
      {200,
       R"({"errors":[{"resource_id":"13_7","title":"Authorization Error","type":"x/not-authorized-for-resource"}]})"}};
  for (const auto& [status, body, until] : rows) {
    X x;
    x.post(3, "42", R"(,"attachments":{"media_keys":["13_7"]})");
    x.includes = R"(,"includes":{"media":[{"media_key":"13_7","type":"video"}]})";
    x.media_answer = {.status = status, .body = body};
    const Outcome outcome = x.sync();
    EXPECT_EQ(outcome.result.code, TIDEMARK_OK);
    ASSERT_EQ(outcome.unavailable.size(), 1u) << status;
    EXPECT_EQ(outcome.unavailable[0].metric, "video_watch_time") << status;
    EXPECT_EQ(outcome.unavailable[0].until_ms, until) << status;
    EXPECT_EQ(outcome.value(0, "likes_count"), 234);
    x.host.remembered = {{"video_watch_time", ""}};
    EXPECT_EQ(x.sync().requests.size(), 1u);
  }
}

TEST(TwitterRequests, TroubleWithTheWatchTimeCostsTheWatchTimeAlone) {
  const std::int64_t in_a_minute = kNow + 60'000;
  const std::pair<Answer, std::int64_t> rows[] = {
      {{.status = 500, .body = "<html></html>"}, in_a_minute},
      {{.status = 200, .body = "{{"}, in_a_minute},
      {{.status = 200, .body = R"({"data":{}})"}, in_a_minute},
      {{.status = 0, .code = TIDEMARK_NETWORK_ERROR}, in_a_minute},
      {{.status = 0, .code = TIDEMARK_TIMEOUT}, in_a_minute},
      {{.status = 429, .code = TIDEMARK_RATE_LIMITED}, in_a_minute},
      {{.status = 429, .code = TIDEMARK_RATE_LIMITED, .retry_after_ms = 90'000}, kNow + 90'000},
      {{.status = 0, .code = TIDEMARK_RATE_LIMITED, .retry_after_ms = 7'000}, kNow + 7'000}};
  for (const auto& [answer, until] : rows) {
    X x;
    x.post(3, "42", R"(,"attachments":{"media_keys":["13_7"]})");
    x.includes = R"(,"includes":{"media":[{"media_key":"13_7","type":"video"}]})";
    x.media_answer = answer;
    const Outcome outcome = x.sync();
    EXPECT_EQ(outcome.result.code, TIDEMARK_OK) << outcome.result.message;
    EXPECT_EQ(outcome.value(0, "likes_count"), 234);
    ASSERT_EQ(outcome.unavailable.size(), 1u) << answer.status << answer.body;
    EXPECT_EQ(outcome.unavailable[0].metric, "video_watch_time") << answer.body;
    EXPECT_EQ(outcome.unavailable[0].until_ms, until) << answer.body;
  }
}

TEST(TwitterRequests, ADeadTokenAndUsedUpMoneyAreSaidWhereverTheyShow) {
  const std::pair<Answer, tidemark_code> rows[] = {
      {{.status = 401}, TIDEMARK_INVALID_TOKEN},
      {{.status = 402, .body = R"({"title":"CreditsDepleted"})"}, TIDEMARK_PLATFORM_ERROR},
      {{.status = 429,
        .body = R"({"title":"UsageCapExceeded","type":"https://api.x.com/2/problems/usage-capped"})",
        .code = TIDEMARK_RATE_LIMITED},
       TIDEMARK_PLATFORM_ERROR}};
  for (const auto& [answer, code] : rows) {
    X x;
    x.post(3, "42", R"(,"attachments":{"media_keys":["13_7"]})");
    x.includes = R"(,"includes":{"media":[{"media_key":"13_7","type":"video"}]})";
    x.media_answer = answer;
    const Outcome outcome = x.sync();
    EXPECT_EQ(outcome.result.code, code);
    EXPECT_TRUE(outcome.unavailable.empty());
    EXPECT_EQ(outcome.value(0, "likes_count"), 234);
  }
}

TEST(TwitterRequests, OneUnreadableWatchTimeLeavesTheOthers) {
  X x;
  x.post(3, "42", R"(,"attachments":{"media_keys":["13_7"]})");
  x.post(3, "42", R"(,"attachments":{"media_keys":["13_8"]})");
  x.includes =
      R"(,"includes":{"media":[{"media_key":"13_7","type":"video"},{"media_key":"13_8","type":"video"}]})";
  for (const char* bad : {"1.5", "-1", "true", "\"12s\"", "{}", "99999999999999999999"}) {
    x.media_answer = {
        .body = std::string(R"({"data":[{"media_key":"13_7","timestamped_metrics":[{"watch_time_ms":)") +
                bad + R"(}]},{"media_key":"13_8","timestamped_metrics":[{"watch_time_ms":"9000"}]}]})"};
    const Outcome outcome = x.sync();
    EXPECT_EQ(outcome.result.code, TIDEMARK_OK) << outcome.result.message;
    EXPECT_EQ(outcome.value(0, "video_watch_time"), std::nullopt) << bad;
    EXPECT_EQ(outcome.value(1, "video_watch_time"), 9) << bad;
    EXPECT_THAT(outcome.log, ::testing::Contains(HasSubstr("watch_time_ms"))) << bad;
  }
}

TEST(TwitterRequests, TheManifestAndTheLibrarySayTheSame) {
  expect_manifest_fits(TWITTER_FOLDER "/plugin.toml", tidemark_plugin_v1);
}

}  // namespace
}  // namespace tidemark::testing
