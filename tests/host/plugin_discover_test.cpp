#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "plugin_test_support.h"

namespace tidemark::testing {
namespace {

using ::testing::HasSubstr;
using ::testing::SizeIs;

class FoundPosts : public DiscoverySink {
 public:
  Result<> found(FoundPost post) override {
    if (refuse) return Error{Code::storage, "the disk is full"};
    posts.push_back(std::move(post));
    return Done{};
  }
  Result<> emit(std::span<const EmittedSample>) override { return Done{}; }
  void metric_unavailable(const UnavailableMetric&) override {}
  std::vector<FoundPost> posts;
  bool refuse = false;
};

Result<DiscoveryEnd> discover(StartedPlugin& plugin, DiscoverySink& sink) {
  return plugin.host->discover(plugin.account, "before", {}, plugin.limits(), sink);
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

TEST(PluginDiscover, WithoutANewCursorKeepsTheOldOne) {
  StartedPlugin plugin("forgets_items");
  FoundPosts sink;
  EXPECT_EQ(discover(plugin, sink)->cursor, "before");
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
  sink.refuse = true;
  EXPECT_EQ(discover(plugin, sink).error().code, Code::storage);
}

}  // namespace
}  // namespace tidemark::testing
