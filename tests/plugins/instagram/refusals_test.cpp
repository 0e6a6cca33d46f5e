// How Instagram says no.

#include <gmock/gmock.h>

#include "ig.h"

namespace tidemark::testing {
namespace {

using ::testing::HasSubstr;

std::string error(const std::string& members) {
  return R"({"error":{"message":"(#1) said","type":"OAuthException",)" + members + R"(,"fbtrace_id":"A"}})";
}

TEST(InstagramRefusals, EachCodeHasItsMeaningWhateverTheStatus) {
  const struct {
    std::string error;
    tidemark_code code;
  } rows[] = {{R"("code":4)", TIDEMARK_RATE_LIMITED},
              {R"("code":4,"error_subcode":1504022,"is_transient":true)", TIDEMARK_RATE_LIMITED},
              {R"("code":"4")", TIDEMARK_RATE_LIMITED},
              {R"("code":17,"is_transient":true)", TIDEMARK_RATE_LIMITED},
              {R"("code":32)", TIDEMARK_RATE_LIMITED},
              {R"("code":341)", TIDEMARK_RATE_LIMITED},
              {R"("code":613,"error_subcode":1996)", TIDEMARK_RATE_LIMITED},
              {R"("code":80002)", TIDEMARK_RATE_LIMITED},
              {R"("code":80002,"error_subcode":2446079)", TIDEMARK_RATE_LIMITED},
              {R"("code":1)", TIDEMARK_PLATFORM_ERROR},
              {R"("code":2,"is_transient":true)", TIDEMARK_PLATFORM_ERROR},
              {R"("code":2,"error_subcode":99)", TIDEMARK_PLATFORM_ERROR},
              {R"("code":-2)", TIDEMARK_PLATFORM_ERROR},
              {R"("code":3)", TIDEMARK_PERMISSION_DENIED},
              {R"("code":10)", TIDEMARK_PERMISSION_DENIED},
              {R"("code":200)", TIDEMARK_PERMISSION_DENIED},
              {R"("code":299)", TIDEMARK_PERMISSION_DENIED},
              {R"("code":368,"error_subcode":1390008)", TIDEMARK_PERMISSION_DENIED},
              {R"("code":102)", TIDEMARK_INVALID_TOKEN},
              {R"("code":190)", TIDEMARK_INVALID_TOKEN},
              {R"("code":190,"error_subcode":463)", TIDEMARK_INVALID_TOKEN},
              {R"("code":190,"error_subcode":458)", TIDEMARK_AUTH_FAILED},
              {R"("code":190,"error_subcode":459)", TIDEMARK_AUTH_FAILED},
              {R"("code":190,"error_subcode":460)", TIDEMARK_AUTH_FAILED},
              {R"("code":190,"error_subcode":464)", TIDEMARK_AUTH_FAILED},
              {R"("code":190,"error_subcode":467)", TIDEMARK_AUTH_FAILED},
              {R"("code":190,"error_subcode":492)", TIDEMARK_AUTH_FAILED}};
  for (const auto& row : rows)
    for (const std::uint32_t status : {200u, 400u, 401u, 403u, 500u}) {
      Ig ig;
      for (int i = 0; i < 60; ++i) i % 2 ? ig.feed(i) : ig.reel(i);
      ig.meddle = [&](const SentRequest&, Answer& answer) {
        answer = {.status = status, .body = error(row.error)};
      };
      const Outcome outcome = ig.sync();
      EXPECT_EQ(outcome.result.code, row.code)
          << row.error << " with " << status << ": " << outcome.result.message;
      EXPECT_FALSE(outcome.result.message.empty());
      EXPECT_TRUE(outcome.values.empty());
      EXPECT_TRUE(outcome.unavailable.empty()) << row.error;
      EXPECT_LE(outcome.requests.size(), 9u) << row.error;
      for (const auto& [item, why] : outcome.failed) EXPECT_NE(why.code, TIDEMARK_POST_NOT_FOUND);
      if (row.code != TIDEMARK_RATE_LIMITED) continue;
      EXPECT_EQ(outcome.requests.size(), 1u) << "nothing more while a door is closed";
      ASSERT_FALSE(outcome.quotas.empty());
      EXPECT_EQ(outcome.quotas[0].remaining, 0);
      EXPECT_GT(outcome.quotas[0].reset_at_ms, kNow);
      EXPECT_GE(outcome.result.retry_after_ms, 60'000);
    }
}

TEST(InstagramRefusals, TheAppsLimitClosesTheAppAndTheAccountsTheAccount) {
  for (const auto& [code, bucket] : {std::pair("4", 0u), {"80002", 1u}}) {
    Ig ig;
    ig.feed(1);
    ig.meddle = [&, &number = code](const SentRequest&, Answer& answer) {
      answer = {.status = 400, .body = error(std::string("\"code\":") + number)};
    };
    const Outcome outcome = ig.sync();
    ASSERT_EQ(outcome.quotas.size(), 1u);
    EXPECT_EQ(outcome.quotas[0].bucket, bucket);
  }
}

TEST(InstagramRefusals, OfTheTwoIdsInTheUsageHeaderTheWorseCounts) {
  const auto header = [](int business, int account, int minutes) {
    const auto one = [&](const char* id, int percent) {
      return "\"" + std::string(id) + R"(":[{"type":"instagram","call_count":)" + std::to_string(percent) +
             R"(,"total_cputime":1,"total_time":1,"estimated_time_to_regain_access":)" +
             std::to_string(minutes) + "}]";
    };
    return "{" + one("645699291956344", business) + "," + one(kAccount, account) + "}";
  };
  const struct {
    int business, account, minutes;
    bool closed;
  } rows[] = {{1, 1, 0, false}, {99, 99, 0, false}, {100, 1, 0, true}, {1, 162, 7, true}};
  for (const auto& row : rows) {
    Ig ig;
    ig.feed(1);
    ig.headers = {{"x-business-use-case-usage", header(row.business, row.account, row.minutes)}};
    const Outcome outcome = ig.sync();
    EXPECT_EQ(outcome.value(0, "likes_count"), 200) << "the answer itself is good";
    ASSERT_EQ(outcome.quotas.size(), row.closed ? 1u : 0u);
    if (!row.closed) continue;
    EXPECT_EQ(outcome.quotas[0].bucket, 1u);
    EXPECT_EQ(outcome.quotas[0].remaining, 0);
    EXPECT_EQ(outcome.quotas[0].reset_at_ms, kNow + (row.minutes ? row.minutes * 60'000 : 3'600'000));
  }
}

TEST(InstagramRefusals, ADeletedPostIsNotFoundAndTheOthersAreRead) {
  for (const bool is_named : {true, false}) {
    Ig ig;
    for (int i = 0; i < 20; ++i) i % 2 ? ig.feed(i) : ig.reel(i);
    for (const int i : {3, 4, 19}) ig.gone.insert(ig.items()[static_cast<std::size_t>(i)].platform_id);
    if (!is_named)
      ig.meddle = [](const SentRequest&, Answer& answer) {
        const auto at = answer.body.find("Unsupported get");
        if (at != std::string::npos)
          answer.body.replace(at, answer.body.find("exist") + 5 - at, "Invalid parameter");
      };
    const Outcome outcome = ig.sync();
    EXPECT_EQ(outcome.result.code, TIDEMARK_OK) << outcome.result.message;
    ASSERT_EQ(outcome.failed.size(), 3u);
    for (const auto& [item, why] : outcome.failed) EXPECT_EQ(why.code, TIDEMARK_POST_NOT_FOUND);
    EXPECT_TRUE(outcome.failed.contains(19));
    for (std::uint32_t i = 0; i < 20; ++i)
      EXPECT_EQ(outcome.value(i, "reach").has_value(), !outcome.failed.contains(i)) << i;
    EXPECT_TRUE(outcome.unavailable.empty());
  }
}

TEST(InstagramRefusals, AnUnknownAliasIsThatPostsOwnTrouble) {
  Ig ig;
  for (int i = 0; i < 4; ++i) ig.feed(i);
  auto items = ig.items();
  items[2].platform_id = "17999999999999999";
  ig.unlisted.insert(ig.items()[2].platform_id);
  const Outcome outcome = ig.host.sync(items);
  EXPECT_EQ(outcome.failed.at(2).code, TIDEMARK_POST_NOT_FOUND);
  EXPECT_EQ(outcome.value(3, "reach"), 4003);
}

TEST(InstagramRefusals, APageThatIsNotGraphsSaysNothingOfAPost) {
  for (const Answer& bad :
       {Answer{.status = 404}, Answer{.status = 404, .body = "<html>not found</html>"},
        Answer{.status = 503, .body = "<html>busy</html>"}, Answer{.status = 200, .body = "<html>"},
        Answer{.status = 200}, Answer{.status = 200, .body = "{}"}, Answer{.status = 200, .body = "[]"}}) {
    Ig ig;
    for (int i = 0; i < 3; ++i) ig.feed(i);
    ig.meddle = [&](const SentRequest&, Answer& answer) { answer = bad; };
    const Outcome outcome = ig.sync();
    EXPECT_TRUE(outcome.values.empty());
    for (std::uint32_t i = 0; i < 3; ++i) {
      const bool failed = outcome.failed.contains(i);
      const tidemark_code code = failed ? outcome.failed.at(i).code : outcome.result.code;
      EXPECT_NE(code, TIDEMARK_OK) << bad.body;
      EXPECT_NE(code, TIDEMARK_POST_NOT_FOUND) << bad.body;
    }
  }
}

TEST(InstagramRefusals, ADeadMetricIsFoundDroppedAndRemembered) {
  Ig ig;
  for (int i = 0; i < 10; ++i) i % 2 ? ig.feed(i) : ig.reel(i);
  ig.dead = {"reposts"};
  const Outcome outcome = ig.sync();
  EXPECT_EQ(outcome.result.code, TIDEMARK_OK);
  EXPECT_TRUE(outcome.failed.empty());
  for (std::uint32_t i = 0; i < 10; ++i) {
    EXPECT_EQ(outcome.value(i, "reach"), 4000 + i);
    EXPECT_EQ(outcome.value(i, "reposts_count"), std::nullopt);
  }
  ASSERT_EQ(outcome.unavailable.size(), 2u) << "for posts, and for Reels";
  EXPECT_EQ(outcome.unavailable[0].metric, "reposts_count");
  EXPECT_EQ(outcome.unavailable[0].until_ms, kNow + 7 * kDay);
  ig.host.remembered = {{"reposts_count", "FEED"}, {"reposts_count", "REELS"}};
  const Outcome again = ig.sync();
  EXPECT_EQ(again.requests.size(), 2u);
  EXPECT_EQ(again.value(0, "reach"), 4000);
}

TEST(InstagramRefusals, ADeadMetricOnALargePageCostsItNothingElse) {
  Ig ig;
  for (int i = 0; i < 100; ++i) i % 2 ? ig.feed(i) : ig.reel(i);
  ig.dead = {"reposts"};
  const Outcome outcome = ig.sync();
  EXPECT_EQ(outcome.result.code, TIDEMARK_OK);
  for (std::uint32_t i = 0; i < 100; ++i) EXPECT_EQ(outcome.value(i, "reach"), 4000 + i);
  ig.host.remembered = {{"reposts_count", "FEED"}, {"reposts_count", "REELS"}};
  const Outcome again = ig.sync();
  EXPECT_LE(again.requests.size(), 3u) << "the page comes with insights again";
  for (std::uint32_t i = 0; i < 100; ++i) EXPECT_EQ(again.value(i, "reach"), 4000 + i);
}

TEST(InstagramRefusals, OneOddPostDoesNotTakeTheMetricFromItsKind) {
  Ig ig;
  for (int i = 0; i < 10; ++i) ig.feed(i), ig.reel(i);
  const std::string odd = ig.items()[8].platform_id;
  ig.odd[odd] = "views";
  const Outcome outcome = ig.sync();
  EXPECT_EQ(outcome.result.code, TIDEMARK_OK);
  EXPECT_TRUE(outcome.unavailable.empty());
  for (std::uint32_t i = 0; i < 20; ++i) {
    EXPECT_EQ(outcome.value(i, "reach"), 4000 + i) << i;
    EXPECT_EQ(outcome.value(i, "impressions").has_value(), i != 8) << i;
  }
}

TEST(InstagramRefusals, AFatalErrorThatNamesNothingIsBisected) {
  Ig ig;
  ig.feed(1);
  ig.meddle = [](const SentRequest& request, Answer& answer) {
    if (request.target.find("reposts") != std::string::npos)
      answer = {
          .status = 400,
          .body =
              R"({"error":{"message":"Fatal","type":"OAuthException","code":-1,"error_subcode":2207086}})"};
  };
  const Outcome outcome = ig.sync();
  EXPECT_EQ(outcome.value(0, "reach"), 4000);
  EXPECT_EQ(outcome.value(0, "profile_actions"), 9);
  ASSERT_EQ(outcome.unavailable.size(), 1u);
  EXPECT_EQ(outcome.unavailable[0].metric, "reposts_count");
}

TEST(InstagramRefusals, PostsFromBeforeTheConversionHaveCountsOnlyAndAreAskedOnce) {
  Ig ig;
  for (int i = 0; i < 40; ++i) ig.feed(i), ig.reel(i);
  for (std::size_t i = 50; i < 80; ++i) ig.before_conversion.insert(ig.items()[i].platform_id);
  const Outcome outcome = ig.sync();
  EXPECT_EQ(outcome.result.code, TIDEMARK_OK);
  EXPECT_TRUE(outcome.failed.empty());
  EXPECT_TRUE(outcome.unavailable.empty());
  for (std::uint32_t i = 0; i < 80; ++i) {
    EXPECT_EQ(outcome.value(i, "likes_count"), 200 + i);
    EXPECT_EQ(outcome.value(i, "reach").has_value(), i < 50) << i;
  }
  const Outcome again = ig.sync();
  EXPECT_LE(again.requests.size(), 5u) << "the newest of them is remembered";
  EXPECT_EQ(again.value(49, "reach"), 4049);
}

TEST(InstagramRefusals, WithoutTheInsightsPermissionLikesAndCommentsAreRead) {
  for (const int posts : {1, 8, 80}) {
    Ig ig;
    for (int i = 0; i < posts; ++i) i % 2 ? ig.feed(i) : ig.reel(i);
    ig.denies_insights = true;
    const Outcome outcome = ig.sync();
    EXPECT_EQ(outcome.result.code, TIDEMARK_OK) << outcome.result.message;
    EXPECT_TRUE(outcome.failed.empty());
    for (std::uint32_t i = 0; i < static_cast<std::uint32_t>(posts); ++i)
      EXPECT_EQ(outcome.value(i, "likes_count"), 200 + i) << i;
    EXPECT_EQ(outcome.unavailable.size(), 14u);
    EXPECT_EQ(outcome.unavailable[0].type, "");
    EXPECT_GT(outcome.unavailable[0].until_ms, kNow);
    for (const Refused& one : outcome.unavailable) ig.host.remembered.emplace_back(one.metric, "");
    EXPECT_LE(ig.sync().requests.size(), 2u);
  }
}

TEST(InstagramRefusals, OnePostThatIsDeniedLeavesTheOthersTheirFigures) {
  Ig ig;
  for (int i = 0; i < 8; ++i) ig.feed(i);
  const std::string denied = ig.items()[5].platform_id;
  ig.unlisted.insert(denied);
  ig.meddle = [&](const SentRequest& request, Answer& answer) {
    if (request.target.find(denied) != std::string::npos)
      answer = {.status = 403, .body = R"({"error":{"message":"(#10) no permission","code":10}})"};
  };
  const Outcome outcome = ig.sync();
  EXPECT_EQ(outcome.result.code, TIDEMARK_OK);
  ASSERT_EQ(outcome.failed.size(), 1u);
  EXPECT_EQ(outcome.failed.at(5).code, TIDEMARK_PERMISSION_DENIED);
  EXPECT_TRUE(outcome.unavailable.empty());
  EXPECT_EQ(outcome.value(7, "reach"), 4007);
}

TEST(InstagramRefusals, WhatWasReadBeforeALimitStays) {
  Ig ig;
  for (int i = 0; i < 250; ++i) ig.feed(i);
  int asked = 0;
  ig.meddle = [&](const SentRequest&, Answer& answer) {
    if (++asked == 2) answer = {.status = 400, .body = error(R"("code":80002)")};
  };
  const Outcome outcome = ig.sync();
  EXPECT_EQ(outcome.result.code, TIDEMARK_RATE_LIMITED);
  EXPECT_EQ(outcome.requests.size(), 2u);
  EXPECT_EQ(outcome.value(99, "reach"), 4099);
  EXPECT_FALSE(outcome.answered(100));
}

TEST(InstagramRefusals, APassingTroubleCostsOneGroupAndTwoInARowEndTheSync) {
  for (const int bad : {1, 2}) {
    Ig ig;
    for (int i = 0; i < 25; ++i) ig.reel(2 * i), ig.feed(2 * i + 1);
    int asked = 0;
    ig.meddle = [&](const SentRequest&, Answer& answer) {
      if (asked++ < bad) answer = {.status = 0, .code = TIDEMARK_TIMEOUT};
    };
    const Outcome outcome = ig.sync();
    EXPECT_EQ(outcome.requests.size(), 2u);
    EXPECT_EQ(outcome.result.code, bad == 1 ? TIDEMARK_OK : TIDEMARK_TIMEOUT);
    if (bad == 1) {
      EXPECT_EQ(outcome.failed.size(), 25u);
      EXPECT_EQ(outcome.value(0, "reach"), 4000);
    }
  }
}

TEST(InstagramRefusals, CancellingEndsItAtOnce) {
  for (int at = 0; at < 4; ++at) {
    Ig ig;
    for (int i = 0; i < 250; ++i) i % 2 ? ig.feed(i) : ig.reel(i);
    ig.host.cancel_at_request = at;
    EXPECT_EQ(ig.sync().result.code, TIDEMARK_CANCELLED);
    ig.host.cancel_at_request = at;
    EXPECT_EQ(ig.host.discover("").result.code, TIDEMARK_CANCELLED);
  }
}

TEST(InstagramRefusals, ADiscoveryOfAnAccountThatIsNotThereIsNoWordAboutPosts) {
  Ig ig;
  ig.meddle = [](const SentRequest&, Answer& answer) {
    answer = {.status = 400, .body = error(R"("code":100,"error_subcode":33)")};
  };
  EXPECT_EQ(ig.host.discover("").result.code, TIDEMARK_PERMISSION_DENIED);
}

}  // namespace
}  // namespace tidemark::testing
