// The figures of posts: what is asked, and what an answer and a silence mean.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

#include "li.h"

namespace tidemark::testing {
namespace {

using ::testing::HasSubstr;

const std::string kQuiet = R"("commentSummary":{"count":0,"topLevelCount":0},"reactionSummaries":{})";
const std::string kLively =
    R"("commentSummary":{"count":6,"topLevelCount":3},)"
    R"("reactionSummaries":{"LIKE":{"reactionType":"LIKE","count":15},"PRAISE":{"reactionType":"PRAISE","count":4}})";

TEST(LinkedInPosts, BothKindsAreAskedForInOneRequestWithTheStructureLiteral) {
  LinkedInWorld world;
  world.post("urn:li:share:1", {.statistics = figures(), .social = kLively});
  world.post("urn:li:ugcPost:2", {.statistics = figures(3), .social = kLively});
  const Outcome outcome = world.sync();
  ASSERT_EQ(outcome.requests.size(), 2u);
  EXPECT_EQ(outcome.requests[0].target,
            "/rest/organizationalEntityShareStatistics?q=organizationalEntity"
            "&organizationalEntity=urn%3Ali%3Aorganization%3A2414183"
            "&shares=List(urn%3Ali%3Ashare%3A1)&ugcPosts=List(urn%3Ali%3AugcPost%3A2)");
  EXPECT_EQ(outcome.requests[1].target,
            "/rest/socialMetadata?ids=List(urn%3Ali%3Ashare%3A1,urn%3Ali%3AugcPost%3A2)");
  for (const SentRequest& request : outcome.requests) {
    EXPECT_EQ(request.method, "GET");
    EXPECT_EQ(request.header("LinkedIn-Version"), "202609");
    EXPECT_EQ(request.header("X-Restli-Protocol-Version"), "2.0.0");
  }
  EXPECT_EQ(outcome.requests[1].header("X-RestLi-Method"), "BATCH_GET");
}

TEST(LinkedInPosts, APageIsNamedByItsNumberOrItsUrn) {
  for (const char* page : {"2414183", "urn:li:organization:2414183"}) {
    LinkedInWorld world;
    world.host.account = {{"page_id", page}};
    world.post("urn:li:share:1", {.statistics = figures()});
    EXPECT_THAT(world.sync().requests.at(0).target,
                HasSubstr("organizationalEntity=urn%3Ali%3Aorganization%3A2414183&"));
  }
  for (const char* page : {"", "urn:li:person:1", "urn:li:organization:", "24a"}) {
    LinkedInWorld world;
    world.host.account = {{"page_id", page}};
    world.post("urn:li:share:1", {});
    const Outcome outcome = world.sync();
    EXPECT_EQ(outcome.result.code, TIDEMARK_PLATFORM_ERROR) << page;
    EXPECT_THAT(outcome.result.message, HasSubstr("page_id"));
    EXPECT_TRUE(outcome.requests.empty());
  }
}

TEST(LinkedInPosts, FiguresAreJoinedByUrnAndNeverByPlace) {
  LinkedInWorld world;
  world.post("urn:li:share:1", {.statistics = figures(11), .social = kLively});
  world.post("urn:li:ugcPost:1", {.statistics = figures(12), .social = kLively});
  world.post("urn:li:share:2", {.statistics = figures(13), .social = kLively});
  const Outcome outcome = world.sync();
  for (std::uint32_t i = 0; i < 3; ++i) {
    const std::pair<const char*, std::int64_t> rows[] = {
        {"likes_count", 11 + static_cast<int>(std::array{0, 1, 2}[i])},
        {"comments_count", 5},
        {"shares_count", 2},
        {"impressions", 1352},
        {"reach", 918},
        {"clicks", 38},
        {"reactions_count", 19},
        {"reactions_like", 15},
        {"reactions_praise", 4},
        {"reactions_empathy", 0}};
    for (const auto& [name, value] : rows) EXPECT_EQ(outcome.value(i, name), value) << i << " " << name;
  }
}

TEST(LinkedInPosts, KeysThatComeBackEncodedAreTheSameUrns) {
  LinkedInWorld world;
  world.post("urn:li:share:1", {});
  world.instead["organizationalEntityShareStatistics"] = {
      .body = R"({"elements":[{"share":"urn%3Ali%3Ashare%3A1","totalShareStatistics":{"likeCount":3}}]})"};
  world.instead["socialMetadata"] = {
      .body =
          R"({"results":{"urn%3Ali%3Ashare%3A1":{"reactionSummaries":{"INTEREST":{"count":7}}}},"statuses":{"urn%3ali%3ashare%3a1":200}})"};
  const Outcome outcome = world.sync();
  EXPECT_EQ(outcome.value(0, "likes_count"), 3);
  EXPECT_EQ(outcome.value(0, "reactions_interest"), 7);
  EXPECT_EQ(outcome.value(0, "reactions_count"), 7);
}

TEST(LinkedInPosts, AThousandPostsTakeElevenRequestsOfEachKindBelowFourThousandCharacters) {
  LinkedInWorld world;
  world.host.account = {{"page_id", "9999999999999999999"}};
  for (int i = 0; i < 1000; ++i)
    world.post("urn:li:ugcPost:" + std::to_string(7045020441609930000 + i),
               {.statistics = figures(i), .social = kLively});
  const Outcome outcome = world.sync();
  EXPECT_EQ(outcome.result.code, TIDEMARK_OK);
  EXPECT_EQ(LinkedInWorld::asked(outcome, "organizationalEntityShareStatistics").size(), 11u);
  EXPECT_EQ(outcome.requests.size(), 22u);
  for (const SentRequest& request : outcome.requests)
    EXPECT_LE(request.target.size() - request.target.find('?') - 1, 4000u);
  for (std::uint32_t i = 0; i < 1000; ++i) EXPECT_EQ(outcome.value(i, "likes_count"), i);
}

TEST(LinkedInPosts, ThePlatformsNegativeLikesAreAbsentAndEveryOtherNegativeFigureIsAMistake) {
  LinkedInWorld world;
  world.post("urn:li:share:1", {.statistics = R"("likeCount":-2,"impressionCount":10)", .social = kQuiet});
  world.post("urn:li:share:2", {.statistics = R"("likeCount":2,"impressionCount":-10)", .social = kQuiet});
  const Outcome outcome = world.sync();
  EXPECT_EQ(outcome.value(0, "likes_count"), std::nullopt);
  EXPECT_EQ(outcome.value(0, "impressions"), 10);
  EXPECT_EQ(outcome.value(0, "reach"), std::nullopt) << "the field is missing: not 0";
  EXPECT_EQ(outcome.failed.at(1).code, TIDEMARK_BAD_RESPONSE);
  EXPECT_THAT(outcome.failed.at(1).message, HasSubstr("impressionCount"));
}

struct LeftOut {
  const char* what;
  LinkedInWorld::Post post;
  bool dated;
  tidemark_code fails_with;
  std::optional<std::int64_t> impressions;
  std::size_t looks_at_posts;
};

TEST(LinkedInPosts, APostThatIsLeftOutHasZerosOnlyWhereItIsShownToExistAndIsYoung) {
  const std::int64_t young = kNow - 300 * kDay, old = kNow - 370 * kDay;
  const LeftOut rows[] = {
      {"shown by its social metadata", {.social = kQuiet, .published_at_ms = young}, true, TIDEMARK_OK, 0, 0},
      {"of unknown age, shown by posts",
       {.social = kQuiet, .published_at_ms = young},
       false,
       TIDEMARK_OK,
       0,
       1},
      {"shown by posts alone", {.published_at_ms = young}, true, TIDEMARK_OK, 0, 1},
      {"too old", {.social = kQuiet, .published_at_ms = old}, true, TIDEMARK_OK, {}, 0},
      {"too old, as posts say", {.published_at_ms = old}, false, TIDEMARK_OK, {}, 1},
      {"lively: the statistics lag", {.social = kLively, .published_at_ms = young}, true, TIDEMARK_OK, {}, 0},
      {"not mentioned anywhere", {.post_status = 0, .published_at_ms = young}, true, TIDEMARK_OK, {}, 1},
      {"deleted", {.social_status = 404, .post_status = 404}, true, TIDEMARK_POST_NOT_FOUND, {}, 1},
      {"not to be read", {.post_status = 403}, true, TIDEMARK_PERMISSION_DENIED, {}, 1},
      {"unknown because LinkedIn stumbles", {.post_status = 500}, true, TIDEMARK_OK, {}, 1}};
  for (const LeftOut& row : rows) {
    SCOPED_TRACE(row.what);
    LinkedInWorld world;
    world.post("urn:li:share:1", row.post, "", row.dated);
    world.post("urn:li:share:2", {.statistics = figures(), .social = kLively});
    const Outcome outcome = world.sync();
    EXPECT_EQ(outcome.result.code, TIDEMARK_OK);
    EXPECT_EQ(LinkedInWorld::asked(outcome, "posts").size(), row.looks_at_posts);
    EXPECT_EQ(outcome.failed.contains(0) ? outcome.failed.at(0).code : TIDEMARK_OK, row.fails_with);
    for (const char* name : {"impressions", "likes_count", "shares_count", "reach", "clicks"})
      EXPECT_EQ(outcome.value(0, name), row.impressions) << name;
    EXPECT_EQ(outcome.value(1, "likes_count"), 17);
  }
}

TEST(LinkedInPosts, WhatTheStatisticsLackIsTakenFromTheSocialMetadata) {
  LinkedInWorld world;
  world.post("urn:li:share:1", {.social = kLively, .published_at_ms = kNow - 500 * kDay});
  const Outcome outcome = world.sync();
  EXPECT_EQ(outcome.value(0, "comments_count"), 6);
  EXPECT_EQ(outcome.value(0, "reactions_count"), 19);
  EXPECT_EQ(outcome.value(0, "reactions_empathy"), std::nullopt) << "nothing else shows the post";
  EXPECT_EQ(outcome.value(0, "likes_count"), std::nullopt);
}

TEST(LinkedInPosts, AnElementThatCannotBeRecognizedLeavesNobodyWithZeros) {
  for (const char* element :
       {R"({"share":17,"totalShareStatistics":{"likeCount":5}})", R"({"totalShareStatistics":{}})", "17",
        R"({"share":"urn:li:share:77","totalShareStatistics":{"likeCount":5}})"}) {
    LinkedInWorld world;
    world.post("urn:li:share:1", {.social = kQuiet});
    world.instead["organizationalEntityShareStatistics"] = {.body = std::string(R"({"elements":[)") +
                                                                    element + "]}"};
    const Outcome outcome = world.sync();
    EXPECT_EQ(outcome.result.code, TIDEMARK_OK);
    EXPECT_EQ(outcome.value(0, "impressions"), std::nullopt) << element;
  }
}

TEST(LinkedInPosts, AReactionWithoutAFigureMakesNoSum) {
  LinkedInWorld world;
  world.post("urn:li:share:1",
             {.statistics = figures(),
              .social = R"("reactionSummaries":{"LIKE":{"count":15},"PRAISE":{},"MAYBE":{"count":1}})"});
  world.post("urn:li:share:2",
             {.statistics = figures(), .social = R"("reactionSummaries":{"MAYBE":{"count":1}})"});
  world.post("urn:li:share:3", {.statistics = figures(), .social = R"("commentsState":"OPEN")"});
  const Outcome outcome = world.sync();
  EXPECT_EQ(outcome.value(0, "reactions_like"), 15);
  EXPECT_EQ(outcome.value(0, "reactions_praise"), std::nullopt);
  EXPECT_EQ(outcome.value(0, "reactions_count"), std::nullopt);
  EXPECT_EQ(outcome.value(1, "reactions_count"), 1) << "a type that has no metric of its own counts";
  EXPECT_EQ(outcome.value(2, "reactions_count"), std::nullopt);
  EXPECT_EQ(outcome.value(2, "reactions_like"), std::nullopt);
}

TEST(LinkedInPosts, AReactionThatLinkedInFailedToTellIsNotZero) {
  LinkedInWorld world;
  world.post("urn:li:share:1",
             {.statistics = figures(),
              .social = R"("reactionSummaries":{"PRAISE":{"count":2},"LIKE!":{"status":429}})"});
  world.post("urn:li:share:2", {.statistics = figures(),
                                .social = R"("reactionSummaries":{},"reactionSummaries!":{"status":429})"});
  const Outcome outcome = world.sync();
  EXPECT_EQ(outcome.value(0, "reactions_praise"), 2);
  for (const std::uint32_t item : {0u, 1u}) {
    EXPECT_EQ(outcome.value(item, "reactions_like"), std::nullopt) << item;
    EXPECT_EQ(outcome.value(item, "reactions_count"), std::nullopt) << item;
  }
}

TEST(LinkedInPosts, TroubleWithTheSocialMetadataCostsItsFiguresAlone) {
  const std::int64_t in_a_minute = kNow + 60'000, in_a_week = kNow + 7 * kDay;
  const std::pair<Answer, std::int64_t> rows[] = {
      {{.status = 403, .body = R"({"status":403,"serviceErrorCode":100,"code":"ACCESS_DENIED"})"}, in_a_week},
      {{.status = 500, .body = "<html></html>"}, in_a_minute},
      {{.status = 200, .body = "<html></html>"}, in_a_minute},
      {{.status = 200, .body = "{}"}, in_a_minute},
      {{.status = 0, .code = TIDEMARK_NETWORK_ERROR}, in_a_minute},
      {{.status = 0, .code = TIDEMARK_RATE_LIMITED, .retry_after_ms = 7'000}, kNow + 7'000}};
  for (const auto& [answer, until] : rows) {
    LinkedInWorld world;
    for (int i = 0; i < 100; ++i) world.post("urn:li:share:" + std::to_string(i), {.statistics = figures()});
    world.instead["socialMetadata"] = answer;
    const Outcome outcome = world.sync();
    SCOPED_TRACE(std::to_string(answer.status) + answer.body);
    EXPECT_EQ(outcome.result.code, TIDEMARK_OK) << outcome.result.message;
    EXPECT_EQ(outcome.value(99, "likes_count"), 17);
    EXPECT_EQ(LinkedInWorld::asked(outcome, "socialMetadata").size(), 1u) << "not asked again in this sync";
    ASSERT_EQ(outcome.unavailable.size(), 7u);
    EXPECT_EQ(outcome.unavailable[0].metric, "reactions_count");
    for (const Refused& one : outcome.unavailable) EXPECT_EQ(one.until_ms, until) << one.metric;
  }
  LinkedInWorld world;
  world.post("urn:li:share:1", {.statistics = figures(), .social = kLively});
  world.host.remembered = {{"reactions_count", ""}};
  EXPECT_EQ(world.sync().requests.size(), 1u);
}

TEST(LinkedInPosts, OneUnreadableSocialEntryCostsThatPostsReactionsAlone) {
  LinkedInWorld world;
  world.post("urn:li:share:1",
             {.statistics = figures(), .social = R"("reactionSummaries":{"LIKE":{"count":"15"}})"});
  world.post("urn:li:share:2", {.statistics = figures(), .social = kLively});
  const Outcome outcome = world.sync();
  EXPECT_EQ(outcome.value(0, "likes_count"), 17);
  EXPECT_EQ(outcome.value(0, "reactions_count"), std::nullopt);
  EXPECT_EQ(outcome.value(1, "reactions_count"), 19);
  EXPECT_THAT(outcome.log, ::testing::Contains(HasSubstr("count")));
}

}  // namespace
}  // namespace tidemark::testing
