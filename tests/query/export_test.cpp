// What an export says, in every format, and that it is what an import takes.

#include "query/export.h"

#include <gmock/gmock.h>

#include <random>

#include "import_house.h"

namespace tidemark::testing {
namespace {

class ExportTest : public ImportHouse {
 protected:
  std::string whole(ExportRequest request, const Asker& asker = Asker::engine()) {
    const auto begun = Export::begin(*catalog, *store, asker, std::move(request));
    if (!begun) return "! " + begun.error().field + ": " + begun.error().message;
    std::string all, piece;
    for (bool more = true; more; all += piece) {
      piece.clear();
      const auto next = (*begun)->next(piece);
      if (!next) return "! " + next.error().message;
      more = *next;
      EXPECT_TRUE(!more || !piece.empty());
      EXPECT_LT(piece.size(), 70'000u);
    }
    return all;
  }
  void measure() {
    EXPECT_EQ(told(csv("post_id,fetched_at,likes_count,impressions\n"
                       "2,20,7,\n1,2026-01-01T10:20:30.456Z,5,-2\n1,10,4,\n5,10,,9\n")),
              "rows 4: stored 4, unchanged 0, rejected 0");
  }
};

TEST_F(ExportTest, CsvHasTheMetricsThatOccur) {
  measure();
  EXPECT_EQ(whole({}),
            "post_id,business_id,account_id,platform,platform_post_id,fetched_at,impressions,likes_count\n"
            "1,1,1,kiosk,a,1970-01-01T00:00:00.010Z,,4\n"
            "1,1,1,kiosk,a,2026-01-01T10:20:30.456Z,-2,5\n"
            "2,1,1,kiosk,b,1970-01-01T00:00:00.020Z,,7\n"
            "5,2,4,kiosk,a,1970-01-01T00:00:00.010Z,9,\n");
}

TEST_F(ExportTest, OtherFormatsSayTheSame) {
  measure();
  EXPECT_EQ(whole({.post = PostId{1}, .format = ExportFormat::ndjson}),
            R"({"post_id":1,"business_id":1,"account_id":1,"platform":"kiosk","platform_post_id":"a",)"
            R"("fetched_at":"1970-01-01T00:00:00.010Z","metrics":{"likes_count":4}})"
            "\n"
            R"({"post_id":1,"business_id":1,"account_id":1,"platform":"kiosk","platform_post_id":"a",)"
            R"("fetched_at":"2026-01-01T10:20:30.456Z","metrics":{"impressions":-2,"likes_count":5}})"
            "\n");
  EXPECT_EQ(
      whole({.posts = {.business = BusinessId{2}}, .format = ExportFormat::json}),
      R"({"items":[{"post_id":5,"business_id":2,"account_id":4,"platform":"kiosk",)"
      R"("platform_post_id":"a","fetched_at":"1970-01-01T00:00:00.010Z","metrics":{"impressions":9}}]})");
  EXPECT_EQ(whole({.post = PostId{1}, .format = ExportFormat::influx}),
            "tidemark_post,account_id=1,business_id=1,platform=kiosk,platform_post_id=a,post_id=1 "
            "likes_count=4i 10000000\n"
            "tidemark_post,account_id=1,business_id=1,platform=kiosk,platform_post_id=a,post_id=1 "
            "impressions=-2i,likes_count=5i 1767262830456000000\n");
  const std::string a =
      R"({post_id="1",business_id="1",account_id="1",platform="kiosk",platform_post_id="a"} )";
  const std::string b =
      R"({post_id="2",business_id="1",account_id="1",platform="kiosk",platform_post_id="b"} )";
  EXPECT_EQ(whole({.posts = {.business = BusinessId{1}}, .format = ExportFormat::openmetrics}),
            "# TYPE tidemark_post_impressions gauge\n"
            "tidemark_post_impressions" +
                a +
                "-2 1767262830.456\n"
                "# TYPE tidemark_post_likes_count gauge\n"
                "tidemark_post_likes_count" +
                a +
                "4 0.010\n"
                "tidemark_post_likes_count" +
                a +
                "5 1767262830.456\n"
                "tidemark_post_likes_count" +
                b +
                "7 0.020\n"
                "# EOF\n");
}

TEST_F(ExportTest, NothingIsAnAnswerToo) {
  const std::string header = "post_id,business_id,account_id,platform,platform_post_id,fetched_at";
  EXPECT_EQ(whole({}), header + "\n");
  EXPECT_EQ(whole({.metrics = {"likes_count"}}), header + ",likes_count\n");
  EXPECT_EQ(whole({.format = ExportFormat::ndjson}), "");
  EXPECT_EQ(whole({.format = ExportFormat::json}), R"({"items":[]})");
  EXPECT_EQ(whole({.format = ExportFormat::influx}), "");
  EXPECT_EQ(whole({.format = ExportFormat::openmetrics}), "# EOF\n");
}

TEST_F(ExportTest, EachFilterNarrowsIt) {
  measure();
  PostChange label;
  label.labels["campaign"] = "spring";
  ASSERT_TRUE(catalog->posts().change(engine, PostId{2}, label));
  const Asker second{.token = {7}, .role = Role::viewer, .businesses = std::set<BusinessId>{{2}}};
  const std::pair<ExportRequest, std::string> rows[] = {
      {{}, "1 1 2 5"},
      {{.posts = {.business = BusinessId{1}}}, "1 1 2"},
      {{.posts = {.platform = "kiosk"}}, "1 1 2 5"},
      {{.posts = {.platform = "stand"}}, ""},
      {{.posts = {.account = AccountId{4}}}, "5"},
      {{.posts = {.label = std::pair<std::string, std::string>("campaign", "spring")}}, "2"},
      {{.posts = {.label = std::pair<std::string, std::string>("campaign", "spring")}, .post = PostId{1}},
       ""},
      {{.posts = {.label = std::pair<std::string, std::string>("campaign", "spring")}, .post = PostId{2}},
       "2"},
      {{.posts = {.business = BusinessId{2}}, .post = PostId{1}}, ""},
      {{.post = PostId{99}}, ""},
      {{.metrics = {"impressions"}}, "1 5"},
      {{.from = Instant{20}}, "1 2"},
      {{.to = Instant{20}}, "1 5"},
      {{.from = Instant{20}, .to = Instant{21}}, "2"},
  };
  const auto posts_in = [&](ExportRequest request, const Asker& asker) {
    request.format = ExportFormat::influx;
    std::string ids;
    const std::string text = whole(request, asker);
    for (auto at = text.find("post_id="); at != std::string::npos; at = text.find("post_id=", at + 1))
      if (text[at - 1] == ',') ids += (ids.empty() ? "" : " ") + text.substr(at + 8, 1);
    return ids;
  };
  for (const auto& [request, posts] : rows) EXPECT_EQ(posts_in(request, engine), posts);
  EXPECT_EQ(posts_in({}, second), "5");
  EXPECT_EQ(posts_in({.post = PostId{1}}, second), "");
  EXPECT_THAT(whole({.posts = {.business = BusinessId{1}}}, second),
              ::testing::StartsWith("! business_id: "));
  EXPECT_EQ(whole({.metrics = {"claps"}}),
            "! metrics: metric claps is unknown, or the total of a window of time");
}

TEST_F(ExportTest, TextIsEscapedAsEachFormatWants) {
  const NewPost odd{.business = BusinessId{1}, .account = AccountId{1}, .platform_post_id = "a, \"b\"=\\"};
  const auto id = catalog->posts().add(engine, std::span(&odd, 1), false).value().at(0).id;
  ASSERT_TRUE(csv("post_id,fetched_at,likes_count\n" + std::to_string(id.value) + ",10,1\n"));
  EXPECT_THAT(whole({.post = id}), ::testing::HasSubstr(R"(,kiosk,"a, ""b""=\",1970)"));
  EXPECT_THAT(whole({.post = id, .format = ExportFormat::ndjson}),
              ::testing::HasSubstr(R"("platform_post_id":"a, \"b\"=\\")"));
  EXPECT_THAT(whole({.post = id, .format = ExportFormat::influx}),
              ::testing::HasSubstr(R"(platform_post_id=a\,\ "b"\=\\,post_id=)"));
  EXPECT_THAT(whole({.post = id, .format = ExportFormat::openmetrics}),
              ::testing::HasSubstr(R"(platform_post_id="a, \"b\"=\\"})"));
  for (const auto format : {ExportFormat::csv, ExportFormat::ndjson}) {
    const ImportRequest request{.format =
                                    format == ExportFormat::csv ? ImportFormat::csv : ImportFormat::ndjson};
    EXPECT_EQ(told(import(request, whole({.format = format}), engine)),
              "rows 1: stored 0, unchanged 1, rejected 0");
  }
}

TEST_F(ExportTest, WhatComesOutGoesInAgain) {
  const unsigned seed = std::random_device{}();
  SCOPED_TRACE("seed " + std::to_string(seed));
  std::mt19937_64 random(seed);
  std::string body = "fetched_at,post_id,likes_count,impressions,followers_count\n";
  for (int i = 0; i < 3'000; ++i) {
    body += std::to_string(random() % 2'000'000'000'000 % 1'700'000'000'000) + ',' +
            std::to_string(random() % 5 + 1);
    for (int m = 0; m < 3; ++m)
      body += random() % 3 ? ',' + std::to_string(static_cast<std::int64_t>(random())) : std::string(",");
    body += '\n';
  }
  ASSERT_TRUE(csv(body));
  for (const auto format : {ExportFormat::csv, ExportFormat::ndjson}) {
    const ImportRequest request{.format =
                                    format == ExportFormat::csv ? ImportFormat::csv : ImportFormat::ndjson};
    const std::string text = whole({.format = format});
    const auto again = import(request, text, engine);
    ASSERT_TRUE(again);
    EXPECT_EQ(again->rejected, 0u) << told(again);
    EXPECT_EQ(again->stored, 0u);

    TempDir other;
    auto new_catalog = Catalog::open(other.path(), clock).value();
    auto new_store = SnapshotStore::open({.folder = other / "store"}).value();
    furnish(*new_catalog, *new_store);
    std::swap(catalog, new_catalog);
    std::swap(store, new_store);
    const auto copied = import(request, text, engine, 1'000);
    EXPECT_EQ(whole({.format = format}), text);
    std::swap(catalog, new_catalog);
    std::swap(store, new_store);
    ASSERT_TRUE(copied);
    EXPECT_EQ(copied->stored, again->unchanged);
  }
}

}  // namespace
}  // namespace tidemark::testing
