// What stands in the way of one thing does not cost the others.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "page.h"

namespace tidemark::testing {
namespace {

using ::testing::HasSubstr;

bool is_unavailable(const Outcome& outcome, const std::string& metric) {
  return std::any_of(outcome.unavailable.begin(), outcome.unavailable.end(),
                     [&](const Refused& one) { return one.metric == metric; });
}

TEST(FacebookRefusals, AMissingPermissionCostsOnlyWhatNeedsIt) {
  const struct {
    bool totals, insights;
    std::size_t requests;
    bool likes, impressions;
  } rows[] = {{true, true, 1, true, true},
              {false, true, 2, false, true},
              {true, false, 3, true, false},
              {false, false, 4, false, false}};
  for (const auto& row : rows) {
    Page page;
    for (int i = 0; i < 20; ++i) page.post(i);
    page.may_see_totals = row.totals;
    page.may_see_insights = row.insights;
    const Outcome outcome = page.sync();
    SCOPED_TRACE(std::to_string(row.totals) + std::to_string(row.insights));
    EXPECT_EQ(outcome.result.code, TIDEMARK_OK) << outcome.result.message;
    EXPECT_EQ(outcome.requests.size(), row.requests);
    EXPECT_EQ(outcome.value(4, "shares_count"), 14) << "needs neither";
    EXPECT_EQ(outcome.value(4, "likes_count").has_value(), row.likes);
    EXPECT_EQ(outcome.value(4, "reactions_love").has_value(), row.likes);
    EXPECT_EQ(outcome.value(4, "impressions").has_value(), row.impressions);
    EXPECT_EQ(is_unavailable(outcome, "comments_count"), !row.likes);
    EXPECT_EQ(is_unavailable(outcome, "clicks"), !row.impressions);
    for (const Refused& one : outcome.unavailable) {
      page.host.remembered.emplace_back(one.metric, one.type);
      EXPECT_EQ(one.type, "post");
      EXPECT_GT(one.until_ms, kNow);
    }
    EXPECT_EQ(page.sync().requests.size(), 1u) << "it is remembered";
  }
}

TEST(FacebookRefusals, WithoutAnyRightOnThePageEveryPostIsRefusedAndNothingIsGone) {
  Page page;
  for (int i = 0; i < 20; ++i) page.post(i);
  page.may_see_page = false;
  const Outcome outcome = page.sync();
  EXPECT_EQ(outcome.result.code, TIDEMARK_PERMISSION_DENIED);
  EXPECT_LE(outcome.requests.size(), 5u);
  EXPECT_TRUE(outcome.failed.empty());
}

TEST(FacebookRefusals, AnUnnamedBadMetricCostsNoneOfTheOthers) {
  Page page;
  for (int i = 0; i < 20; ++i) page.post(i);
  page.bad_metrics = {"post_clicks"};
  const Outcome outcome = page.sync();
  EXPECT_EQ(outcome.value(7, "impressions"), 5007);
  EXPECT_EQ(outcome.value(7, "url_clicks"), 307);
  EXPECT_EQ(outcome.value(7, "video_watch_time"), 8007);
  EXPECT_EQ(outcome.value(7, "likes_count"), 1007);
  EXPECT_EQ(outcome.value(7, "clicks"), std::nullopt);
  ASSERT_EQ(outcome.unavailable.size(), 1u);
  EXPECT_EQ(outcome.unavailable[0].metric, "clicks");
  EXPECT_EQ(outcome.unavailable[0].type, "post");
  EXPECT_LE(outcome.requests.size(), 5u);
}

TEST(FacebookRefusals, AnOlderNameStandsInWhereTheNewOneIsNotKnown) {
  Page page;
  for (int i = 0; i < 20; ++i) page.post(i);
  page.bad_metrics = {"post_media_view", "post_total_media_view_unique"};
  const Outcome first = page.sync();  // finds out which; what its bound leaves over waits for the next
  EXPECT_EQ(first.value(7, "clicks"), 607);
  EXPECT_TRUE(first.unavailable.empty());
  const Outcome next = page.sync();
  EXPECT_EQ(next.requests.size(), 1u) << "the older names are known by now";
  EXPECT_EQ(next.value(7, "impressions"), 5007);
  EXPECT_EQ(next.value(7, "reach"), 4107);
}

TEST(FacebookRefusals, OnePostWithoutInsightsCostsTheOthersNothing) {
  Page page;
  for (int i = 0; i < 60; ++i) page.post(i);
  page.without_insights = {"42_9033"};
  const Outcome outcome = page.sync();
  EXPECT_TRUE(outcome.failed.empty());
  EXPECT_EQ(outcome.value(33, "likes_count"), 1033);
  EXPECT_EQ(outcome.value(33, "impressions"), std::nullopt);
  EXPECT_EQ(outcome.value(34, "impressions"), 5034);
  EXPECT_EQ(outcome.value(0, "impressions"), 5000);
  EXPECT_TRUE(outcome.unavailable.empty()) << "it is that post's trouble, not a metric's";
  EXPECT_LE(outcome.requests.size(), 20u);
}

TEST(FacebookRefusals, DeletedPostsAreNotFoundAndTheOthersAreRead) {
  Page page;
  for (int i = 0; i < 60; ++i) page.post(i);
  page.deleted = {"42_9010", "42_9011", "42_9050"};
  const Outcome outcome = page.sync();
  EXPECT_EQ(outcome.result.code, TIDEMARK_OK) << outcome.result.message;
  ASSERT_EQ(outcome.failed.size(), 3u);
  for (const auto& [item, why] : outcome.failed) EXPECT_EQ(why.code, TIDEMARK_POST_NOT_FOUND) << item;
  EXPECT_EQ(outcome.value(59, "likes_count"), 1059);
  auto items = page.items();
  for (AskedItem& item : items) item.published_at_ms.reset();
  const Outcome by_id = page.host.sync(items);
  EXPECT_EQ(by_id.failed.size(), 3u);
  EXPECT_EQ(by_id.value(49, "likes_count"), 1049);
  EXPECT_LE(by_id.requests.size(), 10u) << "the message names who is not there";
}

TEST(FacebookRefusals, AnIdThatIsSilentlyLeftOutIsAskedForAlone) {
  Page page;
  for (int i = 0; i < 3; ++i) page.post(i);
  page.meddle = [](const Asked& asked, Answer& answer) {
    if (asked.path != "/v25.0/") return;
    const auto at = answer.body.find("\"42_9001\":");
    const auto end = answer.body.find(",\"42_9002\":");
    answer.body.erase(at, end + 1 - at);
  };
  const Outcome outcome = page.sync();
  EXPECT_EQ(outcome.value(1, "likes_count"), 1001);
  EXPECT_EQ(outcome.requests.size(), 2u);
}

TEST(FacebookRefusals, APostIsGoneOnlyIfTheTokenSeesThePage) {
  const std::string not_there =
      R"({"error":{"code":100,"error_subcode":33,"message":"Unsupported get request."}})";
  Page page;
  page.post(3);
  page.meddle = [&](const Asked& asked, Answer& answer) {
    if (asked.path.find('_') != std::string::npos) answer = {.status = 400, .body = not_there};
  };
  EXPECT_EQ(page.sync().failed.at(0).code, TIDEMARK_POST_NOT_FOUND);
  page.meddle = [&](const Asked&, Answer& answer) { answer = {.status = 400, .body = not_there}; };
  const Outcome blind = page.sync();
  EXPECT_EQ(blind.failed.at(0).code, TIDEMARK_PERMISSION_DENIED)
      << "the page is not there for this token either";
}

TEST(FacebookRefusals, WhatConcernsAllEndsTheSyncWithOneRequest) {
  const struct {
    std::uint32_t status;
    const char* error;
    tidemark_code code;
  } rows[] = {{400, R"("code":190,"error_subcode":463)", TIDEMARK_INVALID_TOKEN},
              {400, R"("code":190,"error_subcode":460)", TIDEMARK_AUTH_FAILED},
              {401, R"("code":"190","error_subcode":"492")", TIDEMARK_AUTH_FAILED},
              {200, R"("code":4,"is_transient":true)", TIDEMARK_RATE_LIMITED},
              {403, R"("code":80001)", TIDEMARK_RATE_LIMITED},
              {500, R"("code":2,"is_transient":true)", TIDEMARK_PLATFORM_ERROR},
              {400, R"("code":368)", TIDEMARK_PERMISSION_DENIED}};
  for (const auto& row : rows) {
    Page page;
    for (int i = 0; i < 20; ++i) page.post(i);
    page.meddle = [&](const Asked&, Answer& answer) {
      answer = {.status = row.status, .body = std::string("{\"error\":{") + row.error + "}}"};
    };
    const Outcome outcome = page.sync();
    EXPECT_EQ(outcome.result.code, row.code) << row.error;
    EXPECT_EQ(outcome.requests.size(), 1u) << row.error;
  }
}

TEST(FacebookRefusals, ALimitInTheMiddleKeepsWhatWasAnswered) {
  Page page;
  for (int i = 0; i < 250; ++i) page.post(i / 3);
  int asked_for = 0;
  page.meddle = [&](const Asked&, Answer& answer) {
    if (++asked_for == 2)
      answer = {.status = 400,
                .body = R"({"error":{"code":80001}})",
                .headers = {
                    {"x-business-use-case-usage",
                     R"({"42":[{"type":"pages","call_count":100,"estimated_time_to_regain_access":19}]})"}}};
  };
  const Outcome outcome = page.sync();
  EXPECT_EQ(outcome.result.code, TIDEMARK_RATE_LIMITED);
  EXPECT_EQ(outcome.result.retry_after_ms, 19 * 60'000);
  EXPECT_EQ(outcome.value(99, "likes_count"), 1099);
  EXPECT_FALSE(outcome.answered(100));
  ASSERT_EQ(outcome.quotas.size(), 1u);
  EXPECT_EQ(outcome.quotas[0].bucket, 1u);
  EXPECT_EQ(outcome.quotas[0].remaining, 0);
  EXPECT_EQ(outcome.quotas[0].reset_at_ms, kNow + 19 * 60'000);
}

TEST(FacebookRefusals, AnUnreadableListLeavesThePostsToTheirIds) {
  for (const char* body :
       {"<html>oops</html>", "", R"({"data":{}})", R"({"paging":{}})", R"({"data":[7]})"}) {
    Page page;
    for (int i = 0; i < 20; ++i) page.post(i);
    page.meddle = [&](const Asked& asked, Answer& answer) {
      if (asked.path.ends_with("published_posts")) answer.body = body;
    };
    const Outcome outcome = page.sync();
    EXPECT_EQ(outcome.result.code, TIDEMARK_OK) << body << outcome.result.message;
    EXPECT_TRUE(outcome.failed.empty()) << body;
    EXPECT_EQ(outcome.value(19, "likes_count"), 1019) << body;
  }
}

TEST(FacebookRefusals, AnsweredWithRubbishThroughoutItEndsSoonAndNamesTheRequest) {
  Page page;
  for (int i = 0; i < 120; ++i) page.post(i);
  page.meddle = [](const Asked&, Answer& answer) { answer = {.body = "<html></html>"}; };
  const Outcome outcome = page.sync();
  EXPECT_EQ(outcome.result.code, TIDEMARK_BAD_RESPONSE);
  EXPECT_THAT(outcome.result.message, HasSubstr("GET /"));
  EXPECT_LE(outcome.requests.size(), 6u);
}

TEST(FacebookRefusals, APageWithoutInsightsHasItsFollowers) {
  Page page;
  page.may_see_insights = false;
  page.meddle = [](const Asked& asked, Answer& answer) {
    if (asked.path.ends_with("/insights"))
      answer = {.status = 403,
                .body = R"({"error":{"code":200,"message":"(#200) Provide valid app permission"}})"};
  };
  const Outcome outcome = page.host.sync({{}});
  EXPECT_EQ(outcome.result.code, TIDEMARK_OK);
  EXPECT_EQ(outcome.value(0, "followers_count"), 1200);
  EXPECT_TRUE(is_unavailable(outcome, "account_views"));
  for (const Refused& one : outcome.unavailable) page.host.remembered.emplace_back(one.metric, one.type);
  EXPECT_EQ(page.host.sync({{}}).requests.size(), 1u);
}

TEST(FacebookRefusals, ARefusedPageDoesNotKeepThePostsBack) {
  Page page;
  page.post(3);
  page.meddle = [](const Asked& asked, Answer& answer) {
    if (asked.path == "/v25.0/42") answer = {.status = 500, .body = R"({"error":{"code":2}})"};
  };
  const Outcome outcome = page.host.sync({{}, page.items()[0]});
  EXPECT_EQ(outcome.failed.at(0).code, TIDEMARK_PLATFORM_ERROR);
  EXPECT_EQ(outcome.value(1, "likes_count"), 1000);
}

TEST(FacebookRefusals, FollowersAreKeptWhenTheLimitComesWithTheInsights) {
  Page page;
  page.meddle = [](const Asked& asked, Answer& answer) {
    if (asked.path.ends_with("/insights")) answer = {.status = 400, .body = R"({"error":{"code":32}})"};
  };
  const Outcome outcome = page.host.sync({{}});
  EXPECT_EQ(outcome.result.code, TIDEMARK_RATE_LIMITED);
  EXPECT_EQ(outcome.value(0, "followers_count"), 1200);
}

TEST(FacebookRefusals, AnUnknownFieldIsNotAskedForAgain) {
  Page page;
  for (int i = 0; i < 5; ++i) page.post(i);
  page.meddle = [](const Asked& asked, Answer& answer) {
    if (asked.has("reactions.type"))
      answer = {
          .status = 400,
          .body = R"({"error":{"code":100,"message":"(#100) Param type must be one of {LIKE, LOVE}"}})"};
  };
  const Outcome outcome = page.sync();
  EXPECT_EQ(outcome.result.code, TIDEMARK_OK) << outcome.result.message;
  EXPECT_EQ(outcome.value(4, "likes_count"), 1004);
  EXPECT_EQ(outcome.value(4, "impressions"), 5004);
  EXPECT_EQ(outcome.value(4, "reactions_love"), std::nullopt);
}

}  // namespace
}  // namespace tidemark::testing
