// The plugin's recorded answers, through the real engine: what was recorded is what is answered.

#include <gtest/gtest.h>

#include "running_engine.h"
#include "sandbox/sandbox.h"
#include "support/temp_dir.h"

namespace tidemark {
namespace {

using testing::Reply;
using testing::RunningEngine;

struct Expected {
  std::string post;
  std::map<std::string, std::int64_t> metrics;
};

// As recorded in plugins/twitter/fixtures: 1234567890 is spread over three recordings (public, private,
// video), 1204084171334832128 has the form of 2020 without impressions, the others were recorded without any
// metric.
const Expected kRecorded[] = {
    {"1234567890",
     {{"likes_count", 234},
      {"comments_count", 12},
      {"retweets_count", 50},
      {"quote_tweets_count", 5},
      {"bookmarks_count", 8},
      {"impressions", 5432},
      {"url_clicks", 89},
      {"profile_clicks", 156},
      {"engagements", 345},
      {"organic_impressions", 5432},
      {"video_views", 12543}}},
    {"1204084171334832128",
     {{"likes_count", 49},
      {"comments_count", 2},
      {"retweets_count", 9},
      {"quote_tweets_count", 1},
      {"video_views", 1808}}},
    {"1293593516040269825", {}},
    {"123", {}},
};

TEST(Replay, ARefreshEndsWithExactlyTheNumbersRecorded) {
  auto sandbox = sandbox::Sandbox::start({.replay = TIDEMARK_FIXTURES, .complain = [](std::string_view) {}});
  ASSERT_TRUE(sandbox) << sandbox.error().message;
  testing::TempDir dir;
  RunningEngine engine(dir / "data", {{"TIDEMARK_PLATFORMS_TWITTER_BASE_URL", (*sandbox)->url()}});
  ASSERT_TRUE(engine.ready());
  std::vector<std::string> ids;
  for (const Expected& post : kRecorded) ids.push_back(post.post);
  ids.push_back("456");  // recorded as not found
  const auto registered = testing::register_posts(engine, "2244994945", "any-token-will-do", ids);

  const Reply reply = testing::refresh(engine, registered.business);
  ASSERT_EQ(reply.status, 200) << reply.body;
  const auto report = reply.json();
  EXPECT_EQ(report.root()["sync_details"]["synced"].integer(), 4) << reply.body;
  EXPECT_EQ(report.root()["sync_details"]["failed"].integer(), 1);
  EXPECT_EQ(report.root()["status"].string(), "partial");
  bool told = false;
  for (json::Value error : report.root()["sync_details"]["errors"].items())
    told = told || (error["post_id"].integer() == registered.posts.back() &&
                    error["code"].string() == "post_not_found");
  EXPECT_TRUE(told) << reply.body;

  for (std::size_t i = 0; i < std::size(kRecorded); ++i) {
    const Reply analytics = engine.get("/analytics/posts/" + std::to_string(registered.posts[i]));
    ASSERT_EQ(analytics.status, 200) << analytics.body;
    const auto answer = analytics.json();
    for (const char* metric : {"likes_count", "comments_count", "retweets_count", "quote_tweets_count",
                               "bookmarks_count", "impressions", "url_clicks", "profile_clicks",
                               "engagements", "organic_impressions", "video_views", "video_watch_time"}) {
      const auto expected = kRecorded[i].metrics.find(metric);
      const json::Value value = answer.root()[metric];
      if (expected == kRecorded[i].metrics.end()) {
        EXPECT_TRUE(value.is_null()) << kRecorded[i].post << " " << metric << " in " << analytics.body;
      } else {
        EXPECT_EQ(value.integer(), expected->second) << kRecorded[i].post << " " << metric;
      }
    }
  }
}

}  // namespace
}  // namespace tidemark
