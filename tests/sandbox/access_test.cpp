#include <gtest/gtest.h>

#include "client.h"

namespace tidemark::sandbox::testing {
namespace {

TEST(Access, RefusesUnknownTokensWithoutQuotaHeaders) {
  Fixture x;
  for (const std::string token :
       {"", "nonsense", "sandbox-user-0", "sandbox-user-4", "sandbox-user-1x", "sandbox-user-"}) {
    const auto reply = x.get("/2/tweets?ids=1", token);
    EXPECT_EQ(reply.status, 401) << token;
    EXPECT_EQ(text(reply["title"]), "Unauthorized");
    EXPECT_EQ(reply.header("x-rate-limit-remaining"), "(absent)");
    EXPECT_EQ(reply.header("x-access-level"), "(absent)");
  }
}

TEST(Access, AnswersUnknownPathsWithZeroBytes) {
  Fixture x;
  for (const std::string target :
       {"/", "/2/nothing", "/2/tweets/1/liking_users", "/1.1/statuses", "/2/tweets/"}) {
    const auto reply = x.get(target);
    EXPECT_EQ(reply.status, 404) << target;
    EXPECT_EQ(reply.header("content-length"), "0") << target;
  }
  EXPECT_EQ(x.send("POST", "/2/tweets").status, 404);
}

TEST(Access, KeepsTheApplicationOutOfWhatBelongsToUsers) {
  Fixture x;
  const auto reply = x.get("/2/users/me", "sandbox-app");
  EXPECT_EQ(reply.status, 403);
  EXPECT_EQ(text(reply["title"]), "Unsupported Authentication");
  EXPECT_EQ(x.get("/2/usage/tweets", "sandbox-app").status, 200);
  EXPECT_EQ(x.get("/2/usage/tweets", "sandbox-user-1").status, 403);
}

TEST(Quota, IsTheDocumentedOneByEndpointAndKindOfToken) {
  const struct {
    std::string target, token, limit;
  } rows[] = {
      {"/2/tweets?ids=1", "sandbox-app", "3500"},      {"/2/tweets?ids=1", "sandbox-user-1", "5000"},
      {"/2/tweets/1", "sandbox-app", "450"},           {"/2/tweets/1", "sandbox-user-1", "900"},
      {"/2/users/me", "sandbox-user-1", "75"},         {"/2/users/1/tweets", "sandbox-app", "10000"},
      {"/2/users/1/tweets", "sandbox-user-1", "900"},  {"/2/users?ids=1", "sandbox-app", "300"},
      {"/2/media/analytics", "sandbox-user-1", "300"},
  };
  Fixture x;
  for (const auto& row : rows)
    EXPECT_EQ(x.get(row.target, row.token).header("x-rate-limit-limit"), row.limit) << row.target;
}

TEST(Quota, EndsIn429UntilTheWindowIsOver) {
  Fixture x({.limits = {{"tweets", 2}}});
  const std::int64_t began = x.now_ms;
  const auto first = x.get("/2/tweets?ids=1");
  EXPECT_EQ(first.header("x-rate-limit-limit"), "2");
  EXPECT_EQ(first.header("x-rate-limit-remaining"), "1");
  EXPECT_EQ(first.header("x-rate-limit-reset"), std::to_string((began + 15 * 60 * 1000) / 1000));
  x.now_ms += 60'000;
  EXPECT_EQ(x.get("/2/tweets?ids=").header("x-rate-limit-remaining"), "0") << "a 400 counts as well";

  const auto refused = x.get("/2/tweets?ids=1");
  EXPECT_EQ(refused.status, 429);
  EXPECT_EQ(
      refused.body,
      R"({"title":"Too Many Requests","type":"about:blank","status":429,"detail":"Too Many Requests"})");
  EXPECT_EQ(refused.header("x-rate-limit-remaining"), "0");
  EXPECT_EQ(refused.header("x-rate-limit-reset"), first.header("x-rate-limit-reset"));
  EXPECT_EQ(refused.header("Retry-After"), "(absent)");

  EXPECT_EQ(x.get("/2/tweets?ids=1", "sandbox-user-2").status, 200) << "each token has its own";
  EXPECT_EQ(x.get("/2/tweets/1").status, 200) << "each endpoint has its own";
  x.now_ms = began + 15 * 60 * 1000 - 1;
  EXPECT_EQ(x.get("/2/tweets?ids=1").status, 429);
  x.now_ms += 1;
  EXPECT_EQ(x.get("/2/tweets?ids=1").header("x-rate-limit-remaining"), "1") << "all come back at once";
}

TEST(Quota, OfADayEndsIn429WhileTheWindowShowsPlentyLeft) {
  Fixture x({.daily_limits = {{"tweets", 1}}});
  const auto first = x.get("/2/tweets?ids=1");
  EXPECT_EQ(first.header("x-user-limit-24hour-remaining"), "0");
  const auto refused = x.get("/2/tweets?ids=1");
  EXPECT_EQ(refused.status, 429);
  EXPECT_EQ(refused.header("x-rate-limit-remaining"), "4998");
  EXPECT_EQ(refused.header("x-user-limit-24hour-reset"), std::to_string(x.now_ms / 1000 + 24 * 3600));
  EXPECT_EQ(x.get("/2/tweets?ids=1", "sandbox-app").header("x-app-limit-24hour-limit"), "1");
  EXPECT_EQ(x.get("/2/tweets/1").header("x-user-limit-24hour-limit"), "(absent)");
  x.now_ms += 24LL * 3600 * 1000;
  EXPECT_EQ(x.get("/2/tweets?ids=1").status, 200);
}

TEST(Money, IsChargedOnceADayForWhatIsReturnedAndThenEnds) {
  Fixture x({.credits = 3});
  const auto posts = x.sandbox->world()[0].posts;
  EXPECT_EQ(x.get("/2/tweets?ids=" + join(posts, 0, 2) + ",99").status, 200);
  EXPECT_EQ(x.get("/2/tweets?ids=" + join(posts, 0, 2)).status, 200);
  EXPECT_EQ(x.get("/2/tweets?ids=" + join(posts, 2, 1)).status, 200);
  const auto refused = x.get("/2/tweets?ids=" + join(posts, 0, 1));
  EXPECT_EQ(refused.status, 402);
  EXPECT_EQ(text(refused["title"]), "CreditsDepleted");
}

TEST(Headers, PackTheBodyForClientsThatAcceptIt) {
  Fixture x;
  const std::string target =
      "/2/tweets?ids=" + join(x.sandbox->world()[0].posts, 0, 50) + "&tweet.fields=public_metrics";
  const auto plain = x.get(target);
  EXPECT_EQ(plain.header("content-encoding"), "(absent)");
  EXPECT_EQ(plain.header("x-access-level"), "read-write");
  const auto packed = x.send("GET", target, "sandbox-user-1", "", true);
  EXPECT_EQ(packed.header("content-encoding"), "gzip");
  EXPECT_LT(packed.body.size(), plain.body.size() / 2);
  EXPECT_EQ(unpack(packed.body), plain.body);
}

TEST(Counters, TellHowOftenEachEndpointWasAsked) {
  Fixture x;
  x.get("/2/tweets?ids=1,2");
  x.get("/2/tweets?ids=");
  x.get("/2/tweets/5");
  x.get("/2/nothing");
  EXPECT_EQ(x.sandbox->requests("/2/tweets"), 2);
  EXPECT_EQ(x.sandbox->requests("/2/tweets/:id"), 1);
  EXPECT_EQ(x.sandbox->requests("/2/users/me"), 0);
  EXPECT_EQ(x.sandbox->requests()["other"].by_status[404], 1);
  EXPECT_EQ(x.sandbox->request_log().front(), "GET /2/tweets?ids=1,2");
  const auto told = x.get("/sandbox/requests", "");
  EXPECT_EQ(told["total"].count(), 4);
  EXPECT_EQ(told["endpoints"]["/2/tweets"]["by_status"]["400"].count(), 1);
  EXPECT_EQ(x.send("POST", "/sandbox/reset-counters").status, 204);
  EXPECT_TRUE(x.sandbox->requests().empty());
}

TEST(Options, AreCheckedBeforeAnythingListens) {
  const struct {
    Options options;
    std::string says;
  } rows[] = {
      {{.accounts = 0}, "accounts"},
      {{.posts = 0}, "posts"},
      {{.posts = 3, .deleted = 2, .suspended = 2}, "deleted"},
      {{.limits = {{"nothing", 3}}}, "nothing"},
      {{.faults = {"flood"}}, "flood"},
      {{.replay = "/nonexistent"}, "/nonexistent"},
  };
  for (const auto& row : rows) {
    const auto started = Sandbox::start(row.options);
    ASSERT_FALSE(started) << row.says;
    EXPECT_NE(started.error().message.find(row.says), std::string::npos) << started.error().message;
  }
  Fixture x;
  const auto second = Sandbox::start({.port = x.sandbox->port()});
  ASSERT_FALSE(second);
  EXPECT_EQ(second.error().code, Code::network_error);
}

}  // namespace
}  // namespace tidemark::sandbox::testing
