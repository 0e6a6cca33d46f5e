// What check says of an access.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "recordings.h"
#include "x.h"

namespace tidemark::testing {
namespace {

using ::testing::HasSubstr;

const Answer kMe = {.body =
                        R"({"data":{"id":"42","name":"Harbour","username":"harbour","protected":false}})"};
const Answer kAppOnly = {.status = 403,
                         .body =
                             R"({"title":"Unsupported Authentication","status":403,"detail":"not this way",)"
                             R"("type":"https://api.twitter.com/2/problems/unsupported-authentication"})"};

Outcome check(Script script, const std::string& account = "42") {
  FakeHost host(tidemark_plugin_v1);
  host.now_ms = kNow;
  if (!account.empty()) host.account = {{"platform_user_id", account}};
  host.play = playing(std::move(script));
  return host.check();
}

TEST(TwitterCheck, TheOwnersTokenIsGoodAndOneRequestShowsIt) {
  for (const char* account : {"42", ""}) {
    const Outcome outcome = check({{"/2/users/me?", kMe}}, account);
    EXPECT_EQ(outcome.result.code, TIDEMARK_OK) << outcome.result.message;
    EXPECT_EQ(outcome.requests.size(), 1u);
    ASSERT_TRUE(outcome.access);
    EXPECT_EQ(outcome.access->scopes, "tweet.read users.read") << "X demands both, so both are granted";
    EXPECT_EQ(outcome.access->missing, "");
    EXPECT_EQ(outcome.access->role, "owner");
    EXPECT_EQ(outcome.access->expires_at_ms, TIDEMARK_UNKNOWN_TIME);
  }
}

TEST(TwitterCheck, ATokenOfAnotherUserIsToldApart) {
  const Outcome open =
      check({{"/2/users/me?", kMe}, {"/2/users/77?", {.body = R"({"data":{"id":"77"}})"}}}, "77");
  EXPECT_EQ(open.result.code, TIDEMARK_OK) << open.result.message;
  EXPECT_THAT(open.access.value().role, HasSubstr("another user"));
  const Outcome closed = check(
      {{"/2/users/me?", kMe}, {"/2/users/77?", {.body = R"({"data":{"id":"77","protected":true}})"}}}, "77");
  EXPECT_EQ(closed.result.code, TIDEMARK_PERMISSION_DENIED);
  EXPECT_THAT(closed.result.message, HasSubstr("protected"));
  const Outcome suspended =
      check({{"/2/users/me?", kMe},
             {"/2/users/77?",
              {.body = R"({"errors":[{"resource_id":"77","title":"Forbidden",)"
                       R"("detail":"User has been suspended: [77].","type":"x/resource-not-found"}]})"}}},
            "77");
  EXPECT_EQ(suspended.result.code, TIDEMARK_PERMISSION_DENIED);
  EXPECT_THAT(suspended.result.message, HasSubstr("suspended"));
}

TEST(TwitterCheck, TheAppsOwnTokenReadsWhatEverybodyMaySee) {
  const Outcome known = check({{"/2/users/me?", kAppOnly}, {"/2/users/42?", kMe}});
  EXPECT_EQ(known.result.code, TIDEMARK_OK) << known.result.message;
  EXPECT_THAT(known.access.value().role, HasSubstr("app only"));
  EXPECT_EQ(known.access->missing, "tweet.read users.read");
  const Outcome unknown = check({{"/2/users/me?", kAppOnly}}, "");
  EXPECT_EQ(unknown.result.code, TIDEMARK_PERMISSION_DENIED) << "whose posts, nobody knows";
  EXPECT_THAT(unknown.result.message, HasSubstr("sign the account in"));
}

TEST(TwitterCheck, BadAccessHasTheCodeThatSaysWhatToDo) {
  const Recordings recordings(TWITTER_FOLDER, tidemark_plugin_v1);
  const std::pair<const char*, tidemark_code> rows[] = {
      {"error_401_unauthorized", TIDEMARK_INVALID_TOKEN},
      {"error_402_credits_depleted", TIDEMARK_PLATFORM_ERROR},
      {"error_403_client_not_enrolled", TIDEMARK_PERMISSION_DENIED},
      {"error_429_too_many_requests", TIDEMARK_RATE_LIMITED},
      {"error_429_usage_cap", TIDEMARK_PLATFORM_ERROR}};
  for (const auto& [name, code] : rows)
    EXPECT_EQ(recordings.check(name, {{"platform_user_id", "42"}}).result.code, code) << name;
}

}  // namespace
}  // namespace tidemark::testing
