#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "plugin_test_support.h"

namespace tidemark::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::SizeIs;

/// Remembers what a discovery brought, also in which order: "post 1", "0 likes_count 41".
class FoundPosts : public DiscoverySink {
 public:
  Result<> found(FoundPost post) override {
    if (refuse_posts) return Error{Code::storage, "the disk is full"};
    lines.push_back("post " + post.platform_post_id);
    posts.push_back(std::move(post));
    return Done{};
  }
  Result<> emit(std::span<const EmittedSample> samples) override {
    if (refuse_samples) return Error{Code::storage, "the disk is full"};
    for (const EmittedSample& sample : samples)
      lines.push_back(std::to_string(sample.item) + " " + std::string(sample.metric) + " " +
                      std::to_string(sample.value));
    return Done{};
  }
  void metric_unavailable(const UnavailableMetric& metric) override { unavailable.push_back(metric); }
  std::vector<std::string> lines;
  std::vector<FoundPost> posts;
  std::vector<UnavailableMetric> unavailable;
  bool refuse_posts = false, refuse_samples = false;
};

Result<DiscoveryEnd> discover(StartedPlugin& plugin, DiscoverySink& sink,
                              std::span<const UnavailableMetric> unavailable = {}) {
  return plugin.host->discover(plugin.account, "before", unavailable, plugin.limits(), sink);
}

TEST(PluginDiscover, FindsPostsAndKeepsTheCursor) {
  StartedPlugin plugin("good");
  FoundPosts sink;
  const auto cursor = discover(plugin, sink);
  ASSERT_TRUE(cursor) << cursor.error().message;
  EXPECT_EQ(cursor->cursor, "next");
  ASSERT_THAT(sink.posts, SizeIs(2));
  const FoundPost& first = sink.posts[0];
  EXPECT_EQ(first.platform_post_id, "1");
  EXPECT_EQ(first.url, "https://example/1");
  EXPECT_EQ(first.text, "first");
  EXPECT_EQ(first.type, "image");
  EXPECT_EQ(first.published_at, Instant{1'700'000'000'000});
  EXPECT_EQ(first.media, (std::vector<Media>{{"https://cdn.example/1.jpg", "image", "a \xC3\xA9"}}));
  EXPECT_EQ(sink.posts[1].published_at, std::nullopt);
  EXPECT_TRUE(sink.posts[1].media.empty());
}

TEST(PluginDiscover, TakesFiguresOfThePostsThatWereFoundAfterThem) {
  StartedPlugin plugin("good");
  FoundPosts sink;
  const auto end = discover(plugin, sink);
  ASSERT_TRUE(end) << end.error().message;
  EXPECT_THAT(sink.lines, ElementsAre("post 1", "post 2", "0 likes_count 41"));
  ASSERT_TRUE(end->listed);
  EXPECT_EQ(end->listed->since, Instant{1'700'000'000'000});
}

TEST(PluginDiscover, ReadsANewerPluginsLongerSamples) {
  StartedPlugin plugin("newer");
  FoundPosts sink;
  EXPECT_TRUE(discover(plugin, sink));
  EXPECT_THAT(sink.lines, ElementsAre("post 1", "post 2", "0 likes_count 41", "1 likes_count 42"));
}

TEST(PluginDiscover, RefusesFiguresOfPostsThatWereNotFound) {
  StartedPlugin plugin("finds_nothing_and_tells");
  FoundPosts sink;
  const auto end = discover(plugin, sink);
  ASSERT_FALSE(end);
  EXPECT_EQ(end.error().code, Code::plugin_error);
  EXPECT_EQ(end.error().message, "emit: sample 0 of 1: item 2 of 2");
  EXPECT_THAT(sink.lines, ElementsAre("post 1", "post 2"));
}

TEST(PluginDiscover, FindsAPostWhoseFiguresCannotBeRead) {
  StartedPlugin plugin("answers_twice");
  FoundPosts sink;
  EXPECT_TRUE(discover(plugin, sink));
  EXPECT_THAT(sink.lines, ElementsAre("post 1", "post 2")) << "samples after the failure are dropped";
  EXPECT_TRUE(plugin.log.contains("post 0 of this listing: no figures: no figures"));
  EXPECT_TRUE(plugin.log.contains("item_failed: item 9 of 2"));
}

TEST(PluginDiscover, ReportsRefusedMetricsOnceAndIsToldOfThem) {
  StartedPlugin plugin("good");
  FoundPosts sink;
  EXPECT_TRUE(discover(plugin, sink));
  ASSERT_THAT(sink.unavailable, SizeIs(1));
  EXPECT_EQ(sink.unavailable[0].metric, "day_views");
  EXPECT_EQ(sink.unavailable[0].type, "video");
  FoundPosts again;
  EXPECT_TRUE(discover(plugin, again, sink.unavailable));
  EXPECT_THAT(again.unavailable, SizeIs(0));
}

TEST(PluginDiscover, BelievesNoListingThatContradictsItself) {
  const std::pair<const char*, const char*> rows[] = {
      {"listed_twice", "listed: called more than once"},
      {"listed_at_no_time", "listed: since an impossible time"},
  };
  for (const auto& [wrong, said] : rows) {
    StartedPlugin plugin(wrong);
    FoundPosts sink;
    const auto end = discover(plugin, sink);
    ASSERT_FALSE(end) << wrong;
    EXPECT_EQ(end.error().code, Code::plugin_error);
    EXPECT_EQ(end.error().message, said);
    EXPECT_TRUE(plugin.log.contains(said));
  }
}

TEST(PluginDiscover, WithoutANewCursorKeepsTheOldOneAndClaimsNothing) {
  StartedPlugin plugin("forgets_items");
  FoundPosts sink;
  const auto end = discover(plugin, sink);
  EXPECT_EQ(end->cursor, "before");
  EXPECT_FALSE(end->listed);
}

TEST(PluginDiscover, RefusesIdsAndMediaOfAnotherForm) {
  const std::pair<const char*, const char*> rows[] = {
      {"wrong_item", "found: \"not a number\" is no post id of example"},
      {"wrong_metric", "found: media_json is not a list"},
  };
  for (const auto& [wrong, said] : rows) {
    StartedPlugin plugin(wrong);
    FoundPosts sink;
    const auto cursor = discover(plugin, sink);
    ASSERT_FALSE(cursor) << wrong;
    EXPECT_EQ(cursor.error().code, Code::plugin_error);
    EXPECT_THAT(cursor.error().message, HasSubstr(said));
    EXPECT_THAT(sink.posts, SizeIs(1));
  }
}

TEST(PluginDiscover, EndsWithTheStoragesError) {
  StartedPlugin plugin("good");
  FoundPosts sink;
  sink.refuse_samples = true;
  EXPECT_EQ(discover(plugin, sink).error().code, Code::storage);
  EXPECT_THAT(sink.lines, ElementsAre("post 1", "post 2"));
  sink.refuse_posts = true;
  EXPECT_EQ(discover(plugin, sink).error().code, Code::storage);
}

}  // namespace
}  // namespace tidemark::testing
