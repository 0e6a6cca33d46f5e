// One bad metric does not cost the others.

#include <gtest/gtest.h>

#include <algorithm>
#include <functional>
#include <random>
#include <set>

#include "fake_host.h"
#include "tidemark/metric_sets.hpp"
#include "tidemark/plugin.hpp"

namespace tidemark::testing {
namespace {

using namespace tidemark::sdk;

constexpr const char* kNames[] = {"m0", "m1", "m2",  "m3",  "m4",  "m5",  "m6",  "m7",
                                  "m8", "m9", "m10", "m11", "m12", "m13", "m14", "m15"};

std::function<void(Sync&, MetricMemory&)> work;

struct Asking {
  static constexpr std::string_view kPlatform = "asking", kVersion = "1.0.0";
  static constexpr Metric kMetrics[] = {
      {"m0", Kind::gauge},  {"m1", Kind::gauge},  {"m2", Kind::gauge},  {"m3", Kind::gauge},
      {"m4", Kind::gauge},  {"m5", Kind::gauge},  {"m6", Kind::gauge},  {"m7", Kind::gauge},
      {"m8", Kind::gauge},  {"m9", Kind::gauge},  {"m10", Kind::gauge}, {"m11", Kind::gauge},
      {"m12", Kind::gauge}, {"m13", Kind::gauge}, {"m14", Kind::gauge}, {"m15", Kind::gauge}};
  static constexpr Bucket kBuckets[] = {{"calls", 900, std::chrono::minutes(15)}};
  explicit Asking(const Config&) {}
  void sync(Sync& sync) {
    work(sync, memory);
    for (const Item& item : sync.items()) sync.item_read(item.index);
  }
  MetricMemory memory;
};
constexpr tidemark_plugin kAsking = detail::descriptor<Asking>();

/// A platform that refuses a request with one of `bad` in it, and names it or not.
struct Platform {
  std::set<std::string_view> bad = {};
  bool names_it = false;
  int requests = 0;
  std::set<std::string_view> answered = {};

  std::optional<Refusal> operator()(AskedMetrics asked) {
    ++requests;
    EXPECT_FALSE(asked.empty());
    for (const AskedMetric& one : asked)
      if (bad.contains(one.name))
        return Refusal{.name = names_it ? std::optional(std::string(one.name)) : std::nullopt,
                       .why = "no such metric"};
    for (const AskedMetric& one : asked)
      EXPECT_TRUE(answered.insert(one.name).second) << one.name << " was asked again";
    return std::nullopt;
  }
};

std::vector<WantedMetric> wanted(std::size_t count) {
  std::vector<WantedMetric> all;
  for (std::uint32_t i = 0; i < count; ++i) all.push_back({i, kNames[i]});
  return all;
}

int logarithm(std::size_t n) {
  int bits = 0;
  while ((std::size_t{1} << bits) < n) ++bits;
  return bits;
}

struct MetricSetsTest : ::testing::Test {
  FakeHost host{kAsking};

  Outcome ask(Platform& platform, std::vector<WantedMetric> metrics, std::string_view type = "REEL") {
    work = [&, metrics, type](Sync& sync, MetricMemory& memory) {
      MetricSets(sync, memory).ask(type, metrics, [&](AskedMetrics asked) { return platform(asked); });
    };
    return host.sync({{}});
  }
};

TEST_F(MetricSetsTest, WithoutARefusalItTakesOneRequest) {
  Platform platform;
  const Outcome outcome = ask(platform, wanted(16));
  EXPECT_EQ(platform.requests, 1);
  EXPECT_EQ(platform.answered.size(), 16u);
  EXPECT_TRUE(outcome.unavailable.empty());
}

TEST_F(MetricSetsTest, ANamedOffenderCostsOneRequestMore) {
  Platform platform{.bad = {"m3", "m9"}, .names_it = true};
  const Outcome outcome = ask(platform, wanted(16));
  EXPECT_EQ(platform.requests, 3);
  EXPECT_EQ(platform.answered.size(), 14u);
  ASSERT_EQ(outcome.unavailable.size(), 2u);
  EXPECT_EQ(outcome.unavailable[0].metric, "m3");
  EXPECT_EQ(outcome.unavailable[0].type, "REEL");
  EXPECT_EQ(outcome.unavailable[0].why, "no such metric");
  EXPECT_EQ(outcome.unavailable[0].until_ms, host.now_ms + MetricSets::kTryAgainAfterMs);
}

TEST_F(MetricSetsTest, OneUnnamedOffenderIsFoundWithinItsBoundWhereverItStands) {
  for (std::size_t n = 1; n <= 16; ++n)
    for (std::size_t bad = 0; bad < n; ++bad) {
      Platform platform{.bad = {kNames[bad]}};
      const Outcome outcome = ask(platform, wanted(n));
      EXPECT_LE(platform.requests - 1, logarithm(n) + 1) << bad << " of " << n;
      EXPECT_EQ(platform.answered.size(), n - 1) << bad << " of " << n;
      ASSERT_EQ(outcome.unavailable.size(), 1u);
      EXPECT_EQ(outcome.unavailable[0].metric, kNames[bad]);
    }
}

TEST_F(MetricSetsTest, AnyNumberOfOffendersStaysWithinTheBoundAndCostsNoGoodMetricForLong) {
  std::mt19937 random(20261122);
  for (int round = 0; round < 2000; ++round) {
    const std::size_t n = 2 + random() % 15;
    const auto metrics = wanted(n);
    Platform platform;
    for (std::size_t i = 0; i < n; ++i)
      if (random() % 4 == 0) platform.bad.insert(kNames[i]);
    const auto k = static_cast<int>(platform.bad.size());
    host.remembered.clear();
    std::set<std::string_view> had;
    for (int sync = 0; sync < 8; ++sync) {
      platform.requests = 0;
      platform.answered.clear();
      const Outcome outcome = ask(platform, metrics);
      EXPECT_LE(platform.requests - 1, std::min(MetricSets::kMostExtraRequests, k * logarithm(n) + 1));
      for (const Refused& one : outcome.unavailable) {
        EXPECT_TRUE(platform.bad.contains(one.metric)) << one.metric << " is served";
        host.remembered.emplace_back(one.metric, one.type);
      }
      had.insert(platform.answered.begin(), platform.answered.end());
    }
    EXPECT_EQ(had.size(), n - platform.bad.size());
    EXPECT_EQ(host.remembered.size(), platform.bad.size()) << "each was told once";
  }
}

TEST_F(MetricSetsTest, WhatTheEngineRemembersIsNotAskedFor) {
  host.remembered = {{"m0", "REEL"}, {"m1", "STORY"}, {"m2", ""}};
  Platform platform;
  ask(platform, wanted(4));
  EXPECT_EQ(platform.answered, (std::set<std::string_view>{"m1", "m3"}));
  host.remembered = {{"m0", ""}};
  Platform silent;
  ask(silent, wanted(1));
  EXPECT_EQ(silent.requests, 0) << "there was nothing left to ask for";
}

TEST_F(MetricSetsTest, WhatIsRefusedOnceIsNotAskedForAgainInTheSameSync) {
  Platform platform{.bad = {"m1"}};
  work = [&](Sync& sync, MetricMemory& memory) {
    MetricSets metrics(sync, memory);
    const auto all = wanted(4);
    metrics.ask("REEL", all, [&](AskedMetrics asked) { return platform(asked); });
    platform.requests = 0;
    platform.answered.clear();
    metrics.ask("REEL", all, [&](AskedMetrics asked) { return platform(asked); });
    EXPECT_EQ(platform.requests, 1);
    EXPECT_EQ(platform.answered.size(), 3u);
  };
  EXPECT_EQ(host.sync({{}}).unavailable.size(), 1u);
}

TEST_F(MetricSetsTest, AnOlderNameStandsInForARefusedOneAndIsRemembered) {
  const std::vector<WantedMetric> metrics = {{0, "media_view", "impressions"}, {1, "clicks"}};
  Platform platform{.bad = {"media_view"}, .names_it = true};
  EXPECT_TRUE(ask(platform, metrics).unavailable.empty());
  EXPECT_EQ(platform.answered, (std::set<std::string_view>{"impressions", "clicks"}));
  platform.requests = 0;
  platform.answered.clear();
  ask(platform, metrics);
  EXPECT_EQ(platform.requests, 1) << "the older name is known by now";
  EXPECT_TRUE(platform.answered.contains("impressions"));
  platform.bad = {"media_view", "impressions"};
  platform.answered.clear();
  const Outcome neither = ask(platform, metrics);
  ASSERT_EQ(neither.unavailable.size(), 1u);
  EXPECT_EQ(neither.unavailable[0].metric, "m0");
}

TEST_F(MetricSetsTest, WhatElseGoesWrongEndsTheQuestion) {
  work = [](Sync& sync, MetricMemory& memory) {
    MetricSets(sync, memory).ask("REEL", wanted(3), [](AskedMetrics) -> std::optional<Refusal> {
      throw Failure(TIDEMARK_RATE_LIMITED, "not now");
    });
  };
  EXPECT_EQ(host.sync({{}}).result.code, TIDEMARK_RATE_LIMITED);
}

}  // namespace
}  // namespace tidemark::testing
