#include <gtest/gtest.h>

#include "client.h"
#include "domain/instant.h"

namespace tidemark::sandbox::testing {
namespace {

constexpr std::int64_t kDay = 24LL * 3600 * 1000;

TEST(Timeline, IsPagedToItsEndWithEachPostOnce) {
  Fixture x({.posts = 23, .deleted = 3});
  const auto account = x.sandbox->world()[0];
  std::vector<std::string> seen;
  std::string token;
  int pages = 0;
  do {
    const auto reply = x.get("/2/users/" + account.user_id + "/tweets?max_results=5" +
                             (token.empty() ? "" : "&pagination_token=" + token));
    ASSERT_EQ(reply.status, 200);
    for (json::Value post : reply["data"].items()) seen.push_back(text(post["id"]));
    EXPECT_EQ(reply["meta"]["result_count"].count(), static_cast<std::int64_t>(reply["data"].items().size()));
    EXPECT_EQ(reply["meta"]["previous_token"].absent(), pages == 0);
    ASSERT_FALSE(seen.empty());
    EXPECT_EQ(text(reply["meta"]["oldest_id"]), seen.back());
    token = reply["meta"]["next_token"].absent() ? "" : text(reply["meta"]["next_token"]);
    ++pages;
  } while (!token.empty());
  EXPECT_EQ(pages, 4);
  std::vector<std::string> wanted;
  for (const auto& post : account.posts)
    if (post.state == "live") wanted.push_back(post.id);
  EXPECT_EQ(seen, wanted);
}

TEST(Timeline, GivesTenPostsByDefault) {
  Fixture x;
  EXPECT_EQ(x.get("/2/users/" + x.sandbox->world()[0].user_id + "/tweets")["data"].items().size(), 10u);
}

TEST(Timeline, HasNoDataAtAllWhenNothingMatches) {
  Fixture x;
  const auto account = x.sandbox->world()[0];
  EXPECT_EQ(x.get("/2/users/" + account.user_id + "/tweets?since_id=" + account.posts[0].id).body,
            R"({"meta":{"result_count":0}})");
}

TEST(Timeline, CanBeNarrowed) {
  Fixture x;
  const auto account = x.sandbox->world()[0];
  const std::string path = "/2/users/" + account.user_id + "/tweets?max_results=100&";
  EXPECT_EQ(x.get(path + "since_id=" + account.posts[7].id)["data"].items().size(), 7u);
  const auto older = x.get(path + "until_id=" + account.posts[7].id);
  EXPECT_EQ(text((*older["data"].items().begin())["id"]), account.posts[8].id);
  const auto late = x.get(path + "start_time=" + to_rfc3339({x.now_ms - 2 * kDay}));
  for (json::Value post : late["data"].items()) EXPECT_GE(text(post["id"]), account.posts[20].id);
  EXPECT_GT(late["data"].items().size(), 2u);
}

TEST(Timeline, LeavesOutRepliesAndRetweetsWhenAsked) {
  Fixture x({.posts = 20});
  const std::string path =
      "/2/users/" + x.sandbox->world()[0].user_id + "/tweets?tweet.fields=referenced_tweets";
  const struct {
    std::string kind, type, exclude;
  } rows[] = {{"reply", "replied_to", "replies"}, {"retweet", "retweeted", "retweets"}};
  for (const auto& row : rows) {
    const auto id = x.sandbox->happen("x", {.what = "publish", .account = 1, .kind = row.kind});
    ASSERT_TRUE(id);
    const auto post = x.get(path)["data"].items().front();
    EXPECT_EQ(text(post["id"]), *id);
    EXPECT_EQ(text(post["referenced_tweets"].items().front()["type"]), row.type);
    EXPECT_EQ(x.get(path + "&exclude=" + row.exclude).body.find(*id), std::string::npos);
  }
  EXPECT_EQ(x.get(path + "&exclude=replies,quotes").status, 400);
}

TEST(Timeline, ShowsPhotosGifsAndFilms) {
  Fixture x({.posts = 20, .videos = 0});
  const std::string path =
      "/2/users/" + x.sandbox->world()[0].user_id +
      "/tweets?max_results=5&expansions=attachments.media_keys&media.fields=url,preview_image_url";
  const struct {
    std::string kind, type, shown, hidden;
  } rows[] = {{"photo", "photo", "url", "preview_image_url"},
              {"gif", "animated_gif", "preview_image_url", "url"},
              {"video", "video", "preview_image_url", "url"}};
  for (const auto& row : rows) {
    ASSERT_TRUE(x.sandbox->happen("x", {.what = "publish", .account = 1, .kind = row.kind}));
    const auto reply = x.get(path);
    const std::string key = text(reply["data"].items().front()["attachments"]["media_keys"].items().front());
    bool found = false;
    for (const json::Value& medium : reply["includes"]["media"].items()) {
      if (text(medium["media_key"]) != key) continue;
      found = true;
      EXPECT_EQ(text(medium["type"]), row.type);
      EXPECT_FALSE(medium[row.shown].absent());
      EXPECT_TRUE(medium[row.hidden].absent());
    }
    EXPECT_TRUE(found) << row.kind;
  }
}

TEST(Timeline, NamesTheParameterThatIsOutOfRange) {
  Fixture x;
  const std::string path = "/2/users/" + x.sandbox->world()[0].user_id + "/tweets?";
  for (const std::string query :
       {"max_results=4", "max_results=101", "pagination_token=abc", "start_time=yesterday", "since_id=x"}) {
    const auto reply = x.get(path + query);
    EXPECT_EQ(reply.status, 400) << query;
    EXPECT_NE(reply.body.find("`" + query.substr(0, query.find('=')) + "`"), std::string::npos) << reply.body;
  }
  EXPECT_NE(x.get(path + "max_results=4").body.find("value [4] is not between 5 and 100"), std::string::npos);
}

TEST(Timeline, ReachesBackThreeThousandTwoHundredPosts) {
  Fixture x({.accounts = 1, .posts = 4000});
  const auto account = x.sandbox->world()[0];
  const auto reply =
      x.get("/2/users/" + account.user_id + "/tweets?max_results=100&until_id=" + account.posts[3150].id);
  EXPECT_EQ(reply["data"].items().size(), 49u);
  EXPECT_TRUE(reply["meta"]["next_token"].absent());
}

TEST(MediaAnalytics, AnswersTheOwnersVideosOverTime) {
  Fixture x({.posts = 60, .videos = 60});
  const auto account = x.sandbox->world()[0];
  const auto posts = x.get("/2/tweets?ids=" + join(account.posts, 5, 2) + "&tweet.fields=attachments");
  std::string keys;
  for (json::Value post : posts["data"].items())
    keys += (keys.empty() ? "" : ",") + text(*post["attachments"]["media_keys"].items().begin());
  const std::string query =
      "&start_time=2020-01-01T00:00:00Z&end_time=" + to_rfc3339({x.now_ms}) + "&granularity=total";
  const auto reply = x.get("/2/media/analytics?media_keys=" + keys + query);
  ASSERT_EQ(reply["data"].items().size(), 2u);
  int strings = 0;
  for (json::Value media : reply["data"].items()) {
    ASSERT_EQ(media["timestamped_metrics"].items().size(), 1u);
    const auto metrics = (*media["timestamped_metrics"].items().begin())["metrics"];
    EXPECT_GT(metrics["video_views"].count().value_or(0), 0);
    strings += metrics["watch_time_ms"].is_string() ? 1 : 0;
    EXPECT_TRUE(metrics["cta_url_clicks"].is_null());
  }
  EXPECT_EQ(strings, 1) << "numbers and strings both occur";

  const auto foreign = x.get("/2/media/analytics?media_keys=" + keys + query, "sandbox-user-2");
  EXPECT_TRUE(foreign["data"].absent());
  EXPECT_EQ(foreign["errors"].items().size(), 2u);
  EXPECT_EQ(x.get("/2/media/analytics?media_keys=" + keys + query, "sandbox-app").status, 403);
  EXPECT_EQ(x.get("/2/media/analytics?media_keys=" + keys).status, 400) << "times are required";
  EXPECT_EQ(x.get("/2/media/analytics?media_keys=abc" + query).status, 400);
}

TEST(PostAnalytics, AddsUpToWhatThePostHas) {
  Fixture x;
  const auto post = x.sandbox->world()[0].posts[30];
  const std::string times =
      "&start_time=" + to_rfc3339({post.published_ms - kDay}) + "&end_time=" + to_rfc3339({x.now_ms});
  const auto daily = x.get("/2/tweets/analytics?ids=" + post.id + times + "&granularity=daily");
  std::int64_t likes = 0;
  for (json::Value step : (*daily["data"].items().begin())["timestamped_metrics"].items())
    likes += step["metrics"]["likes"].count().value_or(0);
  const auto now = x.get("/2/tweets/" + post.id + "?tweet.fields=public_metrics");
  EXPECT_EQ(likes, now["data"]["public_metrics"]["like_count"].count());
  EXPECT_EQ(x.get("/2/tweets/analytics?ids=" + post.id + times + "&granularity=monthly").status, 400);
}

}  // namespace
}  // namespace tidemark::sandbox::testing
