// Metrics that stand in the way, times, pages and figures.

#include <gtest/gtest.h>

#include "asking.h"

namespace tidemark::testing {
namespace {

const std::vector<sdk::AskedMetric> kAsked = {{0, "reach"}, {1, "views"}, {2, "saved"}, {3, "impressions"}};

std::optional<sdk::Refusal> refused(const std::string& members) {
  return graph::refused_metric(error_of(400, "{\"error\":{" + members + "}}"), kAsked);
}

TEST(GraphRefusals, EachWordingNamesItsOffenderOrNobody) {
  const struct {
    const char* members;
    std::optional<std::string> name;
  } rows[] = {
      {R"("code":100,"message":"metric[3] must be one of the following values: reach, views, saved","type":"IGApiException")",
       "impressions"},
      {R"("code":100,"message":"(#100) metric[3] must be one of the following values: reach, views, saved")",
       "impressions"},
      {R"("code":100,"message":"(#100) metric[0] must be one of the following values: reach, impressions, saved")",
       "views"},
      {R"("code":100,"message":"(#100) metric[99999999999999999999] must be one of the following values: reach, views, impressions")",
       "saved"},
      {R"("code":100,"message":"(#100) metric[1] must be one of the following values: reach, views, saved, impressions")",
       std::nullopt},
      {R"("code":100,"message":"(#100) The Media Insights API does not support the views metric for this media product type.")",
       "views"},
      {R"("code":100,"message":"(#100) Starting from version v22.0 and above, the impressions metric is no longer supported for the queried media.")",
       "impressions"},
      {R"("code":100,"message":"(#100) The value must be a valid insights metric")", std::nullopt},
      {R"("code":"100","message":"(#100) The value must be a valid insights metric")", std::nullopt},
      {R"("code":-1,"error_subcode":2207086,"message":"Fatal")", std::nullopt},
      {R"("code":100,"message":"(#100) Der Wert ist ung\u00fcltig")", std::nullopt},
      {R"("code":200,"message":"(#200) The saved metric requires another permission")", "saved"}};
  for (const auto& row : rows) {
    const auto refusal = refused(row.members);
    ASSERT_TRUE(refusal) << row.members;
    EXPECT_EQ(refusal->name, row.name) << row.members;
    EXPECT_FALSE(refusal->why.empty());
  }
}

TEST(GraphRefusals, OtherTroubleIsNoMetricsFault) {
  for (
      const char* members :
      {R"("code":100,"error_subcode":33,"message":"(#100) x")",
       R"("code":100,"message":"(#100) Too many IDs. Maximum: 50. Provided: 54.")",
       R"("code":100,"message":"(#100) Tried accessing nonexisting field (insights) on node type Video")",
       R"("code":100,"message":"(#100) There cannot be more than 30 days (2592000 s) between since and until.")",
       R"("code":100,"error_subcode":2108006,"message":"Invalid parameter")",
       R"("code":10,"message":"(#10) Application does not have permission for this action")",
       R"("code":200,"message":"(#200) Requires read_insights")", R"("code":4)", R"("code":190)",
       R"("code":1,"message":"Please reduce the amount of data")", R"("code":2)"})
    EXPECT_FALSE(refused(members)) << members;
}

std::optional<std::int64_t> moment(const std::string& text) {
  const json::Document document = json::parse("{\"t\":" + text + "}");
  return graph::moment(document.root()["t"]);
}

TEST(GraphTimes, AreReadInEveryForm) {
  EXPECT_EQ(moment(R"("2026-09-05T14:33:01+0000")"), 1788618781000);
  EXPECT_EQ(moment(R"("2026-09-05T07:33:01-0700")"), 1788618781000);
  EXPECT_EQ(moment("1788618781"), 1788618781000);
  EXPECT_EQ(moment(R"("1788618781")"), 1788618781000);
  EXPECT_EQ(moment("null"), std::nullopt);
  for (const char* bad : {"\"\"", "\"yesterday\"", "-1", "1.5", "1e30", "99999999999999999999", "true", "[]",
                          "\"2026-13-05T14:33:01+0000\""})
    EXPECT_THROW(moment(bad), json::Error) << bad;
}

TEST(GraphTimes, DaysEndAtMidnightPacificTime) {
  const struct {
    const char *at, *midnight;
  } rows[] = {
      {"2026-09-05T14:33:01Z", "2026-09-05T07:00:00Z"}, {"2026-09-05T06:59:59Z", "2026-09-04T07:00:00Z"},
      {"2026-01-10T08:00:00Z", "2026-01-10T08:00:00Z"}, {"2026-01-10T07:59:59Z", "2026-01-09T08:00:00Z"},
      {"2026-03-08T20:00:00Z", "2026-03-08T08:00:00Z"}, {"2026-03-09T06:59:00Z", "2026-03-08T08:00:00Z"},
      {"2026-03-09T07:00:00Z", "2026-03-09T07:00:00Z"}, {"2026-11-01T20:00:00Z", "2026-11-01T07:00:00Z"},
      {"2026-11-02T07:30:00Z", "2026-11-01T07:00:00Z"}, {"2026-11-02T08:00:00Z", "2026-11-02T08:00:00Z"}};
  for (const auto& row : rows)
    EXPECT_EQ(sdk::format_time(graph::pacific_midnight(*sdk::parse_time(row.at))), row.midnight) << row.at;
  EXPECT_EQ(graph::pacific_day_before(*sdk::parse_time("2026-03-09T07:00:00Z")),
            *sdk::parse_time("2026-03-08T08:00:00Z"))
      << "a day of 23 hours";
}

std::string turned(graph::Pages& pages, const std::string& body) {
  const json::Document document = json::parse(body);
  pages.turn(document.root());
  sdk::Target target("/p");
  pages.add_to(target);
  return target;
}

TEST(GraphPages, OnlyTheAbsenceOfNextIsTheEnd) {
  graph::Pages pages;
  EXPECT_EQ(
      turned(
          pages,
          R"({"data":[],"paging":{"cursors":{"after":"A="},"next":"https://x/y?access_token=S&after=A="}})"),
      "/p?after=A%3D");
  EXPECT_TRUE(pages.more());
  EXPECT_FALSE(pages.ended());
  turned(pages, R"({"data":[],"paging":{"cursors":{"after":"B"}}})");
  EXPECT_FALSE(pages.more());
  EXPECT_TRUE(pages.ended());
  graph::Pages bare;
  turned(bare, R"({"data":[]})");
  EXPECT_TRUE(bare.ended());
}

TEST(GraphPages, AnAddressGivesItsPlaceAndKeepsItsToken) {
  graph::Pages pages({{"since", "5"}, {"until", "99"}});
  sdk::Target first("/p");
  pages.add_to(first);
  EXPECT_EQ(static_cast<const std::string&>(first), "/p?since=5&until=99");
  EXPECT_EQ(
      turned(
          pages,
          R"({"paging":{"previous":"https://x/y?since=8","next":"https://x/y?access_token=SECRET&limit=25&until=77&__paging_token=enc%3D"}})"),
      "/p?since=5&until=77&__paging_token=enc%3D");
  EXPECT_EQ(turned(pages, R"({"paging":{"next":"https://x/y?access_token=SECRET&after=q%2Bw#f"}})"),
            "/p?since=5&until=99&after=q%2Bw");
}

TEST(GraphPages, ACircleAndAnEndlessListEnd) {
  graph::Pages circle;
  const char* same = R"({"paging":{"cursors":{"after":"A"},"next":"https://x/y?after=A"}})";
  turned(circle, same);
  EXPECT_TRUE(circle.more());
  turned(circle, same);
  EXPECT_FALSE(circle.more());
  EXPECT_FALSE(circle.ended()) << "who went in a circle has not seen all";
  graph::Pages endless({}, 3);
  int walked = 0;
  for (; endless.more(); ++walked)
    turned(endless, R"({"paging":{"cursors":{"after":")" + std::to_string(walked) + R"("},"next":"n"}})");
  EXPECT_EQ(walked, 3);
  EXPECT_FALSE(endless.ended());
}

TEST(GraphPages, AnUnreadablePlaceIsNamed) {
  for (const char* body : {R"({"paging":{"next":"https://x/y"}})", R"({"paging":{"next":7}})",
                           R"({"paging":[]})", R"({"paging":{"next":"n","cursors":{"after":7}}})", "[]"}) {
    graph::Pages pages;
    EXPECT_THROW(turned(pages, body), json::Error) << body;
  }
}

struct Edge {
  explicit Edge(const std::string& data) : document(json::parse("{\"data\":" + data + "}")) {}
  graph::Insights insights() const { return graph::Insights(document.root()); }
  json::Document document;
};

TEST(GraphInsights, AFigureIsFoundByNameAndPeriod) {
  const Edge edge(
      R"([{"name":"a","period":"day","values":[{"value":1}]},{"name":"a","period":"lifetime","values":[{"value":6}]},)"
      R"({"name":"b","values":[{"value":0}]},{"name":"c","period":"week","values":[{"value":4}]}])");
  EXPECT_EQ(edge.insights().number("a"), 6);
  EXPECT_EQ(edge.insights().number("a", "day"), 1);
  EXPECT_EQ(edge.insights().number("b"), 0) << "a zero is a zero";
  EXPECT_EQ(edge.insights().number("c"), std::nullopt);
  EXPECT_EQ(edge.insights().number("d"), std::nullopt);
  EXPECT_TRUE(Edge("[]").insights().empty());
  EXPECT_TRUE(Edge("null").insights().empty());
}

TEST(GraphInsights, ANumberIsReadFromWhereverItStands) {
  const struct {
    const char* element;
    std::optional<std::int64_t> number;
  } rows[] = {
      {R"("values":[{"value":15486}])", 15486},
      {R"("total_value":{"value":224},"values":[{"value":7}])", 224},
      {R"("total_value":{"breakdowns":[]},"values":[{"value":7}])", 7},
      {R"("total_value":{"breakdowns":[]})", std::nullopt},
      {R"("values":[])", std::nullopt},
      {R"("values":[{}])", std::nullopt},
      {R"("values":[{"value":null}])", std::nullopt},
      {R"("title":"a shell")", std::nullopt},
      {R"("values":[{"value":5,"is_from_ads":"0"},{"value":3,"is_from_ads":"1"}])", 8},
      {R"("values":[{"value":5,"is_from_ads":"1"}])", 5},
      {R"("values":[{"value":1,"end_time":"2026-09-03T07:00:00+0000"},{"value":9,"end_time":"2026-09-04T07:00:00+0000"}])",
       9}};
  for (const auto& row : rows)
    EXPECT_EQ(
        Edge(std::string(R"([{"name":"a","period":"lifetime",)") + row.element + "}]").insights().number("a"),
        row.number)
        << row.element;
}

TEST(GraphInsights, AnObjectListsOnlyWhatIsNotZero) {
  const Edge edge(R"([{"name":"a","period":"lifetime","values":[{"value":{"like":3,"love":null}}]},)"
                  R"({"name":"b","period":"lifetime","values":[{"value":{}}]},)"
                  R"({"name":"c","period":"lifetime","values":[]}])");
  EXPECT_EQ(edge.insights().find("a")->part("like"), 3);
  EXPECT_EQ(edge.insights().find("a")->part("wow"), 0);
  EXPECT_EQ(edge.insights().find("a")->part("love"), std::nullopt);
  EXPECT_EQ(edge.insights().find("b")->part("like"), 0);
  EXPECT_EQ(edge.insights().find("c")->part("like"), std::nullopt);
}

TEST(GraphInsights, ASeriesAddsUpThePartsOfADay) {
  const Edge edge(
      R"([{"name":"a","period":"day","values":[{"value":2,"end_time":"2026-09-05T07:00:00+0000","is_from_ads":"1"},)"
      R"({"value":64,"end_time":"2026-09-04T07:00:00+0000"},{"value":3,"end_time":"2026-09-05T07:00:00+0000","is_from_ads":"0"},{"value":9}]}])");
  const auto series = edge.insights().find("a", "day")->series();
  ASSERT_EQ(series.size(), 2u);
  EXPECT_EQ(series[0].value, 64);
  EXPECT_EQ(series[1].value, 5);
  EXPECT_EQ(series[1].end_ms, 1788591600000);
}

TEST(GraphInsights, AnotherFormIsAnErrorThatNamesThePlace) {
  for (
      const char* data :
      {R"([{"name":"a","period":"lifetime","values":[{"value":"6"}]}])",
       R"([{"name":"a","period":"lifetime","values":[{"value":-6}]}])",
       R"([{"name":"a","period":"lifetime","values":[{"value":{}}]}])",
       R"([{"name":"a","period":"lifetime","values":{}}])", R"([{"name":"a","period":7,"values":[]}])",
       R"([{"name":7}])", R"([7])", R"({})", R"("x")",
       R"([{"name":"a","period":"lifetime","values":[{"value":9223372036854775807,"is_from_ads":"0"},{"value":1,"is_from_ads":"1"}]}])",
       R"([{"name":"a","period":"lifetime","values":[{"value":6,"end_time":"soon"}]}])"}) {
    try {
      Edge edge(data);
      edge.insights().number("a");
      FAIL() << data;
    } catch (const json::Error& problem) {
      EXPECT_NE(std::string(problem.what()).find("data"), std::string::npos) << problem.what();
    }
  }
}

TEST(GraphFields, AreWrittenAsTheGraphApiWantsThem) {
  EXPECT_EQ(graph::insights_field(kAsked), "insights.metric(reach,views,saved,impressions)");
  EXPECT_EQ(graph::insights_field({}), "");
  EXPECT_EQ(graph::joined("", "b"), "b");
  EXPECT_EQ(graph::joined("a", ""), "a");
  EXPECT_EQ(graph::joined("a", "b"), "a,b");
  EXPECT_EQ(graph::total_of("comments"), "comments.limit(0).summary(true)");
}

}  // namespace
}  // namespace tidemark::testing
