// kill -9 at random instants of a sync: what was reported as synced is there after the restart, and there
// once.

#include <gtest/gtest.h>

#include <csignal>
#include <iostream>
#include <random>
#include <thread>

#include "running_engine.h"
#include "sandbox/sandbox.h"
#include "support/temp_dir.h"

namespace tidemark {
namespace {

using testing::RunningEngine;

constexpr int kPosts = 1'000;
constexpr int kKills = 20;

std::vector<std::size_t> snapshot_counts(const RunningEngine& engine,
                                         const std::vector<std::int64_t>& posts) {
  std::vector<std::size_t> counts;
  for (std::int64_t post : posts) {
    const auto answer = engine.get("/posts/" + std::to_string(post) + "/series?metrics=likes_count");
    counts.push_back(answer.json().root()["timestamps"].items().size());
  }
  return counts;
}

struct Progress {
  std::string status;
  std::int64_t synced = 0;
};

Progress progress(const RunningEngine& engine, std::int64_t run) {
  const auto reply = engine.get("/sync/runs/" + std::to_string(run));
  const auto report = reply.json();
  return {std::string(report.root()["status"].string().value_or("none")),
          report.root()["sync_details"]["synced"].integer().value_or(-1)};
}

TEST(Kill, WhatWasReportedAsSyncedIsThereAfterTheRestartAndThereOnce) {
  const unsigned seed = std::random_device{}();
  std::cout << "seed " << seed << '\n';
  std::mt19937 random(seed);
  auto sandbox = sandbox::Sandbox::start(
      {.accounts = 1, .posts = kPosts, .videos = 0, .latency = std::chrono::milliseconds(15)});
  ASSERT_TRUE(sandbox) << sandbox.error().message;
  testing::TempDir dir;
  const std::map<std::string, std::string> settings = {
      {"TIDEMARK_PLATFORMS_TWITTER_BASE_URL", (*sandbox)->url()},
      {"TIDEMARK_ADMIN_REFRESH_WAIT", "0s"},
      {"TIDEMARK_SYNC_WORKERS", "2"}};
  auto engine = std::make_unique<RunningEngine>(dir / "data", settings);
  ASSERT_TRUE(engine->ready());
  const auto world = (*sandbox)->world();
  std::vector<std::string> ids;
  for (const auto& post : world[0].posts) ids.push_back(post.id);
  const auto registered = testing::register_posts(*engine, world[0].user_id, world[0].token, ids);
  ASSERT_EQ(registered.posts.size(), std::size_t{kPosts});

  std::vector<std::size_t> before(kPosts, 0);
  std::int64_t in_flight = 0;
  int amid = 0;
  for (int round = 0; round < kKills; ++round) {
    (*sandbox)->reset_counters();
    const auto started = testing::refresh(*engine, registered.business);
    ASSERT_EQ(started.status, 202) << started.body;
    const std::int64_t run = started.json().root()["run_id"].integer().value();
    const auto asked_for = std::uniform_int_distribution<std::int64_t>(1, 9)(random);
    const auto moment = std::chrono::microseconds(std::uniform_int_distribution<int>(0, 20'000)(random));
    for (int look = 0; look < 20'000 && (*sandbox)->requests("/2/tweets") < asked_for; ++look)
      std::this_thread::yield();
    const auto until = std::chrono::steady_clock::now() + moment;
    Progress seen = progress(*engine, run);
    while (std::chrono::steady_clock::now() < until) seen = progress(*engine, run);
    engine->process().signal(SIGKILL);
    EXPECT_EQ(engine->process().wait(), -SIGKILL);
    if (seen.status == "running") {
      ++amid;
      // Asked of the platform, and not yet said to be synced.
      in_flight += std::min<std::int64_t>(kPosts, (*sandbox)->requests("/2/tweets") * 100) - seen.synced;
    }

    engine = std::make_unique<RunningEngine>(dir / "data", settings);
    ASSERT_TRUE(engine->ready());
    const Progress kept = progress(*engine, run);
    EXPECT_TRUE(kept.status == "interrupted" || kept.status == "completed") << kept.status;
    const auto after = snapshot_counts(*engine, registered.posts);
    std::int64_t fresh = 0;
    for (std::size_t i = 0; i < after.size(); ++i) {
      EXPECT_GE(after[i], before[i]) << "a snapshot was lost";
      EXPECT_LE(after[i], before[i] + 1) << "a snapshot was doubled";
      fresh += after[i] > before[i] ? 1 : 0;
    }
    EXPECT_GE(fresh, seen.synced) << "the run said so while it was under way";
    EXPECT_GE(fresh, kept.synced) << "the run says so after the restart";
    before = after;
  }
  std::cout << kKills << " kills, " << amid << " of them amid a run, with " << in_flight
            << " snapshots in flight in all\n";
  EXPECT_GT(in_flight, 0);
}

}  // namespace
}  // namespace tidemark
