// Answers in which one thing is not as it should be.

#include <gtest/gtest.h>

#include "damage.h"
#include "recordings.h"
#include "x.h"

namespace tidemark::testing {
namespace {

const std::string kGood =
    R"({"data":[{"id":"1","author_id":"42","created_at":"2026-07-30T12:00:00.000Z","text":"a",)"
    R"("public_metrics":{"retweet_count":50,"reply_count":12,"like_count":234,"quote_count":5,"bookmark_count":8,"impression_count":5432},)"
    R"("non_public_metrics":{"impression_count":5432,"url_link_clicks":89,"user_profile_clicks":156,"engagements":345},)"
    R"("organic_metrics":{"impression_count":5400},"attachments":{"media_keys":["13_1"]}},)"
    R"({"id":"2","author_id":"42","public_metrics":{"like_count":7}}],)"
    R"("includes":{"media":[{"media_key":"13_1","type":"video","public_metrics":{"view_count":1808}}]}})";

Outcome sync_with(const std::string& body) {
  X x;
  x.host.play = [&](const SentRequest& request) {
    return request.target.starts_with("/2/media") ? Answer{.status = 403} : Answer{.body = body};
  };
  return x.host.sync({{.platform_id = "1", .published_at_ms = kNow - kDay},
                      {.platform_id = "2", .published_at_ms = kNow - kDay}});
}

struct Field {
  std::string key;    // as in the answer
  std::string value;  // as in the answer
  std::string metric;
};

const Field kCounters[] = {{"retweet_count", "50", "retweets_count"},
                           {"reply_count", "12", "comments_count"},
                           {"like_count", "234", "likes_count"},
                           {"quote_count", "5", "quote_tweets_count"},
                           {"bookmark_count", "8", "bookmarks_count"},
                           {"url_link_clicks", "89", "url_clicks"},
                           {"user_profile_clicks", "156", "profile_clicks"},
                           {"engagements", "345", "engagements"},
                           {"view_count", "1808", "video_views"}};

std::string with(const Field& field, const std::string& value) {
  std::string body = kGood;
  const std::string from = "\"" + field.key + "\":" + field.value;
  return body.replace(body.find(from), from.size(), "\"" + field.key + "\":" + value);
}

TEST(TwitterDamage, ACounterOfAnotherTypeFailsItsPostByNameAndLeavesTheNextAlone) {
  for (const Field& field : kCounters)
    for (const char* value : {"\"50\"", "true", "[]", "{}", "-1", "1.5", "1e30", "99999999999999999999"}) {
      const Outcome outcome = sync_with(with(field, value));
      SCOPED_TRACE(field.key + " = " + value);
      ASSERT_EQ(outcome.failed.size(), 1u);
      EXPECT_EQ(outcome.failed.at(0).code, TIDEMARK_BAD_RESPONSE);
      EXPECT_NE(outcome.failed.at(0).message.find(field.key), std::string::npos)
          << outcome.failed.at(0).message;
      EXPECT_EQ(outcome.value(1, "likes_count"), 7);
    }
}

TEST(TwitterDamage, ACounterThatIsMissingOrNullIsAbsentAndTheRestIsRead) {
  for (const Field& field : kCounters) {
    std::string renamed = kGood;
    renamed.replace(renamed.find("\"" + field.key + "\":" + field.value), 2, "\"_");
    for (const std::string& body : {with(field, "null"), renamed}) {
      const Outcome outcome = sync_with(body);
      EXPECT_EQ(outcome.value(0, field.metric), std::nullopt) << field.key;
      EXPECT_TRUE(outcome.failed.empty());
      EXPECT_EQ(outcome.value(0, "impressions"), 5432);
    }
  }
}

TEST(TwitterDamage, ALargeCounterIsExact) {
  EXPECT_EQ(sync_with(with(kCounters[2], "9223372036854775807")).value(0, "likes_count"), INT64_MAX);
  EXPECT_EQ(sync_with(with(kCounters[2], "9007199254740993")).value(0, "likes_count"), 9007199254740993);
}

TEST(TwitterDamage, AMemberOfAnotherTypeIsNamed) {
  const struct {
    const char *from, *to, *named;
  } rows[] = {{R"("public_metrics":{"retweet)", R"("public_metrics":7,"x":{"retweet)", "public_metrics"},
              {R"("non_public_metrics":{)", R"("non_public_metrics":"","x":{)", "non_public_metrics"},
              {R"("organic_metrics":{)", R"("organic_metrics":[1],"x":{)", "organic_metrics"},
              {R"("attachments":{)", R"("attachments":"none","x":{)", "attachments"},
              {R"(["13_1"])", R"("13_1")", "media_keys"},
              {R"(["13_1"])", "[13]", "media_keys[0]"},
              {R"("2026-07-30T12:00:00.000Z")", "\"yesterday\"", "created_at"},
              {R"("2026-07-30T12:00:00.000Z")", "1785585600", "created_at"},
              {R"({"id":"1",)", R"({"id":null,)", "data[0].id"},
              {R"({"id":"1",)", "{", "data[0].id"},
              {R"("includes":{)", R"("includes":[],"x":{)", "includes"},
              {R"({"data":[)", R"({"data":{},"x":[)", "data"},
              {R"("data":[{"id":"1",)", R"("errors":{},"data":[{"id":"1",)", "errors"}};
  for (const auto& row : rows) {
    std::string body = kGood;
    ASSERT_NE(body.find(row.from), std::string::npos) << row.from;
    body.replace(body.find(row.from), std::string(row.from).size(), row.to);
    const Outcome outcome = sync_with(body);
    ASSERT_TRUE(outcome.failed.contains(0)) << row.to;
    EXPECT_EQ(outcome.failed.at(0).code, TIDEMARK_BAD_RESPONSE) << row.to;
    EXPECT_NE(outcome.failed.at(0).message.find(row.named), std::string::npos)
        << outcome.failed.at(0).message;
  }
}

TEST(TwitterDamage, NoDamageCrashesItOrMakesANumberUp) {
  const Answer user = {
      .body = R"({"data":{"id":"42","public_metrics":{"followers_count":570842,"following_count":2048,)"
              R"("tweet_count":14052,"listed_count":1672}}})",
      .headers = {{"x-rate-limit-limit", "900"},
                  {"x-rate-limit-remaining", "899"},
                  {"x-rate-limit-reset", "1785586000"},
                  {"x-app-limit-24hour-remaining", "0"},
                  {"x-app-limit-24hour-reset", "1785586500"}}};
  const Answer media = {.body =
                            R"({"data":[{"media_key":"13_1","timestamped_metrics":[)"
                            R"({"timestamp":"2026-07-30T12:00:00Z","metrics":{"watch_time_ms":61999}}]}]})"};
  expect_no_damage_hurts(
      tidemark_plugin_v1,
      {.answer =
           playing({{"/2/tweets?", {.body = kGood}}, {"/2/users/", user}, {"/2/media/analytics", media}}),
       .items = {{},
                 {.platform_id = "1", .published_at_ms = kNow - kDay},
                 {.platform_id = "2", .published_at_ms = kNow - kDay}},
       .account = {{"platform_user_id", "42"}},
       .now_ms = kNow,
       .cursor = "1577730467436138524",
       .post_id = "[0-9]{1,19}",
       .derived = {{"video_watch_time", is_a_thousandth}, {"video_views", is_a_sum}}});
}

}  // namespace
}  // namespace tidemark::testing
