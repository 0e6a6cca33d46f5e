#include <gtest/gtest.h>

#include <map>

#include "linkedin_client.h"
#include "sandbox/linkedin/figures.h"

namespace tidemark::sandbox::testing {
namespace {

constexpr std::int64_t kHour = 3600LL * 1000, kDay = 24 * kHour;

std::string days(std::int64_t since, std::int64_t until, const std::string& granularity = "DAY") {
  return "&timeIntervals=(timeRange:(start:" + std::to_string(since) + ",end:" + std::to_string(until) +
         "),timeGranularityType:" + granularity + ")";
}

/// The elements of an answer by the URN that they name.
std::map<std::string, json::Value> by_post(const Reply& reply) {
  std::map<std::string, json::Value> all;
  for (const json::Value& element : reply["elements"].items()) {
    EXPECT_NE(element["share"].absent(), element["ugcPost"].absent());
    const auto name = element["share"].absent() ? element["ugcPost"] : element["share"];
    all.emplace(text(name), element["totalShareStatistics"]);
  }
  return all;
}

TEST(ShareStatistics, AnswerBothKindsAndLeaveOutWhatHasNoActivity) {
  LinkedInFixture x({.posts = 80, .deleted = 5});
  const auto posts = x.account().posts;
  const auto reply = x.ask(x.statistics() + "&shares=" + list_of(posts, "share", 40) +
                           "&ugcPosts=" + list_of(posts, "ugcPost", 10));
  ASSERT_EQ(reply.status, 200) << reply.body;
  const auto found = by_post(reply);
  EXPECT_GT(found.size(), 20u);
  std::size_t asked = 0, quiet = 0, shares = 0, films = 0;
  for (const auto& post : posts) {
    auto& count = post.id.find("share") != std::string::npos ? shares : films;
    if (++count > (&count == &shares ? 40u : 10u)) continue;
    ++asked;
    if (found.count(post.id)) {
      EXPECT_EQ(post.state, "live");
      continue;
    }
    if (post.state != "live") continue;
    ++quiet;
    EXPECT_EQ(x.ask("posts/" + encoded(post.id)).status, 200) << "left out, and yet it is there";
    EXPECT_EQ(x.ask("socialMetadata/" + encoded(post.id)).status, 200);
  }
  EXPECT_LT(found.size(), asked);
  EXPECT_GT(quiet, 0u);
  for (const auto& [urn, figures] : found) {
    EXPECT_GT(figures["impressionCount"].count().value_or(0), 0) << urn;
    EXPECT_FALSE(figures["engagement"].absent());
  }
}

TEST(ShareStatistics, KnowNothingOfAPostOfThisHourButSocialMetadataDoes) {
  LinkedInFixture x({.posts = 40, .videos = 0});
  const std::string young =
      x.sandbox->happen("linkedin", {.what = "publish", .account = 1, .kind = "text"}).value();
  x.now_ms += 2 * kHour;
  EXPECT_TRUE(by_post(x.ask(x.statistics() + "&shares=List(" + encoded(young) + ")")).empty());
  EXPECT_EQ(text(x.ask("socialMetadata/" + encoded(young))["entity"]), young);
  x.now_ms += 30 * kHour;
  EXPECT_EQ(by_post(x.ask(x.statistics() + "&shares=List(" + encoded(young) + ")")).size(), 1u);
  x.now_ms += 366 * kDay;
  EXPECT_TRUE(by_post(x.ask(x.statistics() + "&shares=List(" + encoded(young) + ")")).empty())
      << "older than a year";
}

TEST(ShareStatistics, OfAPageAddUpOverItsDays) {
  LinkedInFixture x({.posts = 60});
  const auto life = x.ask(x.statistics())["elements"].items();
  ASSERT_EQ(life.size(), 1u);
  EXPECT_TRUE(life.front()["share"].absent());
  const std::int64_t today = x.now_ms / kDay * kDay;
  std::int64_t sum = 0, last = 0;
  for (const json::Value& day : x.ask(x.statistics() + days(today - 90 * kDay, today))["elements"].items()) {
    const auto start = day["timeRange"]["start"].count().value();
    EXPECT_EQ(start % kDay, 0);
    EXPECT_EQ(day["timeRange"]["end"].count(), start + kDay);
    EXPECT_GT(start, last);
    last = start;
    sum += day["totalShareStatistics"]["impressionCount"].count().value();
  }
  const auto whole = life.front()["totalShareStatistics"]["impressionCount"].count().value();
  EXPECT_GT(sum, whole / 2);
  EXPECT_LE(sum, whole);
  EXPECT_EQ(x.ask(x.statistics() + days(today - kDay, today) + "&shares=List(urn%3Ali%3Ashare%3A1)").status,
            400);
}

TEST(TimeIntervals, AreRefusedWhenTheyCannotBeRead) {
  LinkedInFixture x;
  for (const std::string& more :
       {days(0, kDay - 1), days(kDay, kDay), days(0, 2 * kDay, "HOUR"), days(0, 20 * kDay, "WEEK"),
        std::string("&timeIntervals=(timeRange:(start:x,end:9),timeGranularityType:DAY)"),
        std::string("&timeIntervals=(timeGranularityType:DAY)"), std::string("&timeIntervals=List(a)"),
        std::string("&timeIntervals=%28timeGranularityType%3ADAY%29")})
    EXPECT_EQ(input_code(x.ask(x.statistics() + more)), "PARAM_INVALID") << more;
}

TEST(TimeIntervals, MayBeWeeksAndMonths) {
  LinkedInFixture x;
  const std::int64_t until = x.now_ms;  // 2026-09-21, a Monday
  const std::string path =
      "organizationalEntityFollowerStatistics?q=organizationalEntity&organizationalEntity=";
  const auto months = x.ask(path + x.page() + days(until - 60 * kDay, until, "MONTH"))["elements"].items();
  ASSERT_EQ(months.size(), 3u);
  EXPECT_EQ(months[1]["timeRange"]["start"].count(), 1'785'542'400'000) << "2026-08-01";
  const auto weeks = x.ask(path + x.page() + days(until - 20 * kDay, until, "WEEK"))["elements"].items();
  ASSERT_EQ(weeks.size(), 3u);
  EXPECT_EQ(weeks[1]["timeRange"]["start"].count().value() / kDay % 7, 4) << "Monday";
}

TEST(Followers, AreATotalAndGainsThatMayBeNegative) {
  LinkedInFixture x;
  const std::string size = "networkSizes/" + x.page() + "?edgeType=";
  const auto total = x.ask(size + "COMPANY_FOLLOWED_BY_MEMBER")["firstDegreeSize"].count();
  EXPECT_GT(total.value_or(0), 100);
  EXPECT_EQ(x.ask(size + "CompanyFollowedByMember").status, 400);
  const std::string path =
      "organizationalEntityFollowerStatistics?q=organizationalEntity&organizationalEntity=" + x.page();
  const auto facets = x.ask(path)["elements"].items();
  ASSERT_EQ(facets.size(), 1u);
  EXPECT_TRUE(facets.front()["followerCountsBySeniority"].is_array());
  const auto gains = x.ask(path + days(x.now_ms - 400 * kDay, x.now_ms))["elements"].items();
  ASSERT_GE(gains.size(), 362u);
  EXPECT_LE(gains.size(), 364u) << "twelve months, but for the last two days";
  const std::int64_t last = gains.back()["timeRange"]["end"].count().value();
  EXPECT_LE(last, x.now_ms - 2 * kDay);
  int negative = 0;
  for (const json::Value& day : gains)
    negative += day["followerGains"]["organicFollowerGain"].count().value() < 0 ? 1 : 0;
  EXPECT_GT(negative, 0);
}

TEST(PageStatistics, RestateTheDaysJustPast) {
  LinkedInFixture x;
  const std::int64_t day = x.now_ms / kDay * kDay;
  const std::string target = "organizationPageStatistics?q=organization&organization=" + x.page();
  const auto views = [&] {
    const auto all = x.ask(target + days(day, day + kDay))["elements"].items();
    return all.empty()
               ? -1
               : all.front()["totalPageStatistics"]["views"]["allPageViews"]["pageViews"].count().value();
  };
  EXPECT_EQ(views(), -1) << "a day that is not over";
  x.now_ms = day + kDay;
  const std::int64_t first = views();
  EXPECT_GT(first, 0);
  x.now_ms = day + 4 * kDay;
  EXPECT_GT(views(), first);
  const auto life = x.ask(target)["elements"].items();
  ASSERT_EQ(life.size(), 1u);
  const auto families = life.front()["totalPageStatistics"]["views"];
  EXPECT_TRUE(families["allPageViews"]["uniquePageViews"].count());
  EXPECT_TRUE(families["allMobilePageViews"]["uniquePageViews"].absent());
}

TEST(SocialMetadata, CountsReactionsByType) {
  LinkedInFixture x({.posts = 40});
  const std::string id = x.account().posts[30].id;
  const auto one = x.ask("socialMetadata/" + encoded(id));
  std::int64_t sum = 0;
  for (const json::Value& kind : one["reactionSummaries"].items()) {
    EXPECT_GT(kind["count"].count().value(), 0) << "a type without any is absent";
    sum += kind["count"].count().value();
  }
  const auto older = x.ask("socialActions/" + encoded(id));
  EXPECT_EQ(older["likesSummary"]["totalLikes"].count(), sum);
  EXPECT_LE(one["commentSummary"]["topLevelCount"].count(), one["commentSummary"]["count"].count());
  x.now_ms = x.now_ms / 2000 * 2000;
  const auto many = x.ask("socialMetadata?ids=List(" + encoded(id) + "," + encoded("urn:li:share:1") + ")");
  EXPECT_EQ(text(many["results"][id]["entity"]), id);
  EXPECT_EQ(many["statuses"]["urn:li:share:1"].count(), 404);
  EXPECT_EQ(x.ask("socialMetadata?ids=" + list_of(x.account().posts, "nothing")).status, 400);
}

TEST(Reactions, NeverFallAndAddUpToTheLikes) {
  const World world(5, {.accounts = 1, .posts = 30}, 0);
  const std::int64_t now = 1'790'000'000'000;
  for (const Post& post : world.timeline(1, now, 30)) {
    std::array<std::int64_t, 6> before{};
    for (int hours = 1; hours < 2000; hours = hours * 5 / 4 + 1) {
      const std::int64_t at = post.published_ms + hours * kHour;
      const auto types = linkedin::reactions(world, post, at);
      std::int64_t sum = 0;
      for (std::size_t i = 0; i < types.size(); ++i) {
        EXPECT_GE(types[i], before[i]);
        sum += types[i];
      }
      EXPECT_EQ(sum, linkedin::figures(world, post, at).likes);
      before = types;
    }
  }
}

TEST(VideoAnalytics, AnswerOneTypeOfOneFilm) {
  LinkedInFixture x({.posts = 40, .videos = 20});
  std::string film, share;
  for (const auto& post : x.account().posts)
    (post.id.find("ugcPost") != std::string::npos ? film : share) = encoded(post.id);
  const auto ask = [&](const std::string& urn, const std::string& type, const std::string& aggregation) {
    return x.ask("videoAnalytics?q=entity&entity=" + urn + "&type=" + type + "&aggregation=" + aggregation);
  };
  const auto value = [&](const std::string& type) {
    const auto all = ask(film, type, "ALL")["elements"].items();
    return all.empty() ? -1 : all.front()["value"].count().value_or(-1);
  };
  EXPECT_GE(value("VIDEO_VIEW"), value("VIEWER"));
  EXPECT_GE(value("TIME_WATCHED"), value("TIME_WATCHED_FOR_VIDEO_VIEWS"));
  std::int64_t sum = 0;
  for (const json::Value& day : ask(film, "VIDEO_VIEW", "DAY")["elements"].items())
    sum += day["value"].count().value();
  EXPECT_EQ(sum, value("VIDEO_VIEW"));
  EXPECT_EQ(input_code(ask(share, "VIDEO_VIEW", "ALL")), "PARAM_INVALID");
  EXPECT_EQ(input_code(ask(film, "VIEWS", "ALL")), "PARAM_INVALID");
  EXPECT_EQ(input_code(ask(film, "VIEWER", "MONTH")), "PARAM_INVALID");
  ASSERT_TRUE(x.sandbox->happen("linkedin", {.what = "retire_metric", .metric = "VIEWER"}));
  EXPECT_EQ(input_code(ask(film, "VIEWER", "ALL")), "PARAM_INVALID");
  x.now_ms += 190 * kDay;
  EXPECT_EQ(value("VIDEO_VIEW"), -1) << "kept for six months";
  EXPECT_GE(value("TIME_WATCHED"), 0);
}

}  // namespace
}  // namespace tidemark::sandbox::testing
