// What an answer means.

#include <gtest/gtest.h>

#include "x.h"

namespace tidemark::testing {
namespace {

/// One sync of post 1 (and 2, 3, ...) with `body` as X's answer.
Outcome read(const std::string& body, std::size_t posts = 1,
             std::optional<std::int64_t> published_at = kNow - kDay) {
  FakeHost host(tidemark_plugin_v1);
  host.now_ms = kNow;
  host.account = {{"platform_user_id", "42"}};
  host.play = [&](const SentRequest&) { return Answer{.body = body}; };
  std::vector<AskedItem> items;
  for (std::size_t i = 1; i <= posts; ++i)
    items.push_back({.platform_id = std::to_string(i), .published_at_ms = published_at});
  return host.sync(items);
}

TEST(TwitterAnswers, EachFigureHasItsStandardName) {
  X x;
  x.post(3);
  const Outcome outcome = x.sync();
  const std::pair<const char*, std::int64_t> rows[] = {
      {"likes_count", 234},      {"comments_count", 12}, {"retweets_count", 50},       {"shares_count", 50},
      {"quote_tweets_count", 5}, {"bookmarks_count", 8}, {"impressions", 5432},        {"url_clicks", 89},
      {"profile_clicks", 156},   {"engagements", 345},   {"organic_impressions", 5400}};
  for (const auto& [name, value] : rows) EXPECT_EQ(outcome.value(0, name), value) << name;
  EXPECT_EQ(outcome.values.size(), std::size(rows));
}

TEST(TwitterAnswers, BothVocabulariesAreRead) {
  const Outcome posts = read(R"({"data":[{"id":"1","public_metrics":{"repost_count":9}}]})");
  EXPECT_EQ(posts.value(0, "retweets_count"), 9);
  EXPECT_EQ(posts.value(0, "shares_count"), 9);
  X x;
  x.meddle = [](const SentRequest&, Answer& answer) {
    answer.body = R"({"data":{"id":"42","public_metrics":{"post_count":7}}})";
  };
  EXPECT_EQ(x.host.sync({{}}).value(0, "posts_count"), 7);
}

TEST(TwitterAnswers, PostsAreKnownByTheirIdAndNotByTheirPlace) {
  const Outcome outcome =
      read(R"({"data":[{"id":"3","public_metrics":{"like_count":33}},{"id":"999"},)"
           R"({"id":"1","public_metrics":{"like_count":11}},{"id":"2","public_metrics":{"like_count":22}}]})",
           3);
  for (std::uint32_t i = 0; i < 3; ++i) EXPECT_EQ(outcome.value(i, "likes_count"), 11 * (i + 1));
}

TEST(TwitterAnswers, OnePostMayComeAsAnObject) {
  const Outcome outcome = read(R"({"data":{"id":"1","public_metrics":{"like_count":11}}})");
  EXPECT_EQ(outcome.value(0, "likes_count"), 11);
  EXPECT_EQ(read(R"({"data":{}})").failed.at(0).code, TIDEMARK_BAD_RESPONSE);
}

TEST(TwitterAnswers, IdsNeverGoThroughADouble) {
  FakeHost host(tidemark_plugin_v1);
  host.now_ms = kNow;
  host.play = [](const SentRequest&) {
    return Answer{.body = R"({"data":[{"id":"1577730467436138525","public_metrics":{"like_count":25}},)"
                          R"({"id":"1577730467436138524","public_metrics":{"like_count":24}}]})"};
  };
  const Outcome outcome =
      host.sync({{.platform_id = "1577730467436138524"}, {.platform_id = "1577730467436138525"}});
  EXPECT_EQ(outcome.value(0, "likes_count"), 24);
  EXPECT_EQ(outcome.value(1, "likes_count"), 25);
}

TEST(TwitterAnswers, AbsentIsNotSentAndZeroIs) {
  const Outcome outcome =
      read(R"({"data":[{"id":"1","public_metrics":{"like_count":0,"reply_count":null}},{"id":"2"}]})", 2);
  EXPECT_EQ(outcome.value(0, "likes_count"), 0);
  EXPECT_EQ(outcome.values.size(), 1u);
  EXPECT_EQ(outcome.read, std::vector<std::uint32_t>{1}) << "a post without any figure was read all the same";
}

TEST(TwitterAnswers, NoImpressionsBeforeTheyWereCountedMeansUnknown) {
  const struct {
    const char* post;
    std::optional<std::int64_t> published_at;
    std::optional<std::int64_t> impressions;
  } rows[] = {{R"("created_at":"2022-12-14T23:59:59.000Z","public_metrics":{"impression_count":0})", {}, {}},
              {R"("created_at":"2022-12-15T00:00:00.000Z","public_metrics":{"impression_count":0})", {}, 0},
              {R"("created_at":"2022-12-14T23:59:59.000Z","public_metrics":{"impression_count":3})", {}, 3},
              {R"("public_metrics":{"impression_count":0})", kNow, 0},
              {R"("public_metrics":{"impression_count":0})", 1600000000000, {}},
              {R"("public_metrics":{"impression_count":0})", {}, {}}};
  for (const auto& row : rows) {
    const Outcome outcome =
        read(R"({"data":[{"id":"1",)" + std::string(row.post) + "}]}", 1, row.published_at);
    EXPECT_EQ(outcome.value(0, "impressions"), row.impressions) << row.post;
  }
}

TEST(TwitterAnswers, EachPostThatIsMissingSaysWhy) {
  const struct {
    const char* error;
    tidemark_code code;
  } rows[] = {
      {R"("resource_id":"1","title":"Not Found Error","type":"https://api.x.com/2/problems/resource-not-found")",
       TIDEMARK_POST_NOT_FOUND},
      {R"("value":"1","parameter":"ids","title":"Not Found Error","type":"https://api.twitter.com/2/problems/resource-not-found")",
       TIDEMARK_POST_NOT_FOUND},
      {R"("value":"1","parameter":"id","title":"Not Found Error")", TIDEMARK_POST_NOT_FOUND},
      {R"("resource_id":"1","section":"data","title":"Authorization Error","type":"x/not-authorized-for-resource")",
       TIDEMARK_PERMISSION_DENIED},
      {R"("resource_id":"1","title":"Forbidden","detail":"User has been suspended: [1].","type":"about:blank")",
       TIDEMARK_PERMISSION_DENIED},
      {R"("resource_id":"1","title":"Forbidden","type":"https://api.twitter.com/2/problems/resource-not-found")",
       TIDEMARK_PERMISSION_DENIED},
      {R"("resource_id":"1","title":"Disallowed Resource","type":"x/disallowed-resource")",
       TIDEMARK_PERMISSION_DENIED},
      {R"("resource_id":"1","title":"Resource Unavailable","type":"x/resource-unavailable")",
       TIDEMARK_PLATFORM_ERROR},
      {R"("resource_id":"1","title":"Something new","type":"x/brand-new")", TIDEMARK_PLATFORM_ERROR},
      {R"("resource_id":"1","section":"includes","title":"Not Found Error","type":"x/resource-not-found")",
       TIDEMARK_BAD_RESPONSE},
      {R"("resource_id":"9","title":"Not Found Error","type":"x/resource-not-found")",
       TIDEMARK_BAD_RESPONSE}};
  for (const auto& row : rows) {
    const Outcome outcome = read(R"({"data":[{"id":"2","public_metrics":{"like_count":2}}],"errors":[{)" +
                                     std::string(row.error) + "}]}",
                                 2);
    EXPECT_EQ(outcome.result.code, TIDEMARK_OK);
    EXPECT_EQ(outcome.failed.at(0).code, row.code) << row.error;
    EXPECT_EQ(outcome.value(1, "likes_count"), 2) << "the other post goes on";
    const Outcome alone = read(R"({"errors":[{)" + std::string(row.error) + "}]}");
    EXPECT_EQ(alone.failed.at(0).code, row.code) << "errors alone, in a 200: " << row.error;
  }
}

TEST(TwitterAnswers, AnErrorAboutIncludesSaysNothingAboutThePost) {
  const Outcome outcome =
      read(R"({"data":[{"id":"1","public_metrics":{"like_count":2}}],)"
           R"("errors":[{"resource_id":"1","section":"includes","title":"Not Found Error"}]})");
  EXPECT_EQ(outcome.value(0, "likes_count"), 2);
  EXPECT_TRUE(outcome.failed.empty());
}

TEST(TwitterAnswers, VideosAreSummedOnceEachAndOnlyWhenAllAreKnown) {
  const std::string media =
      R"("includes":{"media":[{"media_key":"13_1","type":"video","public_metrics":{"view_count":40}},)"
      R"({"media_key":"13_2","type":"video","public_metrics":{"view_count":2}},{"media_key":"3_3","type":"photo"},)"
      R"({"media_key":"13_4","type":"video"}]})";
  const std::pair<const char*, std::optional<std::int64_t>> rows[] = {
      {R"("13_1")", 40},        {R"("13_1","13_2","3_3")", 42},
      {R"("13_1","13_1")", 40}, {R"("13_1","13_4")", {}},
      {R"("3_3")", {}},         {R"("13_9")", {}}};
  for (const auto& [keys, views] : rows) {
    const Outcome outcome =
        read(R"({"data":[{"id":"1","public_metrics":{"like_count":2},"attachments":{"media_keys":[)" +
             std::string(keys) + "]}}]," + media + "}");
    EXPECT_EQ(outcome.value(0, "video_views"), views) << keys;
  }
}

TEST(TwitterAnswers, TheAccountIsAskedByItsNumberOrAsMe) {
  X x;
  const Outcome by_id = x.host.sync({{}});
  EXPECT_EQ(by_id.requests.at(0).target, "/2/users/42?user.fields=public_metrics");
  EXPECT_EQ(by_id.value(0, "followers_count"), 570842);
  EXPECT_EQ(by_id.value(0, "following_count"), 2048);
  EXPECT_EQ(by_id.value(0, "posts_count"), 14052);
  EXPECT_EQ(by_id.value(0, "listed_count"), 1672);
  x.host.account = {};
  EXPECT_EQ(x.host.sync({{}}).requests.at(0).target, "/2/users/me?user.fields=public_metrics");
  x.host.account = {{"platform_user_id", "43"}};
  EXPECT_EQ(x.host.sync({{}}).failed.at(0).code, TIDEMARK_BAD_RESPONSE) << "another account's figures";
}

}  // namespace
}  // namespace tidemark::testing
