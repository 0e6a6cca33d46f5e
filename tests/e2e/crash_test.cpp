// kill -9 while imports, small live writes and packing are under way: what was acknowledged is there
// afterwards, and there once, and the store's own check finds nothing. What is expected is kept beside.

#include <Poco/Exception.h>
#include <gtest/gtest.h>

#include <atomic>
#include <csignal>
#include <iostream>
#include <map>
#include <mutex>
#include <random>
#include <set>
#include <sstream>
#include <thread>

#include "domain/instant.h"
#include "running_engine.h"
#include "support/long_tests.h"
#include "support/temp_dir.h"

namespace tidemark {
namespace {

using testing::RunningEngine;

constexpr std::size_t kPosts = 60;
constexpr int kKillsOfAFolder = 20;  // then a fresh one, so that looking through it stays quick
constexpr std::int64_t kBegin = 1'735'689'600'000;

using Key = std::pair<std::int64_t, std::int64_t>;  // post, fetched_at in ms

/// What the platform would say: everybody can tell without having kept it.
std::int64_t likes(const Key& key) {
  return (key.first * 1'000'003 + key.second / 1'000) % 100'000;
}

/// What was sent, and what of it was acknowledged. Threads: any.
class Expected {
 public:
  void sent(const std::vector<Key>& rows) {
    std::lock_guard lock(mutex_);
    sent_.insert(rows.begin(), rows.end());
  }
  void acknowledged(const std::vector<Key>& rows) {
    std::lock_guard lock(mutex_);
    acknowledged_.insert(rows.begin(), rows.end());
  }
  std::size_t count() const {
    std::lock_guard lock(mutex_);
    return acknowledged_.size();
  }
  void check(const std::map<Key, std::int64_t>& found) const {
    for (const Key& key : acknowledged_)
      ASSERT_TRUE(found.contains(key)) << "post " << key.first << " at " << key.second << " was acknowledged";
    for (const auto& [key, value] : found) {
      ASSERT_TRUE(sent_.contains(key)) << "post " << key.first << " at " << key.second << " was never sent";
      ASSERT_EQ(value, likes(key));
    }
  }

 private:
  mutable std::mutex mutex_;
  std::set<Key> sent_, acknowledged_;  // guarded by mutex_
};

/// A running engine and those who write to it.
class Siege {
 public:
  Siege(std::filesystem::path data, std::mt19937_64& random) : data_(std::move(data)), random_(random) {
    start();
    std::vector<std::string> ids;
    for (std::size_t i = 0; i < kPosts; ++i) ids.push_back(std::to_string(1'000'000 + i));
    posts_ = testing::register_posts(*engine_, "1", "token", ids).posts;
  }

  /// Lets them write for a random moment, kills, starts again.
  void kill_once() {
    const std::uint64_t seeds[] = {random_(), random_()};
    std::atomic<bool> dead{false};
    std::vector<std::jthread> writers;
    writers.emplace_back([&] { write(seeds[0], 2'000, dead); });
    writers.emplace_back([&] { write(seeds[1], 20, dead); });
    writers.emplace_back([&] { pack(dead); });
    std::this_thread::sleep_for(std::chrono::microseconds(random_() % 80'000));
    engine_->process().signal(SIGKILL);
    EXPECT_EQ(engine_->process().wait(), -SIGKILL);
    dead = true;
    writers.clear();
    start();
  }

  void check() {
    const auto exported = engine_->get("/analytics/export?format=ndjson");
    ASSERT_EQ(exported.status, 200);
    std::map<Key, std::int64_t> found;
    std::istringstream lines(exported.body);
    for (std::string line; std::getline(lines, line);) {
      const auto row = json::parse(line);
      const auto at = parse(row.root()["fetched_at"]);
      const Key key{row.root()["post_id"].integer().value(), at};
      const auto value = row.root()["metrics"]["likes_count"].integer();
      ASSERT_TRUE(found.emplace(key, value.value_or(-1)).second) << line << " is there twice";
    }
    expected_.check(found);
    const auto verified = engine_->post("/store/verify", "");
    EXPECT_EQ(verified.status, 200);
    EXPECT_EQ(verified.json().root()["ok"].boolean(), true) << verified.body;
  }
  std::size_t acknowledged() const { return expected_.count(); }
  int cut_off() const { return cut_off_; }

 private:
  static std::int64_t parse(json::Value at) {
    const auto instant = parse_rfc3339(at.string().value());
    return instant ? instant->ms : -1;
  }

  void start() {
    engine_ = std::make_unique<RunningEngine>(data_, std::map<std::string, std::string>{});
    ASSERT_TRUE(engine_->ready());
  }

  /// Requests of `rows` rows at random times of random posts, so that most are late.
  void write(std::uint64_t seed, std::size_t rows, const std::atomic<bool>& dead) {
    std::mt19937_64 random(seed);
    while (!dead) {
      std::set<Key> chosen;
      while (chosen.size() < rows)
        chosen.emplace(posts_[random() % posts_.size()],
                       kBegin + static_cast<std::int64_t>(random() % 30'000'000) * 100);
      const std::vector<Key> keys(chosen.begin(), chosen.end());
      std::string body = "post_id,fetched_at,likes_count\n";
      for (const Key& key : keys)
        body += std::to_string(key.first) + ',' + std::to_string(key.second) + ',' +
                std::to_string(likes(key)) + '\n';
      expected_.sent(keys);
      try {
        const auto reply = engine_->call("POST", "/import", body, "text/csv");
        EXPECT_EQ(reply.status, 200) << reply.body;
        EXPECT_EQ(reply.json().root()["rejected"].integer(), 0) << reply.body;
        expected_.acknowledged(keys);
      } catch (const Poco::Exception&) {
        ++cut_off_;
        return;  // killed
      }
    }
  }

  void pack(const std::atomic<bool>& dead) {
    while (!dead) try {
        EXPECT_EQ(engine_->post("/store/pack", "").status, 200);
      } catch (const Poco::Exception&) {
        return;
      }
  }

  const std::filesystem::path data_;
  std::mt19937_64& random_;
  std::unique_ptr<RunningEngine> engine_;
  std::vector<std::int64_t> posts_;
  Expected expected_;
  std::atomic<int> cut_off_{0};
};

TEST(Crash, NothingAcknowledgedIsLostOrDoubledAmidImportsLiveWritesAndPacking) {
  const auto seed = std::random_device{}();
  std::cout << "seed " << seed << '\n';
  std::mt19937_64 random(seed);
  const int kills = testing::times(6, 200);
  std::size_t acknowledged = 0;
  int cut_off = 0;
  for (int done = 0; done < kills;) {
    testing::TempDir dir;
    Siege siege(dir / "data", random);
    for (int kill = 0; kill < kKillsOfAFolder && done < kills; ++kill, ++done) {
      siege.kill_once();
      siege.check();
      if (HasFatalFailure()) return;
    }
    acknowledged += siege.acknowledged();
    cut_off += siege.cut_off();
  }
  std::cout << kills << " kills with " << cut_off << " writes under way; " << acknowledged
            << " rows acknowledged\n";
  EXPECT_GT(cut_off, 0);
}

}  // namespace
}  // namespace tidemark
