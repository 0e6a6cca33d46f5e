// A request that needs several counters: all of them consent, or nothing is taken.

#include <gtest/gtest.h>

#include <atomic>
#include <random>
#include <thread>

#include "quota_test_support.h"
#include "support/fake_clock.h"

namespace tidemark {
namespace {

using namespace tidemark::testing;
using namespace std::chrono_literals;
using Wait = std::optional<std::chrono::milliseconds>;

const BucketKey kEndpoint{"example", "posts", "account 7"};
const BucketKey kMember{"example", "member_day", "account 7"};
const BucketKey kApp{"example", "app_day", "app"};

class SharedQuota : public ::testing::Test {
 protected:
  Result<> take(std::int64_t cost = 1) { return book.take(needs, cost); }
  std::optional<std::int64_t> left(const BucketKey& key) const {
    for (const auto& row : book.status(key.platform))
      if (row.name == key.bucket && row.scope == key.scope) return row.remaining;
    return std::nullopt;
  }

  FakeClock clock;
  FakeStorage storage;
  QuotaBook book{clock, storage};
  std::vector<QuotaNeed> needs{{kEndpoint, 5, 15min}, {kMember, 8, 24h}, {kApp, 100, 24h}};
};

TEST_F(SharedQuota, IsCountedOnEveryCounter) {
  EXPECT_TRUE(take(2));
  EXPECT_EQ(left(kEndpoint), 3);
  EXPECT_EQ(left(kMember), 6);
  EXPECT_EQ(left(kApp), 98);
}

TEST_F(SharedQuota, TakesNothingWhereOneCounterRefusesAndNamesIt) {
  EXPECT_TRUE(take(5));
  clock.advance(15min);
  const auto refused = take(4);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, Code::rate_limited);
  EXPECT_EQ(refused.error().message, "the quota \"member_day\" of example is used up");
  EXPECT_EQ(refused.error().retry_after, Wait(24h - 15min));
  EXPECT_EQ(left(kEndpoint), 5);
  EXPECT_EQ(left(kMember), 3);
  EXPECT_EQ(left(kApp), 95);
  EXPECT_TRUE(take(3));
}

TEST_F(SharedQuota, NamesTheCounterThatWaitsLongest) {
  EXPECT_TRUE(take(5));
  EXPECT_EQ(take().error().message, "the quota \"posts\" of example is used up");
  book.close(kApp, clock.now() + 1h);
  EXPECT_EQ(take().error().message, "the quota \"app_day\" of example is used up");
  EXPECT_EQ(take().error().retry_after, Wait(1h));
}

TEST_F(SharedQuota, IsObservedCounterByCounter) {
  EXPECT_TRUE(take());
  book.observe(kApp, std::nullopt, 0, clock.now() + 1h);
  EXPECT_EQ(left(kEndpoint), 4);
  EXPECT_EQ(left(kMember), 7);
  EXPECT_EQ(left(kApp), 0);
  EXPECT_EQ(take().error().retry_after, Wait(1h + QuotaBook::kGrace));
}

TEST_F(SharedQuota, IsSharedByAccountsWhereItIsTheApps) {
  needs[2].limit = 6;
  std::vector<QuotaNeed> others = needs;
  others[0].key.scope = others[1].key.scope = "account 8";
  EXPECT_TRUE(take(4));
  EXPECT_TRUE(book.take(others, 2));
  EXPECT_EQ(take(1).error().message, "the quota \"app_day\" of example is used up");
  EXPECT_EQ(left(others[0].key), 3);
}

// A model of rolling windows that no platform speaks about: it foretells every answer.
TEST_F(SharedQuota, ConsentsExactlyWhenEveryCounterHasRoom) {
  const unsigned seed = std::random_device{}();
  SCOPED_TRACE("seed " + std::to_string(seed));
  std::mt19937 random(seed);
  struct Model {
    std::int64_t used = 0;
    Clock::Steady ends{};
    Clock::Steady closed_until{};
  };
  for (int history = 0; history < 100; ++history) {
    std::vector<QuotaNeed> buckets;
    for (int i = 0; i < 4; ++i)
      buckets.push_back({{"example", "b" + std::to_string(i), "history " + std::to_string(history)},
                         1 + static_cast<std::int64_t>(random() % 20),
                         std::chrono::minutes(1 + random() % 60)});
    std::vector<Model> models(buckets.size());
    for (int step = 0; step < 200; ++step) {
      if (random() % 4 == 0) clock.advance(std::chrono::milliseconds(random() % 900'000));
      if (random() % 40 == 0) clock.jump(std::chrono::milliseconds(random() % 900'000'000) - 450'000s);
      if (random() % 20 == 0) {
        const auto which = random() % buckets.size();
        const auto pause = std::chrono::milliseconds(random() % 1'800'000);
        book.close(buckets[which].key, clock.now() + pause);
        models[which].closed_until = std::max(models[which].closed_until, clock.steady() + pause);
      }
      const unsigned subset = 1 + random() % 15;
      const auto cost = static_cast<std::int64_t>(1 + random() % 4);
      std::vector<QuotaNeed> wanted;
      bool room = true;
      for (std::size_t i = 0; i < buckets.size(); ++i) {
        if (!(subset >> i & 1)) continue;
        wanted.push_back(buckets[i]);
        if (clock.steady() >= models[i].ends) models[i].used = 0;
        room &= models[i].used + cost <= buckets[i].limit && clock.steady() >= models[i].closed_until;
      }
      const auto taken = book.take(wanted, cost);
      ASSERT_EQ(static_cast<bool>(taken), room) << "history " << history << ", step " << step;
      if (!taken) {
        ASSERT_GT(*taken.error().retry_after, 0ms);
        continue;
      }
      for (std::size_t i = 0; i < buckets.size(); ++i) {
        if (!(subset >> i & 1)) continue;
        if (models[i].used == 0) models[i].ends = clock.steady() + buckets[i].window;
        models[i].used += cost;
      }
    }
  }
}

TEST_F(SharedQuota, GivesManyThreadsNoMoreThanTheTightestHas) {
  std::atomic<int> taken = 0;
  {
    std::vector<std::jthread> threads;
    for (int i = 0; i < 4; ++i)
      threads.emplace_back([&, i] {
        std::vector<QuotaNeed> own = {{{"example", "posts", "account " + std::to_string(i)}, 50, 15min},
                                      {kApp, 90, 24h}};
        if (i % 2) std::swap(own[0], own[1]);
        for (int n = 0; n < 60; ++n)
          if (book.take(own, 1)) ++taken;
      });
  }
  EXPECT_EQ(taken, 90);
}

}  // namespace
}  // namespace tidemark
