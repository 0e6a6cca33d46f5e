// Lists of posts and media: paging, fields, many at once.

#include <gtest/gtest.h>

#include <set>

#include "graph_client.h"

namespace tidemark::sandbox::testing {
namespace {

std::set<std::string> ids_in(const std::vector<Reply>& pages) {
  std::set<std::string> ids;
  for (const auto& reply : pages)
    for (const auto& post : reply["data"].items()) ids.insert(text(post["id"]));
  return ids;
}

std::set<std::string> live_posts(const std::vector<WorldPost>& posts, bool in_feed) {
  std::set<std::string> ids;
  for (const auto& post : posts)
    if ((post.state == "live" || post.state == "protected") &&
        (post.id.find('_') != std::string::npos) == in_feed)
      ids.insert(post.id);
  return ids;
}

TEST(GraphLists, EndOnlyWhereNextIsAbsentAndHaveEveryPostOnce) {
  GraphFixture fixture({.deleted = 12, .videos = 20});
  fixture.set("facebook", "empty_pages=2");
  const auto pages =
      follow(fixture, "/facebook/v25.0/" + fixture.page_id() + "/published_posts?fields=id&limit=7", page(1));
  ASSERT_LT(pages.size(), 200U);
  std::size_t shown = 0, empty_with_next = 0;
  for (const auto& reply : pages) {
    ASSERT_EQ(reply.status, 200) << reply.body;
    shown += reply["data"].items().size();
    EXPECT_LE(reply["data"].items().size(), 7U);
    if (reply["data"].items().empty() && !reply["paging"]["next"].absent()) ++empty_with_next;
  }
  const auto world = fixture.posts("facebook");
  EXPECT_EQ(ids_in(pages), live_posts(world, true));
  EXPECT_EQ(shown, ids_in(pages).size());
  EXPECT_GT(empty_with_next, 0U);
  EXPECT_TRUE(pages.front()["paging"]["previous"].absent());
  EXPECT_FALSE(pages.back()["paging"]["previous"].absent());
}

TEST(GraphLists, ShowReelsWithoutAPostOnlyAsVideos) {
  GraphFixture fixture({.videos = 30});
  const auto reels =
      follow(fixture, "/facebook/v25.0/" + fixture.page_id() + "/video_reels?fields=id,post_id", page(1));
  const auto videos = follow(fixture, "/facebook/v25.0/" + fixture.page_id() + "/videos?fields=id", page(1));
  const auto alone = live_posts(fixture.posts("facebook"), false);
  ASSERT_FALSE(alone.empty());
  std::size_t with_post = 0;
  for (const auto& reel : reels[0]["data"].items()) with_post += reel["post_id"].absent() ? 0 : 1;
  EXPECT_GT(with_post, 0U);
  for (const auto& id : alone) {
    EXPECT_TRUE(ids_in(reels).count(id));
    EXPECT_EQ(id.find('_'), std::string::npos);
  }
  EXPECT_GT(ids_in(videos).size(), ids_in(reels).size());
}

TEST(GraphLists, CarryTheTokenInTheLinksAndCursorsThatNobodyCanRead) {
  GraphFixture fixture;
  const Reply reply = fixture.facebook("/" + fixture.page_id() + "/feed?limit=3&fields=id,message");
  const std::string next = text(reply["paging"]["next"]);
  EXPECT_EQ(
      next.find("https://graph.facebook.com/v25.0/" + fixture.page_id() + "/feed?access_token=" + page(1)),
      0U);
  EXPECT_NE(next.find("&fields=id%2Cmessage"), std::string::npos);
  const std::string after = text(reply["paging"]["cursors"]["after"]);
  EXPECT_GT(after.size(), 150U);
  EXPECT_NE(next.find("&after=" + after), std::string::npos);

  const Reply second = fixture.facebook("/" + fixture.page_id() + "/feed?limit=3&fields=id&after=" + after);
  const Reply back = fixture.facebook("/" + fixture.page_id() + "/feed?limit=3&fields=id&before=" +
                                      text(second["paging"]["cursors"]["before"]));
  EXPECT_EQ(ids_in({back}), ids_in({reply}));
  EXPECT_EQ(code_of(fixture.facebook("/" + fixture.page_id() + "/feed?after=QVFInonsense")), 100);
}

TEST(GraphLists, MakeNoPromiseAboutOrderButInstagramComesNewestFirst) {
  GraphFixture fixture;
  const auto times = [](const Reply& reply, const char* name) {
    std::vector<std::string> all;
    for (const auto& one : reply["data"].items()) all.push_back(text(one[name]));
    return all;
  };
  const auto posts = times(fixture.facebook("/" + fixture.page_id() + "/posts?limit=100&fields=created_time"),
                           "created_time");
  EXPECT_FALSE(std::is_sorted(posts.rbegin(), posts.rend()));
  const auto media = times(fixture.instagram("/me/media?limit=100&fields=timestamp"), "timestamp");
  ASSERT_EQ(media.size(), 60U);
  EXPECT_TRUE(std::is_sorted(media.rbegin(), media.rend()));
}

TEST(GraphLists, FilterByTime) {
  GraphFixture fixture;
  const std::int64_t since = fixture.now_ms / 1000 - 10 * 86'400;
  const Reply reply = fixture.facebook("/" + fixture.page_id() +
                                       "/feed?limit=100&fields=created_time&since=" + std::to_string(since));
  std::size_t expected = 0;
  for (const auto& post : fixture.posts("facebook"))
    expected += post.published_ms / 1000 >= since && post.id.find('_') != std::string::npos ? 1 : 0;
  EXPECT_EQ(reply["data"].items().size(), expected);
}

TEST(GraphLists, RefuseALimitOverAHundredAndTooMuchDataAtOnce) {
  GraphFixture fixture;
  EXPECT_EQ(code_of(fixture.facebook("/" + fixture.page_id() + "/feed?limit=101")), 100);
  fixture.set("facebook", "reduce_at=300");
  const std::string target =
      "/" + fixture.page_id() + "/feed?fields=id,insights.metric(post_clicks,post_media_view)";
  const Reply refused = fixture.facebook(target + "&limit=100");
  EXPECT_EQ(refused.status, 500);
  EXPECT_EQ(refused.body,
            "{\"error\":{\"message\":\"Please reduce the amount of data you're asking for, then retry your "
            "request\",\"code\":1}}");
  EXPECT_EQ(fixture.facebook(target + "&limit=50").status, 200);
}

TEST(GraphNodes, RefuseAnUnknownFieldByItsNameAndTheWholeRequest) {
  GraphFixture fixture({.videos = 30});
  const Reply list = fixture.facebook("/" + fixture.page_id() + "/posts?fields=id,colour");
  EXPECT_EQ(list.status, 400);
  EXPECT_EQ(message_of(list), "(#100) Tried accessing nonexisting field (colour) on node type (Post)");
  EXPECT_EQ(message_of(fixture.instagram("/me?fields=id,colour")),
            "Tried accessing nonexisting field (colour) on node type (IGUser)");
  const Reply videos = fixture.facebook("/" + fixture.page_id() + "/videos?limit=1");
  const std::string video = text(videos["data"].items().at(0)["id"]);
  EXPECT_EQ(message_of(fixture.facebook("/" + video + "?fields=shares")),
            "(#100) Tried accessing nonexisting field (shares) on node type (Video)");
  EXPECT_EQ(message_of(fixture.facebook("/" + video + "/insights?metric=post_media_view")),
            "(#100) Tried accessing nonexisting field (insights) on node type (Video)");
}

TEST(GraphNodes, CountReactionsByTypeUnderTheAliasesGiven) {
  GraphFixture fixture;
  std::string fields = "reactions.summary(true).limit(0),comments.summary(true).limit(0),shares";
  for (const char* type : {"LIKE", "LOVE", "CARE", "HAHA", "WOW", "SAD", "ANGRY"})
    fields += std::string(",reactions.type(") + type + ").limit(0).summary(total_count).as(is_" + type + ")";
  const Reply post = fixture.facebook("/" + fixture.post_older_than(200) + "?fields=" + fields);
  ASSERT_EQ(post.status, 200) << post.body;
  std::int64_t sum = 0;
  for (const char* type : {"LIKE", "LOVE", "CARE", "HAHA", "WOW", "SAD", "ANGRY"})
    sum += post[std::string("is_") + type]["summary"]["total_count"].count().value();
  EXPECT_EQ(post["reactions"]["summary"]["total_count"].count(), sum);
  EXPECT_EQ(text(post["reactions"]["summary"]["viewer_reaction"]), "NONE");
  EXPECT_EQ(text(post["comments"]["summary"]["order"]), "ranked");
  EXPECT_TRUE(post["is_LIKE"]["summary"]["viewer_reaction"].absent());
}

TEST(GraphNodes, LeaveSharesOutOfAPostThatNobodyShared) {
  GraphFixture fixture;
  fixture.happen("facebook", {.what = "publish", .account = 1, .text = "Fresh"});
  const Reply list = fixture.facebook("/" + fixture.page_id() + "/feed?limit=100&fields=id,shares,message");
  std::size_t without = 0;
  for (const auto& post : list["data"].items()) {
    if (text(post["message"]) == "Fresh") {
      EXPECT_TRUE(post["shares"].absent());
    }
    without += post["shares"].absent() ? 1 : 0;
    EXPECT_NE(post["shares"]["count"].count().value_or(1), 0);
  }
  EXPECT_GT(without, 0U);
}

TEST(GraphBulk, KeysTheAnswerByIdAndFailsWholeForOneThatIsUnknown) {
  GraphFixture fixture;
  const auto posts = fixture.posts("facebook");
  std::string two = posts[0].id + "," + posts[1].id;
  const Reply both = fixture.facebook("/?ids=" + two + "&fields=id,created_time");
  ASSERT_EQ(both.status, 200) << both.body;
  EXPECT_EQ(text(both[posts[1].id]["id"]), posts[1].id);
  const Reply none = fixture.facebook("/?ids=" + two + ",1_2");
  EXPECT_EQ(none.status, 404);
  EXPECT_EQ(message_of(none), "(#803) Some of the aliases you requested do not exist: 1_2");
  std::string many;
  for (int i = 0; i < 54; ++i) many += (i ? "," : "") + posts[0].id;
  EXPECT_EQ(message_of(fixture.facebook("/?ids=" + many)), "(#100) Too many IDs. Maximum: 50. Provided: 54.");
}

TEST(GraphBulk, AnswersABatchElementByElementWithBodiesAsText) {
  GraphFixture fixture;
  fixture.set("facebook", "page_calls=100");
  const std::string id = fixture.post_older_than(24);
  const Reply batch = fixture.send(
      "POST", "/facebook/v25.0/", page(1),
      "batch=[{\"method\":\"GET\",\"relative_url\":\"2\"},{\"method\":\"GET\",\"relative_url\":\"" + id +
          "?fields=id\"},{\"method\":\"GET\",\"relative_url\":\"" + fixture.page_id(2) +
          "?fields=id%26access_token=" + page(2) + "\"}]");
  ASSERT_EQ(batch.status, 200) << batch.body;
  const auto elements = batch.root.items();
  ASSERT_EQ(elements.size(), 3U);
  EXPECT_EQ(elements[0]["code"].count(), 400);
  EXPECT_EQ(json::parse(text(elements[0]["body"]))["error"]["code"].count(), 100);
  EXPECT_EQ(text(elements[1]["body"]), "{\"id\":\"" + id + "\"}");
  EXPECT_EQ(elements[2]["code"].count(), 200) << text(elements[2]["body"]);
  bool has_usage = false;
  for (const auto& one : elements[1]["headers"].items())
    has_usage = has_usage || text(one["name"]) == "x-business-use-case-usage";
  EXPECT_TRUE(has_usage);

  std::string many = "batch=[";
  for (int i = 0; i < 51; ++i) many += std::string(i ? "," : "") + "{\"relative_url\":\"me\"}";
  const Reply refused = fixture.send("POST", "/facebook/v25.0/", page(1), many + "]");
  EXPECT_EQ(text(refused["error"]["type"]), "GraphBatchException");
}

}  // namespace
}  // namespace tidemark::sandbox::testing
