// How X says no, and what quota it reports.

#include <gmock/gmock.h>

#include "x.h"

namespace tidemark::testing {
namespace {

using ::testing::HasSubstr;

TEST(TwitterRefusals, EachStatusHasItsCodeAndASentence) {
  const struct {
    std::uint32_t status;
    const char* body;
    tidemark_code code;
    const char* sentence;
  } rows[] = {
      {401, R"({"title":"Unauthorized","type":"about:blank","status":401})", TIDEMARK_INVALID_TOKEN,
       "access token"},
      {402,
       R"({"title":"CreditsDepleted","type":"https://api.twitter.com/2/problems/credits","account_id":1243608864848629761})",
       TIDEMARK_PLATFORM_ERROR, "CreditsDepleted"},
      {403,
       R"({"title":"Client Forbidden","reason":"client-not-enrolled","type":"https://api.twitter.com/2/problems/client-forbidden"})",
       TIDEMARK_PERMISSION_DENIED, "not enrolled"},
      {403,
       R"({"title":"Unsupported Authentication","type":"https://api.twitter.com/2/problems/unsupported-authentication"})",
       TIDEMARK_PERMISSION_DENIED, "token of a user"},
      {403,
       R"({"title":"Forbidden","detail":"Your account is not permitted to access this feature.","type":"about:blank"})",
       TIDEMARK_PERMISSION_DENIED, "not permitted"},
      {404, "", TIDEMARK_PLATFORM_ERROR, "does not offer"},
      {429, R"({"title":"Too Many Requests","status":429})", TIDEMARK_RATE_LIMITED, "rate limit"},
      {429, R"({"errors":[{"code":88,"message":"Rate limit exceeded"}]})", TIDEMARK_RATE_LIMITED,
       "rate limit"},
      {403, R"({"errors":[{"code":88,"message":"Rate limit exceeded"}]})", TIDEMARK_RATE_LIMITED,
       "rate limit"},
      {429,
       R"({"title":"UsageCapExceeded","detail":"Usage cap exceeded: Monthly product cap","type":"https://api.twitter.com/2/problems/usage-capped"})",
       TIDEMARK_PLATFORM_ERROR, "UsageCapExceeded"}};
  for (const auto& row : rows) {
    X x;
    x.post(300);
    x.meddle = [&](const SentRequest&, Answer& answer) {
      answer = {.status = row.status, .body = row.body};
      if (row.status == 429) answer.code = TIDEMARK_RATE_LIMITED, answer.retry_after_ms = 60'000;
    };
    const Outcome outcome = x.sync();
    EXPECT_EQ(outcome.result.code, row.code) << row.body;
    EXPECT_THAT(outcome.result.message, HasSubstr(row.sentence));
    EXPECT_EQ(outcome.result.http_status, row.status);
    EXPECT_EQ(outcome.requests.size(), 1u) << "no second try";
    const bool waits = row.code == TIDEMARK_RATE_LIMITED && row.status == 429;
    EXPECT_EQ(outcome.result.retry_after_ms, waits ? 60'000 : -1) << row.body;
  }
}

TEST(TwitterRefusals, TroubleOfOneGroupLeavesTheNextAloneAndTwiceInARowEndsIt) {
  const struct {
    Answer answer;
    tidemark_code code;
  } rows[] = {{{.status = 500, .body = "<html>oops</html>"}, TIDEMARK_PLATFORM_ERROR},
              {{.status = 503}, TIDEMARK_PLATFORM_ERROR},
              {{.status = 400,
                .body = R"({"title":"Invalid Request","errors":[{"message":"The `ids` query parameter"}]})"},
               TIDEMARK_PLATFORM_ERROR},
              {{.status = 200}, TIDEMARK_BAD_RESPONSE},
              {{.status = 200, .body = "<html></html>"}, TIDEMARK_BAD_RESPONSE},
              {{.status = 200, .body = R"({"data":[{"id":"1")"}, TIDEMARK_BAD_RESPONSE},
              {{.status = 200, .body = "{}"}, TIDEMARK_BAD_RESPONSE},
              {{.status = 0, .code = TIDEMARK_NETWORK_ERROR}, TIDEMARK_NETWORK_ERROR},
              {{.status = 0, .code = TIDEMARK_TIMEOUT}, TIDEMARK_TIMEOUT}};
  for (const auto& row : rows) {
    X x;
    for (int i = 0; i < 250; ++i) x.post(300);
    int asked = 0, bad = 1;
    x.meddle = [&](const SentRequest&, Answer& answer) {
      if (asked++ < bad) answer = row.answer;
    };
    const Outcome once = x.sync();
    EXPECT_EQ(once.result.code, TIDEMARK_OK) << once.result.message;
    EXPECT_EQ(once.failed.size(), 100u);
    EXPECT_EQ(once.failed.at(0).code, row.code);
    EXPECT_EQ(once.value(249, "likes_count"), 234);
    asked = 0, bad = 2;
    const Outcome twice = x.sync();
    EXPECT_EQ(twice.result.code, row.code);
    EXPECT_EQ(twice.requests.size(), 2u);
  }
}

TEST(TwitterRefusals, ARateLimitInTheMiddleKeepsWhatWasAnswered) {
  X x;
  for (int i = 0; i < 250; ++i) x.post(300);
  int asked = 0;
  x.meddle = [&](const SentRequest&, Answer& answer) {
    if (++asked == 2)
      answer = {.status = 429,
                .headers = {{"x-rate-limit-limit", "5000"},
                            {"x-rate-limit-remaining", "0"},
                            {"x-rate-limit-reset", std::to_string(kNow / 1000 + 300)}},
                .code = TIDEMARK_RATE_LIMITED};
  };
  const Outcome outcome = x.sync();
  EXPECT_EQ(outcome.result.code, TIDEMARK_RATE_LIMITED);
  EXPECT_EQ(outcome.result.retry_after_ms, 300'000);
  EXPECT_EQ(outcome.requests.size(), 2u) << "nothing more to that bucket";
  EXPECT_EQ(outcome.value(99, "likes_count"), 234);
  EXPECT_FALSE(outcome.answered(100));
}

TEST(TwitterRefusals, WithoutTheBucketsConsentTheEnginesTimeIsPassedOn) {
  X x;
  x.post(3);
  x.meddle = [](const SentRequest&, Answer& answer) {
    answer = {.status = 0, .code = TIDEMARK_RATE_LIMITED, .retry_after_ms = 12'000};
  };
  EXPECT_EQ(x.sync().result.retry_after_ms, 12'000);
}

TEST(TwitterRefusals, TheDaysQuotaGoesBeforeTheQuarterHours) {
  X x;
  x.post(300);
  const std::string day = std::to_string(kNow / 1000 + 40'000);
  const std::vector<std::pair<std::string, std::string>> headers = {
      {"x-rate-limit-limit", "5000"},
      {"x-rate-limit-remaining", "4000"},
      {"x-rate-limit-reset", std::to_string(kNow / 1000 + 100)},
      {"x-app-limit-24hour-limit", "9000"},
      {"x-app-limit-24hour-remaining", "12"},
      {"x-app-limit-24hour-reset", "1"},
      {"x-user-limit-24hour-limit", "700"},
      {"x-user-limit-24hour-remaining", "0"},
      {"x-user-limit-24hour-reset", day}};
  x.meddle = [&](const SentRequest&, Answer& answer) {
    answer = {.status = 429, .headers = headers, .code = TIDEMARK_RATE_LIMITED, .retry_after_ms = 100'000};
  };
  const Outcome outcome = x.sync();
  EXPECT_EQ(outcome.result.retry_after_ms, 40'000'000);
  ASSERT_EQ(outcome.quotas.size(), 1u);
  EXPECT_EQ(outcome.quotas[0].limit, 700);
  EXPECT_EQ(outcome.quotas[0].remaining, 0);
  EXPECT_EQ(outcome.quotas[0].reset_at_ms, kNow + 40'000'000);
}

TEST(TwitterRefusals, EveryAnswerReportsItsQuotaToItsBucket) {
  X x;
  x.post(3, "42", R"(,"attachments":{"media_keys":["13_7"]})");
  x.includes = R"(,"includes":{"media":[{"media_key":"13_7","type":"video"}]})";
  x.headers = {{"x-rate-limit-limit", "40000"},
               {"x-rate-limit-remaining", "39999"},
               {"x-rate-limit-reset", "1785586500"}};
  auto items = x.items();
  items.push_back({});
  const Outcome outcome = x.host.sync(items);
  ASSERT_EQ(outcome.quotas.size(), 3u);
  EXPECT_EQ(outcome.requests.size(), 3u);
  const std::uint32_t buckets[] = {1, 0, 4};  // users, tweets, media_analytics
  for (std::size_t i = 0; i < 3; ++i) {
    EXPECT_EQ(outcome.quotas[i].bucket, buckets[i]);
    EXPECT_EQ(outcome.quotas[i].limit, 40000);
    EXPECT_EQ(outcome.quotas[i].remaining, 39999);
    EXPECT_EQ(outcome.quotas[i].reset_at_ms, 1785586500000);
  }
  x.headers = {{"x-rate-limit-limit", "many"},
               {"x-rate-limit-remaining", ""},
               {"x-rate-limit-reset", "9223372036854775807"}};
  EXPECT_TRUE(x.sync().quotas.empty()) << "headers that mean nothing report nothing";
}

TEST(TwitterRefusals, ARefusedAccountDoesNotKeepThePostsBack) {
  X x;
  x.post(3);
  x.meddle = [](const SentRequest& request, Answer& answer) {
    if (request.target.starts_with("/2/users"))
      answer = {.status = 403,
                .body = R"({"type":"https://api.twitter.com/2/problems/unsupported-authentication"})"};
  };
  const Outcome outcome = x.host.sync({{}, x.items()[0]});
  EXPECT_EQ(outcome.failed.at(0).code, TIDEMARK_PERMISSION_DENIED);
  EXPECT_EQ(outcome.value(1, "likes_count"), 234);
  x.meddle = [](const SentRequest&, Answer& answer) { answer = {.status = 401}; };
  const Outcome dead = x.host.sync({{}, x.items()[0]});
  EXPECT_EQ(dead.result.code, TIDEMARK_INVALID_TOKEN);
  EXPECT_EQ(dead.requests.size(), 1u) << "a dead token is not tried twice";
}

TEST(TwitterRefusals, DeletedSuspendedAndUnmentionedPostsLeaveTheOthersAlone) {
  X x;
  const std::string gone = x.post(3), suspended = x.post(3), silent = x.post(3);
  x.post(3);
  x.deleted = {gone};
  x.suspended = {suspended};
  x.silent = {silent};
  const Outcome outcome = x.sync();
  EXPECT_EQ(outcome.failed.at(0).code, TIDEMARK_POST_NOT_FOUND);
  EXPECT_EQ(outcome.failed.at(1).code, TIDEMARK_PERMISSION_DENIED);
  EXPECT_EQ(outcome.failed.at(2).code, TIDEMARK_BAD_RESPONSE);
  EXPECT_EQ(outcome.value(3, "url_clicks"), 89);
  EXPECT_EQ(outcome.requests.size(), 1u);
}

TEST(TwitterRefusals, CancelledAtAnyRequestItStopsThere) {
  for (int at = 0; at < 4; ++at) {
    X x;
    for (int i = 0; i < 250; ++i) x.post(3);
    auto items = x.items();
    items.push_back({});
    x.host.cancel_at_request = at;
    const Outcome outcome = x.host.sync(items);
    EXPECT_EQ(outcome.result.code, TIDEMARK_CANCELLED);
    EXPECT_EQ(outcome.requests.size(), static_cast<std::size_t>(at));
  }
}

TEST(TwitterRefusals, ARefusalThatAsksToWaitOrSpeaksOfTheAppIsNotMetWithASecondRequest) {
  const char* bodies[] = {
      R"({"errors":[{"code":88,"message":"Rate limit exceeded"}]})",
      R"({"title":"UsageCapExceeded","type":"https://api.x.com/2/problems/usage-capped"})",
      R"({"title":"Client Forbidden","type":"https://api.x.com/2/problems/client-forbidden"})"};
  for (const char* body : bodies) {
    X x;
    x.post(3);
    x.meddle = [&](const SentRequest&, Answer& answer) { answer = {.status = 403, .body = body}; };
    EXPECT_EQ(x.sync().requests.size(), 1u) << body;
  }
}

TEST(TwitterRefusals, APauseThatIsNoRateLimitIsNotCalledOne) {
  X x;
  x.post(300);
  x.meddle = [](const SentRequest&, Answer& answer) {
    answer = {.status = 503, .code = TIDEMARK_RATE_LIMITED, .retry_after_ms = 30'000};
  };
  const Outcome outcome = x.sync();
  EXPECT_EQ(outcome.result.code, TIDEMARK_RATE_LIMITED);
  EXPECT_EQ(outcome.result.retry_after_ms, 30'000);
  EXPECT_THAT(outcome.result.message, HasSubstr("come back later"));
}

TEST(TwitterRefusals, AnUnreadableAnswerNamesItsRequest) {
  X x;
  x.post(300);
  x.meddle = [](const SentRequest&, Answer& answer) { answer.body = "<html></html>"; };
  EXPECT_THAT(x.sync().failed.at(0).message, HasSubstr("GET /2/tweets: not JSON"));
}

TEST(TwitterRefusals, ALongRefusalIsQuotedShortAndShowsNoListOfIds) {
  X x;
  x.post(300);
  x.post(300);
  x.meddle = [](const SentRequest&, Answer& answer) {
    answer = {
        .status = 400,
        .body = R"({"title":"Invalid Request","errors":[{"message":")" + std::string(5000, '7') + "\"}]}"};
  };
  const Outcome outcome = x.sync();
  EXPECT_LT(outcome.failed.at(0).message.size(), 180u);
}

}  // namespace
}  // namespace tidemark::testing
