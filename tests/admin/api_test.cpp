// The admin API's promises, call by call.

#include "admin/admin_house.h"

namespace tidemark::testing {
namespace {

using namespace std::chrono_literals;

struct AdminApi : AdminHouse {
  json::Document get(std::string_view target, std::string_view token = "-") {
    const auto answer = ask("GET", target, {}, token);
    EXPECT_EQ(answer.status, 200) << target << " " << answer.body;
    return json::parse(answer.body);
  }
  std::string first_field(const HttpAnswer& answer) {
    const auto document = json::parse(answer.body);
    for (json::Value error : document.root()["errors"].items())
      return std::string(error["field"].string().value_or(""));
    return "none";
  }
};

TEST_F(AdminApi, BadInputIsToldByTheNameOfWhatIsWrong) {
  register_reef(1);
  std::string many = "[";
  for (int i = 0; i < 10'001; ++i) many += R"({"business_id":1,"account_id":1,"platform_post_id":"q"},)";
  many.back() = ']';
  const std::string post = R"({"business_id":1,"account_id":1,"platform_post_id":"ok"})";
  struct Row {
    std::string method, target, body;
    int status;
    std::string field;
  };
  const Row rows[] = {
      {"POST", "/api/v1/businesses", R"({"name":"x","nmae":1})", 400, "nmae"},
      {"POST", "/api/v1/businesses", R"({"name":"x","time_zone":"Mars/Base"})", 400, "time_zone"},
      {"POST", "/api/v1/businesses", R"({"name":)", 400, ""},
      {"POST", "/api/v1/businesses", "{\"name\":\"a\xff\"}", 400, ""},
      {"POST", "/api/v1/businesses", "", 400, ""},
      {"POST", "/api/v1/accounts", R"({"business_id":99,"platform":"reef","access_token":"s3cret"})", 400,
       "business_id"},
      {"POST", "/api/v1/accounts", R"({"business_id":1,"platform":"mars","access_token":"s3cret"})", 400,
       "platform"},
      {"POST", "/api/v1/accounts", R"({"business_id":1,"platform":"reef"})", 400, "access_token"},
      {"POST", "/api/v1/accounts",
       R"({"business_id":1,"platform":"reef","access_token":"s3cret","page_id":"bad"})", 400, "page_id"},
      {"POST", "/api/v1/posts", many, 400, "posts"},
      {"POST", "/api/v1/posts",
       "[" + post + R"(,{"business_id":1,"account_id":1,"platform_post_id":"x","published_at":"yesterday"}])",
       400, "posts[1].published_at"},
      {"POST", "/api/v1/posts", "[" + post + R"(,{"business_id":1,"account_id":77,"platform_post_id":"x"}])",
       400, "posts[1].account_id"},
      {"POST", "/api/v1/posts", R"({"business_id":1,"account_id":1,"platform_post_id":"a b"})", 400,
       "platform_post_id"},
      {"PATCH", "/api/v1/posts/1", R"({"account_id":2})", 400, "account_id"},
      {"PATCH", "/api/v1/accounts/1", R"({"platform":"reef"})", 400, "platform"},
      {"POST", "/api/v1/analytics/refresh", R"({"business_id":99})", 404, "-"},
      {"POST", "/api/v1/analytics/refresh", R"({"business_id":1,"platforms":["reef","mars"]})", 400,
       "platforms[1]"},
      {"GET", "/api/v1/posts?limit=1001", "", 400, "limit"},
      {"GET", "/api/v1/posts?colour=red", "", 400, "colour"},
      {"GET", "/api/v1/posts?limit=1&limit=2", "", 400, "limit"},
      {"GET", "/api/v1/posts?platform=%zz", "", 400, "platform"},
      {"GET", "/api/v1/posts/1/series?step=2h", "", 400, "step"},
      {"GET", "/api/v1/posts/99", "", 404, "none"},
      {"GET", "/api/v1/posts/0", "", 404, "none"},
      {"GET", "/api/v1/posts/x", "", 404, "none"},
      {"GET", "/api/v1/nothing", "", 404, "none"},
      {"GET", "/api/v1/analytics/sync-status", "", 400, "business_id"},
      {"GET", "/api/v1/analytics/sync-status?business_id=99", "", 404, "-"},
      {"DELETE", "/api/v1/businesses/99", "", 404, "-"},
      {"POST", "/api/v1/accounts/1/discover", "", 409, "none"},
  };
  for (const auto& row : rows) {
    const auto answer = ask(row.method, row.target, row.body);
    EXPECT_EQ(answer.status, row.status) << row.method << " " << row.target << " " << answer.body;
    EXPECT_EQ(answer.headers.at("content-type"), "application/problem+json");
    if (row.field != "-") {
      EXPECT_EQ(first_field(answer), row.field) << row.target << " " << row.body.substr(0, 100);
    }
    EXPECT_EQ(answer.body.find("s3cret"), std::string::npos) << answer.body;
  }
  EXPECT_EQ(get("/api/v1/posts").root()["items"].items().size(),
            1u);  // nothing of it was kept, nothing was lost
}

TEST_F(AdminApi, ARequestIsJudgedByPathMethodTokenAndType) {
  EXPECT_EQ(ask("GET", "/api/v1/businesses", {}, "").status, 401);
  EXPECT_EQ(ask("GET", "/api/v1/businesses", {}, "").headers.at("www-authenticate"),
            R"(Bearer realm="tidemark")");
  EXPECT_EQ(ask("GET", "/api/v1/businesses", {}, "tm_wrong").status, 401);
  const auto method = ask("PUT", "/api/v1/businesses", "{}");
  EXPECT_EQ(method.status, 405);
  EXPECT_EQ(method.headers.at("allow"), "GET, HEAD, POST");
  HttpTestClient http(server->port());
  EXPECT_EQ(http.ask(http_request("POST", "/api/v1/businesses", admin, "name=x", "text/plain")).status, 415);
  EXPECT_EQ(ask("POST", "/api/v1/businesses", std::string(5u << 20, ' ')).status, 413);
  EXPECT_EQ(ask("GET", "/api/v1/businesses/").status, 200);
  EXPECT_EQ(ask("HEAD", "/api/v1/businesses").status, 200);
}

TEST_F(AdminApi, AnAccountNeverShowsItsTokens) {
  register_reef(0);
  const auto changed = ask("PATCH", "/api/v1/accounts/1", R"({"refresh_token":"s3cret2","is_active":false})");
  EXPECT_EQ(changed.status, 200);
  EXPECT_EQ(changed.body.find("s3cret"), std::string::npos);
  const auto account = json::parse(changed.body);
  EXPECT_EQ(account.root()["platform"].string(), "reef");  // given by its alias
  EXPECT_EQ(account.root()["has_refresh_token"].boolean(), true);
  EXPECT_EQ(account.root()["state"].string(), "disabled");
}

TEST_F(AdminApi, TheSamePostAgainIsTheSamePost) {
  register_reef(1);
  const auto again =
      ask("POST", "/api/v1/posts",
          R"({"business_id":1,"account_id":1,"platform_post_id":"p1","labels":{"campaign":"spring"}})");
  EXPECT_EQ(again.status, 200);
  const auto many = ask("POST", "/api/v1/posts",
                        R"([{"business_id":1,"account_id":1,"platform_post_id":"p1"},)"
                        R"({"business_id":1,"account_id":1,"platform_post_id":"p2"}])");
  EXPECT_EQ(many.status, 201);
  const auto items = json::parse(many.body);
  std::vector<bool> created;
  for (json::Value item : items.root()["items"].items()) created.push_back(*item["created"].boolean());
  EXPECT_EQ(created, (std::vector<bool>{false, true}));
  EXPECT_EQ(get("/api/v1/posts?label=campaign:spring").root()["items"].items().size(), 1u);
}

TEST_F(AdminApi, ListsGoOnWhereTheCursorSays) {
  register_reef(5);
  std::string target = "/api/v1/posts?limit=2";
  std::vector<std::int64_t> ids;
  for (;;) {
    const auto page = get(target);
    for (json::Value post : page.root()["items"].items()) ids.push_back(*post["id"].integer());
    if (page.root()["next_cursor"].is_null()) break;
    target = "/api/v1/posts?limit=2&cursor=" + std::string(*page.root()["next_cursor"].string());
  }
  EXPECT_EQ(ids, (std::vector<std::int64_t>{1, 2, 3, 4, 5}));
}

TEST_F(AdminApi, ARefreshReportsWhatBecameOfEveryPost) {
  register_reef(2);
  ask("POST", "/api/v1/posts", R"({"business_id":1,"account_id":1,"platform_post_id":"gone-1"})");
  const auto answer = ask("POST", "/api/v1/analytics/refresh", R"({"business_id":1})");
  EXPECT_EQ(answer.status, 200) << answer.body;
  const auto report = json::parse(answer.body);
  EXPECT_EQ(report.root()["status"].string(), "partial");
  EXPECT_EQ(report.root()["posts_updated"].integer(), 2);
  EXPECT_EQ(report.root()["sync_details"]["by_platform"]["reef"]["failed"].integer(), 1);
  EXPECT_NE(answer.body.find(R"({"post_id":3,"platform":"reef","code":"post_not_found")"), std::string::npos)
      << answer.body;

  const auto analytics = get("/api/v1/analytics/posts/1");
  EXPECT_EQ(analytics.root()["likes_count"].integer(), 41);
  EXPECT_TRUE(analytics.root()["impressions"].is_null());
  const auto series = get("/api/v1/posts/1/series");
  EXPECT_EQ(series.root()["timestamps"].items().size(), 1u);
  const auto status = get("/api/v1/analytics/sync-status?business_id=1");
  EXPECT_EQ(status.root()["synced_posts"].integer(), 2);
  const auto run = get("/api/v1/sync/runs/1");
  EXPECT_EQ(run.root()["trigger"].string(), "manual");
  const auto runs = get("/api/v1/sync/runs?business_id=1");
  EXPECT_EQ(runs.root()["items"].items().size(), 1u);
  EXPECT_EQ(json::parse(ask("POST", "/api/v1/posts/1/refresh").body).root()["success"].boolean(), true);
  EXPECT_EQ(ask("DELETE", "/api/v1/posts/1").status, 204);
  EXPECT_EQ(ask("GET", "/api/v1/analytics/posts/1").status, 404);
}

TEST_F(AdminApi, ATokenOfABusinessSeesNothingElse) {
  register_reef(1);
  ask("POST", "/api/v1/businesses", R"({"name":"Other"})");
  const std::string foreign = token_for("admin", "[2]");
  for (const char* target :
       {"/api/v1/businesses/1", "/api/v1/accounts/1", "/api/v1/posts/1", "/api/v1/analytics/posts/1",
        "/api/v1/posts/1/series", "/api/v1/accounts/1/series", "/api/v1/tokens/1",
        "/api/v1/analytics/sync-status?business_id=1"})
    EXPECT_EQ(ask("GET", target, {}, foreign).status, 404) << target;
  for (const char* target : {"/api/v1/accounts", "/api/v1/posts", "/api/v1/sync/runs"})
    EXPECT_TRUE(get(target, foreign).root()["items"].items().empty()) << target;
  EXPECT_EQ(get("/api/v1/businesses", foreign).root()["items"].items().size(), 1u);
  const auto buckets_seen_with = [&](const std::string& token) {
    const auto platforms = get("/api/v1/platforms", token);
    const json::Value reef_itself = *platforms.root()["items"].items().begin();
    return reef_itself["buckets"].items().size();
  };
  EXPECT_EQ(buckets_seen_with(foreign), 1u) << "of another's account";
  EXPECT_EQ(buckets_seen_with(token_for("admin", "[1]")), 2u);
  EXPECT_EQ(buckets_seen_with(admin), 2u);
  ASSERT_TRUE(catalog->accounts().remember_refused({1}, {"reach", "video", clock.now() + 1h, "retired"}));
  const auto refusals_seen_with = [&](const std::string& token) {
    const auto platforms = get("/api/v1/platforms", token);
    return (*platforms.root()["items"].items().begin())["unavailable"].items().size();
  };
  EXPECT_EQ(refusals_seen_with(foreign), 0u) << "of another's account";
  EXPECT_EQ(refusals_seen_with(token_for("admin", "[1]")), 1u);
  EXPECT_EQ(ask("POST", "/api/v1/analytics/refresh", R"({"business_id":1})", foreign).status, 404);
  EXPECT_EQ(ask("POST", "/api/v1/businesses", R"({"name":"x"})", foreign).status, 403);
  EXPECT_EQ(ask("GET", "/metrics", {}, foreign).status, 403);
}

TEST_F(AdminApi, ReadinessAndMetricsSpeakOfTheWholeEngine) {
  EXPECT_EQ(ask("GET", "/healthz", {}, "").status, 200);
  EXPECT_EQ(ask("GET", "/readyz", {}, "").status, 200);
  const auto text = ask("GET", "/metrics").body;
  for (const char* line :
       {"tidemark_quota_remaining{bucket=\"lookups\",platform=\"reef\",scope=\"app\"} 99",
        "tidemark_quota_remaining{bucket=\"lookups\",platform=\"reef\",scope=\"account 1\"} 49",
        "tidemark_store_bytes",
        "tidemark_http_requests_total{method=\"GET\",route=\"/healthz\",status=\"200\"} 1",
        "process_resident_memory_bytes"})
    EXPECT_NE(text.find(line), std::string::npos) << line << "\n" << text;
}

TEST_F(AdminApi, AnAccountsSeriesTellsWhatIsKnownNowAndWhatWasKnownThen) {
  register_reef(0);
  const std::vector<Metric> metrics{{"day_views", "1", MetricKind::window_total}};
  ASSERT_TRUE(store->declare(metrics));
  const auto window = [&](const char* fetched_at, std::int64_t value) {
    const WindowTotal one{subject_of(AccountId{1}, BusinessId{1}),
                          "day_views",
                          *parse_rfc3339("2026-09-07T07:00:00Z"),
                          *parse_rfc3339("2026-09-08T07:00:00Z"),
                          *parse_rfc3339(fetched_at),
                          value};
    ASSERT_TRUE(store->append_windows(std::span(&one, 1)));
  };
  window("2026-09-08T09:00:00Z", 100);
  window("2026-09-10T09:00:00Z", 120);
  const std::string path = "/api/v1/accounts/1/series?step=1d";
  // The business is in Berlin.
  EXPECT_EQ(
      ask("GET", path).body,
      R"({"account_id":1,"step":"1d","timestamps":["2026-09-06T22:00:00.000Z"],"metrics":{"day_views":[120]},"gaps":[]})");
  EXPECT_EQ(
      ask("GET", path + "&as_of=2026-09-08").body,
      R"({"account_id":1,"step":"1d","timestamps":["2026-09-06T22:00:00.000Z"],"metrics":{"day_views":[100]},"gaps":[]})");
  EXPECT_EQ(ask("GET", path + "&as_of=soon").status, 400);
  EXPECT_EQ(ask("GET", "/api/v1/accounts/1/series?step=2d").status, 400);
  EXPECT_EQ(ask("GET", "/api/v1/accounts/1/series?from=2000-01-01&to=2026-01-01&step=15m").status, 400);
}

struct ScheduledApi : AdminHouse {
  ScheduledApi() : AdminHouse({.version = "0.1"}, true) { clock.await_sleepers(1); }
  std::string next_run(const std::string& token) {
    return told(ask("GET", "/api/v1/scheduler/status", {}, token), "next_run_at");
  }
  std::string next_sync(int business) {
    return told(ask("GET", "/api/v1/analytics/sync-status?business_id=" + std::to_string(business)),
                "next_sync_at");
  }

 private:
  static std::string told(const HttpAnswer& answer, const char* field) {
    const auto document = json::parse(answer.body);
    return std::string(document.root()[field].string().value_or("nothing"));
  }
};

TEST_F(ScheduledApi, TheNextRunOfAnothersBusinessIsNotTold) {
  register_reef(0);
  ask("POST", "/api/v1/businesses", R"({"name":"Other"})");
  ask("PUT", "/api/v1/businesses/1/schedule", R"({"every":"1h"})");
  clock.await_sleepers(1);  // the scheduler has looked at both
  EXPECT_NE(next_sync(1), "nothing");
  EXPECT_EQ(next_run(token_for("viewer", "[1]")), next_sync(1));
  EXPECT_EQ(next_run(token_for("viewer", "[2]")), next_sync(2));
  EXPECT_EQ(next_run(admin), std::min(next_sync(1), next_sync(2)));
}

struct ImpatientApi : AdminHouse {
  ImpatientApi() : AdminHouse({.refresh_wait = 50ms, .version = "0.1"}) {}
};

TEST_F(ImpatientApi, ARefreshThatTakesLongIsAnsweredWithThePlaceToLook) {
  register_reef(1);
  reef.hold(true);
  const auto answer = ask("POST", "/api/v1/analytics/refresh", R"({"business_id":1})");
  EXPECT_EQ(answer.status, 202);
  EXPECT_EQ(answer.headers.at("location"), "/api/v1/sync/runs/1");
  EXPECT_EQ(json::parse(answer.body).root()["status"].string(), "running");
}

TEST_F(AdminApi, IdleSlowAndWaitingClientsHoldNobodyUp) {
  register_reef(1);
  reef.hold(true);
  std::vector<HttpTestClient> idle, slow, waiting;
  for (int i = 0; i < 200; ++i) idle.emplace_back(server->port());
  for (int i = 0; i < 50; ++i) {
    slow.emplace_back(server->port());
    slow.back().send(i % 2 == 0 ? "GET /api/v1/posts HTT"
                                : "POST /api/v1/posts HTTP/1.1\r\nAuthorization: Bearer " + admin +
                                      "\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{");
  }
  for (int i = 0; i < 20; ++i) {
    waiting.emplace_back(server->port());
    waiting.back().send(http_request("POST", "/api/v1/analytics/refresh", admin, R"({"business_id":1})"));
  }
  for (int i = 0; i < 20; ++i) {
    EXPECT_EQ(ask("GET", "/healthz", {}, "").status, 200);
    EXPECT_EQ(ask("GET", "/api/v1/posts").status, 200);
  }
  reef.hold(false);
  int ended = 0;
  for (auto& http : waiting) ended += http.receive().status == 200 ? 1 : 0;
  EXPECT_GE(ended, 16);  // the others found no place to wait and were told where to look
}

}  // namespace
}  // namespace tidemark::testing
