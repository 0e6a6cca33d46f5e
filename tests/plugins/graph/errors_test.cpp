// What each refusal of the Graph API means.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "asking.h"

namespace tidemark::testing {
namespace {

using graph::Trouble;
using ::testing::HasSubstr;

struct Row {
  std::uint32_t status;
  const char* body;
  Trouble trouble;
  tidemark_code code;
  const char* said = "";
};

std::string envelope(const std::string& members) {
  return "{\"error\":{" + members + "}}";
}

TEST(GraphErrors, EachCodeHasItsMeaningWhateverItsHttpStatus) {
  const Row rows[] = {
      {400, R"("message":"(#4) Application request limit reached","is_transient":true,"code":4)",
       Trouble::app_limit, TIDEMARK_RATE_LIMITED, "app"},
      {400, R"("code":4,"error_subcode":1504022,"message":"x","is_transient":true)", Trouble::app_limit,
       TIDEMARK_RATE_LIMITED},
      {400, R"("code":341,"message":"limit")", Trouble::app_limit, TIDEMARK_RATE_LIMITED},
      {400, R"("message":"(#17) User request limit reached","code":17,"is_transient":true)",
       Trouble::account_limit, TIDEMARK_RATE_LIMITED},
      {400, R"("code":17,"error_subcode":2446079)", Trouble::account_limit, TIDEMARK_RATE_LIMITED},
      {400, R"("code":32,"message":"(#32) Page request limit reached")", Trouble::account_limit,
       TIDEMARK_RATE_LIMITED},
      {400, R"("code":613,"error_subcode":1996)", Trouble::account_limit, TIDEMARK_RATE_LIMITED},
      {400, R"("code":80000)", Trouble::account_limit, TIDEMARK_RATE_LIMITED},
      {403, R"("code":80001,"is_transient":true)", Trouble::account_limit, TIDEMARK_RATE_LIMITED},
      {400, R"("code":80002)", Trouble::account_limit, TIDEMARK_RATE_LIMITED},
      {400, R"("code":80014)", Trouble::account_limit, TIDEMARK_RATE_LIMITED},
      {400, R"("code":190,"error_subcode":458)", Trouble::token, TIDEMARK_AUTH_FAILED, "removed the app"},
      {400, R"("code":190,"error_subcode":459)", Trouble::token, TIDEMARK_AUTH_FAILED, "facebook.com"},
      {400, R"("code":190,"error_subcode":460)", Trouble::token, TIDEMARK_AUTH_FAILED, "password"},
      {401, R"("code":190,"error_subcode":463)", Trouble::token, TIDEMARK_INVALID_TOKEN, "expired"},
      {400, R"("code":190,"error_subcode":464)", Trouble::token, TIDEMARK_AUTH_FAILED, "confirm"},
      {400, R"("code":190,"error_subcode":467)", Trouble::token, TIDEMARK_AUTH_FAILED, "revoked"},
      {403, R"("code":190,"error_subcode":492)", Trouble::token, TIDEMARK_AUTH_FAILED, "role"},
      {400, R"("code":190,"message":"Invalid OAuth access token.")", Trouble::token, TIDEMARK_INVALID_TOKEN},
      {400, R"("code":102,"message":"Session key invalid")", Trouble::token, TIDEMARK_INVALID_TOKEN},
      {400, R"("code":102,"error_subcode":463)", Trouble::token, TIDEMARK_INVALID_TOKEN, "expired"},
      {400, R"("code":10,"message":"(#10) Application does not have permission for this action")",
       Trouble::permission, TIDEMARK_PERMISSION_DENIED},
      {400, R"("code":10,"message":"(#10) Not enough viewers for the media to show insights")",
       Trouble::not_for_this, TIDEMARK_METRIC_UNAVAILABLE},
      {403, R"("code":200,"message":"(#200) Requires business_management permission to manage the object")",
       Trouble::permission, TIDEMARK_PERMISSION_DENIED},
      {400, R"("code":299)", Trouble::permission, TIDEMARK_PERMISSION_DENIED},
      {400,
       R"("code":100,"message":"(#100) Object does not exist, cannot be loaded due to missing permission or reviewable feature. This endpoint requires the 'pages_read_engagement' permission")",
       Trouble::permission, TIDEMARK_PERMISSION_DENIED},
      {400,
       R"("code":100,"error_subcode":33,"message":"Unsupported get request. Object with ID '1' does not exist, cannot be loaded due to missing permissions")",
       Trouble::missing, TIDEMARK_POST_NOT_FOUND},
      {400, R"("code":100,"error_subcode":33,"message":"Invalid parameter")", Trouble::missing,
       TIDEMARK_POST_NOT_FOUND},
      {400,
       R"("code":100,"message":"Unsupported get request. Object with ID '2' does not exist, cannot be loaded due to missing permissions, or does not support this operation.","type":"GraphMethodException")",
       Trouble::missing, TIDEMARK_POST_NOT_FOUND},
      {404, R"("code":803,"message":"(#803) Some of the aliases you requested do not exist: 1")",
       Trouble::missing, TIDEMARK_POST_NOT_FOUND},
      {500, R"("code":1,"message":"An unknown error occurred")", Trouble::transient, TIDEMARK_PLATFORM_ERROR},
      {500,
       R"("code":1,"message":"Please reduce the amount of data you're asking for, then retry your request")",
       Trouble::too_much_data, TIDEMARK_PLATFORM_ERROR},
      {503, R"("code":2,"is_transient":true)", Trouble::transient, TIDEMARK_PLATFORM_ERROR},
      {400, R"("code":2,"complexity_score":7)", Trouble::too_much_data, TIDEMARK_PLATFORM_ERROR},
      {400, R"("code":3)", Trouble::configuration, TIDEMARK_PERMISSION_DENIED},
      {400, R"("code":368,"error_subcode":1390008)", Trouble::blocked, TIDEMARK_PERMISSION_DENIED},
      {400, R"("code":2500,"message":"Unknown path components: /x")", Trouble::request,
       TIDEMARK_PLATFORM_ERROR},
      {400,
       R"("code":2500,"message":"An active access token must be used to query information about the current user.")",
       Trouble::token, TIDEMARK_INVALID_TOKEN},
      {400, R"("code":3001,"error_subcode":1504028)", Trouble::request, TIDEMARK_PLATFORM_ERROR},
      {400, R"("code":100,"error_subcode":2108006,"message":"Invalid parameter")", Trouble::not_for_this,
       TIDEMARK_METRIC_UNAVAILABLE},
      {400, R"("code":4,"error_subcode":2108006)", Trouble::not_for_this, TIDEMARK_METRIC_UNAVAILABLE},
      {400, R"("code":-1,"error_subcode":2207086,"message":"Fatal")", Trouble::metric,
       TIDEMARK_METRIC_UNAVAILABLE},
      {400, R"("code":-1,"message":"x")", Trouble::transient, TIDEMARK_PLATFORM_ERROR},
      {400, R"("code":100,"message":"(#100) The value must be a valid insights metric")", Trouble::metric,
       TIDEMARK_METRIC_UNAVAILABLE},
      {400, R"("code":100,"message":"(#100) Too many IDs. Maximum: 50. Provided: 54.")", Trouble::request,
       TIDEMARK_PLATFORM_ERROR},
      {400, R"("code":100,"message":"API calls from the server require an appsecret_proof argument")",
       Trouble::configuration, TIDEMARK_BAD_CONFIG, "app_secret"},
      {400, R"("code":987654,"is_transient":true)", Trouble::transient, TIDEMARK_PLATFORM_ERROR},
      {400, R"("code":987654)", Trouble::other, TIDEMARK_PLATFORM_ERROR},
      {400, R"("message":"(#80001) There have been too many calls")", Trouble::account_limit,
       TIDEMARK_RATE_LIMITED},
      {401, R"("message":"no code at all")", Trouble::token, TIDEMARK_INVALID_TOKEN},
  };
  for (const Row& row : rows)
    for (const std::uint32_t status : {row.status, 200u, 500u}) {
      if (status != row.status && std::string(row.body).find("\"code\"") == std::string::npos) continue;
      const Asked asked = ask_graph({.status = status, .body = envelope(row.body)});
      SCOPED_TRACE(std::to_string(status) + " " + row.body);
      ASSERT_FALSE(asked.ok);
      if (status == 500 && row.trouble == Trouble::other)
        continue;  // an unknown code: the status is all there is
      EXPECT_EQ(asked.error.trouble, row.trouble);
      EXPECT_EQ(asked.outcome.result.code, row.code);
      EXPECT_EQ(asked.outcome.result.http_status, status);
      EXPECT_THAT(asked.outcome.result.message, HasSubstr("GET /x"));
      EXPECT_THAT(asked.outcome.result.message, HasSubstr(row.said));
    }
}

TEST(GraphErrors, ACodeThatIsTextIsTheSameCode) {
  EXPECT_EQ(error_of(400, R"({"error":{"code":"190","error_subcode":"460"}})").code, TIDEMARK_AUTH_FAILED);
  EXPECT_EQ(error_of(200, R"({"error":{"code":"4","is_transient":true}})").trouble, Trouble::app_limit);
}

TEST(GraphErrors, AnAnswerWithoutAnErrorObjectIsJudgedByItsStatus) {
  const struct {
    std::uint32_t status;
    const char* body;
    tidemark_code code;
  } rows[] = {{500, "<html>Sorry, something went wrong.</html>", TIDEMARK_PLATFORM_ERROR},
              {503, "", TIDEMARK_PLATFORM_ERROR},
              {502, "{}", TIDEMARK_PLATFORM_ERROR},
              {404, "<html></html>", TIDEMARK_PLATFORM_ERROR},
              {400, "", TIDEMARK_PLATFORM_ERROR},
              {401, "", TIDEMARK_INVALID_TOKEN},
              {403, "<html></html>", TIDEMARK_PERMISSION_DENIED},
              {200, "", TIDEMARK_BAD_RESPONSE},
              {200, "<html></html>", TIDEMARK_BAD_RESPONSE},
              {200, "{\"data\":[", TIDEMARK_BAD_RESPONSE},
              {200, "false", TIDEMARK_BAD_RESPONSE},
              {200, "null", TIDEMARK_BAD_RESPONSE}};
  for (const auto& row : rows) {
    const Asked asked = ask_graph({.status = row.status, .body = row.body});
    EXPECT_FALSE(asked.ok);
    EXPECT_EQ(asked.outcome.result.code, row.code) << row.status << " " << row.body;
  }
}

TEST(GraphErrors, TheLoginsFlatFormIsReadToo) {
  const struct {
    const char* body;
    tidemark_code code;
  } rows[] = {{R"({"error_type":"OAuthException","code":400,"error_message":"Invalid access token"})",
               TIDEMARK_INVALID_TOKEN},
              {R"({"error_type":"OAuthException","code":400,"error_message":"Matching code was not found"})",
               TIDEMARK_PLATFORM_ERROR},
              {R"({"error_type":"OAuthForbiddenException","code":"403","error_message":"no"})",
               TIDEMARK_PERMISSION_DENIED},
              {R"({"error_type":"OAuthRateLimitException","code":429,"error_message":"slow down"})",
               TIDEMARK_RATE_LIMITED},
              {R"({"error":"invalid_request","error_description":"no"})", TIDEMARK_PLATFORM_ERROR}};
  for (const auto& row : rows) EXPECT_EQ(error_of(400, row.body).code, row.code) << row.body;
}

TEST(GraphErrors, AnUnknownFieldIsNamed) {
  const auto error = error_of(
      400,
      R"-({"error":{"code":100,"message":"(#100) Tried accessing nonexisting field (insights) on node (V)"}})-");
  EXPECT_EQ(graph::unknown_field(error), "insights");
  EXPECT_EQ(graph::unknown_field(error_of(400, R"({"error":{"code":100,"message":"x"}})")), std::nullopt);
}

TEST(GraphErrors, ADamagedErrorIsAnErrorStill) {
  for (const char* body :
       {R"({"error":{}})", R"({"error":{"code":null,"message":7,"error_subcode":[]}})", R"({"error":"oops"})",
        R"({"error":[1]})", R"({"error":true})", R"({"error":{"code":1e99}})", R"({"error":{"code":"many"}})",
        R"({"data":[],"error":{"code":2}})"}) {
    const Asked asked = ask_graph({.status = 200, .body = body});
    EXPECT_FALSE(asked.ok) << body;
    EXPECT_NE(asked.outcome.result.code, TIDEMARK_OK);
  }
  EXPECT_TRUE(ask_graph({.body = R"({"data":[],"error":null})"}).ok);
}

TEST(GraphErrors, ALongOrManyLinedMessageBecomesOneShortLine) {
  const Asked asked = ask_graph(
      {.status = 400, .body = R"({"error":{"code":100,"message":"a\nb)" + std::string(5000, 'x') + "\"}}"});
  EXPECT_LT(asked.outcome.result.message.size(), 200u);
  EXPECT_EQ(asked.outcome.result.message.find('\n'), std::string::npos);
}

}  // namespace
}  // namespace tidemark::testing
