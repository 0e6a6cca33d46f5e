// The recordings that lie beside the plugin, played to it.

#include <gtest/gtest.h>

#include "recordings.h"
#include "x.h"

namespace tidemark::testing {
namespace {

const Recordings kRecordings(TWITTER_FOLDER, tidemark_plugin_v1);

Outcome play(const std::string& name, const std::vector<AskedItem>& items, const std::string& account = "") {
  return kRecordings.sync(name, items, {{"platform_user_id", account}});
}

TEST(TwitterRecordings, DefaultFieldsAloneAreAPostReadWithoutFigures) {
  const Outcome outcome = play("tweets_bulk_default_fields", {{.platform_id = "1293593516040269825"},
                                                              {.platform_id = "1293595870563381249"}});
  EXPECT_EQ(outcome.result.code, TIDEMARK_OK);
  EXPECT_EQ(outcome.read.size(), 2u);
  EXPECT_TRUE(outcome.values.empty());
  ASSERT_EQ(outcome.quotas.size(), 1u);
  EXPECT_EQ(outcome.quotas[0].limit, 300);
  EXPECT_EQ(outcome.quotas[0].remaining, 298);
  EXPECT_EQ(outcome.quotas[0].reset_at_ms, 1665183228000);
}

TEST(TwitterRecordings, AMissingPostIsNotFoundAndTheOtherIsRead) {
  const Outcome outcome =
      play("tweets_bulk_partial_not_found", {{.platform_id = "123"}, {.platform_id = "456"}});
  EXPECT_EQ(outcome.read, std::vector<std::uint32_t>{0});
  EXPECT_EQ(outcome.failed.at(1).code, TIDEMARK_POST_NOT_FOUND);
}

TEST(TwitterRecordings, TheShapeOf2020HasNeitherImpressionsNorBookmarks) {
  const Outcome outcome =
      play("tweets_bulk_public_metrics_2020_shape", {{.platform_id = "1204084171334832128"}});
  const std::pair<const char*, std::int64_t> rows[] = {{"retweets_count", 9},     {"shares_count", 9},
                                                       {"comments_count", 2},     {"likes_count", 49},
                                                       {"quote_tweets_count", 1}, {"video_views", 1808}};
  for (const auto& [name, value] : rows) EXPECT_EQ(outcome.value(0, name), value) << name;
  EXPECT_EQ(outcome.values.size(), std::size(rows));
}

TEST(TwitterRecordings, TheAccountsFigures) {
  const Outcome outcome = play("user_public_metrics", {{}}, "2244994945");
  EXPECT_EQ(outcome.value(0, "followers_count"), 570842);
  EXPECT_EQ(outcome.value(0, "following_count"), 2048);
  EXPECT_EQ(outcome.value(0, "posts_count"), 14052);
  EXPECT_EQ(outcome.value(0, "listed_count"), 1672);
}

TEST(TwitterRecordings, EachRecordedRefusalHasItsCode) {
  const std::pair<const char*, tidemark_code> rows[] = {
      {"error_401_unauthorized", TIDEMARK_INVALID_TOKEN},
      {"error_402_credits_depleted", TIDEMARK_PLATFORM_ERROR},
      {"error_403_client_not_enrolled", TIDEMARK_PERMISSION_DENIED},
      {"error_403_unsupported_authentication", TIDEMARK_PERMISSION_DENIED},
      {"error_429_legacy_code_88", TIDEMARK_RATE_LIMITED},
      {"error_429_too_many_requests", TIDEMARK_RATE_LIMITED},
      {"error_429_usage_cap", TIDEMARK_PLATFORM_ERROR}};
  for (const auto& [name, code] : rows)
    EXPECT_EQ(play(name, {{.platform_id = "123"}}).result.code, code) << name;
  for (const char* name : {"error_400_invalid_request", "error_400_max_results_out_of_range"})
    EXPECT_EQ(play(name, {{.platform_id = "123"}}).failed.at(0).code, TIDEMARK_PLATFORM_ERROR) << name;
}

TEST(TwitterRecordings, WatchTimeOfARecordedVideoIsRoundedDown) {
  FakeHost host(tidemark_plugin_v1);
  host.now_ms = kNow;
  const Answer post = {
      .body = R"({"data":[{"id":"5","non_public_metrics":{"engagements":1},)"
              R"("attachments":{"media_keys":["13_1204080851740315648"]}}],)"
              R"("includes":{"media":[{"media_key":"13_1204080851740315648","type":"video"}]}})"};
  host.play = playing(
      {{"/2/tweets", post}, {"/2/media/analytics", kRecordings.answer("media_analytics_timestamped")}});
  EXPECT_EQ(host.sync({{.platform_id = "5"}}).value(0, "video_watch_time"), 0) << "19 milliseconds";
}

}  // namespace
}  // namespace tidemark::testing
