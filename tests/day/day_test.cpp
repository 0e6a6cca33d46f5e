// A day of the whole engine with every platform it ships: quotas on, one request in twenty struck by a fault,
// posts coming and going. Engine and sandbox share one clock, which the test moves.

#include <gtest/gtest.h>

#include <fstream>
#include <thread>

#include "app/engine.h"
#include "sandbox/sandbox.h"
#include "support/fake_clock.h"
#include "support/fake_log.h"
#include "support/http_test_client.h"
#include "support/temp_dir.h"
#include "tidemark/json.hpp"

namespace tidemark::testing {
namespace {

using namespace std::chrono_literals;

/// A platform as the engine and as the sandbox call it.
struct Named {
  const char* engine;
  const char* sandbox;
};
constexpr Named kPlatforms[] = {
    {"twitter", "x"}, {"linkedin", "linkedin"}, {"facebook", "facebook"}, {"instagram", "instagram"}};
constexpr int kPosts = 60;

class DayTest : public ::testing::Test {
 protected:
  DayTest() {
    clock.sleepers_advance(false);
    sandbox =
        sandbox::Sandbox::start({.accounts = 1,
                                 .posts = kPosts,
                                 .seed = 22,
                                 .limits = {{"tweets", 4}},
                                 .faults = {"429=60s:*:0.01", "500:*:0.02", "503:*:0.01", "garbage:*:0.01"},
                                 .now_ms = [this] { return clock.now().ms; },
                                 .complain = [](std::string_view) {}})
            .value();
    Config config;
    config.data_dir = dir / "data";
    config.plugin_dirs = {TIDEMARK_PLUGINS};
    config.listen_port = 0;
    config.refresh_wait = 1ms;
    config.sync.scheduled = false;
    Environment environment;
    for (const Named& platform : kPlatforms) {
      std::string name = platform.engine;
      for (char& c : name) c = static_cast<char>(std::toupper(c));
      environment["TIDEMARK_PLATFORMS_" + name + "_BASE_URL"] = sandbox->url() + "/" + platform.sandbox;
    }
    environment["TIDEMARK_PLATFORMS_INSTAGRAM_LOGIN_BASE_URL"] = sandbox->url() + "/instagram";
    engine = Engine::start(config, environment, clock, log).value();
    std::ifstream(dir / "data/admin.token") >> token;
  }

  json::Document ask(std::string_view method, const std::string& path, const std::string& body = {}) {
    HttpTestClient http(engine->port());
    http.send(http_request(method, "/api/v1" + path, token, body));
    const HttpAnswer answer = http.receive();
    EXPECT_LT(answer.status, 300) << method << " " << path << ": " << answer.body;
    return json::parse(answer.body);
  }

  void register_accounts() {
    ask("POST", "/businesses", R"({"name":"Acme"})");
    for (const Named& platform : kPlatforms) {
      const auto account = sandbox->world(platform.sandbox).at(0);
      ask("POST", "/accounts",
          R"({"business_id":1,"platform":")" + std::string(platform.engine) + R"(",")" + account.id_field +
              R"(":")" + account.user_id + R"(","access_token":")" + account.token + R"("})");
    }
  }

  json::Document refresh() { return to_its_end(ask("POST", "/analytics/refresh", R"({"business_id":1})")); }
  void discover() {
    for (std::size_t account = 1; account <= std::size(kPlatforms); ++account) {
      auto answer = ask("POST", "/accounts/" + std::to_string(account) + "/discover");
      if (!answer.root()["run_id"].absent()) to_its_end(std::move(answer));
    }
  }

  /// Time passes in steps that are short beside every deadline, so that only pauses end by it.
  json::Document to_its_end(json::Document run) {
    const auto id = run.root()["run_id"].integer();
    EXPECT_TRUE(id);
    for (int steps = 0; steps < 100'000 && run.root()["status"].string() == "running"; ++steps) {
      clock.advance(100ms);
      std::this_thread::sleep_for(2ms);  // real time for requests under way; nothing is decided by it
      run = ask("GET", "/sync/runs/" + std::to_string(id.value_or(0)));
    }
    EXPECT_NE(run.root()["status"].string(), "running");
    return run;
  }

  /// What a report says of itself holds together.
  void expect_adds_up(const json::Document& report) {
    const json::Value details = report.root()["sync_details"];
    const auto count = [](json::Value of, const char* name) { return of[name].integer().value_or(-1); };
    std::int64_t synced = 0, failed = 0, limited = 0, posts_with_errors = 0;
    for (const Named& platform : kPlatforms) {
      const json::Value one = details["by_platform"][platform.engine];
      if (one.absent()) continue;
      synced += count(one, "synced");
      failed += count(one, "failed");
      limited += count(one, "rate_limited");
    }
    for (const json::Value error : details["errors"].items())
      posts_with_errors += !error["post_id"].is_null();
    EXPECT_EQ(count(details, "synced"), synced);
    EXPECT_EQ(count(details, "failed"), failed);
    EXPECT_EQ(count(details, "rate_limited"), limited);
    EXPECT_EQ(count(details, "total_posts"), synced + failed + limited);
    EXPECT_EQ(posts_with_errors, failed + limited) << "one error per post not synced";
  }

  /// The engine's posts of a platform, by the platform's id: "active" or "gone".
  std::map<std::string, std::string> states(const char* platform) {
    std::map<std::string, std::string> all;
    const auto page = ask("GET", "/posts?business_id=1&limit=1000&platform=" + std::string(platform));
    for (const json::Value post : page.root()["items"].items())
      all.emplace(*post["platform_post_id"].string(), *post["state"].string());
    return all;
  }

  TempDir dir;
  FakeClock clock;
  FakeLog log;
  std::unique_ptr<sandbox::Sandbox> sandbox;
  std::unique_ptr<Engine> engine;
  std::string token;
};

TEST_F(DayTest, NothingIsSentIntoAClosedBucketAndEveryPostThatCouldBeHadWasHad) {
  register_accounts();
  std::set<std::string> deleted;
  for (int hour = 0; hour < 26; ++hour) {
    if (hour == 8)
      for (const Named& platform : kPlatforms) {
        EXPECT_TRUE(
            sandbox->happen(platform.sandbox, {.what = "publish", .account = 1, .text = "a new one"}));
      }
    if (hour == 16)
      for (const Named& platform : kPlatforms) {
        const std::string post = sandbox->world(platform.sandbox).at(0).posts.at(3).id;
        EXPECT_TRUE(sandbox->happen(platform.sandbox, {.what = "delete", .post = post}));
        deleted.insert(post);
      }
    SCOPED_TRACE("hour " + std::to_string(hour));
    if (hour % 4 == 0) discover();
    expect_adds_up(refresh());
    clock.advance(1h);
  }
  EXPECT_TRUE(sandbox->set_faults({}));
  clock.advance(24h);
  discover();
  const auto last = refresh();
  expect_adds_up(last);
  for (const Named& platform : kPlatforms) {
    SCOPED_TRACE(platform.engine);
    EXPECT_EQ(sandbox->sent_while_closed(platform.sandbox), 0);
    const auto known = states(platform.engine);
    std::int64_t active = 0;
    for (const auto& [id, state] : known) {
      EXPECT_EQ(state, deleted.contains(id) ? "gone" : "active") << id;
      active += state == "active";
    }
    const auto world = sandbox->world(platform.sandbox);
    for (const auto& post : world.at(0).posts)
      EXPECT_TRUE(post.state != "live" || known.contains(post.id)) << post.id << " was not found";
    EXPECT_EQ(last.root()["sync_details"]["by_platform"][platform.engine]["synced"].integer(), active);
  }
}

}  // namespace
}  // namespace tidemark::testing
