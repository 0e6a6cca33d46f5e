// How LinkedIn says no, and what becomes of it.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "li.h"

namespace tidemark::testing {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;

const std::string kQuiet = R"("commentSummary":{"count":0},"reactionSummaries":{})";
constexpr std::int64_t kMidnight = 1785628800000;  // 2026-08-02T00:00:00Z

std::uint32_t bucket(const std::string& name) {
  for (std::uint32_t i = 0; i < tidemark_plugin_v1.bucket_count; ++i) {
    const tidemark_text known = tidemark_plugin_v1.buckets[i].name;
    if (std::string(known.data, known.size) == name) return i;
  }
  ADD_FAILURE() << name;
  return 0;
}

Outcome answered(const Answer& answer, int posts = 1) {
  LinkedInWorld world;
  for (int i = 1; i <= posts; ++i) world.post("urn:li:share:" + std::to_string(i), {.social = kQuiet});
  world.instead["organizationalEntityShareStatistics"] = answer;
  return world.sync();
}

struct Row {
  Answer answer;
  tidemark_code code;
  const char* says;
};

TEST(LinkedInRefusals, EachErrorOfTheWholeCallHasItsCodeAndSaysWhatToDo) {
  const Row rows[] = {
      {{.status = 400,
        .body = R"({"status":400,"code":"VERSION_MISSING","message":"A version must be present."})"},
       TIDEMARK_PLATFORM_ERROR,
       "202609"},
      {{.status = 426,
        .body =
            R"({"status":426,"code":"NONEXISTENT_VERSION","message":"Requested version 20260901 is not active"})"},
       TIDEMARK_PLATFORM_ERROR,
       "202609"},
      {{.status = 426}, TIDEMARK_PLATFORM_ERROR, "api_version"},
      {{.status = 401, .body = R"({"serviceErrorCode":65600,"message":"Invalid access token","status":401})"},
       TIDEMARK_INVALID_TOKEN,
       "check what was registered"},
      {{.status = 401, .body = R"({"serviceErrorCode":65601,"status":401})"},
       TIDEMARK_AUTH_FAILED,
       "revoked"},
      {{.status = 401, .body = R"({"code":"REVOKED_ACCESS_TOKEN"})"}, TIDEMARK_AUTH_FAILED, "revoked"},
      {{.status = 401, .body = R"({"serviceErrorCode":65602,"status":401})"},
       TIDEMARK_INVALID_TOKEN,
       "expired"},
      {{.status = 401, .body = R"({"code":"EXPIRED_ACCESS_TOKEN","status":401})"},
       TIDEMARK_INVALID_TOKEN,
       "expired"},
      {{.status = 401, .body = R"({"serviceErrorCode":65603,"status":401})"},
       TIDEMARK_INVALID_TOKEN,
       "sign in"},
      {{.status = 401, .body = R"({"serviceErrorCode":65604,"status":401})"},
       TIDEMARK_INVALID_TOKEN,
       "no access token"},
      {{.status = 401,
        .body = R"({"message":"Empty oauth2_access_token","serviceErrorCode":401,"status":401})"},
       TIDEMARK_INVALID_TOKEN,
       "no access token"},
      {{.status = 401}, TIDEMARK_INVALID_TOKEN, "sign in"},
      {{.status = 401, .body = R"({"serviceErrorCode":"65602"})"}, TIDEMARK_INVALID_TOKEN, "expired"},
      {{.status = 401, .body = R"({"code":65601})"}, TIDEMARK_AUTH_FAILED, "revoked"},
      {{.status = 403,
        .body =
            R"({"status":403,"serviceErrorCode":100,"code":"ACCESS_DENIED","message":"Not enough permissions to access: a.FINDER-b.20260901"})"},
       TIDEMARK_PERMISSION_DENIED,
       "rw_organization_admin"},
      {{.status = 403, .body = R"({"status":403})"}, TIDEMARK_PERMISSION_DENIED, "ADMINISTRATOR"},
      {{.status = 403, .body = R"({"message":"Unpermitted fields present in PARAMETER: x [/shares[0]]"})"},
       TIDEMARK_PERMISSION_DENIED,
       "parameter"},
      {{.status = 403,
        .body =
            R"({"message":"Viewer don't have permission to the ADMIN_ONLY VisibilityReduction for urn:li:organization:5"})"},
       TIDEMARK_PERMISSION_DENIED,
       "ADMIN_ONLY"},
      {{.status = 403, .body = "<html></html>"}, TIDEMARK_PERMISSION_DENIED, "403"},
      {{.status = 429, .code = TIDEMARK_RATE_LIMITED, .retry_after_ms = 60'000},
       TIDEMARK_RATE_LIMITED,
       "429"},
      {{.status = 503, .code = TIDEMARK_RATE_LIMITED, .retry_after_ms = 90'000},
       TIDEMARK_RATE_LIMITED,
       "later"},
      // Codes go before the HTTP status, rate limits before everything; an error may lie in a 200.
      {{.status = 500, .body = R"({"serviceErrorCode":101,"message":"throttle"})"},
       TIDEMARK_RATE_LIMITED,
       "throttle"},
      {{.status = 400, .body = R"({"serviceErrorCode":"101"})"}, TIDEMARK_RATE_LIMITED, "rate limit"},
      {{.body = R"({"status":429,"message":"Resource level throttle APPLICATION DAY limit"})"},
       TIDEMARK_RATE_LIMITED,
       "DAY"},
      {{.body = R"({"status":401,"serviceErrorCode":65602})"}, TIDEMARK_INVALID_TOKEN, "expired"},
      {{.body = R"({"status":"403","message":"Not enough permissions"})"},
       TIDEMARK_PERMISSION_DENIED,
       "Not enough"},
      {{.body = R"({"code":"NONEXISTENT_VERSION"})"}, TIDEMARK_PLATFORM_ERROR, "202609"},
      {{.status = 0, .code = TIDEMARK_RATE_LIMITED, .retry_after_ms = 5}, TIDEMARK_RATE_LIMITED, "engine"}};
  for (const Row& row : rows) {
    SCOPED_TRACE(std::to_string(row.answer.status) + row.answer.body);
    const Outcome outcome = answered(row.answer, 200);
    EXPECT_EQ(outcome.result.code, row.code) << outcome.result.message;
    EXPECT_THAT(outcome.result.message, HasSubstr(row.says));
    EXPECT_LE(LinkedInWorld::asked(outcome, "").size(), 2u) << "nothing more is sent";
    EXPECT_TRUE(outcome.values.empty());
  }
}

TEST(LinkedInRefusals, WhatConcernsOneGroupLeavesTheNextAloneAndTwiceInARowEndsTheSync) {
  const Row rows[] = {
      {{.status = 500, .body = R"({"message":"Internal Server Error","status":500})"},
       TIDEMARK_PLATFORM_ERROR,
       "500"},
      {{.status = 502, .body = "<html></html>"}, TIDEMARK_PLATFORM_ERROR, "without a reason"},
      {{.status = 414}, TIDEMARK_PLATFORM_ERROR, "414"},
      {{.body = ""}, TIDEMARK_BAD_RESPONSE, "organizationalEntityShareStatistics"},
      {{.body = "<html></html>"}, TIDEMARK_BAD_RESPONSE, "organizationalEntityShareStatistics"},
      {{.body = R"({"paging":{}})"}, TIDEMARK_BAD_RESPONSE, "elements"},
      {{.body = R"({"elements":null})"}, TIDEMARK_BAD_RESPONSE, "elements"},
      {{.status = 0, .code = TIDEMARK_NETWORK_ERROR}, TIDEMARK_NETWORK_ERROR, "engine"},
      {{.status = 0, .code = TIDEMARK_TIMEOUT}, TIDEMARK_TIMEOUT, "engine"}};
  for (const Row& row : rows) {
    SCOPED_TRACE(std::to_string(row.answer.status) + row.answer.body);
    LinkedInWorld world;
    for (int i = 0; i < 200; ++i)
      world.post("urn:li:share:" + std::to_string(i), {.statistics = figures(), .social = kQuiet});
    world.meddle = [&](const SentRequest& request, Answer& answer) {
      if (request.target.find("ShareStatistics") != std::string::npos &&
          request.target.find("Ashare%3A0,") != std::string::npos)
        answer = row.answer;
    };
    const Outcome once = world.sync();
    EXPECT_EQ(once.result.code, TIDEMARK_OK);
    ASSERT_EQ(once.failed.size(), 94u);
    EXPECT_EQ(once.failed.at(0).code, row.code);
    EXPECT_THAT(once.failed.at(0).message, HasSubstr(row.says));
    EXPECT_EQ(once.value(199, "likes_count"), 17);
    EXPECT_EQ(answered(row.answer, 300).result.code, row.code) << "twice in a row";
  }
}

TEST(LinkedInRefusals, APostThatSpoilsTheRequestIsTakenOutByItsName) {
  LinkedInWorld world;
  for (const char* urn : {"urn:li:share:1", "urn:li:ugcPost:22", "urn:li:ugcPost:2"})
    world.post(urn, {.statistics = figures(), .social = kQuiet});
  for (const auto& [status, code] :
       {std::pair(404, TIDEMARK_POST_NOT_FOUND), std::pair(403, TIDEMARK_PERMISSION_DENIED),
        std::pair(400, TIDEMARK_PLATFORM_ERROR)}) {
    world.meddle = [status = status](const SentRequest& request, Answer& answer) {
      if (request.target.find("AugcPost%3A22") == std::string::npos) return;
      if (request.target.find("ShareStatistics") == std::string::npos) return;
      answer = {
          .status = static_cast<std::uint32_t>(status),
          .body = R"({"message":"Received error for urn:li:ugcPost:22 from domain authorization endpoint"})"};
    };
    const Outcome outcome = world.sync();
    EXPECT_EQ(outcome.result.code, TIDEMARK_OK);
    EXPECT_EQ(outcome.failed.size(), 1u);
    EXPECT_EQ(outcome.failed.at(1).code, code);
    EXPECT_EQ(outcome.value(0, "likes_count"), 17);
    EXPECT_EQ(outcome.value(2, "likes_count"), 17);
  }
}

TEST(LinkedInRefusals, AnUnnamedOneIsFoundByHalvesWithinABound) {
  LinkedInWorld world;
  for (int i = 100; i < 190; ++i)
    world.post("urn:li:share:" + std::to_string(i), {.statistics = figures(), .social = kQuiet});
  world.meddle = [](const SentRequest& request, Answer& answer) {
    if (request.target.find("ShareStatistics") != std::string::npos &&
        request.target.find("Ashare%3A133") != std::string::npos)
      answer = {.status = 404,
                .body = R"({"message":"java.util.concurrent.ExecutionException: ***","status":404})"};
  };
  const Outcome outcome = world.sync();
  EXPECT_EQ(outcome.result.code, TIDEMARK_OK);
  ASSERT_EQ(outcome.failed.size(), 1u);
  EXPECT_EQ(outcome.failed.at(33).code, TIDEMARK_POST_NOT_FOUND);
  world.meddle = [](const SentRequest& request, Answer& answer) {
    if (request.target.find("ShareStatistics") != std::string::npos) answer = {.status = 400, .body = "{}"};
  };
  const Outcome all = world.sync();
  EXPECT_LE(all.requests.size(), 40u);
}

TEST(LinkedInRefusals, A404ThatIsNotAboutThePostMakesNobodyGone) {
  for (const char* body :
       {"", "<html></html>", R"({"status":404})", R"({"message":"No virtual resource found","status":404})",
        R"({"message":"Received error for urn:li:ugcPost:77: 404","status":404})",
        R"({"message":"Received error for urn:li:share:12: 404","status":404})"}) {
    const Outcome outcome = answered({.status = 404, .body = body});
    EXPECT_EQ(outcome.failed.at(0).code, TIDEMARK_PLATFORM_ERROR) << body;
  }
  for (const char* body :
       {R"({"message":"Received error for urn:li:share:1: 404"})",
        R"({"message":"Received error for urn:li:ugcPost:***: 404"})", R"({"message":"Entity not found"})"})
    EXPECT_EQ(answered({.status = 404, .body = body}).failed.at(0).code, TIDEMARK_POST_NOT_FOUND) << body;
}

TEST(LinkedInRefusals, ANewTokenThatIsCalledRevokedIsAskedOnceMore) {
  LinkedInWorld world;
  world.post("urn:li:share:1", {.statistics = figures(), .social = kQuiet});
  int refusals = 0;
  world.meddle = [&](const SentRequest&, Answer& answer) {
    if (refusals++ == 0) answer = {.status = 401, .body = R"({"status":401,"serviceErrorCode":65601})"};
  };
  EXPECT_EQ(world.sync().value(0, "likes_count"), 17);
  EXPECT_EQ(answered({.status = 401, .body = R"({"serviceErrorCode":65601})"}).requests.size(), 2u);
  EXPECT_EQ(answered({.status = 401, .body = R"({"serviceErrorCode":65600})"}).requests.size(), 1u);
}

Answer throttled(const std::string& message) {
  return {.status = 429,
          .body = R"({"serviceErrorCode":101,"message":")" + message + R"(","status":429})",
          .code = TIDEMARK_RATE_LIMITED,
          .retry_after_ms = 60'000};
}

TEST(LinkedInRefusals, ADaysLimitClosesTheBucketItNamesUntilMidnight) {
  const std::pair<const char*, const char*> rows[] = {
      {"Resource level throttle APPLICATION DAY limit for calls to this resource is reached.",
       "share_statistics_app"},
      {"Resource level throttle MEMBER DAY limit for calls to this resource is reached.", "share_statistics"},
      {"Resource level throttle APPLICATION_AND_MEMBER DAY limit for calls to this resource is reached.",
       "share_statistics"},
      {"Resource level throttle Application Day Limit reached", "share_statistics_app"},
      {"Resource level throttle DAY limit", "share_statistics"}};
  for (const auto& [message, name] : rows) {
    const Outcome outcome = answered(throttled(message));
    ASSERT_EQ(outcome.quotas.size(), 1u) << message;
    EXPECT_EQ(outcome.quotas[0].bucket, bucket(name)) << message;
    EXPECT_EQ(outcome.quotas[0].limit, -1);
    EXPECT_EQ(outcome.quotas[0].remaining, 0);
    EXPECT_EQ(outcome.quotas[0].reset_at_ms, kMidnight);
    EXPECT_EQ(outcome.result.retry_after_ms, kMidnight - kNow);
  }
}

TEST(LinkedInRefusals, TheThirdThrottleWithinAnHourIsTheDays) {
  LinkedInWorld world;
  world.post("urn:li:share:1", {});
  world.instead["organizationalEntityShareStatistics"] =
      throttled("Resource level throttle limit for calls to this resource is reached.");
  const auto waits = [&] {
    const Outcome outcome = world.sync();
    EXPECT_EQ(outcome.quotas.at(0).bucket, bucket("share_statistics"));
    EXPECT_EQ(outcome.quotas.at(0).reset_at_ms - world.host.now_ms, outcome.result.retry_after_ms);
    return outcome.result.retry_after_ms;
  };
  const std::int64_t first = waits();
  EXPECT_GE(first, 60'000);
  EXPECT_LT(first, 120'000);
  world.host.now_ms += 20 * 60'000;
  const std::int64_t second = waits();
  EXPECT_GE(second, 5 * 60'000);
  EXPECT_LT(second, 10 * 60'000);
  world.host.now_ms += 20 * 60'000;
  EXPECT_EQ(waits(), kMidnight - world.host.now_ms);
  world.host.now_ms = kMidnight + 1;
  EXPECT_LT(waits(), 120'000) << "counted anew";
  world.host.now_ms += 3'600'000;
  EXPECT_LT(waits(), 120'000) << "an hour later the first is forgotten";
}

TEST(LinkedInRefusals, WhatAnotherPageMetDoesNotCount) {
  LinkedInWorld world;
  world.post("urn:li:share:1", {});
  world.instead["organizationalEntityShareStatistics"] = throttled("Resource level throttle limit");
  for (const char* page : {"1", "2", "3", "4"}) {
    world.host.account = {{"page_id", page}};
    EXPECT_LT(world.sync().result.retry_after_ms, 120'000) << page;
  }
}

TEST(LinkedInRefusals, LimitsThatAreConfiguredAreReportedForEveryBucket) {
  LinkedInWorld world(R"({"api_version":"202609","app_calls_per_day":500,"member_calls_per_day":100})");
  world.post("urn:li:share:1", {.statistics = figures(), .social = kQuiet});
  const Outcome outcome = world.sync();
  ASSERT_EQ(outcome.quotas.size(), tidemark_plugin_v1.bucket_count);
  for (const tidemark_quota& quota : outcome.quotas) {
    const tidemark_text name = tidemark_plugin_v1.buckets[quota.bucket].name;
    EXPECT_EQ(quota.limit, std::string(name.data, name.size).ends_with("_app") ? 500 : 100);
    EXPECT_EQ(quota.remaining, -1);
  }
}

TEST(LinkedInRefusals, AVersionThatEndsSoonOrHasEndedIsWarnedOfOnceADay) {
  struct Case {
    const char* version;
    std::int64_t now_ms;
    const char* says;  // null: nothing
  };
  const Case rows[] = {{"202609", 1795348800000, nullptr},                    // 2026-11-22
                       {"202609", 1784592000000 + 365 * kDay, "2027-09-15"},  // 2027-07-21
                       {"202601", 1795348800000, "ends on 2027-01-15"},
                       {"202511", 1795348800000, "ended on 2026-11-16"},
                       {"202602", 1795348800000, nullptr},
                       {"202605", 1795348800000 + 120 * kDay, "promised for twelve months"},
                       {"202601.02", 1795348800000, "202601.02"}};
  for (const Case& row : rows) {
    LinkedInWorld world((R"({"app_calls_per_day":0,"member_calls_per_day":0,"api_version":")" +
                         std::string(row.version) + "\"}")
                            .c_str());
    world.host.now_ms = row.now_ms;
    const Outcome first = world.page(), second = world.page();
    const auto warned = [](const Outcome& outcome) {
      return std::count_if(outcome.log.begin(), outcome.log.end(), [](const std::string& line) {
        return line.find("API version") != std::string::npos;
      });
    };
    EXPECT_EQ(warned(first), row.says ? 1 : 0) << row.version;
    EXPECT_EQ(warned(second), 0) << row.version;
    if (row.says) {
      EXPECT_THAT(first.log, ::testing::Contains(HasSubstr(row.says)));
    }
  }
}

TEST(LinkedInRefusals, AConfigurationThatCannotBeIsRefusedByItsKey) {
  const std::pair<const char*, const char*> rows[] = {
      {R"({"api_version":"2026-09","app_calls_per_day":0,"member_calls_per_day":0})", "api_version"},
      {R"({"api_version":"","app_calls_per_day":0,"member_calls_per_day":0})", "api_version"},
      {R"({"api_version":"202613","app_calls_per_day":0,"member_calls_per_day":0})", "api_version"},
      {R"({"api_version":"202609.","app_calls_per_day":0,"member_calls_per_day":0})", "api_version"},
      {R"({"api_version":"202609","app_calls_per_day":-1,"member_calls_per_day":0})", "app_calls_per_day"},
      {R"({"api_version":"202609","app_calls_per_day":0,"member_calls_per_day":-1})",
       "member_calls_per_day"}};
  for (const auto& [config, key] : rows) {
    const FakeHost host(tidemark_plugin_v1, config);
    EXPECT_EQ(host.created().code, TIDEMARK_BAD_CONFIG) << config;
    EXPECT_THAT(host.created().message, HasSubstr(key));
  }
}

TEST(LinkedInCheck, AnApprovedAdministratorIsGood) {
  LinkedInWorld world;
  world.instead["organizationAcls"] = {
      .body =
          R"({"elements":[{"organization":"urn:li:organization:9","role":"ADMINISTRATOR","state":"APPROVED"},)"
          R"({"organization":"urn%3Ali%3Aorganization%3A2414183","role":"ADMINISTRATOR","state":"APPROVED"}]})"};
  const Outcome outcome = world.host.check();
  EXPECT_EQ(outcome.result.code, TIDEMARK_OK) << outcome.result.message;
  ASSERT_EQ(outcome.requests.size(), 1u);
  EXPECT_EQ(outcome.requests[0].target,
            "/rest/organizationAcls?q=roleAssignee&role=ADMINISTRATOR&state=APPROVED");
  ASSERT_TRUE(outcome.access);
  EXPECT_EQ(outcome.access->role, "ADMINISTRATOR");
  EXPECT_EQ(outcome.access->missing, "");
}

TEST(LinkedInCheck, AMissingRoleOrScopeIsNamed) {
  struct Case {
    Answer answer;
    tidemark_code code;
    const char* missing;  // null: nothing is said
  };
  const std::string other =
      R"({"elements":[{"organization":"urn:li:organization:2414183","role":"ADMINISTRATOR","state":"REVOKED"},)"
      R"({"organization":"urn:li:organization:24141839","role":"ADMINISTRATOR","state":"APPROVED"}]})";
  const Case rows[] = {
      {{.body = other}, TIDEMARK_PERMISSION_DENIED, "ADMINISTRATOR"},
      {{.body = R"({"elements":[]})"}, TIDEMARK_PERMISSION_DENIED, "ADMINISTRATOR"},
      {{.status = 403,
        .body = R"({"status":403,"message":"Not enough permissions to access: organizationAcls"})"},
       TIDEMARK_PERMISSION_DENIED,
       "rw_organization_admin"},
      {{.status = 401, .body = R"({"serviceErrorCode":65602})"}, TIDEMARK_INVALID_TOKEN, nullptr},
      {{.status = 426}, TIDEMARK_PLATFORM_ERROR, nullptr},
      {{.body = "{}"}, TIDEMARK_BAD_RESPONSE, nullptr}};
  for (const Case& row : rows) {
    LinkedInWorld world;
    world.instead["organizationAcls"] = row.answer;
    const Outcome outcome = world.host.check();
    EXPECT_EQ(outcome.result.code, row.code) << row.answer.body;
    EXPECT_EQ(outcome.access.has_value(), row.missing != nullptr) << row.answer.body;
    if (outcome.access && row.missing) {
      EXPECT_EQ(outcome.access->missing, row.missing);
    }
  }
}

TEST(LinkedInCheck, SomebodyWithManyPagesIsReadToTheEnd) {
  LinkedInWorld world;
  world.meddle = [](const SentRequest& request, Answer& answer) {
    const bool first = request.target.find("count=") == std::string::npos;
    const bool last = request.target.find("start=100") != std::string::npos;
    std::string elements;
    for (int i = 0; i < (first ? 10 : last ? 1 : 100); ++i)
      elements += (i ? "," : "") + std::string(R"({"organization":"urn:li:organization:)") +
                  (last ? "2414183" : std::to_string(i)) + R"(","role":"ADMINISTRATOR","state":"APPROVED"})";
    answer = {.body = R"({"elements":[)" + elements + "]}"};
  };
  const Outcome outcome = world.host.check();
  EXPECT_EQ(outcome.result.code, TIDEMARK_OK) << outcome.result.message;
  EXPECT_EQ(outcome.requests.size(), 3u);
}

}  // namespace
}  // namespace tidemark::testing
