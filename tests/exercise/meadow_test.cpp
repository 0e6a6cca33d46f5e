// The exercise's plugin on its own: what it makes of its server's answers.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "damage.h"
#include "recordings.h"

namespace tidemark::testing {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;

const Recordings kRecordings(MEADOW_FOLDER, tidemark_plugin_v1);
const std::map<std::string, std::string> kAccount = {{"platform_user_id", "17"}};
constexpr std::int64_t kResetAt = Recordings::kNow + 5 * 60'000;

/// The server as it was recorded.
std::function<Answer(const SentRequest&)> server() {
  return [play = playing({{"/api/v1/statuses?", kRecordings.answer("statuses")},
                          {"/api/v1/accounts/17", kRecordings.answer("account")},
                          {"/api/v1/accounts/17/statuses?", kRecordings.answer("page1")},
                          {"/api/v1/accounts/verify_credentials", kRecordings.answer("verify_credentials")}}),
          second = kRecordings.answer("page2")](const SentRequest& request) {
    return request.target.ends_with("&max_id=110") ? second : play(request);
  };
}

TEST(Meadow, PostsAndTheAccountAreReadInBulkAndJoinedById) {
  FakeHost host(tidemark_plugin_v1);
  host.now_ms = Recordings::kNow;
  host.account = kAccount;
  host.play = server();
  const Outcome outcome =
      host.sync({{}, {.platform_id = "112"}, {.platform_id = "110"}, {.platform_id = "104"}});
  EXPECT_EQ(outcome.result.code, TIDEMARK_OK) << outcome.result.message;
  ASSERT_EQ(outcome.requests.size(), 2u);
  EXPECT_EQ(outcome.requests[1].target, "/api/v1/statuses?ids=112%2C110%2C104");
  EXPECT_EQ(outcome.value(0, "followers_count"), 1200);
  EXPECT_EQ(outcome.value(0, "posts_count"), 4);
  EXPECT_EQ(outcome.value(1, "boosts_with_comment_count"), 3);
  EXPECT_EQ(outcome.value(1, "comments_count"), 0);
  EXPECT_EQ(outcome.failed.at(2).code, TIDEMARK_POST_NOT_FOUND);
  EXPECT_EQ(outcome.value(3, "likes_count"), 31);
  ASSERT_EQ(outcome.quotas.size(), 2u);
  EXPECT_EQ(outcome.quotas[0].limit, 300);
  EXPECT_EQ(outcome.quotas[0].remaining, 271);
  EXPECT_EQ(outcome.quotas[0].reset_at_ms, kResetAt);
}

TEST(Meadow, AHundredPostsCostFiveRequests) {
  FakeHost host(tidemark_plugin_v1);
  host.play = [](const SentRequest&) { return Answer{.body = "[]"}; };
  std::vector<AskedItem> items;
  for (int i = 1; i <= 100; ++i) items.push_back({.platform_id = std::to_string(i)});
  EXPECT_EQ(host.sync(items).requests.size(), 5u);
}

TEST(Meadow, TheListIsReadPageByPageWithItsFigures) {
  FakeHost host(tidemark_plugin_v1);
  host.account = kAccount;
  host.play = server();
  const Outcome outcome = host.discover("");
  ASSERT_EQ(outcome.result.code, TIDEMARK_OK) << outcome.result.message;
  ASSERT_EQ(outcome.found.size(), 2u) << "the boost of another's post is none of the account's";
  EXPECT_EQ(outcome.found[0].platform_id, "112");
  EXPECT_EQ(outcome.found[0].type, "image");
  EXPECT_EQ(outcome.found[1].url, "https://meadow.example/@harbour/104");
  EXPECT_EQ(outcome.found[1].published_at_ms, 1784534400000);
  EXPECT_EQ(outcome.value(1, "boosts_with_comment_count"), 2);
  EXPECT_EQ(outcome.cursor, "112");
  EXPECT_EQ(outcome.listed_since, TIDEMARK_UNKNOWN_TIME);
}

TEST(Meadow, ACursorAsksForWhatIsNew) {
  FakeHost host(tidemark_plugin_v1);
  host.account = kAccount;
  host.play = [](const SentRequest&) { return Answer{.body = "[]"}; };
  const Outcome outcome = host.discover("112");
  EXPECT_THAT(outcome.requests.at(0).target, HasSubstr("since_id=112"));
  EXPECT_EQ(outcome.cursor, "112");
  EXPECT_FALSE(outcome.listed_since);
}

TEST(Meadow, RefusalsHaveTheirCodes) {
  EXPECT_EQ(kRecordings.sync("error_401", {{}}, kAccount).result.code, TIDEMARK_INVALID_TOKEN);
  const Outcome limited = kRecordings.sync("error_429", {{.platform_id = "112"}}, kAccount);
  EXPECT_EQ(limited.result.code, TIDEMARK_RATE_LIMITED);
  EXPECT_EQ(limited.quotas.at(0).remaining, 0);
  EXPECT_EQ(limited.quotas.at(0).reset_at_ms, kResetAt);
  EXPECT_EQ(kRecordings.check("verify_credentials", kAccount).access.value().role, "owner");
}

TEST(Meadow, NoDamageHurts) {
  expect_no_damage_hurts(tidemark_plugin_v1, {.answer = server(),
                                              .items = {{}, {.platform_id = "112"}, {.platform_id = "104"}},
                                              .account = kAccount,
                                              .now_ms = Recordings::kNow,
                                              .cursor = "100",
                                              .post_id = "[0-9]{1,19}",
                                              .request_words = {"the account's figures", "the posts' figures",
                                                                "the account's posts"}});
}

}  // namespace
}  // namespace tidemark::testing
