// What a check finds out of a token.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "page.h"

namespace tidemark::testing {
namespace {

using ::testing::HasSubstr;

const std::string kAll = R"("scopes":["pages_read_engagement","read_insights","pages_read_user_content"])";

/// A page whose app is told this of the token; without text, an app without keys.
struct Checked : Page {
  explicit Checked(std::string told) {
    meddle = [told](const Asked& asked, Answer& answer) {
      if (asked.path.ends_with("/debug_token")) {
        answer = told.empty() ? Answer{.status = 0, .code = TIDEMARK_BAD_CONFIG}
                              : Answer{.body = "{\"data\":{" + told + "}}"};
        EXPECT_EQ(asked.query.at("input_token"), "{access_token}");
      }
      if (asked.path.ends_with("/me/permissions"))
        answer = {.body = R"({"data":[{"permission":"read_insights","status":"granted"},)"
                          R"({"permission":"pages_read_engagement","status":"declined"}]})"};
    };
  }
};

TEST(FacebookCheck, AGoodPageTokenMayAllAndDoesNotExpire) {
  Checked page(R"("type":"PAGE","is_valid":true,"expires_at":0,)" + kAll);
  const Outcome outcome = page.host.check();
  EXPECT_EQ(outcome.result.code, TIDEMARK_OK) << outcome.result.message;
  ASSERT_TRUE(outcome.access);
  EXPECT_EQ(outcome.access->scopes, "pages_read_engagement pages_read_user_content read_insights");
  EXPECT_EQ(outcome.access->missing, "");
  EXPECT_EQ(outcome.access->expires_at_ms, TIDEMARK_NEVER);
  ASSERT_EQ(outcome.requests.size(), 2u);
  EXPECT_TRUE(outcome.requests[0].as_app);
  EXPECT_EQ(outcome.requests[0].bucket, 0u) << "the app's own quota";
  EXPECT_FALSE(outcome.requests[1].as_app);
}

TEST(FacebookCheck, WhatIsMissingIsTold) {
  const struct {
    std::string told, missing;
  } rows[] = {
      {R"("type":"PAGE","scopes":["read_insights"])", "pages_read_engagement pages_read_user_content"},
      {R"("type":"USER",)" + kAll, "page_access_token"},
      {R"("type":"PAGE",)" + kAll + R"(,"granular_scopes":[{"scope":"read_insights","target_ids":["41"]}])",
       "read_insights"},
      {R"("type":"PAGE",)" + kAll +
           R"(,"granular_scopes":[{"scope":"read_insights","target_ids":["41","42"]}])",
       ""},
      {R"("type":"PAGE",)" + kAll + R"(,"granular_scopes":[{"scope":"read_insights"}])", ""}};
  for (const auto& row : rows) {
    Checked page(row.told);
    const Outcome outcome = page.host.check();
    EXPECT_EQ(outcome.result.code, TIDEMARK_OK);
    ASSERT_TRUE(outcome.access);
    EXPECT_EQ(outcome.access->missing, row.missing) << row.told;
  }
}

TEST(FacebookCheck, ATokenThatIsNotValidIsRefusedWithWhatToDo) {
  const struct {
    const char* told;
    tidemark_code code;
    const char* sentence;
  } rows[] = {{R"("is_valid":false,"expires_at":1577347200)", TIDEMARK_INVALID_TOKEN, "expired"},
              {R"("is_valid":false,"expires_at":0)", TIDEMARK_AUTH_FAILED, "connect"},
              {R"("is_valid":false,"error":{"code":190,"subcode":460,"error_subcode":460,"message":"x"})",
               TIDEMARK_AUTH_FAILED, "password"}};
  for (const auto& row : rows) {
    Checked page(row.told);
    const Outcome outcome = page.host.check();
    EXPECT_EQ(outcome.result.code, row.code) << row.told;
    EXPECT_THAT(outcome.result.message, HasSubstr(row.sentence));
    EXPECT_TRUE(outcome.access);
    EXPECT_EQ(outcome.requests.size(), 1u);
  }
}

TEST(FacebookCheck, ATokenThatDoesNotSeeThePageIsRefused) {
  Checked page(kAll);
  const auto told = page.meddle;
  page.meddle = [told](const Asked& asked, Answer& answer) {
    told(asked, answer);
    if (asked.path == "/v25.0/42") answer = {.status = 400, .body = R"({"error":{"code":10}})"};
  };
  EXPECT_EQ(page.host.check().result.code, TIDEMARK_PERMISSION_DENIED);
}

TEST(FacebookCheck, WithoutTheAppsKeysTheTokenIsAskedItself) {
  Checked page("");
  const Outcome outcome = page.host.check();
  EXPECT_EQ(outcome.result.code, TIDEMARK_OK) << outcome.result.message;
  ASSERT_TRUE(outcome.access);
  EXPECT_EQ(outcome.access->scopes, "read_insights");
  EXPECT_EQ(outcome.access->missing, "pages_read_engagement pages_read_user_content page_access_token");
  EXPECT_EQ(outcome.access->expires_at_ms, TIDEMARK_UNKNOWN_TIME);
}

TEST(FacebookCheck, APageTokenWithoutTheAppsKeysIsGoodIfItSeesThePage) {
  Checked page("");
  const auto told = page.meddle;
  page.meddle = [told](const Asked& asked, Answer& answer) {
    told(asked, answer);
    if (asked.path.ends_with("permissions")) answer = {.status = 400, .body = R"({"error":{"code":100}})"};
  };
  const Outcome outcome = page.host.check();
  EXPECT_EQ(outcome.result.code, TIDEMARK_OK);
  EXPECT_FALSE(outcome.access) << "nothing is known, so nothing is said";
}

TEST(FacebookCheck, WrongKeysOfTheAppAreToldAndTheTokenIsAskedItself) {
  Checked page("");
  const auto told = page.meddle;
  page.meddle = [told](const Asked& asked, Answer& answer) {
    told(asked, answer);
    if (asked.path.ends_with("debug_token"))
      answer = {.status = 400,
                .body = R"({"error":{"code":190,"message":"Invalid OAuth access token signature."}})"};
  };
  const Outcome outcome = page.host.check();
  EXPECT_EQ(outcome.result.code, TIDEMARK_OK);
  EXPECT_TRUE(outcome.access);
  ASSERT_FALSE(outcome.log.empty());
  EXPECT_THAT(outcome.log[0], HasSubstr("app_secret"));
}

}  // namespace
}  // namespace tidemark::testing
