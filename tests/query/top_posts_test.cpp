// Which posts of a window stand out.

#include <gmock/gmock.h>

#include "measured_businesses.h"

namespace tidemark::testing {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::Key;
using ::testing::Pair;

class TopPostsTest : public MeasuredBusinesses {
 protected:
  TopPostsTest() {
    acme = add_business();
    kiosk = add_account(acme, "kiosk");
  }
  PostId post_with(const Values& values) {
    const PostId post = add_post(acme, kiosk);
    measure(post, at("2026-05-10T12:00:00Z"), values);
    return post;
  }
  TopPosts top(const TopPostsRequest& request = {}) {
    const auto answer = top_posts(parts, engine, scope(may, june), request);
    EXPECT_TRUE(answer) << answer.error().message;
    return *answer;
  }
  static std::vector<std::uint64_t> ids(const TopPosts& top) {
    std::vector<std::uint64_t> all;
    for (const auto& item : top.items) all.push_back(item.post.post.id.value);
    return all;
  }
  static std::vector<std::int64_t> values(const TopPosts& top) {
    std::vector<std::int64_t> all;
    for (const auto& item : top.items) all.push_back(item.value);
    return all;
  }
  static Values rated(std::int64_t likes, std::int64_t impressions) {
    return {{"likes_count", likes}, {"comments_count", 0}, {"shares_count", 0}, {"impressions", impressions}};
  }

  const Instant may = at("2026-05-01T00:00:00Z"), june = at("2026-06-01T00:00:00Z");
  BusinessId acme;
  AccountId kiosk;
};

TEST_F(TopPostsTest, TheHighestRateIsFirst) {
  const PostId low = post_with(rated(1, 1000)), high = post_with(rated(9, 1000)),
               mid = post_with(rated(5, 1000));
  EXPECT_THAT(ids(top()), ElementsAre(high.value, mid.value, low.value));
  EXPECT_THAT(values(top()), ElementsAre(90, 50, 10));
  EXPECT_TRUE(top().is_rate);
  EXPECT_THAT(ids(top({.limit = 2})), ElementsAre(high.value, mid.value));
}

TEST_F(TopPostsTest, RatesThatLookAlikeAreAlikeAndThenTheLowerIdIsFirst) {
  const PostId first = post_with(rated(50'001, 1'000'000));   // 5.0001 %
  const PostId second = post_with(rated(50'004, 1'000'000));  // 5.0004 %
  const PostId third = post_with(rated(50'050, 1'000'000));   // 5.005 %, which is 5.01
  EXPECT_THAT(ids(top()), ElementsAre(third.value, first.value, second.value));
}

TEST_F(TopPostsTest, WhatHasNoValueIsNotRanked) {
  const PostId rated_post = post_with(rated(0, 10));
  post_with({{"likes_count", 7}, {"comments_count", 1}, {"impressions", 10}});  // nobody said shares
  post_with(rated(5, 0));                                                       // nothing to divide by
  post_with({});
  EXPECT_THAT(ids(top()), ElementsAre(rated_post.value));
}

TEST_F(TopPostsTest, AnyMetricRanks) {
  const PostId a = post_with({{"likes_count", 3}, {"comments_count", 0}, {"shares_count", 1}, {"gulls", -2}});
  const PostId b = post_with({{"likes_count", 1}, {"comments_count", 5}, {"shares_count", 0}, {"gulls", 8}});
  const PostId c = post_with({{"impressions", 200}, {"clicks", 3}});
  EXPECT_THAT(ids(top({.metric = "likes_count"})), ElementsAre(a.value, b.value));
  EXPECT_THAT(ids(top({.metric = "total_engagement"})), ElementsAre(b.value, a.value));
  EXPECT_THAT(values(top({.metric = "total_engagement"})), ElementsAre(6, 4));
  EXPECT_THAT(values(top({.metric = "gulls"})), ElementsAre(8, -2)) << "a gauge that a plugin declares";
  EXPECT_THAT(values(top({.metric = "click_through_rate"})), ElementsAre(150));
  EXPECT_THAT(ids(top({.metric = "click_through_rate"})), ElementsAre(c.value));
  EXPECT_TRUE(top({.metric = "page_views"}).items.empty()) << "known, and of no post";
}

TEST_F(TopPostsTest, AMetricThatNobodyKnowsIsAFaultOfTheQuestion) {
  for (const char* metric : {"likes", "engagement", "people_of_week"}) {
    const auto answer = top_posts(parts, engine, scope(may, june), {.metric = metric});
    ASSERT_FALSE(answer) << metric;
    EXPECT_EQ(answer.error().code, Code::invalid);
    EXPECT_EQ(answer.error().field, "metric");
  }
  // One whose plugin has gone is known to the store.
  const std::vector<Metric> old{{"pigeons", "1", MetricKind::running_total}};
  ASSERT_TRUE(store->declare(old));
  const PostId post = post_with({{"pigeons", 4}});
  EXPECT_THAT(ids(top({.metric = "pigeons"})), ElementsAre(post.value));
}

TEST_F(TopPostsTest, APostIsRankedAndShownAsItStoodAtItsLastSnapshotInTheWindow) {
  const PostId post = add_post(acme, kiosk);
  measure(post, at("2026-04-30T00:00:00Z"), {{"shares_count", 2}, {"clicks", 5}});
  measure(post, at("2026-05-20T00:00:00Z"),
          {{"likes_count", 8}, {"comments_count", 0}, {"impressions", 100}});
  measure(post, at("2026-06-01T00:00:00Z"), {{"likes_count", 90}, {"gulls", 1}});
  const TopPosts answer = top();
  ASSERT_EQ(answer.items.size(), 1u);
  const PostAnalytics& shown = answer.items[0].post;
  EXPECT_EQ(answer.items[0].value, 1000);
  EXPECT_EQ(shown.engagement_rate, 10.0);
  EXPECT_EQ(shown.fetched_at, at("2026-05-20T00:00:00Z"));
  EXPECT_THAT(shown.metrics, Contains(Pair("likes_count", 8)));
  EXPECT_THAT(shown.metrics, Contains(Pair("shares_count", 2)));
  EXPECT_THAT(shown.metrics, Contains(Pair("gulls", std::nullopt))) << "declared, and only measured later";
  EXPECT_THAT(shown.metrics, ::testing::Not(Contains(Key("people_of_week"))));
  EXPECT_THAT(shown.stale, ElementsAre(Pair("clicks", at("2026-04-30T00:00:00Z")),
                                       Pair("shares_count", at("2026-04-30T00:00:00Z"))));
}

TEST_F(TopPostsTest, WhatWasNotMeasuredInTheWindowIsNotInIt) {
  const PostId before = add_post(acme, kiosk), after = add_post(acme, kiosk);
  measure(before, may - std::chrono::milliseconds(1), rated(5, 10));
  measure(after, june, rated(5, 10));
  EXPECT_TRUE(top().items.empty());
  measure(before, may, {});  // it was read, and nothing was said: what stood stands
  EXPECT_THAT(ids(top()), ElementsAre(before.value));
}

TEST_F(TopPostsTest, ADeletedPostMakesRoomForTheNext) {
  std::vector<PostId> posts;
  for (int i = 0; i < 5; ++i) posts.push_back(post_with(rated(10 - i, 100)));
  forget(posts[0]);
  EXPECT_THAT(ids(top({.limit = 2})), ElementsAre(posts[1].value, posts[2].value));
  // The catalog forgets first, the store a little later.
  ASSERT_TRUE(catalog->posts().remove(engine, posts[1]));
  ASSERT_TRUE(catalog->posts().remove(engine, posts[2]));
  EXPECT_THAT(ids(top({.limit = 2})), ElementsAre(posts[3].value, posts[4].value));
}

TEST_F(TopPostsTest, AScopeNarrowsWhatIsRanked) {
  const BusinessId other = add_business();
  const AccountId tower = add_account(other, "tower"), kiosk2 = add_account(other, "kiosk");
  const PostId mine = add_post(acme, kiosk, false, {{"campaign", "spring"}});
  const PostId theirs = add_post(other, tower, false, {{"campaign", "spring"}});
  const PostId also = add_post(other, kiosk2, false, {{"campaign", "autumn"}});
  for (const PostId post : {mine, theirs, also}) measure(post, at("2026-05-02T00:00:00Z"), rated(1, 10));
  const auto of = [&](const ScopeRequest& request) {
    return ids(top_posts(parts, engine, scope(may, june, request), {}).value());
  };
  EXPECT_THAT(of({}), ElementsAre(mine.value, theirs.value, also.value));
  EXPECT_THAT(of({.business = other}), ElementsAre(theirs.value, also.value));
  EXPECT_THAT(of({.platform = "k"}), ElementsAre(mine.value, also.value));
  EXPECT_THAT(of({.label = Label{"campaign", "spring"}}), ElementsAre(mine.value, theirs.value));
  EXPECT_THAT(of({.business = other, .label = Label{"campaign", "winter"}}), ElementsAre());
}

}  // namespace
}  // namespace tidemark::testing
