#include <gtest/gtest.h>

#include "fake_host.h"
#include "insights.hpp"

namespace tidemark::testing {
namespace {

TEST(ExamplePlugin, ReadsPostsAndTheAccountAsTheReadmeSays) {
  FakeHost host(tidemark_plugin_v1, R"({"api_version":"3"})");
  host.account = {{"platform_user_id", "17"}};
  host.play = [](const SentRequest& request) -> Answer {
    if (request.target == "/v1/accounts/17") return {.body = R"({"followers":1200})"};
    EXPECT_EQ(request.target, "/v1/posts?ids=1%2C2%2C3");
    return {.body = R"({"posts":[{"id":"3","likes":"many"},{"id":"1","likes":7,"views":90}]})",
            .headers = {{"x-limit", "900"}, {"x-left", "899"}}};
  };
  const Outcome outcome = host.sync({{.platform_id = "1"}, {.platform_id = "2"}, {}, {.platform_id = "3"}});
  EXPECT_EQ(outcome.result.code, TIDEMARK_OK) << outcome.result.message;
  EXPECT_EQ(outcome.value(0, "likes_count"), 7);
  EXPECT_EQ(outcome.value(0, "impressions"), 90);
  EXPECT_EQ(outcome.failed.at(1).code, TIDEMARK_POST_NOT_FOUND);
  EXPECT_EQ(outcome.value(2, "followers_count"), 1200);
  EXPECT_EQ(outcome.failed.at(3).message, "\"posts[0].likes\" is a string, wanted a number");
  ASSERT_EQ(outcome.quotas.size(), 1u);
  EXPECT_EQ(outcome.quotas[0].remaining, 899);
}

/// Three pages of the account's posts, 4 to 1.
Answer page_of(const SentRequest& request) {
  if (request.target == "/v1/accounts/17/posts")
    return {.body = R"({"posts":[{"id":"4","at":"2026-08-04T00:00:00Z","text":"new","link":"https://e.x/4",)"
                    R"("likes":1,"views":0}],"next":"b"})"};
  if (request.target == "/v1/accounts/17/posts?after=b")
    return {.body = R"({"posts":[{"id":"3","at":"2026-08-03T00:00:00Z","likes":"many"},)"
                    R"({"id":"2","at":"2026-08-02T00:00:00Z","views":5}],"next":"c"})"};
  if (request.target == "/v1/accounts/17/posts?after=c")
    return {.body = R"({"posts":[{"id":"1","at":"2026-08-01T00:00:00Z"}]})"};
  return {.status = 404};
}

struct ExampleDiscovery : ::testing::Test {
  ExampleDiscovery() {
    host.account = {{"platform_user_id", "17"}};
    host.play = page_of;
  }
  FakeHost host{tidemark_plugin_v1, R"({"api_version":"3"})"};
};

TEST_F(ExampleDiscovery, FindsAllPostsWithTheirFiguresAndSaysThatTheseAreAll) {
  const Outcome outcome = host.discover("");
  EXPECT_EQ(outcome.result.code, TIDEMARK_OK) << outcome.result.message;
  ASSERT_EQ(outcome.found.size(), 4u);
  EXPECT_EQ(outcome.found[0].platform_id, "4");
  EXPECT_EQ(outcome.found[0].url, "https://e.x/4");
  EXPECT_EQ(outcome.found[0].published_at_ms, 1'785'801'600'000);
  EXPECT_EQ(outcome.value(0, "likes_count"), 1);
  EXPECT_EQ(outcome.value(0, "impressions"), 0);
  EXPECT_TRUE(outcome.failed.contains(1)) << "its figures cannot be read; it is found all the same";
  EXPECT_EQ(outcome.value(2, "impressions"), 5);
  EXPECT_EQ(outcome.listed_since, TIDEMARK_UNKNOWN_TIME);
  EXPECT_EQ(outcome.cursor, "2026-08-04T00:00:00Z");
}

TEST_F(ExampleDiscovery, ListsNothingOlderThanWhatIsKnown) {
  const Outcome outcome = host.discover("2026-08-03T00:00:00Z");
  EXPECT_EQ(outcome.result.code, TIDEMARK_OK) << outcome.result.message;
  EXPECT_EQ(outcome.requests.size(), 2u);
  EXPECT_EQ(outcome.found.size(), 2u);
  EXPECT_EQ(outcome.listed_since, 1'785'715'200'000);
  EXPECT_EQ(outcome.cursor, "2026-08-04T00:00:00Z");
}

TEST_F(ExampleDiscovery, ClaimsNothingOfAListThatItCouldNotReadToItsEnd) {
  const std::pair<Answer, tidemark_code> rows[] = {
      {{.body = R"({"posts":[],"next":"b"})"}, TIDEMARK_BAD_RESPONSE},  // the same page for ever
      {{.body = "{}"}, TIDEMARK_BAD_RESPONSE},
      {{.status = 429, .code = TIDEMARK_RATE_LIMITED, .retry_after_ms = 60'000}, TIDEMARK_RATE_LIMITED}};
  for (const auto& [answer, code] : rows) {
    host.play = [&](const SentRequest& request) {
      return request.target == "/v1/accounts/17/posts" ? page_of(request) : answer;
    };
    const Outcome outcome = host.discover("");
    EXPECT_EQ(outcome.result.code, code) << answer.body;
    EXPECT_EQ(outcome.found.size(), 1u) << "what was found stays";
    EXPECT_EQ(outcome.listed_since, std::nullopt);
    EXPECT_EQ(outcome.cursor, "");
  }
}

TEST(ExamplePlugin, ChecksWhatTheTokenMay) {
  FakeHost host(tidemark_plugin_v1, R"({"api_version":"3"})");
  host.play = [](const SentRequest&) { return Answer{.body = R"({"scopes":["write","list"]})"}; };
  const Outcome outcome = host.check();
  EXPECT_EQ(outcome.result.code, TIDEMARK_OK) << outcome.result.message;
  ASSERT_TRUE(outcome.access);
  EXPECT_EQ(outcome.access->scopes, " write list");
  EXPECT_EQ(outcome.access->missing, "read");
  host.play = [](const SentRequest&) { return Answer{.status = 401}; };
  EXPECT_EQ(host.check().result.code, TIDEMARK_INVALID_TOKEN);
}

struct InsightsPlatform : Insights {
  static constexpr std::string_view kPlatform = "insights", kVersion = "1.0.0";
  static constexpr Bucket kBuckets[] = {{"all", 900, std::chrono::minutes(15)}};
  explicit InsightsPlatform(const Config&) {}
  void sync(Sync& sync) {
    MetricSets sets(sync, memory_);
    for (const Item& item : sync.items()) read(sync, sets, item);
  }
};
constexpr tidemark_plugin kInsights = detail::descriptor<InsightsPlatform>();

Outcome insights_where(const std::string& refused) {
  FakeHost host(kInsights);
  host.play = [&](const SentRequest& request) -> Answer {
    if (request.target.find(refused) != std::string::npos) return {.status = 400};
    return {.body = R"({"impressions":9,"views":8,"reach":4,"saved":0})"};
  };
  return host.sync({{.platform_id = "1", .type = "video"}});
}

TEST(ExampleInsights, BringsWhatIsServedAndReportsTheRest) {
  const Outcome outcome = insights_where("saved");
  EXPECT_EQ(outcome.result.code, TIDEMARK_OK) << outcome.result.message;
  EXPECT_EQ(outcome.value(0, "impressions"), 8);
  EXPECT_EQ(outcome.value(0, "reach"), 4);
  EXPECT_EQ(outcome.value(0, "saves_count"), std::nullopt);
  ASSERT_EQ(outcome.unavailable.size(), 1u);
  EXPECT_EQ(outcome.unavailable[0].metric, "saves_count");
  EXPECT_EQ(outcome.unavailable[0].type, "video");
}

TEST(ExampleInsights, FallsBackToAMetricsOlderName) {
  const Outcome outcome = insights_where("views");
  EXPECT_EQ(outcome.value(0, "impressions"), 9);
  EXPECT_EQ(outcome.value(0, "saves_count"), 0);
  EXPECT_TRUE(outcome.unavailable.empty());
}

}  // namespace
}  // namespace tidemark::testing
