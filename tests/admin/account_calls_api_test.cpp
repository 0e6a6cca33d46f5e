// Checks, discoveries, and the metrics that an account may not read, over the admin API.

#include "admin/admin_house.h"

namespace tidemark::testing {
namespace {

using namespace std::chrono_literals;

struct AccountCalls : AdminHouse {
  explicit AccountCalls(AdminOptions options = {.max_body = 4u << 20, .version = "0.1"})
      : AdminHouse(options) {
    reef.can_discover();
    reef.on_discover = [](DiscoverySink& sink) -> Result<DiscoveryEnd> {
      for (const char* id : {"a", "b"})
        if (auto taken = sink.found({.platform_post_id = id, .text = "found"}); !taken) return taken.error();
      const EmittedSample sample{.item = 1, .metric = "likes_count", .value = 7};
      if (auto stored = sink.emit({&sample, 1}); !stored) return stored.error();
      return DiscoveryEnd{.cursor = "next", .listed = DiscoveryEnd::Listed{}};
    };
    register_reef(1);
  }
  json::Document document(const HttpAnswer& answer) { return json::parse(answer.body); }
};

TEST_F(AccountCalls, ADiscoveryRegistersPostsAndKeepsTheirFigures) {
  clock.advance(1s);
  const auto answer = ask("POST", "/api/v1/accounts/1/discover");
  EXPECT_EQ(answer.status, 200);
  EXPECT_EQ(answer.body, R"({"found":2,"new":2,"gone":1})");
  const auto posts = document(ask("GET", "/api/v1/posts?business_id=1"));
  EXPECT_EQ(posts.root()["items"].items().size(), 3u);
  EXPECT_EQ((*posts.root()["items"].items().begin())["state"].string(), "gone");
  const auto figures = document(ask("GET", "/api/v1/analytics/posts/3"));
  EXPECT_EQ(figures.root()["likes_count"].integer(), 7);
  EXPECT_EQ(figures.root()["content_preview"].string(), "found");
  EXPECT_EQ(ask("POST", "/api/v1/accounts/1/discover").body, R"({"found":2,"new":0,"gone":0})");
  const auto run = document(ask("GET", "/api/v1/sync/runs/1"));
  EXPECT_EQ(run.root()["trigger"].string(), "manual");
  EXPECT_EQ(run.root()["posts_updated"].integer(), 1);
  EXPECT_EQ(run.root()["discovered"]["new"].integer(), 2);
}

TEST_F(AccountCalls, ADiscoveryThatFailsSaysWhy) {
  reef.on_discover = [](DiscoverySink&) -> Result<DiscoveryEnd> {
    return Error{.code = Code::rate_limited, .message = "wait a little", .retry_after = 90s};
  };
  const auto answer = ask("POST", "/api/v1/accounts/1/discover");
  EXPECT_EQ(answer.status, 429) << answer.body;
  EXPECT_EQ(answer.headers.at("retry-after"), "90");
  EXPECT_EQ(document(answer).root()["detail"].string(), "wait a little");
}

TEST_F(AccountCalls, ARefreshOfAnAccountWithoutPostsFindsThem) {
  EXPECT_EQ(ask("DELETE", "/api/v1/posts/1").status, 204);
  const auto answer = document(ask("POST", "/api/v1/analytics/refresh", R"({"business_id":1})"));
  EXPECT_EQ(answer.root()["sync_details"]["total_posts"].integer(), 2);
  EXPECT_EQ(answer.root()["posts_updated"].integer(), 2);
  EXPECT_EQ(answer.root()["discovered"]["found"].integer(), 2);
  const auto again = document(ask("POST", "/api/v1/analytics/refresh", R"({"business_id":1})"));
  EXPECT_TRUE(again.root()["discovered"].absent());
}

TEST_F(AccountCalls, ARefreshIsAboutThePostsThatWereRegistered) {
  const auto answer = document(ask("POST", "/api/v1/analytics/refresh", R"({"business_id":1})"));
  EXPECT_EQ(answer.root()["sync_details"]["total_posts"].integer(), 1);
  EXPECT_TRUE(answer.root()["discovered"].absent());
}

TEST_F(AccountCalls, ACheckTellsWhatThePlatformSays) {
  reef.on_check = [](AccessReport& report) -> Result<> {
    report = {.scopes = {"read"},
              .missing = {"insights"},
              .role = "ANALYST",
              .expiry = AccessReport::Expiry::at,
              .expires_at = Instant{1'900'000'000'000}};
    return Done{};
  };
  const auto answer = document(ask("POST", "/api/v1/accounts/1/check"));
  EXPECT_EQ(answer.root()["ok"].boolean(), false);
  EXPECT_EQ(answer.root()["state"].string(), "error");
  EXPECT_EQ((*answer.root()["scopes"].items().begin()).string(), "read");
  EXPECT_EQ((*answer.root()["missing"].items().begin()).string(), "insights");
  EXPECT_EQ(answer.root()["role"].string(), "ANALYST");
  EXPECT_EQ(answer.root()["expires_at"].string(), "2030-03-17T17:46:40.000Z");
  const auto account = document(ask("GET", "/api/v1/accounts/1"));
  EXPECT_EQ(account.root()["token_expires_at"].string(), "2030-03-17T17:46:40.000Z");
  EXPECT_EQ(account.root()["state"].string(), "error");
}

TEST_F(AccountCalls, ACheckWithoutNewsHasNoEmptyFields) {
  reef.on_check = [](AccessReport&) -> Result<> { return Done{}; };
  EXPECT_EQ(ask("POST", "/api/v1/accounts/1/check").body,
            R"({"ok":true,"state":"ok","message":"The platform answers for this account."})");
}

TEST_F(AccountCalls, PlatformsShowTheMetricsThatAreRefusedNow) {
  ASSERT_TRUE(catalog->accounts().remember_refused({1}, {"reach", "video", clock.now() + 1h, "retired"}));
  ASSERT_TRUE(catalog->accounts().remember_refused({1}, {"saves", "", {}, "no permission"}));
  const auto refused = [&] {
    const auto platforms = document(ask("GET", "/api/v1/platforms"));
    std::vector<std::string> all;
    for (json::Value platform : platforms.root()["items"].items())
      for (json::Value one : platform["unavailable"].items())
        all.push_back(std::string(*platform["id"].string()) + " " +
                      std::to_string(*one["account_id"].integer()) + " " +
                      std::string(*one["metric"].string()) + " " + std::string(*one["type"].string()) + " " +
                      std::string(one["until"].string().value_or("for good")) + " " +
                      std::string(*one["why"].string()));
    return all;
  };
  const auto all = refused();
  ASSERT_EQ(all.size(), 2u);
  EXPECT_EQ(all[0], "reef 1 saves  for good no permission");
  EXPECT_EQ(all[1], "reef 1 reach video " + to_rfc3339(clock.now() + 1h) + " retired");
  clock.advance(1h);
  EXPECT_EQ(refused().size(), 1u);
  EXPECT_EQ(ask("PATCH", "/api/v1/accounts/1", R"({"access_token":"renewed"})").status, 200);
  EXPECT_TRUE(refused().empty());
}

struct ImpatientCalls : AccountCalls {
  ImpatientCalls() : AccountCalls({.max_body = 4u << 20, .refresh_wait = 0ms, .version = "0.1"}) {}
};

TEST_F(ImpatientCalls, ADiscoveryThatOutlastsTheAnswerIsARunToBeAskedFor) {
  clock.advance(1s);
  reef.hold(true);
  const auto answer = ask("POST", "/api/v1/accounts/1/discover");
  EXPECT_EQ(answer.status, 202) << answer.body;
  EXPECT_EQ(answer.headers.at("location"), "/api/v1/sync/runs/1");
  EXPECT_EQ(document(answer).root()["status"].string(), "running");
  EXPECT_EQ(ask("POST", "/api/v1/accounts/1/discover").headers.at("location"), "/api/v1/sync/runs/1");
  reef.hold(false);
  ASSERT_TRUE(*sync->wait({1}, 60s));
  const auto run = document(ask("GET", "/api/v1/sync/runs/1"));
  EXPECT_EQ(run.root()["status"].string(), "completed");
  EXPECT_EQ(run.root()["discovered"]["found"].integer(), 2);
  EXPECT_EQ(run.root()["discovered"]["gone"].integer(), 1);
}

}  // namespace
}  // namespace tidemark::testing
