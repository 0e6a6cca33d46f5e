// Insights of posts, videos and pages.

#include <gtest/gtest.h>

#include "graph_client.h"

namespace tidemark::sandbox::testing {
namespace {

constexpr const char* kBadMetric = "(#100) The value must be a valid insights metric";

TEST(GraphPostInsights, AreLifetimeFiguresWithWindowsThatNeverEnd) {
  GraphFixture fixture;
  const std::string id = fixture.post_older_than(200);
  const Reply reply = fixture.facebook(
      "/" + id + "/insights?metric=post_media_view,post_clicks,post_reactions_by_type_total");
  ASSERT_EQ(reply.status, 200) << reply.body;
  EXPECT_GT(value_of(reply.root, "post_media_view").count().value(), 0);
  EXPECT_EQ(text(insight(reply.root, "post_clicks")["period"]), "lifetime");
  EXPECT_EQ(text(insight(reply.root, "post_clicks")["id"]), id + "/insights/post_clicks/lifetime");
  for (const auto& kind : value_of(reply.root, "post_reactions_by_type_total").items())
    EXPECT_NE(kind.count(), 0) << "only kinds that somebody chose are in the map";
  const std::string next = text(reply["paging"]["next"]);
  EXPECT_NE(next.find("access_token=" + page(1)), std::string::npos);
  EXPECT_NE(next.find("&since="), std::string::npos);
  const Reply in_path = fixture.facebook("/" + id + "/insights/post_clicks");
  EXPECT_EQ(in_path["data"].items().size(), 1U);
}

TEST(GraphPostInsights, AreRefusedWholeForOneBadNameThatIsNotNamed) {
  GraphFixture fixture;
  const std::string id = fixture.post_older_than(200);
  for (const char* gone : {"post_impressions", "post_impressions_unique", "post_engaged_users", "nonsense"}) {
    const Reply reply = fixture.facebook("/" + id + "/insights?metric=post_clicks," + gone);
    EXPECT_EQ(reply.status, 400);
    EXPECT_EQ(message_of(reply), kBadMetric) << gone;
  }
  EXPECT_EQ(message_of(fixture.facebook("/" + fixture.page_id() +
                                        "/posts?fields=id,insights.metric(post_clicks,post_impressions)")),
            kBadMetric);
  fixture.set("facebook", "retire=post_clicks");
  EXPECT_EQ(message_of(fixture.facebook("/" + id + "/insights?metric=post_clicks")), kBadMetric);
  fixture.set("facebook", "retire=-post_clicks");
  EXPECT_EQ(fixture.facebook("/" + id + "/insights?metric=post_clicks").status, 200);
}

TEST(GraphPostInsights, AreEmptyWithoutThePermissionAndForAYoungPost) {
  GraphFixture fixture;
  const std::string id = fixture.post_older_than(200);
  fixture.happen("facebook", {.what = "drop_scope", .account = 1, .scope = "read_insights"});
  const Reply silent = fixture.facebook("/" + id + "/insights?metric=post_clicks");
  EXPECT_EQ(silent.status, 200);
  EXPECT_EQ(silent.body, R"({"data":[]})");
  EXPECT_EQ(message_of(fixture.facebook("/" + id + "/insights?metric=post_fans")), kBadMetric);
  fixture.happen("facebook", {.what = "grant_scope", .account = 1, .scope = "read_insights"});

  fixture.happen("facebook", {.what = "publish", .account = 1});
  const std::string young = fixture.posts("facebook")[0].id;
  EXPECT_EQ(fixture.facebook("/" + young + "/insights?metric=post_media_view").body, R"({"data":[]})");
  fixture.now_ms += 30 * 3'600'000LL;
  EXPECT_FALSE(
      value_of(fixture.facebook("/" + young + "/insights?metric=post_media_view").root, "post_media_view")
          .absent());
}

TEST(GraphPostInsights, NeedAMetricAndAPageToken) {
  GraphFixture fixture;
  const std::string id = fixture.post_older_than(200);
  const Reply none = fixture.facebook("/" + id + "/insights");
  EXPECT_EQ(code_of(none), 3001);
  EXPECT_EQ(subcode_of(none), 1504028);
  EXPECT_EQ(code_of(fixture.facebook("/" + id + "/insights?metric=post_clicks", person(1))), 190);
}

TEST(GraphPostInsights, SplitByAdsIntoEntriesThatAddUp) {
  GraphFixture fixture;
  const std::string id = fixture.post_older_than(200);
  const Reply whole = fixture.facebook("/" + id + "/insights?metric=post_media_view");
  const Reply split = fixture.facebook("/" + id + "/insights?metric=post_media_view&breakdown=is_from_ads");
  std::int64_t sum = 0;
  for (const auto& entry : insight(split.root, "post_media_view")["values"].items()) {
    sum += entry["value"].count().value();
    EXPECT_TRUE(entry["is_from_ads"].is_string());
  }
  EXPECT_EQ(value_of(whole.root, "post_media_view").count(), sum);
  EXPECT_EQ(code_of(fixture.facebook("/" + id + "/insights?metric=post_clicks&breakdown=is_from_ads")), 100);
}

TEST(GraphPostInsights, NeverFall) {
  GraphFixture fixture;
  const std::string id = fixture.post_older_than(1);
  std::int64_t before = 0;
  for (int day = 0; day < 20; ++day, fixture.now_ms += 86'400'000) {
    const Reply reply = fixture.facebook("/" + id + "/insights?metric=post_media_view");
    const std::int64_t views = value_of(reply.root, "post_media_view").count().value_or(0);
    EXPECT_GE(views, before);
    before = views;
  }
  EXPECT_GT(before, 0);
}

TEST(GraphVideoInsights, HaveASetOfTheirOwnForReelsAndForVideos) {
  GraphFixture fixture({.videos = 40});
  const std::string target = "/" + fixture.page_id();
  std::string reel = text(fixture.facebook(target + "/video_reels?limit=100")["data"].items().back()["id"]);
  const Reply all = fixture.facebook("/" + reel + "/video_insights");
  ASSERT_EQ(all.status, 200) << all.body;
  EXPECT_FALSE(value_of(all.root, "blue_reels_play_count").absent());
  EXPECT_FALSE(value_of(all.root, "post_impressions_unique").absent());
  EXPECT_TRUE(insight(all.root, "total_video_views").absent());
  EXPECT_EQ(text(insight(all.root, "fb_reels_total_plays")["id"]),
            reel + "/video_insights/fb_reels_total_plays/lifetime");
  EXPECT_EQ(code_of(fixture.facebook("/" + reel + "/video_insights?period=lifetime")), 100);
  EXPECT_EQ(message_of(fixture.facebook("/" + reel + "/video_insights?metric=total_video_impressions")),
            kBadMetric);
}

TEST(GraphPageInsights, ShowTwoDaysThatEndAtMidnightInCalifornia) {
  GraphFixture fixture;
  fixture.now_ms = 1788620400000;  // 2026-09-05T15:00:00Z
  const Reply reply = fixture.facebook("/" + fixture.page_id() + "/insights?metric=page_follows&period=day");
  const auto values = insight(reply.root, "page_follows")["values"].items();
  ASSERT_EQ(values.size(), 2U) << reply.body;
  EXPECT_EQ(text(values[0]["end_time"]), "2026-09-04T07:00:00+0000");
  EXPECT_EQ(text(values[1]["end_time"]), "2026-09-05T07:00:00+0000");
  EXPECT_EQ(text(reply["paging"]["next"]).substr(text(reply["paging"]["next"]).find("&since=")),
            "&since=1788591600&until=1788764400");
  const Reply winter =
      fixture.facebook("/" + fixture.page_id() +
                       "/insights?metric=page_media_view&period=day&since=2025-12-01&until=2025-12-02");
  EXPECT_EQ(text(insight(winter.root, "page_media_view")["values"].items().at(0)["end_time"]),
            "2025-12-02T08:00:00+0000");
}

TEST(GraphPageInsights, ReachOverNinetyDaysAndNoMore) {
  GraphFixture fixture;
  const std::string target = "/" + fixture.page_id() + "/insights?metric=page_media_view&period=day";
  const Reply ninety = fixture.facebook(target + "&since=2026-05-01&until=2026-07-30");
  EXPECT_EQ(insight(ninety.root, "page_media_view")["values"].items().size(), 90U);
  const Reply more = fixture.facebook(target + "&since=2026-01-01&until=2026-07-01");
  EXPECT_EQ(code_of(more), 100);
  EXPECT_NE(message_of(more).find("90 days"), std::string::npos);
}

TEST(GraphPageInsights, RestateADayForTwoDays) {
  GraphFixture fixture;
  const std::string target = "/" + fixture.page_id() +
                             "/insights?metric=page_media_view&period=day&since=2026-09-03&until=2026-09-04";
  const auto told = [&](std::int64_t at_ms) {
    fixture.now_ms = at_ms;
    return value_of(fixture.facebook(target).root, "page_media_view").count();
  };
  const std::int64_t ends = 1788505200000;  // 2026-09-04T07:00:00Z
  EXPECT_FALSE(told(ends + 3 * 3'600'000LL)) << "the newest day is not there at once";
  const auto first = told(ends + 10 * 3'600'000LL), second = told(ends + 30 * 3'600'000LL),
             last = told(ends + 50 * 3'600'000LL), later = told(ends + 500 * 3'600'000LL);
  ASSERT_TRUE(first && second && last && later);
  EXPECT_LT(*first, *second);
  EXPECT_LT(*second, *last);
  EXPECT_EQ(*last, *later);
}

TEST(GraphPageInsights, ComeInEveryPeriodWhereNoneIsAsked) {
  GraphFixture fixture;
  const Reply reply =
      fixture.facebook("/" + fixture.page_id() + "/insights?metric=page_post_engagements,page_follows");
  std::multiset<std::string> seen;
  for (const auto& one : reply["data"].items()) seen.insert(text(one["name"]) + " " + text(one["period"]));
  EXPECT_EQ(seen,
            (std::multiset<std::string>{"page_follows day", "page_post_engagements day",
                                        "page_post_engagements days_28", "page_post_engagements week"}));
  EXPECT_EQ(message_of(fixture.facebook("/" + fixture.page_id() + "/insights?metric=page_fans&period=day")),
            kBadMetric);
}

}  // namespace
}  // namespace tidemark::sandbox::testing
