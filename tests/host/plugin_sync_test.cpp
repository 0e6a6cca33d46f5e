#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "plugin_test_support.h"

namespace tidemark::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::SizeIs;

TEST(PluginSync, BringsSamplesFailuresAndReads) {
  StartedPlugin plugin("good");
  RecordingSink sink;
  const std::vector<SyncItem> items{{.kind = SyncItem::Kind::account},
                                    {.platform_id = "1"},
                                    {.platform_id = "2", .type = "gone"},
                                    {.platform_id = "3", .type = "bare"}};
  const auto result = plugin.host->sync(plugin.account, items, {}, plugin.limits(), sink);
  EXPECT_TRUE(result);
  EXPECT_THAT(sink.lines,
              ElementsAre("0 followers_count 7", "1 likes_count 101",
                          "2 failed post_not_found: the platform does not know the post", "3 read"));
  EXPECT_THAT(plugin.outbound->requests, ElementsAre("GET /items"));
  EXPECT_THAT(plugin.outbound->observed, ElementsAre("0: 899 of 900"));
  ASSERT_THAT(sink.unavailable, SizeIs(1));
  EXPECT_EQ(sink.unavailable[0].metric, "day_views");
  EXPECT_EQ(sink.unavailable[0].type, "video");
  EXPECT_EQ(sink.unavailable[0].until, std::nullopt);
}

TEST(PluginSync, HandsOverEveryHeaderLineAlsoRepeatedOnes) {
  StartedPlugin plugin("tells_headers");
  plugin.outbound->answer.response.headers = {{"x-usage", "one"}, {"x-left", "two"}, {"x-usage", "three"}};
  RecordingSink sink;
  EXPECT_TRUE(plugin.sync(1, sink));
  std::string said;
  for (const std::string& line : plugin.log.lines())
    if (line.starts_with("info example: run 17, account 3: ")) said += line.substr(line.rfind(' '));
  EXPECT_EQ(said, " one two three");
}

TEST(PluginSync, GivesBackUnavailableMetricsWhoseTimeHasNotCome) {
  StartedPlugin plugin("good");
  const std::vector<SyncItem> items{{.platform_id = "1"}};
  const Instant now = plugin.clock.now();
  const auto reported = [&](UnavailableMetric known) {
    RecordingSink sink;
    const auto synced =
        plugin.host->sync(plugin.account, items, std::vector{std::move(known)}, plugin.limits(), sink);
    EXPECT_TRUE(synced);
    return !sink.unavailable.empty();  // the plugin reports it again unless it was given
  };
  EXPECT_FALSE(reported({.metric = "day_views"}));
  EXPECT_FALSE(reported({.metric = "day_views", .until = now + std::chrono::hours(1)}));
  EXPECT_TRUE(reported({.metric = "day_views", .until = now}));
  EXPECT_TRUE(reported({.metric = "a_metric_of_an_older_version"}));
}

TEST(PluginSync, OfNoItemsSucceeds) {
  StartedPlugin plugin("good");
  RecordingSink sink;
  EXPECT_TRUE(plugin.sync(0, sink));
  EXPECT_TRUE(sink.lines.empty());
}

// A batch with anything wrong is refused whole, and items that nobody answers for fail by name.
TEST(PluginSync, RefusesBadBatchesWhole) {
  const std::pair<const char*, const char*> rows[] = {
      {"wrong_item", "emit: sample 1 of 2: item 1 of 1"},
      {"wrong_metric", "emit: sample 1 of 2: metric 3 of 3"},
      {"wrong_stride", "emit: the stride is 24, a sample has at least 32 bytes"},
      {"wrong_window", "emit: sample 1 of 2: likes_count has a window and is no total of one"},
  };
  for (const auto& [wrong, said] : rows) {
    StartedPlugin plugin(wrong);
    RecordingSink sink;
    EXPECT_TRUE(plugin.sync(1, sink)) << wrong;
    ASSERT_THAT(sink.lines, SizeIs(1)) << wrong;
    EXPECT_EQ(sink.lines[0],
              std::string("0 failed plugin_error: the plugin example did not answer for this item; ") + said);
    EXPECT_TRUE(plugin.log.contains(std::string("warning example: run 17, account 3: ") + said)) << wrong;
  }
}

TEST(PluginSync, ReadsANewerPluginsLongerSamples) {
  StartedPlugin plugin("newer");
  RecordingSink sink;
  EXPECT_TRUE(plugin.sync(2, sink));
  EXPECT_THAT(sink.lines, ElementsAre("0 likes_count 41", "1 likes_count 42"));
}

TEST(PluginSync, FailsItemsThatThePluginForgot) {
  StartedPlugin plugin("forgets_items");
  RecordingSink sink;
  EXPECT_TRUE(plugin.sync(3, sink));
  EXPECT_THAT(sink.lines,
              ElementsAre("0 likes_count 100",
                          "1 failed plugin_error: the plugin example did not answer for this item",
                          "2 failed plugin_error: the plugin example did not answer for this item"));
}

TEST(PluginSync, TakesTheFirstAnswerOfAnItem) {
  StartedPlugin plugin("answers_twice");
  RecordingSink sink;
  EXPECT_TRUE(plugin.sync(3, sink));
  EXPECT_THAT(sink.lines,
              ElementsAre("0 likes_count 100", "1 failed permission_denied: not allowed",
                          "2 failed plugin_error: the plugin failed with plugin_error and gave no reason"));
  EXPECT_TRUE(plugin.log.contains("item_failed: item 0 was answered before; not taken: not allowed"));
  EXPECT_TRUE(plugin.log.contains("item_read: item 1 was reported as failed before"));
  EXPECT_TRUE(plugin.log.contains("item_failed: item 99 of 3"));
  EXPECT_TRUE(plugin.log.contains("emit: samples of items that were reported as failed are dropped"));
}

TEST(PluginSync, ReadsEveryErrorWithCare) {
  struct Row {
    const char* plugin;
    Code code;
    std::string message;
  };
  std::string garbled = "line one ";  // 232 bytes, of which 9 are text
  for (int broken = 0; broken < 232 - 9; ++broken) garbled += "\xEF\xBF\xBD";
  const Row rows[] = {
      {"error_without_text", Code::rate_limited, "the plugin failed with rate_limited and gave no reason"},
      {"unknown_code", Code::plugin_error,
       "the plugin failed with code 99, which is no error's: from another time"},
      {"garbled_error", Code::bad_response, garbled},
      {"claims_cancelled", Code::plugin_error,
       "the plugin example says it was cancelled, and nobody asked it to stop"},
  };
  for (const Row& row : rows) {
    StartedPlugin plugin(row.plugin);
    RecordingSink sink;
    const auto result = plugin.sync(1, sink);
    ASSERT_FALSE(result) << row.plugin;
    EXPECT_EQ(result.error().code, row.code) << row.plugin;
    EXPECT_EQ(result.error().message, row.message);
    EXPECT_EQ(result.error().retry_after, std::nullopt);
    EXPECT_TRUE(sink.lines.empty()) << "an error leaves the unanswered items to its receiver";
  }
}

TEST(PluginSync, ReadsAndWritesNoErrorPastItsStatedSize) {
  StartedPlugin plugin("small_error");
  RecordingSink sink;
  EXPECT_TRUE(plugin.sync(1, sink));
  EXPECT_THAT(sink.lines,
              ElementsAre("0 failed auth_failed: the plugin failed with auth_failed and gave no reason"));
}

TEST(PluginSync, RefusesCallsOutsideOfASyncHarmlessly) {
  StartedPlugin plugin("calls_outside");
  EXPECT_TRUE(plugin.outbound->requests.empty());
  EXPECT_TRUE(plugin.outbound->observed.empty());
  RecordingSink sink;
  EXPECT_TRUE(plugin.sync(1, sink));
  EXPECT_THAT(sink.lines, ElementsAre("0 likes_count 100"));
}

TEST(PluginSync, LimitsAndCleansWhatAPluginLogs) {
  StartedPlugin plugin("chatters");
  RecordingSink sink;
  EXPECT_TRUE(plugin.sync(1, sink));
  int said = 0;
  for (const std::string& line : plugin.log.lines())
    said += line.find("one two  [31m\xEF\xBF\xBD") != std::string::npos;
  EXPECT_EQ(said, PluginLog::kMostLines);
  EXPECT_TRUE(plugin.log.contains("warning example: run 17, account 3: one two"))
      << "an unknown level is a warning";
  EXPECT_TRUE(plugin.log.contains("left out 30 more lines of this call"));
}

TEST(PluginSync, EndsWithTheStoragesErrorAndBlamesNobodyElse) {
  StartedPlugin plugin("good");
  RecordingSink sink;
  sink.refuse({Code::storage, "the disk is full"});
  const auto result = plugin.sync(2, sink);
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().code, Code::storage);
  EXPECT_EQ(result.error().message, "the disk is full");
  EXPECT_TRUE(sink.lines.empty());
}

TEST(PluginSync, ThatForgetsAStorageErrorStillEndsWithIt) {
  StartedPlugin plugin("answers_twice");
  RecordingSink sink;
  sink.refuse({Code::storage, "the disk is full"});
  const auto result = plugin.sync(3, sink);
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().code, Code::storage);
}

TEST(PluginSync, IsCancelledAtItsNextHostCall) {
  StartedPlugin plugin("good");
  std::stop_source stop;
  stop.request_stop();
  RecordingSink sink;
  const auto result = plugin.sync(2, sink, stop.get_token());
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().code, Code::cancelled);
  EXPECT_TRUE(plugin.outbound->requests.empty());
  EXPECT_TRUE(sink.lines.empty());
}

TEST(PluginSync, SendsNothingAfterItsDeadline) {
  StartedPlugin plugin("good");
  RecordingSink sink;
  auto limits = plugin.limits();
  plugin.clock.advance(std::chrono::minutes(5));
  const auto result = plugin.host->sync(plugin.account, std::vector<SyncItem>(1), {}, limits, sink);
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().code, Code::timeout);
  EXPECT_TRUE(plugin.outbound->requests.empty());
}

TEST(PluginSync, PassesAPlatformsErrorOnWithItsTime) {
  StartedPlugin plugin("good");
  plugin.outbound->answer = {
      .error = Error{Code::rate_limited, "429 from the platform", "", std::chrono::seconds(90)},
      .response = {.status = 429}};
  RecordingSink sink;
  const auto result = plugin.sync(1, sink);
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().code, Code::rate_limited);
  EXPECT_EQ(result.error().message, "429 from the platform");
  EXPECT_EQ(result.error().retry_after, std::chrono::seconds(90));
}

}  // namespace
}  // namespace tidemark::testing
