// The recordings that lie beside the plugin, played to it.

#include "recordings.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <iterator>
#include <set>

#include "li.h"

namespace tidemark::testing {
namespace {

using ::testing::HasSubstr;

const Recordings kRecordings(LINKEDIN_FOLDER, tidemark_plugin_v1, kConfig);

/// One sync (or discovery) in which each resource answers as recorded.
class Played {
 public:
  explicit Played(const std::string& page) { world_.host.account = {{"page_id", page}}; }
  Played& with(const std::string& resource, const std::string& name) {
    world_.instead[resource] = kRecordings.answer(name);
    return *this;
  }
  Played& at(std::int64_t now_ms) {
    world_.host.now_ms = now_ms;
    return *this;
  }
  Outcome sync(const std::vector<AskedItem>& items) { return world_.host.sync(items); }
  FakeHost& host() { return world_.host; }

 private:
  LinkedInWorld world_;
};

constexpr const char* kShare = "urn:li:share:7045020441609936898";

void expect_values(const Outcome& outcome, std::uint32_t item,
                   const std::map<std::string, std::int64_t>& wanted) {
  std::map<std::string, std::int64_t> values;
  for (const auto& [key, value] : outcome.values)
    if (key.first == item) values[key.second] = value;
  EXPECT_EQ(values, wanted);
}

TEST(LinkedInRecordings, SharesAndUgcPostsInOneAnswer) {
  const Outcome outcome = Played("123")
                              .with("organizationalEntityShareStatistics", "share_statistics_bulk_mixed")
                              .with("socialMetadata", "error_403_not_enough_permissions")
                              .sync({{.platform_id = "urn:li:ugcPost:2"}, {.platform_id = "urn:li:share:1"}});
  EXPECT_EQ(outcome.requests.at(0).target.substr(5),
            kRecordings.request("share_statistics_bulk_mixed").substr(9));
  expect_values(outcome, 1,
                {{"likes_count", 3},
                 {"comments_count", 2},
                 {"shares_count", 1},
                 {"impressions", 10},
                 {"reach", 8},
                 {"clicks", 4}});
  expect_values(outcome, 0,
                {{"likes_count", 7},
                 {"comments_count", 1},
                 {"shares_count", 2},
                 {"impressions", 20},
                 {"reach", 15},
                 {"clicks", 6}});
}

TEST(LinkedInRecordings, OneOfTwoIsLeftOutAndNothingShowsThatItExists) {
  const Outcome outcome =
      Played("2414183")
          .with("organizationalEntityShareStatistics", "share_statistics_bulk_one_omitted")
          .with("socialMetadata", "social_metadata_batch_partial")
          .with("posts", "error_500_internal")
          .sync({{.platform_id = kShare}, {.platform_id = "urn:li:share:7045020441609936899"}});
  EXPECT_EQ(outcome.result.code, TIDEMARK_OK);
  expect_values(outcome, 0,
                {{"likes_count", 17},
                 {"comments_count", 1},
                 {"shares_count", 2},
                 {"impressions", 1352},
                 {"reach", 918},
                 {"clicks", 38},
                 {"reactions_count", 17},
                 {"reactions_like", 15},
                 {"reactions_praise", 2},
                 {"reactions_empathy", 0},
                 {"reactions_interest", 0},
                 {"reactions_appreciation", 0},
                 {"reactions_entertainment", 0}});
  EXPECT_EQ(outcome.read, std::vector<std::uint32_t>{1}) << "read, and nothing known";
}

TEST(LinkedInRecordings, OneIdOfABatchIsNotThereAndItsStatisticsAreTold) {
  LinkedInWorld world;
  const Outcome outcome =
      Played("2414183")
          .with("organizationalEntityShareStatistics", "share_statistics_empty")
          .with("socialMetadata", "social_metadata_batch_partial")
          .sync({{.platform_id = kShare}, {.platform_id = "urn:li:ugcPost:6856810298419044352"}});
  expect_values(
      outcome, 0,
      {{"comments_count", 1}, {"reactions_count", 17}, {"reactions_like", 15}, {"reactions_praise", 2}});
  EXPECT_EQ(outcome.failed.at(1).code, TIDEMARK_POST_NOT_FOUND) << "the world's posts do not have it either";
}

TEST(LinkedInRecordings, AnEmptyAnswerIsNothingKnown) {
  const Outcome outcome = Played("105256406")
                              .with("organizationalEntityShareStatistics", "share_statistics_empty")
                              .with("socialMetadata", "error_500_internal")
                              .with("posts", "error_403_not_enough_permissions")
                              .sync({{.platform_id = "urn:li:share:7308985351706927104"}});
  EXPECT_EQ(outcome.result.code, TIDEMARK_OK);
  EXPECT_TRUE(outcome.values.empty());
  EXPECT_EQ(outcome.read.size(), 1u);
}

TEST(LinkedInRecordings, ASocialEntryAndAPostAreReadWhereverABatchHoldsThem) {
  LinkedInWorld world;
  world.instead["organizationalEntityShareStatistics"] = kRecordings.answer("share_statistics_empty");
  world.instead["socialMetadata"] = {.body = R"({"results":{"urn:li:share:123":)" +
                                             kRecordings.answer("social_metadata_single").body + "}}"};
  world.instead["posts"] = {.body = R"({"results":{")" + std::string(kShare) + R"(":)" +
                                    kRecordings.answer("post_single").body + "}}"};
  world.host.now_ms = 1679663764088 + 30 * kDay;
  const Outcome outcome = world.host.sync({{.platform_id = "urn:li:share:123"}, {.platform_id = kShare}});
  EXPECT_EQ(outcome.value(0, "reactions_count"), 3);
  EXPECT_EQ(outcome.value(0, "reactions_empathy"), 1);
  EXPECT_EQ(outcome.value(0, "comments_count"), 4);
  EXPECT_EQ(outcome.value(1, "impressions"), 0) << "it exists, is a month old, and was left out";
}

TEST(LinkedInRecordings, ThePagesFigures) {
  constexpr std::int64_t now = 1700400000000;
  const auto play = [&](const std::string& page) {
    auto played = Played(page);
    played.at(now)
        .with("networkSizes", "network_size")
        .with("organizationPageStatistics", "page_statistics_time_bound")
        .with("organizationalEntityFollowerStatistics", "follower_statistics_time_bound");
    return played.sync({{}});
  };
  const Outcome ours = play("1337");
  EXPECT_EQ(ours.value(0, "followers_count"), 219145);
  EXPECT_EQ(ours.value(0, "page_views"), std::nullopt) << "that answer is a day's";
  ASSERT_EQ(ours.windows.size(), 2u) << "the gains are another page's";
  EXPECT_EQ(ours.windows[0].metric, "daily_page_views");
  EXPECT_EQ(ours.windows[0].value, 17);
  EXPECT_EQ(ours.windows[1].value, 9);
  EXPECT_EQ(ours.windows[0].since_ms, 1700006400000);
  EXPECT_EQ(ours.windows[0].until_ms, 1700092800000);
  const Outcome gains = play("2414183");
  ASSERT_EQ(gains.windows.size(), 2u);
  EXPECT_EQ(gains.windows[0].metric, "organic_follower_gains");
  EXPECT_EQ(gains.windows[0].value, 223);
  EXPECT_EQ(gains.windows[1].value, 12);
}

TEST(LinkedInRecordings, TwoPagesOfAList) {
  LinkedInWorld world;
  world.host.play = [](const SentRequest& request) {
    const bool first = request.target.find("start=0") != std::string::npos;
    return kRecordings.answer(first ? "posts_by_author_page1" : "posts_by_author_last_page");
  };
  const Outcome outcome = world.host.discover("");
  EXPECT_EQ(outcome.result.code, TIDEMARK_OK);
  ASSERT_EQ(outcome.found.size(), 3u);
  EXPECT_THAT(outcome.requests.at(1).target, HasSubstr("start=2&"));
  const std::tuple<const char*, const char*, std::int64_t> rows[] = {
      {kShare, "image", 1679663764088},
      {"urn:li:ugcPost:6856810298419044352", "video", 1634790968774},
      {"urn:li:share:6853492851210047488", "text", 1634000000400}};
  for (std::size_t i = 0; i < 3; ++i) {
    EXPECT_EQ(outcome.found[i].platform_id, std::get<0>(rows[i]));
    EXPECT_EQ(outcome.found[i].type, std::get<1>(rows[i]));
    EXPECT_EQ(outcome.found[i].published_at_ms, std::get<2>(rows[i]));
  }
  EXPECT_EQ(outcome.cursor, "1679663764133");
  EXPECT_TRUE(outcome.listed_since);
}

TEST(LinkedInRecordings, AVideosViews) {
  LinkedInWorld world;
  world.post("urn:li:ugcPost:789", {.statistics = figures()}, "video");
  world.instead["videoAnalytics"] = kRecordings.answer("video_analytics");
  EXPECT_EQ(world.sync().value(0, "video_views"), 100);
}

TEST(LinkedInRecordings, WhoAdministersThePage) {
  const auto check = [](const char* page) {
    return kRecordings.check("organization_acls", {{"page_id", page}});
  };
  EXPECT_EQ(check("108187115").result.code, TIDEMARK_OK);
  EXPECT_EQ(check("108187115").access->role, "ADMINISTRATOR");
  EXPECT_EQ(check("2414183").result.code, TIDEMARK_PERMISSION_DENIED);
}

TEST(LinkedInRecordings, EachRecordedRefusalHasItsCode) {
  const std::pair<const char*, tidemark_code> rows[] = {
      {"error_400_version_missing", TIDEMARK_PLATFORM_ERROR},
      {"error_401_empty_token", TIDEMARK_INVALID_TOKEN},
      {"error_401_invalid_token", TIDEMARK_INVALID_TOKEN},
      {"error_401_revoked", TIDEMARK_AUTH_FAILED},
      {"error_403_not_enough_permissions", TIDEMARK_PERMISSION_DENIED},
      {"error_403_unpermitted_fields", TIDEMARK_PERMISSION_DENIED},
      {"error_426_version_not_active", TIDEMARK_PLATFORM_ERROR},
      {"error_429_application_day", TIDEMARK_RATE_LIMITED},
      {"error_429_throttle_old", TIDEMARK_RATE_LIMITED}};
  const std::map<std::string, std::string> account = {{"page_id", "2414183"}};
  for (const auto& [name, code] : rows) {
    EXPECT_EQ(kRecordings.sync(name, {{.platform_id = kShare}}, account).result.code, code) << name;
    EXPECT_EQ(kRecordings.discover(name, "", account).result.code, code) << name;
    EXPECT_EQ(kRecordings.check(name, account).result.code, code) << name;
  }
  const std::pair<const char*, tidemark_code> of_the_post[] = {
      {"error_400_invalid_parameters_old", TIDEMARK_PLATFORM_ERROR},
      {"error_400_query_param_not_allowed", TIDEMARK_PLATFORM_ERROR},
      {"error_404_post_gone", TIDEMARK_POST_NOT_FOUND},
      {"error_500_internal", TIDEMARK_PLATFORM_ERROR}};
  for (const auto& [name, code] : of_the_post)
    EXPECT_EQ(kRecordings.sync(name, {{.platform_id = kShare}}, account).failed.at(0).code, code) << name;
}

TEST(LinkedInRecordings, EachRecordingIsPlayedHereOrListedWithAReason) {
  const auto contents = [](const std::string& file) {
    std::ifstream in(file);
    EXPECT_TRUE(in.good()) << file;
    return std::string{std::istreambuf_iterator<char>(in), {}};
  };
  const std::string tests = contents(LINKEDIN_RECORDINGS_TEST),
                    readme = contents(LINKEDIN_FOLDER "/README.md");
  for (const std::string& name : kRecordings.names()) {
    const bool played = tests.find("\"" + name + "\"") != std::string::npos;
    const bool listed = readme.find("`" + name + "`") != std::string::npos;
    EXPECT_NE(played, listed) << name;
  }
}

}  // namespace
}  // namespace tidemark::testing
