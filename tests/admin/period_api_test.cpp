// What is asked about a window, over HTTP: shapes, defaults, errors, scope. What is counted how is tested in
// tests/query.

#include <gmock/gmock.h>

#include "admin/admin_house.h"

namespace tidemark::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

class PeriodApi : public AdminHouse {
 protected:
  PeriodApi() {
    EXPECT_TRUE(store->declare(standard_metrics()));
    register_reef(3);
    ask("POST", "/api/v1/businesses", R"({"name":"Other"})");
  }
  void measure(std::uint64_t post, std::string_view when, std::vector<Sample> samples) {
    const Snapshot one{.subject = subject_of(PostId{post}, BusinessId{1}),
                       .fetched_at = parse_rfc3339(when).value(),
                       .samples = std::move(samples),
                       .platform = "reef"};
    EXPECT_TRUE(store->append(std::span(&one, 1), OnConflict::reject));
  }
  static std::vector<Sample> rated(std::int64_t likes) {
    return {{"likes_count", likes},
            {"comments_count", 1},
            {"shares_count", 0},
            {"impressions", 400},
            {"reach", 300}};
  }
  json::Document good(const std::string& target) {
    const auto answer = ask("GET", "/api/v1/analytics/" + target);
    EXPECT_EQ(answer.status, 200) << target << answer.body;
    return json::parse(answer.body);
  }
  static std::vector<std::string> names(json::Value object) {
    std::vector<std::string> all;
    for (json::Value member : object.items()) all.emplace_back(member.key());
    return all;
  }
  static json::Value at(json::Value list, std::size_t place) {
    for (json::Value one : list.items())
      if (place-- == 0) return one;
    return list["absent"];
  }
  const std::string may = "&start_date=2026-05-01&end_date=2026-05-31";
};

TEST_F(PeriodApi, TopPostsCarryRankValueAndThePostsFields) {
  measure(1, "2026-05-10T00:00:00Z", rated(3));
  measure(2, "2026-05-10T00:00:00Z", rated(6));
  measure(2, "2026-06-10T00:00:00Z", rated(600));
  const auto answer = good("top-posts?business_id=1" + may);
  EXPECT_EQ(answer.root()["metric"].string(), "engagement_rate");
  const json::Value items = answer.root()["items"];
  ASSERT_EQ(items.items().size(), 2u);
  const json::Value first = at(items, 0);
  EXPECT_EQ(first["rank"].integer(), 1);
  EXPECT_EQ(first["value"].number(), "1.75");
  EXPECT_EQ(first["engagement_rate"].number(), "1.75");
  EXPECT_EQ(first["likes_count"].integer(), 6);
  EXPECT_EQ(first["fetched_at"].string(), "2026-05-10T00:00:00.000Z");
  // The same fields as the post's own call.
  const auto alone = json::parse(ask("GET", "/api/v1/analytics/posts/2").body);
  auto fields = names(alone.root());
  fields.insert(fields.begin(), {"rank", "value"});
  EXPECT_EQ(names(first), fields);
  const auto liked = good("top-posts?business_id=1&metric=likes_count&limit=1" + may);
  ASSERT_EQ(liked.root()["items"].items().size(), 1u);
  EXPECT_EQ(at(liked.root()["items"], 0)["value"].integer(), 6);
  EXPECT_EQ(good("top-posts?business_id=2" + may).root()["items"].items().size(), 0u);
  EXPECT_EQ(good("top-posts?business_id=1").root()["items"].items().size(), 0u) << "the last 30 days";
}

TEST_F(PeriodApi, SummariesHaveAnItemForEachPeriodOfTheBusinesssZone) {
  measure(1, "2026-05-10T00:00:00Z", rated(3));
  measure(2, "2026-05-11T12:00:00Z", {{"likes_count", 7}});
  const auto answer = good("summaries?business_id=1&start_date=2026-05-10&end_date=2026-05-11");
  const json::Value items = answer.root()["items"];
  ASSERT_EQ(items.items().size(), 2u);
  EXPECT_THAT(
      names(at(items, 0)),
      ElementsAre("business_id", "platform", "period_type", "period_start", "period_end", "total_posts",
                  "total_likes", "total_comments", "total_shares", "total_impressions", "total_reach",
                  "total_reach_is", "total_clicks", "total_engagement", "avg_engagement_rate",
                  "avg_impressions", "follower_growth", "best_post_id", "best_post_engagement_rate"));
  EXPECT_EQ(at(items, 0)["business_id"].integer(), 1);
  EXPECT_EQ(at(items, 0)["platform"].string(), "reef");
  EXPECT_EQ(at(items, 0)["period_type"].string(), "daily");
  EXPECT_EQ(at(items, 0)["period_start"].string(), "2026-05-09T22:00:00.000Z");
  EXPECT_EQ(at(items, 0)["period_end"].string(), "2026-05-10T22:00:00.000Z");
  EXPECT_EQ(at(items, 0)["avg_impressions"].number(), "400");
  EXPECT_EQ(at(items, 0)["total_reach_is"].string(), "upper_bound");
  EXPECT_EQ(at(items, 0)["best_post_id"].integer(), 1);
  EXPECT_EQ(at(items, 0)["best_post_engagement_rate"].number(), "1");
  EXPECT_TRUE(at(items, 0)["follower_growth"].is_null());
  EXPECT_EQ(at(items, 1)["total_likes"].integer(), 7);
  EXPECT_TRUE(at(items, 1)["total_comments"].is_null()) << "absent is not zero";
  EXPECT_TRUE(at(items, 1)["best_post_id"].is_null());
  const auto months = good("summaries?platform=r&period_type=monthly" + may);
  ASSERT_EQ(months.root()["items"].items().size(), 1u);
  EXPECT_EQ(at(months.root()["items"], 0)["period_type"].string(), "monthly");
  EXPECT_TRUE(at(months.root()["items"], 0)["business_id"].is_null()) << "of all businesses";
  EXPECT_EQ(at(months.root()["items"], 0)["total_posts"].integer(), 2);
}

TEST_F(PeriodApi, ThePlatformComparisonNamesWindowAndWinners) {
  measure(1, "2026-04-20T00:00:00Z", rated(3));
  measure(1, "2026-05-10T00:00:00Z", rated(5));
  const auto answer = good("platform-comparison?business_id=1" + may);
  EXPECT_THAT(names(answer.root()),
              ElementsAre("period_start", "period_end", "platforms", "best_platform", "best_engagement_rate",
                          "fastest_growing", "growth_percentage"));
  EXPECT_EQ(answer.root()["period_start"].string(), "2026-04-30T22:00:00.000Z");
  EXPECT_EQ(answer.root()["period_end"].string(), "2026-05-31T22:00:00.000Z");
  EXPECT_EQ(at(answer.root()["platforms"], 0)["platform"].string(), "reef");
  EXPECT_EQ(at(answer.root()["platforms"], 0)["total_engagement"].integer(), 6);
  EXPECT_EQ(answer.root()["best_platform"].string(), "reef");
  EXPECT_EQ(answer.root()["best_engagement_rate"].number(), "1.5");
  EXPECT_EQ(answer.root()["fastest_growing"].string(), "reef");
  EXPECT_EQ(answer.root()["growth_percentage"].number(), "50");
  const auto nothing = good("platform-comparison?business_id=2" + may);
  EXPECT_EQ(nothing.root()["platforms"].items().size(), 0u);
  for (const char* field : {"best_platform", "best_engagement_rate", "fastest_growing", "growth_percentage"})
    EXPECT_TRUE(nothing.root()[field].is_null()) << field;
}

TEST_F(PeriodApi, TheOverviewHasItAll) {
  measure(1, "2026-05-10T00:00:00Z", rated(3));
  measure(2, "2026-05-10T00:00:00Z", {{"likes_count", 7}});
  const auto answer = good("overview?business_id=1" + may);
  const json::Value root = answer.root();
  EXPECT_THAT(names(root), ElementsAre("period_start", "period_end", "summary", "by_platform", "trends",
                                       "top_posts", "best_times"));
  EXPECT_EQ(root["summary"]["total_posts"].integer(), 2);
  EXPECT_EQ(root["summary"]["total_likes"].integer(), 10);
  EXPECT_EQ(root["summary"]["total_reach"].integer(), 300);
  EXPECT_EQ(root["summary"]["total_reach_is"].string(), "upper_bound");
  EXPECT_EQ(root["summary"]["avg_engagement_rate"].number(), "1");
  const json::Value platform = at(root["by_platform"], 0);
  EXPECT_EQ(platform["platform"].string(), "reef");
  EXPECT_EQ(platform["percentage_of_total"].number(), "100");
  EXPECT_EQ(platform["total_likes"].integer(), 10);
  EXPECT_EQ(root["trends"].items().size(), 31u) << "every day of the window";
  EXPECT_EQ(at(root["trends"], 9)["date"].string(), "2026-05-10");
  EXPECT_EQ(at(root["trends"], 9)["posts_count"].integer(), 2);
  ASSERT_EQ(root["top_posts"].items().size(), 1u);
  EXPECT_EQ(at(root["top_posts"], 0)["rank"].integer(), 1);
  EXPECT_EQ(at(root["top_posts"], 0)["post_id"].integer(), 1);
  EXPECT_TRUE(root["best_times"].items().empty()) << "nobody knows when they were published";

  const auto nothing = good("overview?business_id=2");
  EXPECT_EQ(nothing.root()["summary"]["total_posts"].integer(), 0);
  EXPECT_TRUE(nothing.root()["summary"]["total_likes"].is_null());
  EXPECT_EQ(nothing.root()["by_platform"].items().size(), 0u);
}

TEST_F(PeriodApi, WrongParametersAreNamed) {
  const struct {
    std::string target, field;
  } rows[] = {
      {"top-posts?metric=popularity", "metric"},
      {"top-posts?metric=Likes!", "metric"},
      {"top-posts?limit=0", "limit"},
      {"top-posts?limit=1001", "limit"},
      {"top-posts?limit=ten", "limit"},
      {"top-posts?business_id=x", "business_id"},
      {"top-posts?from=yesterday", "from"},
      {"top-posts?platform=nowhere", "platform"},
      {"summaries?period_type=hourly", "period_type"},
      {"summaries?start_date=0001-01-01&end_date=2026-01-01", "period_type"},
      {"platform-comparison?metric=likes_count", "metric"},
      {"platform-comparison?label=spring", "label"},
      {"platform-comparison?from=2026-05-02&to=2026-04-01", "to"},
  };
  for (const auto& row : rows) {
    const auto answer = ask("GET", "/api/v1/analytics/" + row.target);
    EXPECT_EQ(answer.status, 400) << row.target;
    EXPECT_EQ(at(json::parse(answer.body).root()["errors"], 0)["field"].string(), row.field)
        << row.target << answer.body;
  }
}

TEST_F(PeriodApi, ATokenSeesItsBusinessesOnly) {
  measure(1, "2026-05-10T00:00:00Z", rated(3));
  const std::string foreign = token_for("viewer", "[2]");
  for (const std::string call : {"top-posts", "summaries", "platform-comparison", "overview"}) {
    const std::string path = "/api/v1/analytics/" + call;
    EXPECT_EQ(ask("GET", path + "?business_id=1", {}, foreign).status, 404) << call;
    EXPECT_EQ(ask("GET", path + "?business_id=99").status, 404) << call;
    const auto all = ask("GET", path + "?" + may.substr(1), {}, foreign);
    EXPECT_EQ(all.status, 200);
    EXPECT_THAT(all.body, ::testing::Not(HasSubstr("reef"))) << "nothing of business 1";
    EXPECT_THAT(ask("GET", path + "?" + may.substr(1)).body, HasSubstr("reef"));
  }
}

}  // namespace
}  // namespace tidemark::testing
