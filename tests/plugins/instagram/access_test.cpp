// What a check asks and tells.

#include <gmock/gmock.h>

#include "ig.h"

namespace tidemark::testing {
namespace {

using ::testing::HasSubstr;

constexpr std::string_view kWithApp = R"({"api_version":"v25.0","app_id":"123"})";

Answer token(const std::string& scopes, const std::string& more = R"(,"expires_at":1790000000)") {
  return {.body = R"({"data":{"app_id":"123","type":"USER","is_valid":true,"scopes":[)" + scopes + "]" +
                  more + "}}"};
}

TEST(InstagramAccess, FacebookTellsScopesExpiryAndWhatIsMissing) {
  Ig ig(kWithApp);
  ig.meddle = [](const SentRequest& request, Answer& answer) {
    if (path_of(request) == "/debug_token") answer = token(R"("instagram_basic","pages_show_list")");
  };
  const Outcome outcome = ig.host.check();
  EXPECT_EQ(outcome.result.code, TIDEMARK_OK) << outcome.result.message;
  ASSERT_EQ(outcome.requests.size(), 2u);
  EXPECT_TRUE(outcome.requests[0].as_app);
  EXPECT_THAT(outcome.requests[0].target, HasSubstr("input_token={access_token}"));
  EXPECT_FALSE(outcome.requests[1].as_app);
  ASSERT_TRUE(outcome.access);
  EXPECT_EQ(outcome.access->scopes, "instagram_basic pages_show_list");
  EXPECT_EQ(outcome.access->missing, "instagram_manage_insights");
  EXPECT_EQ(outcome.access->expires_at_ms, 1790000000000);
}

TEST(InstagramAccess, AnExpiryOfZeroIsNever) {
  Ig ig(kWithApp);
  ig.meddle = [](const SentRequest& request, Answer& answer) {
    if (path_of(request) == "/debug_token")
      answer = token(R"("instagram_basic","instagram_manage_insights")", R"(,"expires_at":0)");
  };
  const Outcome outcome = ig.host.check();
  EXPECT_EQ(outcome.access->expires_at_ms, TIDEMARK_NEVER);
  EXPECT_EQ(outcome.access->missing, "");
}

TEST(InstagramAccess, WithoutTheAppsKeysTwoSmallRequestsShowIt) {
  for (const bool denied : {false, true}) {
    Ig ig;
    ig.denies_insights = denied;
    const Outcome outcome = ig.host.check();
    EXPECT_EQ(outcome.result.code, TIDEMARK_OK);
    EXPECT_EQ(outcome.requests.size(), 2u);
    EXPECT_EQ(outcome.access->missing, denied ? "instagram_manage_insights" : "");
    EXPECT_EQ(outcome.access->expires_at_ms, TIDEMARK_UNKNOWN_TIME);
  }
}

TEST(InstagramAccess, InstagramLoginHasScopesOfItsOwnAndNoWordFromFacebook) {
  Ig ig(kWithApp);
  ig.host.account = {{"token_kind", "instagram_login"}};
  ig.denies_insights = true;
  ig.meddle = [](const SentRequest& request, Answer& answer) {
    if (path_of(request) == "/me/insights")
      answer = {.status = 400,
                .body = R"({"error":{"message":"no permission","type":"IGApiException","code":10}})"};
  };
  const Outcome outcome = ig.host.check();
  EXPECT_EQ(outcome.result.code, TIDEMARK_OK) << outcome.result.message;
  for (const SentRequest& request : outcome.requests) EXPECT_EQ(request.origin, 1u);
  EXPECT_EQ(outcome.access->missing, "instagram_business_manage_insights");
}

TEST(InstagramAccess, BadAccessIsAFailureWithItsCode) {
  const std::pair<const char*, tidemark_code> rows[] = {
      {R"("code":190,"error_subcode":463)", TIDEMARK_INVALID_TOKEN},
      {R"("code":190,"error_subcode":460)", TIDEMARK_AUTH_FAILED},
      {R"("code":10)", TIDEMARK_PERMISSION_DENIED},
      {R"("code":100,"error_subcode":33)", TIDEMARK_PERMISSION_DENIED},
      {R"("code":4)", TIDEMARK_RATE_LIMITED},
      {R"("code":2)", TIDEMARK_PLATFORM_ERROR}};
  for (const auto& [members, code] : rows) {
    Ig ig;
    ig.meddle = [&, &said = members](const SentRequest&, Answer& answer) {
      answer = {.status = 400, .body = R"({"error":{"message":"no",)" + std::string(said) + "}}"};
    };
    const Outcome outcome = ig.host.check();
    EXPECT_EQ(outcome.result.code, code) << members;
    ASSERT_TRUE(outcome.access) << "what is known is told anyway";
    EXPECT_EQ(outcome.access->missing, std::string(members) == R"("code":10)" ? "instagram_basic" : "");
  }
}

TEST(InstagramAccess, WhenFacebookDoesNotTellTheAccountIsAskedAllTheSame) {
  for (const Answer& bad :
       {Answer{.status = 400, .body = R"({"error":{"message":"(#100) bad app","code":100}})"},
        Answer{.status = 500}, Answer{.body = "[]"}, Answer{.body = R"({"data":{"scopes":7}})"},
        Answer{.status = 0, .code = TIDEMARK_BAD_CONFIG}}) {
    Ig ig(kWithApp);
    ig.meddle = [&](const SentRequest& request, Answer& answer) {
      if (path_of(request) == "/debug_token") answer = bad;
    };
    const Outcome outcome = ig.host.check();
    EXPECT_EQ(outcome.result.code, TIDEMARK_OK) << outcome.result.message;
    EXPECT_EQ(outcome.access->scopes, "");
  }
}

}  // namespace
}  // namespace tidemark::testing
