// The store over HTTP: its size, its soundness, packing; and the reasons for gaps, from a failed refresh to
// the series.

#include "admin_house.h"

namespace tidemark::testing {
namespace {

using namespace std::chrono_literals;

class StoreApi : public AdminHouse {
 protected:
  json::Document get(const std::string& target) {
    const auto answer = ask("GET", target);
    EXPECT_EQ(answer.status, 200) << answer.body;
    return json::parse(answer.body);
  }
  /// "rate_limited 2027-01-15T08:00:00.000Z-", by time.
  std::vector<std::string> gaps(const std::string& target) {
    const auto series = get(target);
    std::vector<std::string> lines;
    for (json::Value gap : series.root()["gaps"].items())
      lines.push_back(std::string(*gap["reason"].string()) + " " + std::string(*gap["from"].string()) + "-" +
                      std::string(gap["to"].string().value_or("")));
    return lines;
  }
};

TEST_F(StoreApi, TellsHowLargeTheStoreIsAndPacksIt) {
  register_reef(3);
  ask("POST", "/api/v1/analytics/refresh", R"({"business_id":1})");
  const auto before = get("/api/v1/store/stats");
  EXPECT_GT(before.root()["bytes_on_disk"].integer(), 0);
  const auto packed = ask("POST", "/api/v1/store/pack", "{}");
  ASSERT_EQ(packed.status, 200) << packed.body;
  const auto after = json::parse(packed.body);
  EXPECT_EQ(after.root()["snapshots"].integer(), 4);  // three posts and the account
  EXPECT_EQ(after.root()["unpacked"].integer(), 0);
  EXPECT_EQ(after.root()["subjects"].integer(), 4);
  EXPECT_FALSE(after.root()["parts"].items().empty());
  EXPECT_EQ(get("/api/v1/analytics/posts/1").root()["likes_count"].integer(), 41);
}

TEST_F(StoreApi, SaysThatASoundStoreIsSound) {
  register_reef(2);
  ask("POST", "/api/v1/analytics/refresh", R"({"business_id":1})");
  const auto answer = ask("POST", "/api/v1/store/verify", "{}");
  ASSERT_EQ(answer.status, 200) << answer.body;
  const auto report = json::parse(answer.body);
  EXPECT_EQ(report.root()["ok"].boolean(), true) << answer.body;
  EXPECT_EQ(report.root()["snapshots"].integer(), 3);
  EXPECT_EQ(report.root()["found"].integer(), 0);
  EXPECT_TRUE(report.root()["findings"].items().empty());
}

TEST_F(StoreApi, IsForAdminsOfTheWholeEngine) {
  register_reef(1);
  const std::string viewer = token_for("viewer"), of_business = token_for("admin", "[1]");
  for (const auto& [method, path] :
       {std::pair("GET", "/api/v1/store/stats"), std::pair("POST", "/api/v1/store/verify"),
        std::pair("POST", "/api/v1/store/pack")}) {
    const std::string_view body = std::string_view(method) == "POST" ? "{}" : "";
    EXPECT_EQ(ask(method, path, body, viewer).status, 403) << path;
    EXPECT_EQ(ask(method, path, body, of_business).status, 403) << path;
  }
}

TEST_F(StoreApi, ASeriesSaysWhyItHasGaps) {
  register_reef(1);
  EXPECT_TRUE(gaps("/api/v1/posts/1/series").empty());
  const std::string begun = to_rfc3339(clock.now());
  reef.fail_with(Error{.code = Code::rate_limited, .message = "slow down", .retry_after = 60s});
  ask("POST", "/api/v1/posts/1/refresh");
  EXPECT_EQ(gaps("/api/v1/posts/1/series"), std::vector{"rate_limited " + begun + "-"});
  EXPECT_EQ(gaps("/api/v1/accounts/1/series"), std::vector{"rate_limited " + begun + "-"});
  clock.advance(1h);
  reef.fail_with(std::nullopt);
  const std::string ended = to_rfc3339(clock.now());
  ask("POST", "/api/v1/posts/1/refresh");
  EXPECT_EQ(gaps("/api/v1/posts/1/series"), std::vector{"rate_limited " + begun + "-" + ended});
  EXPECT_EQ(gaps("/api/v1/posts/1/series?step=1h&value=gain"),
            std::vector{"rate_limited " + begun + "-" + ended});
  EXPECT_TRUE(gaps("/api/v1/posts/1/series?from=" + ended).empty());
  const auto gap = get("/api/v1/posts/1/series");
  EXPECT_EQ((*gap.root()["gaps"].items().begin())["message"].string(), "slow down");
}

TEST_F(StoreApi, APostThatIsGoneSaysSince) {
  register_reef(0);
  ask("POST", "/api/v1/posts", R"({"business_id":1,"account_id":1,"platform_post_id":"gone-1"})");
  const std::string begun = to_rfc3339(clock.now());
  ask("POST", "/api/v1/posts/1/refresh");
  EXPECT_EQ(gaps("/api/v1/posts/1/series"), std::vector{"post_gone " + begun + "-"});
  EXPECT_TRUE(gaps("/api/v1/accounts/1/series").empty());
}

}  // namespace
}  // namespace tidemark::testing
