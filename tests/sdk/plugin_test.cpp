#include "tidemark/plugin.hpp"

#include <gtest/gtest.h>

#include <functional>
#include <stdexcept>
#include <string>

#include "fake_host.h"

namespace tidemark::sdk {
namespace {

using testing::FakeHost;

// What the platform under test does in its next call.
std::function<void(Sync&)> next_sync;

struct Probe {
  static constexpr std::string_view kPlatform = "probe", kVersion = "0.1.0";
  static constexpr Metric kMetrics[] = {{"likes_count", Kind::running_total},
                                        {"video_watch_time", Kind::gauge, "s"}};
  static constexpr Bucket kBuckets[] = {{"all", 10, std::chrono::minutes(15)}};
  explicit Probe(const Config& config) { config.integer("size"); }
  void sync(Sync& sync) { next_sync(sync); }
};
struct Lister : Probe {
  using Probe::Probe;
  void discover(Discovery& discovery) {
    discovery.found({.platform_id = "7"});
    discovery.keep_cursor(std::string(discovery.cursor()) + "+");
  }
};
constexpr tidemark_plugin kProbe = detail::descriptor<Probe>();
constexpr tidemark_plugin kLister = detail::descriptor<Lister>();
constexpr const char* kConfig = R"({"size":1})";

testing::Outcome sync_that(std::function<void(Sync&)> work, int items = 1) {
  FakeHost host(kProbe, kConfig);
  host.play = [](const auto&) { return testing::Answer{.status = 200, .body = R"({"a":"x"})"}; };
  next_sync = std::move(work);
  std::vector<testing::AskedItem> asked;
  for (int i = 0; i < items; ++i) asked.push_back({.platform_id = std::to_string(i + 1)});
  return host.sync(asked);
}

TEST(Plugin, IsDescribedByAConstantThatAnEngineCanReadBeforeItCallsAnything) {
  static_assert(kProbe.metric_count == 2 && kProbe.bucket_count == 1);
  EXPECT_EQ(view(kProbe.platform), "probe");
  EXPECT_EQ(view(kProbe.metrics[1].name), "video_watch_time");
  EXPECT_EQ(view(kProbe.metrics[1].unit), "s");
  EXPECT_EQ(kProbe.metrics[0].kind, 1u);
  EXPECT_EQ(kProbe.buckets[0].window_ms, 900'000);
  EXPECT_EQ(kProbe.discover, nullptr);
  EXPECT_NE(kLister.discover, nullptr);
}

TEST(Plugin, WhatItThrowsBecomesTheRightCodeAndSentence) {
  const std::pair<std::function<void(Sync&)>, std::pair<tidemark_code, std::string>> rows[] = {
      {[](Sync&) { throw Failure(TIDEMARK_AUTH_FAILED, "sign in again"); },
       {TIDEMARK_AUTH_FAILED, "sign in again"}},
      {[](Sync&) { throw json::Error("no"); }, {TIDEMARK_BAD_RESPONSE, "no"}},
      {[](Sync&) { throw std::out_of_range("oops"); }, {TIDEMARK_PLUGIN_ERROR, "oops"}},
      {[](Sync&) { throw 7; }, {TIDEMARK_PLUGIN_ERROR, "unknown exception"}},
      {[](Sync& sync) { sync.http({.target = "/"}).json().root()["a"].count(); },
       {TIDEMARK_BAD_RESPONSE, "\"a\" is a string, wanted a number"}}};
  for (const auto& [work, expected] : rows) {
    const auto outcome = sync_that(work);
    EXPECT_EQ(outcome.result.code, expected.first);
    EXPECT_EQ(outcome.result.message, expected.second);
  }
}

TEST(Plugin, BadConfigurationNamesTheKey) {
  const std::pair<const char*, const char*> rows[] = {
      {"{}", "size is missing"},
      {R"({"size":"1"})", "\"size\" is a string, wanted a number"},
      {"[]", "wanted an object"}};
  for (const auto& [config, sentence] : rows) {
    FakeHost host(kProbe, config);
    EXPECT_EQ(host.created().code, TIDEMARK_BAD_CONFIG) << config;
    EXPECT_NE(host.created().message.find(sentence), std::string::npos) << host.created().message;
  }
}

TEST(Plugin, OneItemsBadDataFailsThatItemAlone) {
  const auto outcome = sync_that(
      [](Sync& sync) {
        const auto answer = sync.http({.target = "/"}).json();
        Batch batch(sync);
        for (const Item& item : sync.items())
          batch.item(item.index, [&] {
            if (item.index == 3) return;  // read, and nothing in it
            batch.add(0, 40 + item.index);
            if (item.index == 1) batch.add(1, answer.root()["a"].count());
          });
        batch.commit();
      },
      4);
  EXPECT_EQ(outcome.result.code, TIDEMARK_OK);
  EXPECT_EQ(outcome.value(0, "likes_count"), 40);
  EXPECT_EQ(outcome.value(2, "likes_count"), 42);
  EXPECT_EQ(outcome.failed.at(1).code, TIDEMARK_BAD_RESPONSE);
  EXPECT_EQ(outcome.failed.at(1).message, "\"a\" is a string, wanted a number");
  EXPECT_EQ(outcome.read, std::vector<std::uint32_t>{3});
  EXPECT_EQ(outcome.emits.size(), 1u) << "one answer, one emit";
}

TEST(Plugin, AFailureOfTheEnginePassesThroughAsItWas) {
  FakeHost host(kProbe, kConfig);
  host.play = [](const auto&) {
    return testing::Answer{.status = 0, .code = TIDEMARK_RATE_LIMITED, .retry_after_ms = 5000};
  };
  next_sync = [](Sync& sync) { sync.http({.target = "/"}); };
  const auto limited = host.sync({{.platform_id = "1"}});
  EXPECT_EQ(limited.result.code, TIDEMARK_RATE_LIMITED);
  EXPECT_EQ(limited.result.retry_after_ms, 5000);
  EXPECT_EQ(limited.result.message, "the engine says why");

  host.emit_answers = TIDEMARK_PLUGIN_ERROR;
  next_sync = [](Sync& sync) {
    Batch batch(sync);
    batch.item(0, [&] { batch.add(0, 1); });
    batch.commit();
  };
  EXPECT_EQ(host.sync({{.platform_id = "1"}}).result.message, "full");

  host.cancel_at_request = 0;
  next_sync = [](Sync& sync) { sync.stop_if_cancelled(); };
  EXPECT_EQ(host.sync({{.platform_id = "1"}}).result.code, TIDEMARK_CANCELLED);
}

TEST(Plugin, AnAnswerThatSaysWaitIsStillReadable) {
  FakeHost host(kProbe, kConfig);
  host.play = [](const auto&) {
    return testing::Answer{.status = 429,
                           .body = "{}",
                           .headers = {{"x-left", "0"}, {"x-odd", "1x"}},
                           .code = TIDEMARK_RATE_LIMITED,
                           .retry_after_ms = 9};
  };
  next_sync = [](Sync& sync) {
    const Response answer = sync.http({.target = "/"});
    EXPECT_FALSE(answer.ok());
    EXPECT_EQ(answer.number_header("x-left"), 0);
    EXPECT_EQ(answer.number_header("x-odd"), std::nullopt);
    EXPECT_EQ(answer.header("x-none"), std::nullopt);
    throw answer.failure("reading");
  };
  const auto outcome = host.sync({{.platform_id = "1"}});
  EXPECT_EQ(outcome.result.code, TIDEMARK_RATE_LIMITED);
  EXPECT_EQ(outcome.result.retry_after_ms, 9);
}

TEST(Plugin, ALongSentenceIsCutToWhatTheRecordHolds) {
  const auto outcome =
      sync_that([](Sync&) { throw Failure(TIDEMARK_PLATFORM_ERROR, std::string(231, 'a') + "\xC3\xA9"); });
  EXPECT_EQ(outcome.result.message, std::string(231, 'a'));
}

TEST(Plugin, DiscoverReportsPostsAndKeepsACursor) {
  FakeHost host(kLister, kConfig);
  const auto outcome = host.discover("abc");
  EXPECT_EQ(outcome.result.code, TIDEMARK_OK);
  ASSERT_EQ(outcome.found.size(), 1u);
  EXPECT_EQ(outcome.found[0].platform_id, "7");
  EXPECT_EQ(outcome.cursor, "abc+");
}

TEST(Plugin, ReadsItemsByTheEnginesStride) {
  struct NewerItem {
    tidemark_item item;
    std::uint64_t later[3];
  };
  NewerItem items[2] = {};
  for (int i = 0; i < 2; ++i)
    items[i].item = {sizeof(NewerItem), 1, text(i ? "22" : "11"), {}, TIDEMARK_UNKNOWN_TIME};
  tidemark_sync raw = {};
  raw.struct_size = sizeof raw;
  raw.items = &items[0].item;
  raw.item_count = 2;
  const tidemark_host host = {};
  const Sync sync(host, raw);
  EXPECT_EQ(sync.items()[1].platform_id, "22");
  EXPECT_EQ(sync.items()[1].published_at_ms, std::nullopt);
}

TEST(Plugin, RefusesFlagsAndEnginesItDoesNotKnow) {
  FakeHost host(kProbe, kConfig);
  tidemark_host old = {};
  old.struct_size = sizeof old - 8;
  void* instance = nullptr;
  tidemark_error error = {};
  EXPECT_EQ(kProbe.create(&old, text(kConfig), &instance, &error), TIDEMARK_UNSUPPORTED);
  EXPECT_EQ(instance, nullptr);
  tidemark_sync newer = {};
  newer.flags = 1;
  EXPECT_EQ(kProbe.sync(nullptr, &newer, &error), TIDEMARK_UNSUPPORTED);
}

}  // namespace
}  // namespace tidemark::sdk
