// Answers in which one thing is not as it should be.

#include "damage.h"

#include <gtest/gtest.h>

#include <string>

#include "li.h"

namespace tidemark::testing {
namespace {

std::string element(const std::string& who, const std::string& urn, int first) {
  const auto n = [&](int i) { return std::to_string(first + i); };
  return R"({"organizationalEntity":"urn:li:organization:2414183",")" + who + R"(":")" + urn +
         R"(","totalShareStatistics":{"uniqueImpressionsCount":)" + n(1) + R"(,"shareCount":)" + n(2) +
         R"(,"engagement":0.0428,"clickCount":)" + n(3) + R"(,"likeCount":)" + n(4) +
         R"(,"impressionCount":)" + n(5) + R"(,"commentCount":)" + n(6) + "}}";
}

std::string social(const std::string& urn, int first) {
  std::string types;
  int at = first;
  for (const char* type : {"LIKE", "PRAISE", "EMPATHY", "INTEREST", "APPRECIATION", "ENTERTAINMENT"})
    types += (types.empty() ? "" : ",") + std::string("\"") + type + R"(":{"reactionType":")" + type +
             R"(","count":)" + std::to_string(++at) + "}";
  return "\"" + urn + R"(":{"entity":")" + urn + R"(","commentSummary":{"count":)" +
         std::to_string(first + 8) + R"(,"topLevelCount":)" + std::to_string(first + 9) +
         R"(},"reactionSummaries":{)" + types + "}}";
}

/// One page, three posts with figures (one a video), one that only the posts resource knows, and two pages of
/// a list.
Answer good(const SentRequest& request) {
  const auto is = [&](const char* part) { return request.target.find(part) != std::string::npos; };
  const std::string day = R"("timeRange":{"start":1785196800000,"end":1785283200000})";
  if (is("/rest/organizationalEntityShareStatistics"))
    return {.body = R"({"paging":{"start":0,"count":10,"links":[]},"elements":[)" +
                    element("share", "urn:li:share:101", 1100) + "," +
                    element("ugcPost", "urn:li:ugcPost:102", 1200) + "]}"};
  if (is("/rest/socialMetadata"))
    return {.body =
                R"({"results":{)" + social("urn:li:share:101", 300) + "," +
                social("urn:li:ugcPost:102", 400) +
                R"(},"statuses":{"urn:li:share:101":200,"urn:li:ugcPost:102":200,"urn:li:share:103":404},)"
                R"("errors":{"urn:li:share:103":{"message":"none","status":404}}})"};
  if (is("/rest/posts?ids"))
    return {.body = R"({"results":{"urn:li:share:103":{"id":"urn:li:share:103","lifecycleState":"PUBLISHED",)"
                    R"("publishedAt":1700000000000}},"statuses":{"urn:li:share:103":200},"errors":{}})"};
  if (is("/rest/videoAnalytics"))
    return {.body = R"({"paging":{"links":[]},"elements":[{"entity":"urn:li:ugcPost:102","value":)" +
                    std::string(is("VIDEO_VIEW") ? "777" : "888999") + "}]}"};
  if (is("/rest/networkSizes")) return {.body = R"({"firstDegreeSize":219145})"};
  if (is("/rest/organizationPageStatistics"))
    return {.body = R"({"elements":[{"organization":"urn:li:organization:2414183",)" +
                    (is("timeIntervals") ? day + "," : std::string()) +
                    R"("totalPageStatistics":{"views":{"allPageViews":{"pageViews":)" +
                    (is("timeIntervals") ? "617,\"uniquePageViews\":609" : "4711") + "}}}}]}"};
  if (is("/rest/organizationalEntityFollowerStatistics"))
    return {.body = R"({"elements":[{"organizationalEntity":"urn:li:organization:2414183","followerGains":)"
                    R"({"organicFollowerGain":223,"paidFollowerGain":12},)" +
                    day + "}]}"};
  if (is("/rest/organizationAcls"))
    return {.body = R"({"elements":[{"roleAssignee":"urn:li:person:x","state":"APPROVED",)"
                    R"("role":"ADMINISTRATOR","organization":"urn:li:organization:2414183"}]})"};
  if (is("start=0"))
    return {.body =
                R"({"paging":{"start":0,"count":100,"links":[{"rel":"next","href":"/rest/posts?start=2",)"
                R"("type":"application/json"}],"total":3},"elements":[{"lifecycleState":"PUBLISHED",)"
                R"("lastModifiedAt":1785581000002,"publishedAt":1785581000001,"id":"urn:li:share:201",)"
                R"("content":{"media":{"altText":"a","id":"urn:li:image:A"}},"commentary":"one \\* two"},)"
                R"({"lifecycleState":"PUBLISHED","lastModifiedAt":1785580000002,)"
                R"("publishedAt":1785580000001,"id":"urn:li:ugcPost:202","content":{"multiImage":)"
                R"({"images":[{"id":"urn:li:image:B","altText":"b"}]}}}]})"};
  return {.body = R"({"paging":{"start":2,"count":100,"links":[],"total":3},"elements":[)"
                  R"({"lifecycleState":"PUBLISHED","lastModifiedAt":1785570000002,)"
                  R"("publishedAt":1785570000001,"id":"urn:li:share:203"}]})"};
}

TEST(LinkedInDamage, NoDamageCrashesItOrMakesANumberUp) {
  Conversation conversation{
      .answer = good,
      .items = {{},
                {.platform_id = "urn:li:share:101", .published_at_ms = kNow - kDay},
                {.platform_id = "urn:li:ugcPost:102", .published_at_ms = kNow - kDay, .type = "video"},
                {.platform_id = "urn:li:share:103", .published_at_ms = kNow - 500 * kDay}},
      .account = {{"page_id", "2414183"}},
      .now_ms = kNow,
      .config = kConfig,
      .cursor = std::to_string(kNow)};
  conversation.flips = 60;
  conversation.derived["video_watch_time"] = is_a_thousandth;
  // A type that the list does not name has no reactions: that is how LinkedIn says zero.
  conversation.derived["reactions_count"] = [](std::int64_t value, const auto& numbers) {
    return value == 0 || is_a_sum(value, numbers);
  };
  for (const char* type : {"like", "praise", "empathy", "interest", "appreciation", "entertainment"})
    conversation.derived["reactions_" + std::string(type)] = [](std::int64_t value, const auto& numbers) {
      return value == 0 || numbers.contains(value);
    };
  expect_no_damage_hurts(tidemark_plugin_v1, conversation);
}

}  // namespace
}  // namespace tidemark::testing
