#include <gtest/gtest.h>

#include "client.h"
#include "domain/instant.h"

namespace tidemark::sandbox::testing {
namespace {

constexpr std::int64_t kDay = 24LL * 3600 * 1000;

TEST(Lookup, AnswersOnlyTheDefaultFieldsWhenNothingIsAsked) {
  Fixture x;
  const auto post = x.sandbox->world()[0].posts[3];
  const auto reply = x.get("/2/tweets/" + post.id);
  EXPECT_EQ(reply.status, 200);
  EXPECT_EQ(reply.header("content-type"), "application/json; charset=utf-8");
  EXPECT_EQ(text(reply["data"]["id"]), post.id);
  EXPECT_EQ(text(reply["data"]["text"]), post.text);
  EXPECT_EQ(reply["data"]["edit_history_tweet_ids"].items().size(), 1u);
  EXPECT_EQ(reply["data"].items().size(), 3u);
  EXPECT_TRUE(reply["errors"].absent());
}

TEST(Lookup, AnswersAnArrayForAListEvenOfOne) {
  Fixture x;
  const auto posts = x.sandbox->world()[0].posts;
  const auto reply = x.get("/2/tweets?ids=" + posts[0].id);
  EXPECT_TRUE(reply["data"].is_array());
  EXPECT_EQ(reply["data"].items().size(), 1u);
}

TEST(Lookup, TakesAHundredIdsAndEchoesEachOfAHundredAndOne) {
  Fixture x;
  const auto posts = x.sandbox->world()[0].posts;
  EXPECT_EQ(x.get("/2/tweets?ids=" + join(posts, 0, 100))["data"].items().size(), 100u);
  const auto reply = x.get("/2/tweets?ids=" + join(posts, 0, 101));
  EXPECT_EQ(reply.status, 400);
  EXPECT_EQ(text(reply["title"]), "Invalid Request");
  for (json::Value error : reply["errors"].items())
    EXPECT_EQ(error["parameters"]["ids"].items().size(), 101u);
  EXPECT_NE(reply.header("x-rate-limit-remaining"), "(absent)");
}

TEST(Lookup, ReadsIdsWithEncodedCommas) {
  Fixture x;
  const auto posts = x.sandbox->world()[0].posts;
  EXPECT_EQ(x.get("/2/tweets?ids=" + posts[0].id + "%2C" + posts[1].id)["data"].items().size(), 2u);
}

TEST(Lookup, RefusesWhatItDoesNotKnowByName) {
  Fixture x;
  const std::string id = x.sandbox->world()[0].posts[0].id;
  const struct {
    std::string target, named;
  } rows[] = {
      {"/2/tweets/abc", "[abc]"},
      {"/2/tweets?ids=1,x2", "[x2]"},
      {"/2/tweets", "`ids`"},
      {"/2/tweets?ids=", "`ids`"},
      {"/2/tweets?ids=" + id + "&tweet.fields=public_metrics,likes",
       "[likes] is not one of [article,attachments,"},
      {"/2/tweets?ids=" + id + "&media.fields=views", "`media.fields`"},
      {"/2/tweets?ids=" + id + "&expansions=author", "`expansions`"},
      {"/2/tweets?ids=" + id + "&fields=id", "[fields]"},
      {"/2/tweets?ids=12345678901234567890", "[12345678901234567890]"},
  };
  for (const auto& row : rows) {
    const auto reply = x.get(row.target);
    EXPECT_EQ(reply.status, 400) << row.target;
    EXPECT_NE(reply.body.find(row.named), std::string::npos) << row.target << " -> " << reply.body;
  }
}

TEST(Lookup, SpeaksTheVocabularyOfTheRequest) {
  Fixture x;
  const std::string id = x.sandbox->world()[0].posts[0].id;
  const auto tweet = x.get("/2/tweets/" + id + "?tweet.fields=public_metrics");
  EXPECT_TRUE(tweet["data"]["public_metrics"]["retweet_count"].count());
  EXPECT_TRUE(tweet["data"]["public_metrics"]["repost_count"].absent());
  const auto post = x.get("/2/tweets/" + id + "?post.fields=public_metrics");
  EXPECT_EQ(post["data"]["public_metrics"]["repost_count"].count(),
            tweet["data"]["public_metrics"]["retweet_count"].count());
  EXPECT_TRUE(post["data"]["public_metrics"]["retweet_count"].absent());
  EXPECT_FALSE(post["data"]["edit_history_post_ids"].absent());
  EXPECT_TRUE(
      x.get("/2/users/me?user.fields=public_metrics")["data"]["public_metrics"]["tweet_count"].count());
}

TEST(Lookup, GivesIdsThatHoldTheTimeOfPublication) {
  Fixture x;
  const auto timeline = x.sandbox->world()[1].posts;
  for (const auto& post : timeline) {
    EXPECT_EQ(static_cast<std::int64_t>(std::stoull(post.id) >> 22) + 1288834974657, post.published_ms);
    EXPECT_GT(std::stoull(post.id), 1ULL << 53);
  }
  const auto post = x.sandbox->world()[1].posts[0];
  const auto reply = x.get("/2/tweets/" + post.id + "?tweet.fields=created_at");
  EXPECT_EQ(text(reply["data"]["created_at"]), to_rfc3339({post.published_ms}));
}

TEST(Lookup, ShowsPrivateFiguresToTheAuthorForThirtyDaysOnly) {
  Fixture x;
  const auto account = x.sandbox->world()[0];
  const std::string young = post_in(account, "live", x.now_ms - kDay);
  const std::string old = post_in(account, "live", x.now_ms - 31 * kDay);
  const std::string fields = "?tweet.fields=public_metrics,non_public_metrics,organic_metrics";
  const struct {
    std::string id, token;
    bool shown;
  } rows[] = {{young, "sandbox-user-1", true},
              {young, "sandbox-user-2", false},
              {young, "sandbox-app", false},
              {old, "sandbox-user-1", false}};
  for (const auto& row : rows) {
    const auto reply = x.get("/2/tweets/" + row.id + fields, row.token);
    EXPECT_EQ(reply.status, 200);
    EXPECT_EQ(!reply["data"]["non_public_metrics"]["engagements"].absent(), row.shown) << row.token;
    EXPECT_EQ(!reply["data"]["organic_metrics"]["impression_count"].absent(), row.shown) << row.token;
    EXPECT_EQ(reply.body.find("not-authorized-for-field") == std::string::npos, row.shown);
    EXPECT_EQ(reply["data"].absent(), !row.shown) << "the whole post is dropped";
  }
}

TEST(Lookup, DropsOnlyTheMemberWhenToldTo) {
  Fixture x({.refused = Refused::drop_member});
  const std::string id = x.sandbox->world()[0].posts[0].id;
  const auto reply =
      x.get("/2/tweets/" + id + "?tweet.fields=public_metrics,non_public_metrics", "sandbox-app");
  EXPECT_FALSE(reply["data"]["public_metrics"].absent());
  EXPECT_TRUE(reply["data"]["non_public_metrics"].absent());
  for (json::Value error : reply["errors"].items()) EXPECT_EQ(text(error["field"]), "non_public_metrics");
  EXPECT_EQ(reply["errors"].items().size(), 1u);
}

TEST(Lookup, NamesWhatCannotBeShownBesideTheRest) {
  Fixture x({.posts = 40, .deleted = 3, .suspended = 2, .protected_posts = 2});
  const auto account = x.sandbox->world()[0];
  const auto reply = x.get("/2/tweets?ids=" + join(account.posts, 0, 40) + ",1234567", "sandbox-user-2");
  EXPECT_EQ(reply.status, 200);
  EXPECT_EQ(reply["data"].items().size(), 33u);
  std::map<std::string, int> titles;
  for (json::Value error : reply["errors"].items()) {
    ++titles[text(error["title"])];
    EXPECT_EQ(text(error["resource_type"]), "tweet");
    EXPECT_EQ(text(error["resource_id"]), text(error["value"]));
  }
  EXPECT_EQ(titles, (std::map<std::string, int>{
                        {"Authorization Error", 2}, {"Forbidden", 2}, {"Not Found Error", 4}}));
  EXPECT_EQ(x.get("/2/tweets?ids=" + join(account.posts, 0, 40))["data"].items().size(), 35u)
      << "the author sees his own";
}

TEST(Lookup, AnswersErrorsAloneWhenNothingCanBeShown) {
  Fixture x;
  for (const std::string target :
       {"/2/tweets/99", "/2/tweets?ids=98,99", "/2/users/99", "/2/users/by/username/nobody"}) {
    const auto reply = x.get(target);
    EXPECT_EQ(reply.status, 200) << target;
    EXPECT_TRUE(reply["data"].absent()) << target;
    EXPECT_GE(reply["errors"].items().size(), 1u) << target;
  }
}

TEST(Lookup, JoinsVideosAuthorsAndQuotedPosts) {
  Fixture x({.posts = 100, .videos = 100});
  const auto account = x.sandbox->world()[0];
  const auto reply = x.get(
      "/2/tweets?ids=" + join(account.posts, 0, 40) +
      "&expansions=attachments.media_keys,author_id,referenced_tweets.id&tweet.fields=non_public_metrics"
      "&media.fields=public_metrics,non_public_metrics,duration_ms");
  const auto post = *reply["data"].items().begin();
  const std::string key = text(*post["attachments"]["media_keys"].items().begin());
  EXPECT_EQ(text(post["author_id"]), account.user_id);
  bool found = false;
  for (json::Value media : reply["includes"]["media"].items()) {
    if (text(media["media_key"]) != key) continue;
    found = true;
    EXPECT_EQ(text(media["type"]), "video");
    EXPECT_EQ(media["public_metrics"]["view_count"].count(),
              media["non_public_metrics"]["playback_0_count"].count());
  }
  EXPECT_TRUE(found);
  EXPECT_EQ(text((*reply["includes"]["users"].items().begin())["username"]), account.username);
  // Private figures of somebody else's post: an error about includes, and it is not there.
  EXPECT_TRUE(reply["includes"]["tweets"].absent());
  bool about_includes = false;
  for (json::Value error : reply["errors"].items()) about_includes |= text(error["section"]) == "includes";
  EXPECT_TRUE(about_includes);
}

TEST(Lookup, FindsUsersByIdByNameAndByTheirToken) {
  Fixture x;
  const auto account = x.sandbox->world()[1];
  for (const std::string& target : {"/2/users/" + account.user_id, "/2/users/by/username/" + account.username,
                                    std::string("/2/users/me")}) {
    const auto reply = x.get(target + "?user.fields=public_metrics,created_at", "sandbox-user-2");
    EXPECT_EQ(text(reply["data"]["id"]), account.user_id) << target;
    EXPECT_GT(reply["data"]["public_metrics"]["followers_count"].count().value_or(0), 0) << target;
  }
  const auto others = x.get("/2/users?ids=" + account.user_id + ",5");
  EXPECT_EQ(others["data"].items().size(), 1u);
  EXPECT_EQ(others["errors"].items().size(), 1u);
  EXPECT_EQ(x.get("/2/users/by?usernames=sandbox_1,sandbox_2,nobody")["data"].items().size(), 2u);
  EXPECT_TRUE(x.get("/2/users/" + account.user_id)["data"]["public_metrics"].absent());
}

}  // namespace
}  // namespace tidemark::sandbox::testing
