// Instagram's media, stories and accounts on both hosts.

#include <gtest/gtest.h>

#include "graph_client.h"

namespace tidemark::sandbox::testing {
namespace {

/// The newest media with that product type, older than ten days.
std::string media_of(GraphFixture& fixture, const std::string& product, const std::string& type = "") {
  const Reply list =
      fixture.instagram("/me/media?limit=100&fields=id,media_product_type,media_type,timestamp&until=" +
                        std::to_string(fixture.now_ms / 1000 - 10 * 86'400));
  for (const auto& one : list["data"].items())
    if (text(one["media_product_type"]) == product && (type.empty() || text(one["media_type"]) == type))
      return text(one["id"]);
  throw std::runtime_error("no " + product);
}

TEST(InstagramMedia, AreOfThreeTypesAndSayWhatProductTheyAre) {
  GraphFixture fixture({.videos = 20});
  const Reply list = fixture.instagram("/" + fixture.user_id() +
                                       "/media?limit=100&fields=id,caption,media_type,media_product_type,"
                                       "permalink,timestamp,like_count,comments_count,"
                                       "children{id,media_type}");
  std::set<std::string> types;
  for (const auto& one : list["data"].items()) {
    types.insert(text(one["media_type"]) + " " + text(one["media_product_type"]));
    EXPECT_EQ(one["children"].absent(), text(one["media_type"]) != "CAROUSEL_ALBUM");
    EXPECT_TRUE(one["like_count"].count());
  }
  EXPECT_EQ(types, (std::set<std::string>{"CAROUSEL_ALBUM FEED", "IMAGE FEED", "VIDEO FEED", "VIDEO REELS"}));
}

TEST(InstagramMedia, ChildrenHaveNoFiguresAndNoInsights) {
  GraphFixture fixture;
  const std::string carousel = media_of(fixture, "FEED", "CAROUSEL_ALBUM");
  const Reply children = fixture.instagram("/" + carousel + "/children?fields=id,media_type,permalink");
  ASSERT_GE(children["data"].items().size(), 2U) << children.body;
  const std::string child = text(children["data"].items()[0]["id"]);
  EXPECT_EQ(code_of(fixture.instagram("/" + child + "?fields=like_count")), 100);
  EXPECT_NE(fixture.instagram("/" + child + "/insights?metric=reach").status, 200);
}

TEST(InstagramMedia, HaveTheCountsOfFacebookLoginThereOnly) {
  GraphFixture fixture;
  const std::string id = fixture.media_older_than(200);
  const Reply there =
      fixture.by_facebook_login("/" + id + "?fields=shares_count,saved_count,total_views_count");
  EXPECT_TRUE(there["shares_count"].count()) << there.body;
  EXPECT_TRUE(there["saved_count"].absent());
  EXPECT_EQ(code_of(fixture.instagram("/" + id + "?fields=shares_count")), 100);
  fixture.set("instagram", "hidden_likes=1000");
  EXPECT_TRUE(fixture.instagram("/" + id + "?fields=like_count")["like_count"].absent());
}

TEST(InstagramInsights, AnswerEachProductsOwnSet) {
  GraphFixture fixture({.videos = 20});
  const Reply feed =
      fixture.instagram("/" + media_of(fixture, "FEED") +
                        "/insights?metric=views,reach,likes,comments,saved,shares,total_interactions,"
                        "reposts,follows,profile_visits,profile_activity");
  EXPECT_EQ(feed["data"].items().size(), 11U) << feed.body;
  const Reply reel = fixture.instagram("/" + media_of(fixture, "REELS") +
                                       "/insights?metric=views,reach,ig_reels_avg_watch_time,"
                                       "ig_reels_video_view_total_time,reels_skip_rate");
  EXPECT_EQ(reel["data"].items().size(), 5U) << reel.body;
  EXPECT_TRUE(reel["paging"].absent());
}

TEST(InstagramInsights, RefuseInThreeWordingsThatDifferByHost) {
  GraphFixture fixture({.videos = 20});
  const std::string reel = "/" + media_of(fixture, "REELS") + "/insights?metric=reach,";
  const Reply unknown = fixture.instagram(reel + "likes,plays");
  EXPECT_EQ(message_of(unknown).find("metric[2] must be one of the following values: impressions, shares,"),
            0U);
  EXPECT_EQ(text(unknown["error"]["type"]), "IGApiException");
  const Reply there = fixture.by_facebook_login(reel + "likes,plays");
  EXPECT_EQ(message_of(there).find("(#100) metric[2] must be one of"), 0U);
  EXPECT_EQ(text(there["error"]["type"]), "OAuthException");
  EXPECT_EQ(message_of(fixture.by_facebook_login(reel + "follows")),
            "(#100) The Media Insights API does not support the follows metric for this media product type.");
  EXPECT_EQ(
      message_of(fixture.by_facebook_login(reel + "impressions")),
      "(#100) Starting from version v22.0 and above, the impressions metric is no longer supported for the "
      "queried media.");
  EXPECT_EQ(message_of(fixture.instagram(reel + "total_likes")),
            "The Media Insights API does not support the total_likes metric for this media product type.");
  EXPECT_EQ(fixture.by_facebook_login(reel + "total_likes").status, 200);
}

TEST(InstagramInsights, DieOfAMetricOfFacebookWithoutNamingIt) {
  GraphFixture fixture;
  std::size_t fatal = 0;
  for (const auto& post : fixture.posts("instagram")) {
    const Reply reply = fixture.instagram("/" + post.id + "/insights?metric=reach,facebook_views");
    if (reply.status == 200) continue;
    EXPECT_EQ(message_of(reply), "Fatal");
    EXPECT_EQ(code_of(reply), -1);
    EXPECT_EQ(subcode_of(reply), 2207086);
    ++fatal;
  }
  EXPECT_GT(fatal, 40U);
  EXPECT_LT(fatal, 60U);
}

TEST(InstagramInsights, KeepABreakdownForItsOwnMetric) {
  GraphFixture fixture;
  const std::string target =
      "/" + media_of(fixture, "FEED") + "/insights?breakdown=action_type&metric=profile_activity";
  const Reply one = fixture.instagram(target);
  const auto activity = insight(one.root, "profile_activity");
  std::int64_t sum = 0;
  for (const auto& part : activity["total_value"]["breakdowns"].items().at(0)["results"].items())
    sum += part["value"].count().value();
  EXPECT_EQ(activity["total_value"]["value"].count(), sum);
  EXPECT_EQ(activity["values"].items().at(0)["value"].count(), sum);
  EXPECT_EQ(message_of(fixture.instagram(target + ",reach")), "An unknown error has occurred.");
}

TEST(InstagramInsights, FailAWholeListForOneMediaFromBeforeTheConversion) {
  GraphFixture fixture;
  fixture.set("instagram", "before_conversion=100");
  const Reply list = fixture.instagram("/me/media?limit=100&fields=id,insights.metric(reach)");
  EXPECT_EQ(code_of(list), 100);
  EXPECT_EQ(subcode_of(list), 2108006);
  EXPECT_EQ(text(list["error"]["error_user_title"]), "Media posted before business account conversion");
}

TEST(InstagramStories, AreListedForADayAndSilentAfterwards) {
  GraphFixture fixture;
  const Reply list = fixture.instagram("/me/stories?fields=id,timestamp,media_product_type");
  ASSERT_EQ(list["data"].items().size(), 3U) << list.body;
  const Reply media = fixture.instagram("/me/media?limit=100&fields=id");
  const std::string story = text(list["data"].items()[0]["id"]);
  for (const auto& one : media["data"].items()) EXPECT_NE(text(one["id"]), story);
  const std::string target = "/" + story + "/insights?metric=reach,navigation,replies";
  fixture.now_ms += 12 * 3'600'000LL;
  const Reply in_time = fixture.instagram(target);
  EXPECT_EQ(in_time["data"].items().size(), 3U) << in_time.body;
  EXPECT_EQ(message_of(fixture.instagram("/" + story + "/insights?metric=likes")),
            "The Media Insights API does not support the likes metric for this media product type.");
  fixture.now_ms += 24 * 3'600'000LL;
  EXPECT_EQ(fixture.instagram(target).body, R"({"data":[]})");
}

TEST(InstagramStories, WithFewViewersAreRefusedWithThePermissionsCode) {
  GraphFixture fixture;
  fixture.set("instagram", "stories_a_day=24");
  const Reply list = fixture.instagram("/me/stories?fields=id");
  const std::string youngest = text(list["data"].items().at(0)["id"]);
  const Reply few = fixture.by_facebook_login("/" + youngest + "/insights?metric=reach");
  EXPECT_EQ(code_of(few), 10);
  EXPECT_EQ(message_of(few), "(#10) Not enough viewers for the media to show insights");
  EXPECT_EQ(message_of(fixture.instagram("/" + youngest + "/insights?metric=reach")),
            "Not enough viewers for the media to show insights");
}

TEST(InstagramAccount, TellsOneNumberForAWindowOrADayForADay) {
  GraphFixture fixture;
  const std::string target = "/" + fixture.user_id() + "/insights?period=day";
  const std::string window = "&since=2026-09-01&until=2026-09-11";
  const Reply total = fixture.instagram(target + "&metric_type=total_value&metric=views,likes" + window);
  ASSERT_EQ(total.status, 200) << total.body;
  EXPECT_GT(insight(total.root, "views")["total_value"]["value"].count().value(), 0);
  EXPECT_TRUE(insight(total.root, "views")["values"].absent());
  const Reply series = fixture.instagram(target + "&metric=reach" + window);
  const auto days = insight(series.root, "reach")["values"].items();
  ASSERT_EQ(days.size(), 10U) << series.body;
  EXPECT_EQ(text(days[0]["end_time"]), "2026-09-02T07:00:00+0000");
  EXPECT_EQ(
      message_of(fixture.by_facebook_login(target + "&metric=views,reach")),
      "(#100) The following metrics (views) should be specified with parameter metric_type=total_value");
}

TEST(InstagramAccount, RefusesWindowsThatAreTooWideOrTooLongAgo) {
  GraphFixture fixture;
  const std::string target = "/" + fixture.user_id() + "/insights?metric=reach&period=day";
  const std::string now = std::to_string(fixture.now_ms / 1000);
  const auto since = [&](std::int64_t days) {
    return "&since=" + std::to_string(fixture.now_ms / 1000 - days * 86'400);
  };
  EXPECT_EQ(message_of(fixture.by_facebook_login(target + since(31) + "&until=" + now)),
            "(#100) There cannot be more than 30 days (2592000 s) between since and until.");
  const std::string too_old = "since param is not valid. Metrics data is available for the last 2 years";
  EXPECT_EQ(message_of(fixture.instagram(target + since(731))), too_old);
  EXPECT_EQ(message_of(fixture.instagram(target + since(-1))), too_old);
  EXPECT_EQ(fixture.instagram(target + since(30) + "&until=" + now).status, 200);
}

TEST(InstagramAccount, GivesSmallAccountsAShellAndNotAZero) {
  GraphFixture fixture;
  const std::string target =
      "/" + fixture.user_id() + "/insights?metric=follows_and_unfollows&period=day&metric_type=total_value";
  EXPECT_TRUE(insight(fixture.instagram(target).root, "follows_and_unfollows")["total_value"].absent());
  const auto results = [&] {
    return insight(fixture.instagram(target + "&breakdown=follow_type").root,
                   "follows_and_unfollows")["total_value"]["breakdowns"]
        .items()
        .at(0)["results"];
  };
  EXPECT_EQ(results().items().size(), 2U);
  fixture.set("instagram", "small=1");
  EXPECT_TRUE(results().absent());
  EXPECT_EQ(fixture.instagram("/" + fixture.user_id() + "/insights?metric=follower_count&period=day")["data"]
                .items()
                .size(),
            0U);
  EXPECT_LT(fixture.instagram("/me?fields=followers_count")["followers_count"].count().value(), 100);
  EXPECT_EQ(code_of(fixture.instagram(target + "&breakdown=follower_type")), 100);
}

}  // namespace
}  // namespace tidemark::sandbox::testing
