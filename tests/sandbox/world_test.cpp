#include <gtest/gtest.h>

#include "client.h"
#include "sandbox/x/figures.h"
#include "sandbox/x/x.h"

namespace tidemark::sandbox::testing {
namespace {

using x::figures;
using x::kSnowflakeEpochMs;
using x::PostFigures;
using x::video_figures;
using x::VideoFigures;

constexpr std::int64_t kNow = 1'790'000'000'000;
constexpr std::int64_t kHour = 3600LL * 1000;

TEST(World, IsTheSameForTheSameSeedAndAnotherForAnother) {
  Fixture one({.seed = 7}), same({.seed = 7}), other({.seed = 8});
  const auto a = one.sandbox->world(), b = same.sandbox->world(), c = other.sandbox->world();
  ASSERT_EQ(a.size(), 3u);
  ASSERT_EQ(a[2].posts.size(), 250u);
  for (std::size_t i = 0; i < 250; ++i) {
    EXPECT_EQ(a[2].posts[i].id, b[2].posts[i].id);
    EXPECT_EQ(a[2].posts[i].text, b[2].posts[i].text);
  }
  EXPECT_NE(a[2].posts[0].id, c[2].posts[0].id);
  EXPECT_NE(a[0].user_id, a[1].user_id);
}

TEST(World, NothingSlipsOffATimelineWhileItRuns) {
  Fixture x({.posts = 10});
  const std::string id = x.sandbox->world()[0].posts.back().id;
  x.now_ms += 90LL * 24 * kHour;
  const auto accounts = x.sandbox->world();
  EXPECT_GE(accounts[0].posts.size(), 20u);
  EXPECT_EQ(accounts[0].posts.back().id, id);
}

TEST(World, StillKnowsAPostFromBeforeALaterStart) {
  Fixture x({.posts = 10});
  const std::string id = x.sandbox->world()[0].posts.back().id;
  Fixture later({.posts = 10}, x.now_ms + 90LL * 24 * kHour);
  const auto accounts = later.sandbox->world();
  EXPECT_EQ(accounts[0].posts.size(), 10u);
  for (const auto& post : accounts[0].posts) EXPECT_NE(post.id, id);
  EXPECT_EQ(text(later.get("/2/tweets/" + id)["data"]["id"]), id);
}

TEST(World, HasAsManySpecialPostsAsAsked) {
  const World world(
      3, {.accounts = 2, .posts = 97, .deleted = 5, .suspended = 4, .for_author_only = 3, .videos = 11},
      kSnowflakeEpochMs);
  std::map<std::string_view, int> states;
  int videos = 0;
  const std::int64_t newest = world.newest(2, kNow)->number;
  for (std::int64_t at = newest; at > newest - 97; --at) {
    ++states[to_string(world.post(2, at).state)];
    videos += world.post(2, at).has_video ? 1 : 0;
  }
  EXPECT_EQ(states, (std::map<std::string_view, int>{
                        {"deleted", 5}, {"suspended", 4}, {"protected", 3}, {"live", 85}}));
  EXPECT_EQ(videos, 11);
}

TEST(World, FindsEveryPostByItsIdAndNothingElse) {
  const World world(11, {.accounts = 3, .posts = 500}, kSnowflakeEpochMs);
  const std::int64_t newest = world.newest(3, kNow)->number;
  for (std::int64_t at = newest - 499; at <= newest; ++at) {
    const Post post = world.post(3, at);
    ASSERT_TRUE(world.find(post.id, kNow));
    EXPECT_EQ(world.find(post.id, kNow)->number, at);
    EXPECT_FALSE(world.find(post.id + 2, kNow));
    EXPECT_FALSE(world.find(post.id, post.published_ms - 1)) << "not before it is published";
  }
}

TEST(Growth, NeverFallsAndSlowsDown) {
  const World world(5, {.accounts = 2, .posts = 60, .videos = 60}, kSnowflakeEpochMs);
  const std::int64_t newest = world.newest(1, kNow)->number;
  for (std::int64_t at = newest - 59; at <= newest; ++at) {
    const Post post = world.post(1, at);
    PostFigures before;
    VideoFigures video_before;
    EXPECT_EQ(figures(world, post, post.published_ms).impressions, 0);
    for (int hours = 1; hours <= 2400; hours = hours * 3 / 2 + 1) {
      const auto now = figures(world, post, post.published_ms + hours * kHour);
      const auto video = video_figures(world, post, post.published_ms + hours * kHour);
      EXPECT_GE(now.impressions, before.impressions);
      EXPECT_GE(now.likes, before.likes);
      EXPECT_GE(now.engagements, before.engagements);
      EXPECT_GE(video.watch_ms, video_before.watch_ms);
      EXPECT_LE(now.engagements, now.impressions);
      EXPECT_GE(video.playback[1], video.playback[4]);
      before = now;
      video_before = video;
    }
    const auto day = figures(world, post, post.published_ms + 24 * kHour).impressions;
    const auto month = figures(world, post, post.published_ms + 720 * kHour).impressions;
    EXPECT_GT(2 * day, month) << "the first day is more than half of the first month";
  }
}

TEST(Growth, IsVisibleBetweenTwoReadingsOverHttpAndNotAtOneInstant) {
  Fixture x({.accounts = 1, .posts = 100});
  const std::string target =
      "/2/tweets?tweet.fields=public_metrics&ids=" + join(x.sandbox->world()[0].posts, 0, 100);
  const auto first = x.get(target);
  EXPECT_EQ(first.body, x.get(target).body);
  x.now_ms += 6 * kHour;
  EXPECT_NE(first.body, x.get(target).body);
}

TEST(World, IsDescribedForRegistration) {
  Fixture x({.accounts = 2, .posts = 20, .deleted = 2});
  const auto reply = x.get("/sandbox/world", "");
  EXPECT_EQ(text(reply["app_token"]), "sandbox-app");
  EXPECT_EQ(reply["accounts"].items().size(), 2u);
  const auto account = *reply["accounts"].items().begin();
  EXPECT_EQ(text(account["token"]), "sandbox-user-1");
  EXPECT_EQ(account["posts"].items().size(), 20u);
  const auto csv = x.get("/sandbox/world?format=csv&account=2&account_id=5&business_id=4", "");
  EXPECT_EQ(csv.header("content-type"), "text/csv; charset=utf-8");
  EXPECT_EQ(csv.body.rfind(
                "business_id,account_id,platform_post_id,platform_post_url,published_at,content_text\n4,5," +
                    x.sandbox->world()[1].posts[0].id + ",https://x.com/sandbox_2/status/",
                0),
            0u)
      << csv.body;
  EXPECT_EQ(x.get("/sandbox/world?account=3", "").status, 400);
  EXPECT_EQ(x.get("/sandbox/world?format=xml", "").status, 400);
  EXPECT_EQ(x.get("/sandbox/nothing", "").status, 404);
  EXPECT_EQ(x.get("/sandbox/faults", "").status, 405);
}

}  // namespace
}  // namespace tidemark::sandbox::testing
