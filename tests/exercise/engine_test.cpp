// A platform that the engine has never heard of: loaded, synced, and its own metric stored, queried and
// shown.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>

#include "app/engine.h"
#include "recordings.h"
#include "support/fake_log.h"
#include "support/http_test_client.h"
#include "support/raw_server.h"
#include "support/temp_dir.h"
#include "tidemark/json.hpp"

namespace tidemark {
namespace {

using ::testing::HasSubstr;

const tidemark_plugin kNobody =
    {};  // the recordings are only read here, not played to a plugin in this program

/// The imaginary server, as it was recorded.
std::string answer_to(const std::string& request) {
  const testing::Recordings recordings(MEADOW_FOLDER, kNobody);
  const bool posts = request.starts_with("GET /api/v1/statuses?");
  const testing::Answer answer = recordings.answer(posts ? "statuses" : "account");
  std::string headers = "Content-Type: application/json\r\n";
  for (const auto& [name, value] : answer.headers) headers += name + ": " + value + "\r\n";
  return testing::http_answer(200, answer.body, headers);
}

class ExerciseInTheEngine : public ::testing::Test {
 protected:
  ExerciseInTheEngine()
      : server_([](testing::Peer& peer) {
          for (std::string request; !(request = peer.read_request()).empty();)
            if (!peer.send(answer_to(request))) return;
        }) {}

  void SetUp() override {
    Config config;
    config.data_dir = dir_ / "data";
    config.plugin_dirs = {MEADOW_PLUGINS};
    config.listen_port = 0;
    config.sync.scheduled = false;
    auto started =
        Engine::start(config, {{"TIDEMARK_PLATFORMS_MEADOW_BASE_URL", server_.url()}}, clock_, log_);
    ASSERT_TRUE(started) << started.error().message;
    engine_ = std::move(*started);
    std::ifstream(dir_ / "data/admin.token") >> token_;
  }

  json::Document ask(const std::string& method, const std::string& path, const std::string& body = {}) {
    testing::HttpTestClient client(engine_->port());
    const auto answer = client.ask(testing::http_request(method, "/api/v1" + path, token_, body));
    EXPECT_LT(answer.status, 300) << method << " " << path << ": " << answer.body;
    return json::parse(answer.body);
  }
  std::string id_of(const json::Document& created) {
    return std::to_string(created.root()["id"].integer().value());
  }

  testing::TempDir dir_;
  testing::FakeLog log_;
  SystemClock clock_;
  testing::RawServer server_;
  std::unique_ptr<Engine> engine_;
  std::string token_;
};

TEST_F(ExerciseInTheEngine, AMetricThatOnlyOnePluginDeclaresIsStoredQueriedAndShown) {
  const std::string business = id_of(ask("POST", "/businesses", R"({"name":"Harbour"})"));
  const std::string account = id_of(
      ask("POST", "/accounts",
          R"({"business_id":)" + business +
              R"(,"platform":"meadow","platform_user_id":"17","access_token":"t0ken-of-the-exercise"})"));
  std::string posts[2];
  for (const int i : {0, 1})
    posts[i] = id_of(ask("POST", "/posts",
                         R"({"business_id":)" + business + R"(,"account_id":)" + account +
                             R"(,"platform_post_id":")" + (i ? "112" : "104") +
                             R"(","published_at":"2026-07-20T08:00:00Z"})"));

  const auto run = ask("POST", "/analytics/refresh", R"({"business_id":)" + business + "}");
  ASSERT_EQ(run.root()["sync_details"]["synced"].integer(), 2) << ::testing::PrintToString(log_.lines());

  EXPECT_EQ(ask("GET", "/analytics/posts/" + posts[0]).root()["boosts_with_comment_count"].integer(), 2);
  EXPECT_EQ(ask("GET", "/analytics/posts/" + posts[1]).root()["boosts_with_comment_count"].integer(), 3);
  const auto series = ask("GET", "/posts/" + posts[1] + "/series?metrics=boosts_with_comment_count");
  ASSERT_EQ(series.root()["metrics"]["boosts_with_comment_count"].items().size(), 1u);
  for (const json::Value value : series.root()["metrics"]["boosts_with_comment_count"].items())
    EXPECT_EQ(value.integer(), 3);

  bool shown = false;
  const auto platforms = ask("GET", "/platforms");
  for (const json::Value platform : platforms.root()["items"].items())
    for (const json::Value metric : platform["metrics"].items())
      shown = shown || metric["name"].string() == "boosts_with_comment_count";
  EXPECT_TRUE(shown);
  for (const std::string& request : server_.requests())
    EXPECT_THAT(request, HasSubstr("t0ken-of-the-exercise")) << "the engine adds the token";
  EXPECT_FALSE(log_.contains("t0ken-of-the-exercise"));
}

}  // namespace
}  // namespace tidemark
