// Series, trends and best times as they are answered over HTTP.

#include "admin/admin_house.h"

namespace tidemark::testing {
namespace {

using namespace std::chrono_literals;

class SumsApi : public AdminHouse {
 protected:
  void SetUp() override { register_reef(2); }

  void measure(std::uint64_t post, std::string_view when, std::vector<Sample> samples) {
    const Snapshot one{.subject = subject_of(PostId{post}, BusinessId{1}),
                       .fetched_at = *parse_rfc3339(when),
                       .samples = std::move(samples),
                       .platform = "reef",
                       .from_zero = true};
    ASSERT_TRUE(store->append(std::span(&one, 1), OnConflict::reject));
  }
  /// The body of a question that is answered.
  std::string body(const std::string& target) {
    const auto answer = ask("GET", "/api/v1/analytics/" + target);
    EXPECT_EQ(answer.status, 200) << target << ": " << answer.body;
    return answer.body;
  }
  static std::size_t size_of(json::Value list) {
    std::size_t size = 0;
    for ([[maybe_unused]] json::Value one : list.items()) ++size;
    return size;
  }
  /// The field that is to blame.
  std::string blamed(const std::string& target, int status = 400) {
    const auto answer = ask("GET", "/api/v1/analytics/" + target);
    EXPECT_EQ(answer.status, status) << target << ": " << answer.body;
    const auto document = json::parse(answer.body);
    for (json::Value error : document.root()["errors"].items())
      return std::string(*error["field"].string());
    return "none";
  }
};

TEST_F(SumsApi, ASeriesIsColumnsByGroup) {
  measure(1, "2026-05-01T10:00:00Z", {{"likes_count", 3}, {"impressions", 100}});
  measure(2, "2026-05-02T21:00:00Z", {{"likes_count", 4}});
  const std::string window = "business_id=1&from=2026-05-01&to=2026-05-02";
  EXPECT_EQ(body("series?" + window + "&metrics=likes_count,impressions"),
            R"({"step":"1d","timestamps":["2026-04-30T22:00:00.000Z","2026-05-01T22:00:00.000Z"],)"
            R"("groups":[{"group":{},"metrics":{"likes_count":[3,4],"impressions":[100,null]}}]})");
  EXPECT_EQ(
      body("series?" + window + "&metrics=likes_count&value=total&group_by=platform&platform=r&step=1w"),
      R"({"step":"1w","timestamps":["2026-04-26T22:00:00.000Z"],)"
      R"("groups":[{"group":{"platform":"reef"},"metrics":{"likes_count":[7]}}]})");
  EXPECT_EQ(body("series?" + window + "&platform=reef"),
            R"({"step":"1d","timestamps":["2026-04-30T22:00:00.000Z","2026-05-01T22:00:00.000Z"],)"
            R"("groups":[{"group":{},"metrics":{"impressions":[100,null],"likes_count":[3,4]}}]})");
}

TEST_F(SumsApi, LabelsAreAFilterAndAGroup) {
  ASSERT_EQ(ask("PATCH", "/api/v1/posts/1", R"({"labels":{"campaign":"spring: sale"}})").status, 200);
  measure(1, "2026-05-01T10:00:00Z", {{"likes_count", 3}});
  measure(2, "2026-05-01T10:00:00Z", {{"likes_count", 4}});
  const std::string window = "from=2026-05-01&to=2026-05-01&metrics=likes_count";
  EXPECT_EQ(body("series?" + window + "&group_by=label:campaign"),
            R"({"step":"1d","timestamps":["2026-04-30T22:00:00.000Z"],"groups":[)"
            R"({"group":{"label:campaign":"spring: sale"},"metrics":{"likes_count":[3]}},)"
            R"({"group":{"label:campaign":null},"metrics":{"likes_count":[4]}}]})");
  EXPECT_EQ(body("series?" + window + "&label=campaign:spring:%20sale"),
            R"({"step":"1d","timestamps":["2026-04-30T22:00:00.000Z"],"groups":[)"
            R"({"group":{},"metrics":{"likes_count":[3]}}]})");
}

TEST_F(SumsApi, WithoutAWindowItIsTheLastThirtyDaysUpToNow) {
  const auto now = [&] { return to_rfc3339(clock.now()); };
  measure(1, now(), {{"likes_count", 3}});
  const std::string text = body("series?metrics=likes_count&business_id=1");
  const auto answer = json::parse(text);
  EXPECT_EQ(size_of(answer.root()["timestamps"]), 31u) << "the first and last day in part";
  EXPECT_NE(text.find("null,3]"), std::string::npos) << text;
}

TEST_F(SumsApi, TrendsHaveARowForEachPeriod) {
  measure(1, "2026-05-01T10:00:00Z", {{"likes_count", 3}, {"impressions", 100}});
  EXPECT_EQ(body("trends?business_id=1&start_date=2026-05-01&end_date=2026-05-02"),
            R"({"items":[{"date":"2026-05-01","posts_count":1,"likes":3,"comments":null,"shares":null,)"
            R"("impressions":100,"total_engagement":null,"engagement_rate":null},)"
            R"({"date":"2026-05-02","posts_count":0,"likes":null,"comments":null,"shares":null,)"
            R"("impressions":null,"total_engagement":null,"engagement_rate":null}]})");
  EXPECT_EQ(body("trends?from=2026-05-01&to=2026-05-02&period=monthly&value=total&group_by=platform"),
            R"({"items":[{"date":"2026-05-01","platform":"reef","posts_count":1,"likes":3,"comments":null,)"
            R"("shares":null,"impressions":100,"total_engagement":null,"engagement_rate":null}]})");
  EXPECT_EQ(body("trends?from=2026-05-01&to=2026-05-02&period=weekly&value=published"),
            R"({"items":[{"date":"2026-04-27","posts_count":0,"likes":null,"comments":null,"shares":null,)"
            R"("impressions":null,"total_engagement":null,"engagement_rate":null}]})");
}

TEST_F(SumsApi, BestTimesSayWhetherThereIsEnoughData) {
  const std::string text = body("best-times?business_id=1&days=30&age=3d");
  const auto answer = json::parse(text);
  const json::Value root = answer.root();
  EXPECT_EQ(root["enough_data"].boolean(), false);
  EXPECT_TRUE(root["items"].items().empty());
  EXPECT_TRUE(root["recommendations"].items().empty());
  EXPECT_EQ(size_of(root["by_day"]), 7u);
  EXPECT_EQ(size_of(root["by_hour"]), 24u);
  EXPECT_NE(text.find(R"({"day":"Monday","day_number":1,"posts_count":0,"avg_engagement_rate":null,)"
                      R"("effect":null,"low":null,"high":null,"best_hour":null})"),
            std::string::npos)
      << text;
}

TEST_F(SumsApi, WhatIsWrongIsNamedByItsWord) {
  for (const char* call : {"series", "trends", "best-times"}) {
    const std::string at = std::string(call) + "?";
    EXPECT_EQ(blamed(at + "business_id=9", 404), "business_id");
    EXPECT_EQ(blamed(at + "business_id=x"), "business_id");
    EXPECT_EQ(blamed(at + "platform=no_such"), "platform");
    EXPECT_EQ(blamed(at + "label=spring"), "label");
    EXPECT_EQ(blamed(at + "no_such=1"), "no_such");
    EXPECT_EQ(blamed(at + "group_by=color"), "group_by");
  }
  EXPECT_EQ(blamed("series?group_by=label:"), "group_by");
  EXPECT_EQ(blamed("series?metrics=likes_count,no_such"), "metrics");
  EXPECT_EQ(blamed("series?step=raw"), "step");
  EXPECT_EQ(blamed("series?step=15m&from=1990-01-01"), "step");
  EXPECT_EQ(blamed("series?value=last"), "value");
  EXPECT_EQ(blamed("series?from=2026-05-02&to=2026-05-01T00:00:00Z"), "to");
  EXPECT_EQ(blamed("trends?start_date=2026-05-02&end_date=2026-04-01"), "end_date");
  EXPECT_EQ(blamed("trends?start_date=2026-05-02&from=2026-05-01"), "start_date");
  EXPECT_EQ(blamed("trends?period=hourly"), "period");
  EXPECT_EQ(blamed("best-times?days=0"), "days");
  EXPECT_EQ(blamed("best-times?age=1m"), "age");
}

}  // namespace
}  // namespace tidemark::testing
