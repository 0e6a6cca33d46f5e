// The main job through real programs: the engine, its plugin, and the sandbox behind it.

#include <gtest/gtest.h>

#include <csignal>
#include <fstream>
#include <thread>

#include "running_engine.h"
#include "sandbox/sandbox.h"
#include "support/temp_dir.h"

namespace tidemark {
namespace {

using testing::Reply;
using testing::RunningEngine;

std::vector<std::string> ids_of(const sandbox::WorldAccount& account) {
  std::vector<std::string> ids;
  for (const auto& post : account.posts) ids.push_back(post.id);
  return ids;
}

class SyncEndToEnd : public ::testing::Test {
 protected:
  void start(sandbox::Options options, std::map<std::string, std::string> settings = {}) {
    auto started = sandbox::Sandbox::start(std::move(options));
    ASSERT_TRUE(started) << started.error().message;
    sandbox_ = std::move(*started);
    settings["TIDEMARK_PLATFORMS_TWITTER_BASE_URL"] = sandbox_->url();
    engine_ = std::make_unique<RunningEngine>(dir_ / "data", std::move(settings));
    ASSERT_TRUE(engine_->ready());
  }
  void register_first_account(const std::string& token) {
    const auto world = sandbox_->world();
    registered_ = testing::register_posts(*engine_, world[0].user_id, token, ids_of(world[0]));
  }
  std::size_t snapshots_of(std::int64_t post) {
    const auto answer = engine_->get("/posts/" + std::to_string(post) + "/series?step=raw");
    return answer.json().root()["timestamps"].items().size();
  }

  testing::TempDir dir_;
  std::unique_ptr<sandbox::Sandbox> sandbox_;
  std::unique_ptr<RunningEngine> engine_;
  testing::Registered registered_;
};

TEST_F(SyncEndToEnd, TwoHundredFiftyPostsCostThreeLookUpsAndOneCallForTheAccount) {
  start({.accounts = 1, .posts = 250, .videos = 0});
  register_first_account(sandbox_->world()[0].token);
  for (int round = 1; round <= 2; ++round) {
    sandbox_->reset_counters();
    const Reply reply = testing::refresh(*engine_, registered_.business);
    EXPECT_EQ(reply.json().root()["sync_details"]["synced"].integer(), 250) << reply.body;
    EXPECT_EQ(sandbox_->requests("/2/tweets"), 3) << "round " << round;
    EXPECT_LE(sandbox_->requests("/2/users/:id") + sandbox_->requests("/2/users/me"), 1);
    std::int64_t all = 0;
    for (const auto& [endpoint, count] : sandbox_->requests()) all += count.requests;
    EXPECT_LE(all, 4);
    EXPECT_EQ(snapshots_of(registered_.posts[0]), static_cast<std::size_t>(round));
  }
}

TEST_F(SyncEndToEnd, PrivateMetricsRefusedOnceAreNotAskedAgainUntilTheTokenChanges) {
  start({.accounts = 1, .posts = 250, .videos = 0});
  const std::string owner = sandbox_->world()[0].token;
  register_first_account("sandbox-app");
  EXPECT_EQ(
      testing::refresh(*engine_, registered_.business).json().root()["sync_details"]["synced"].integer(),
      250);
  EXPECT_LE(sandbox_->requests("/2/tweets"), 6);

  const auto asks_private = [&] {
    for (const std::string& line : sandbox_->request_log())
      if (line.find("non_public_metrics") != std::string::npos) return true;
    return false;
  };
  sandbox_->reset_counters();
  testing::refresh(*engine_, registered_.business);
  EXPECT_EQ(sandbox_->requests("/2/tweets"), 3);
  EXPECT_FALSE(asks_private());

  const Reply changed = engine_->call("PATCH", "/accounts/" + std::to_string(registered_.account),
                                      "{\"access_token\": \"" + owner + "\"}");
  ASSERT_EQ(changed.status, 200) << changed.body;
  sandbox_->reset_counters();
  testing::refresh(*engine_, registered_.business);
  EXPECT_TRUE(asks_private());
  EXPECT_EQ(sandbox_->requests("/2/tweets"), 3);
}

TEST_F(SyncEndToEnd, ARateLimitEndsTheBucketsWorkAndIsKeptOverARestart) {
  start({.accounts = 1, .posts = 250, .videos = 0, .limits = {{"tweets", 1}}},
        {{"TIDEMARK_SYNC_WORKERS", "1"}});
  register_first_account(sandbox_->world()[0].token);
  const Reply reply = testing::refresh(*engine_, registered_.business);
  const auto report = reply.json();
  EXPECT_EQ(report.root()["sync_details"]["synced"].integer(), 100) << reply.body;
  EXPECT_EQ(report.root()["sync_details"]["rate_limited"].integer(), 150);
  EXPECT_EQ(report.root()["status"].string(), "partial");
  const auto asked = sandbox_->requests("/2/tweets");
  EXPECT_LE(asked, 2);

  engine_->process().signal(SIGTERM);
  EXPECT_EQ(engine_->process().wait(), 0);
  engine_ = std::make_unique<RunningEngine>(
      dir_ / "data",
      std::map<std::string, std::string>{{"TIDEMARK_PLATFORMS_TWITTER_BASE_URL", sandbox_->url()}});
  ASSERT_TRUE(engine_->ready());
  const Reply again = testing::refresh(*engine_, registered_.business);
  EXPECT_EQ(again.json().root()["sync_details"]["rate_limited"].integer(), 250) << again.body;
  EXPECT_EQ(sandbox_->requests("/2/tweets"), asked);
}

TEST_F(SyncEndToEnd, TheScheduleRunsUnasked) {
  start({.accounts = 1, .posts = 3, .videos = 0},
        {{"TIDEMARK_SYNC_ENABLED", "true"}, {"TIDEMARK_SYNC_EVERY", "1s"}});
  register_first_account(sandbox_->world()[0].token);
  for (int tries = 0; tries < 200 && snapshots_of(registered_.posts[0]) < 2; ++tries)
    std::this_thread::sleep_for(
        std::chrono::milliseconds(50));  // the schedule's own second: the only wait there is
  EXPECT_GE(snapshots_of(registered_.posts[0]), 2u);
}

TEST_F(SyncEndToEnd, SavedTokensAreNeverInTheDataDirectoryInPlainText) {
  start({.accounts = 1, .posts = 3, .videos = 0});
  register_first_account(sandbox_->world()[0].token);
  testing::refresh(*engine_, registered_.business);
  engine_->process().signal(SIGTERM);
  EXPECT_EQ(engine_->process().wait(), 0);
  const std::string token = sandbox_->world()[0].token;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(dir_.path())) {
    if (!entry.is_regular_file()) continue;
    std::ifstream file(entry.path(), std::ios::binary);
    const std::string bytes((std::istreambuf_iterator<char>(file)), {});
    EXPECT_EQ(bytes.find(token), std::string::npos) << entry.path();
  }
  EXPECT_EQ(engine_->process().output().find(token), std::string::npos);
}

}  // namespace
}  // namespace tidemark
