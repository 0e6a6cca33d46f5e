// Import and export as a client sees them.

#include "admin/admin_house.h"

namespace tidemark::testing {
namespace {

class ImportApi : public AdminHouse {
 protected:
  ImportApi() { register_reef(2); }
  HttpAnswer import(std::string_view body, std::string_view query = "", std::string_view token = "-",
                    std::string_view type = "text/csv") {
    return ask("POST", "/api/v1/import" + std::string(query), body, token, type);
  }
  std::string exported(std::string_view query = "") {
    return ask("GET", "/api/v1/analytics/export" + std::string(query)).body;
  }
};

TEST_F(ImportApi, SaysWhatBecameOfEachRow) {
  const auto answer = import("post_id,fetched_at,likes_count\n1,10,1\n1,10,1\n1,10,2\n7,10,1\n");
  EXPECT_EQ(answer.status, 200);
  EXPECT_EQ(answer.body,
            R"({"rows":4,"stored":1,"unchanged":1,"rejected":2,"errors":[)"
            R"({"line":4,"reason":"conflict: post 1 has another value at 1970-01-01T00:00:00.010Z"},)"
            R"({"line":5,"reason":"there is no post 7"}]})");
}

TEST_F(ImportApi, TakesNdjsonByItsMediaType) {
  const auto answer = import(R"({"post_id":1,"fetched_at":10,"metrics":{"likes_count":1}})", "", "-",
                             "application/x-ndjson; charset=utf-8");
  EXPECT_EQ(answer.status, 200) << answer.body;
  EXPECT_EQ(answer.body, R"({"rows":1,"stored":1,"unchanged":0,"rejected":0,"errors":[]})");
}

TEST_F(ImportApi, RefusesWhatItCannotReadAsAWhole) {
  const auto unknown = import("post_id,fetched_at,claps\n1,10,1\n");
  EXPECT_EQ(unknown.status, 400);
  EXPECT_EQ(json::parse(unknown.body).root()["errors"].items().empty(), false);
  EXPECT_NE(unknown.body.find(R"("field":"claps")"), std::string::npos) << unknown.body;
  EXPECT_EQ(import("post_id,fetched_at\n", "", "-", "application/json").status, 415);
  EXPECT_EQ(import("nonsense", "", "-", "application/x-ndjson").status, 400);
  EXPECT_EQ(import("", "", "-").status, 400);
  EXPECT_EQ(import("post_id,fetched_at\n", "?create=perhaps").status, 400);
  EXPECT_EQ(import("post_id,fetched_at\n", "", token_for("viewer")).status, 403);
}

TEST_F(ImportApi, RegistersPostsOnDemandOnly) {
  const std::string_view body = "platform,platform_post_id,account_id,fetched_at,likes_count\nr,new,1,10,1\n";
  EXPECT_NE(import(body).body.find(R"("rejected":1)"), std::string::npos);
  const auto answer = import(body, "?create=true", token_for("editor"));
  EXPECT_NE(answer.body.find(R"("stored":1)"), std::string::npos) << answer.body;
  EXPECT_NE(ask("GET", "/api/v1/posts?account_id=1").body.find(R"("platform_post_id":"new")"),
            std::string::npos);
}

TEST_F(ImportApi, ExportsAreImported) {
  ASSERT_EQ(import("post_id,fetched_at,likes_count,impressions\n1,10,1,\n2,10,,4\n").status, 200);
  const std::string csv = exported();
  EXPECT_EQ(csv,
            "post_id,business_id,account_id,platform,platform_post_id,fetched_at,impressions,likes_count\n"
            "1,1,1,reef,p1,1970-01-01T00:00:00.010Z,,1\n"
            "2,1,1,reef,p2,1970-01-01T00:00:00.010Z,4,\n");
  EXPECT_NE(import(csv).body.find(R"("unchanged":2,"rejected":0)"), std::string::npos);
  const std::string ndjson = exported("?format=ndjson&platform=r");
  EXPECT_NE(import(ndjson, "", "-", "application/x-ndjson").body.find(R"("unchanged":2,"rejected":0)"),
            std::string::npos);
  const auto list = json::parse(exported("?format=json&post_id=2&from=1970-01-01&to=1970-01-01"));
  EXPECT_EQ(list.root()["items"].items().size(), 1u);
}

TEST_F(ImportApi, ExportsNameTheirFormat) {
  const std::pair<const char*, const char*> rows[] = {
      {"csv", "text/csv; charset=utf-8"},
      {"ndjson", "application/x-ndjson"},
      {"json", "application/json"},
      {"influx", "text/plain; charset=utf-8"},
      {"openmetrics", "application/openmetrics-text; version=1.0.0; charset=utf-8"}};
  for (const auto& [format, type] : rows) {
    auto answer = ask("GET", "/api/v1/analytics/export?format=" + std::string(format));
    EXPECT_EQ(answer.status, 200);
    EXPECT_EQ(answer.headers["content-type"], type);
  }
  EXPECT_EQ(ask("GET", "/api/v1/analytics/export?format=xml").status, 400);
  EXPECT_EQ(ask("GET", "/api/v1/analytics/export?metrics=claps").status, 400);
  EXPECT_EQ(ask("GET", "/api/v1/analytics/export?business_id=9").status, 404);
  EXPECT_EQ(ask("POST", "/api/v1/businesses", R"({"name":"Other"})").status, 201);
  EXPECT_EQ(ask("GET", "/api/v1/analytics/export?business_id=1", "", token_for("viewer", "[2]")).status, 404);
}

TEST_F(ImportApi, ALongExportComesWhole) {
  std::string body = "post_id,fetched_at,likes_count\n";
  for (int i = 0; i < 20'000; ++i)
    body += std::to_string(i % 2 + 1) + "," + std::to_string(i) + "," + std::to_string(i) + "\n";
  ASSERT_NE(import(body).body.find(R"("stored":20000)"), std::string::npos);
  const std::string csv = exported();
  EXPECT_EQ(std::count(csv.begin(), csv.end(), '\n'), 20'001);
  EXPECT_NE(import(csv).body.find(R"("unchanged":20000,"rejected":0)"), std::string::npos);
}

}  // namespace
}  // namespace tidemark::testing
