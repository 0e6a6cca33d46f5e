// A plugin's request on its way out and its answer on its way back.

#include <gtest/gtest.h>

#include "platform_http_support.h"

namespace tidemark {
namespace {

using namespace tidemark::testing;
using namespace std::chrono_literals;

TEST_F(PlatformHttpTest, AddsOriginNameAndTokenToWhatThePluginAsks) {
  serve({http_answer(200, "hello")});
  const auto answer = send({.method = "POST", .target = "/a?b=c", .headers = {{"X-A", "b"}}, .body = "{}"});
  ASSERT_FALSE(answer.error) << answer.error->message;
  EXPECT_EQ(answer.response.body, "hello");
  const std::string request = server->requests().at(0);
  EXPECT_TRUE(request.starts_with("POST /prefix/a?b=c HTTP/1.1\r\n")) << request;
  EXPECT_NE(request.find("\r\nX-A: b\r\n"), std::string::npos);
  EXPECT_NE(request.find("\r\nAuthorization: Bearer " + std::string(kToken) + "\r\n"), std::string::npos);
  EXPECT_NE(request.find("\r\nUser-Agent: tidemark/"), std::string::npos);
  EXPECT_EQ(telemetry.requests, std::vector<std::string>{"example 200"});
}

TEST_F(PlatformHttpTest, EachOriginHasABaseUrlThatAUserMaySet) {
  serve({http_answer(200, "{}")});
  settings["login_base_url"] = server->url() + "/elsewhere";
  EXPECT_EQ(send({.target = "/me", .origin = 1}).response.status, 200);
  EXPECT_TRUE(server->requests().at(0).starts_with("GET /elsewhere/me HTTP/1.1")) << server->requests().at(0);
  EXPECT_TRUE(check_settings(manifest, settings));
  const auto plain = check_settings(manifest, {{"login_base_url", "http://example.com"}});
  ASSERT_FALSE(plain);
  EXPECT_EQ(plain.error().field, "login_base_url");
  EXPECT_FALSE(check_settings(manifest, {{"api_base_url", "https://example.com"}})) << "it is base_url";
}

TEST_F(PlatformHttpTest, RefusesRequestsThatLeaveTheOriginOrSpeakForTheEngine) {
  serve({http_answer(200, "")});
  const PlatformRequest rows[] = {
      {.target = ""},
      {.target = "a"},
      {.target = "//elsewhere.test/a"},
      {.target = "https://elsewhere.test/a"},
      {.target = "@elsewhere.test/a"},
      {.target = "/\\elsewhere.test"},
      {.target = "/a\r\nHost: b"},
      {.target = "/a b"},
      {.target = "/../a"},
      {.target = "/a/%2e%2E/../b"},
      {.target = "/a/.%2e%2fb"},
      {.target = "/a/.."},
      {.target = "/a#b"},
      {.method = "CONNECT", .target = "/a"},
      {.method = "get", .target = "/a"},
      {.target = "/a", .origin = 2},
      {.target = "/a", .bucket = 2},
      {.target = "/a", .headers = {{"authorization", "Bearer x"}}},
      {.target = "/a", .headers = {{"Host", "x"}}},
      {.target = "/a", .headers = {{"COOKIE", "x"}}},
      {.target = "/a", .headers = {{"Content-Length", "1"}}},
      {.target = "/a", .headers = {{"Transfer-Encoding", "chunked"}}},
      {.target = "/a", .headers = {{"Accept-Encoding", "br"}}},
      {.target = "/a", .headers = {{"Connection", "close"}}},
      {.target = "/a", .headers = {{"X-A", "b\r\nAuthorization: x"}}},
      {.target = "/a", .headers = {{"X-A:", "b"}}},
  };
  for (const auto& row : rows) EXPECT_EQ(refusal(row), Code::plugin_error) << row.method << " " << row.target;
  EXPECT_EQ(server->connections(), 0);
  EXPECT_FALSE(send({.target = "/a..b/...?c=../d//e"}).error);
}

TEST_F(PlatformHttpTest, SendsNothingWithoutTheBucketsConsent) {
  serve({http_answer(200, "")});
  manifest.buckets[0].limit = 2;
  EXPECT_FALSE(send().error);
  const auto refused = send({.target = "/a", .cost = 2});
  EXPECT_EQ(refused.error->code, Code::rate_limited);
  EXPECT_EQ(refused.error->retry_after, 15min);
  EXPECT_EQ(refused.response.status, 0);
  EXPECT_FALSE(send({.target = "/a", .cost = 0}).error);
  EXPECT_EQ(send({.target = "/a", .cost = 0}).error->code, Code::rate_limited) << "a cost of 0 is 1";
  EXPECT_EQ(server->requests().size(), 2u);
}

TEST_F(PlatformHttpTest, SendsNothingWithoutTheConsentOfEveryBucketThatIsNeeded) {
  serve({http_answer(200, ""), http_answer(200, ""), http_answer(429, "", "Retry-After: 60\r\n")});
  manifest.buckets.push_back({"app_day", 3, 24h, Manifest::Bucket::Per::app});
  manifest.buckets[2].starts = Manifest::Bucket::Starts::utc;
  manifest.buckets[0].also = {2};
  EXPECT_FALSE(send({.target = "/a", .cost = 2}).error);
  const auto refused = send({.target = "/a", .cost = 2});
  EXPECT_EQ(refused.error->code, Code::rate_limited);
  EXPECT_EQ(refused.error->message, "the quota \"app_day\" of example is used up");
  EXPECT_EQ(refused.error->retry_after, 16h) << "midnight";
  EXPECT_FALSE(send({.target = "/a", .bucket = 1}).error) << "needs no other";
  EXPECT_EQ(send({.target = "/a"}).response.status, 429);
  clock.advance(60s);
  EXPECT_EQ(send({.target = "/a"}).error->message, "the quota \"app_day\" of example is used up");
  EXPECT_EQ(server->requests().size(), 3u);
}

TEST_F(PlatformHttpTest, ClosesOnlyTheBucketThatWasAsked) {
  serve({http_answer(429, "", "Retry-After: 60\r\n"), http_answer(200, "")});
  manifest.buckets[0].also = {1};
  EXPECT_EQ(send({.target = "/a"}).error->code, Code::rate_limited);
  EXPECT_FALSE(send({.target = "/a", .bucket = 1}).error);
}

TEST_F(PlatformHttpTest, HandsOverEveryHeaderLineInItsOrder) {
  serve({http_answer(200, "", "X-Usage: one\r\nX-Left: two\r\nx-usage: three\r\n")});
  const auto answer = send();
  std::string lines;
  for (const auto& [name, value] : answer.response.headers)
    if (name.starts_with("x-")) lines += name + "=" + value + " ";
  EXPECT_EQ(lines, "x-usage=one x-left=two x-usage=three ");
}

TEST_F(PlatformHttpTest, CountsForTheAppOrForTheAccountAsTheManifestSays) {
  const auto http = platform();
  EXPECT_EQ(http.key_of(0, account), (BucketKey{"example", "posts", "account 7"}));
  EXPECT_EQ(http.key_of(1, account), (BucketKey{"example", "app", "app"}));
}

TEST_F(PlatformHttpTest, ClosesTheBucketWhenThePlatformSaysTooMany) {
  const std::string date =
      "Retry-After: Fri, 15 Jan 2027 08:05:00 GMT\r\n";  // the fake clock starts at 08:00:00
  const std::string reset = "X-Reset: 1800000600\r\n";
  struct Row {
    std::string headers;
    std::chrono::milliseconds pause;
  };
  const Row rows[] = {
      {"Retry-After: 120\r\n", 120s},
      {"Retry-After: 1\r\n", 1s},
      {date, 5min},
      {"Retry-After: 120\r\n" + reset, 120s},
      {reset, 600s + QuotaBook::kGrace},
      {"Retry-After: soon\r\n" + reset, 600s + QuotaBook::kGrace},
      {"Retry-After: 0\r\n", QuotaBook::kUnknownPause},
      {"X-Reset: 1\r\n", QuotaBook::kUnknownPause},
      {"", QuotaBook::kUnknownPause},
  };
  std::uint64_t id = 100;
  for (const auto& row : rows) {
    SCOPED_TRACE(row.headers);
    account.id = {++id};  // a bucket of its own
    serve({http_answer(429, "{\"title\":\"Too Many\"}", row.headers)});
    const auto answer = send();
    ASSERT_TRUE(answer.error);
    EXPECT_EQ(answer.error->code, Code::rate_limited);
    EXPECT_EQ(answer.error->retry_after, row.pause);
    EXPECT_EQ(answer.response.status, 429);
    EXPECT_EQ(answer.response.body, "{\"title\":\"Too Many\"}");
    const auto closed = send();
    EXPECT_EQ(closed.error->retry_after, row.pause);
    EXPECT_EQ(closed.response.status, 0);
    EXPECT_EQ(server->requests().size(), 1u);
  }
  EXPECT_TRUE(clock.pauses().empty());
}

TEST_F(PlatformHttpTest, DoesNotWaitLongerThanTwoSecondsForAPlatform) {
  serve({http_answer(503, "later", "Retry-After: 3\r\n")});
  const auto answer = send();
  ASSERT_TRUE(answer.error);
  EXPECT_EQ(answer.error->code, Code::rate_limited);
  EXPECT_EQ(answer.error->retry_after, 3s);
  EXPECT_EQ(answer.response.status, 503);
  EXPECT_EQ(server->requests().size(), 1u);
  EXPECT_EQ(send().error->retry_after, 3s) << "the bucket is closed";
}

TEST_F(PlatformHttpTest, WaitsAsLongAsAPlatformAsksUpToTwoSeconds) {
  serve({http_answer(503, "", "Retry-After: 2\r\n"), http_answer(200, "hello")});
  const auto answer = send();
  EXPECT_FALSE(answer.error);
  EXPECT_EQ(answer.response.body, "hello");
  EXPECT_EQ(clock.pauses(), std::vector<std::chrono::milliseconds>{2s});
}

TEST_F(PlatformHttpTest, AsksAgainAfterWhatMayPass) {
  for (const int status : {500, 502, 503, 504}) {
    serve({http_answer(status, ""), http_answer(status, ""), http_answer(200, "hello")});
    EXPECT_EQ(send().response.body, "hello");
    EXPECT_EQ(server->requests().size(), 3u);
  }
  serve_script([](Peer& peer) {
    peer.read_request();
    if (peer.number() > 0) peer.send(http_answer(200, "hello"));
  });
  EXPECT_EQ(send().response.body, "hello");
  EXPECT_EQ(server->requests().size(), 2u);
  EXPECT_EQ(telemetry.requests.at(telemetry.requests.size() - 2), "example network_error");
}

TEST_F(PlatformHttpTest, GivesUpAfterTheLastRetryWithWhatItGot) {
  retry = {.max_retries = 2, .backoff_factor = 3.0, .first_pause = 1s, .longest_pause = 2s};
  serve({http_answer(503, "one"), http_answer(503, "two"), http_answer(503, "three"),
         http_answer(200, "four")});
  const auto answer = send();
  EXPECT_FALSE(answer.error);
  EXPECT_EQ(answer.response.status, 503);
  EXPECT_EQ(answer.response.body, "three");
  const auto pauses = clock.pauses();
  ASSERT_EQ(pauses.size(), 2u);
  EXPECT_LE(pauses[0], 1s);
  EXPECT_LE(pauses[1], 2s);
  EXPECT_EQ(telemetry.requests.size(), 3u);
}

TEST_F(PlatformHttpTest, DoesNotAskAgainWhatCannotPassOrMayNotBeRepeated) {
  struct Row {
    std::string method;
    std::string answer;
    int status;
  };
  const Row rows[] = {
      {"GET", http_answer(501, ""), 501},
      {"GET", http_answer(404, ""), 404},
      {"GET", http_answer(302, ""), 302},
      {"POST", http_answer(503, ""), 503},
      {"POST", http_answer(503, "", "Retry-After: 1\r\n"), 503},
      {"GET", "garbage that is not HTTP\r\n\r\n", 0},
  };
  for (const auto& row : rows) {
    serve({row.answer});
    EXPECT_EQ(send({.method = row.method, .target = "/a"}).response.status, row.status);
    EXPECT_EQ(server->requests().size(), 1u) << row.method << " " << row.answer;
  }
  EXPECT_TRUE(clock.pauses().empty());
}

TEST_F(PlatformHttpTest, TakesFromTheBucketForEachAttempt) {
  manifest.buckets[0].limit = 2;
  serve({http_answer(503, "")});
  const auto answer = send();
  EXPECT_EQ(answer.error->code, Code::rate_limited);
  EXPECT_EQ(server->requests().size(), 2u);
}

TEST_F(PlatformHttpTest, NeverSleepsBeyondItsDeadline) {
  deadline = 1500ms;
  serve({http_answer(503, "x", "Retry-After: 2\r\n")});
  const auto answer = send();
  EXPECT_FALSE(answer.error);
  EXPECT_EQ(answer.response.status, 503);
  EXPECT_TRUE(clock.pauses().empty());
  deadline = 0ms;
  EXPECT_EQ(send().error->code, Code::timeout);
  EXPECT_EQ(server->requests().size(), 1u);
}

TEST_F(PlatformHttpTest, WakesAtOnceWhenCancelled) {
  clock.sleepers_advance(false);
  serve({http_answer(503, "", "Retry-After: 2\r\n")});
  std::jthread canceller([&] {
    clock.await_sleepers(1);
    stop.request_stop();
  });
  EXPECT_EQ(send().error->code, Code::cancelled);
  EXPECT_EQ(send().error->code, Code::cancelled);
  EXPECT_EQ(server->requests().size(), 1u);
}

TEST_F(PlatformHttpTest, LogsARetryWithoutTheQuery) {
  manifest.auth = {Manifest::Auth::Style::query, "access_token", {}};
  serve({http_answer(503, ""), http_answer(200, "")});
  EXPECT_FALSE(send({.target = "/a?q=swordfish"}).error);
  ASSERT_EQ(log.lines().size(), 1u);
  EXPECT_TRUE(log.lines()[0].starts_with(
      "debug example: run 17: 127.0.0.1:" + std::to_string(server->port()) + ": status 503, again in "))
      << log.lines()[0];
  EXPECT_FALSE(log.contains("swordfish"));
  EXPECT_FALSE(log.contains("tok"));
}

}  // namespace
}  // namespace tidemark
