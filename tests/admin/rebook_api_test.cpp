// When a post was published, or since when it is tracked, decides whether its first figures are a gain.

#include "admin/admin_house.h"

namespace tidemark::testing {
namespace {

struct RebookApi : AdminHouse {
  RebookApi() {
    register_reef(1);
    EXPECT_EQ(patch("accounts", R"({"tracked_since":"2026-01-02T00:00:00Z"})"), 200);
    EXPECT_EQ(ask("POST", "/api/v1/posts/1/refresh").status, 200);
  }
  int patch(std::string_view what, std::string_view body) {
    return ask("PATCH", "/api/v1/" + std::string(what) + "/1", body).status;
  }
  /// What the business gained in likes in all, and what its posts began with.
  std::pair<std::int64_t, std::int64_t> booked() {
    const std::string_view metrics[] = {"likes_count"};
    const Instant edges[] = {{0}, {4'000'000'000'000}};
    std::pair<std::int64_t, std::int64_t> sums{0, 0};
    const auto gains = store->gains({.business = BusinessId{1}, .metrics = metrics, .edges = edges}).value();
    for (const PlatformGains& platform : gains)
      for (const Booked& one : platform.metrics.at(0)) {
        sums.first += one.gain;
        sums.second += one.baseline;
      }
    return sums;
  }

  static constexpr std::pair<std::int64_t, std::int64_t> kBaseline{0, 41}, kGain{41, 0};
};

TEST_F(RebookApi, APatchOfAPostMovesItsFirstFiguresFromBaselineToGainAndBack) {
  EXPECT_EQ(booked(), kBaseline);
  for (int again = 0; again < 2; ++again) {
    EXPECT_EQ(patch("posts", R"({"published_at":"2026-01-02T00:00:00Z"})"), 200);
    EXPECT_EQ(booked(), kGain);
  }
  EXPECT_EQ(patch("posts", R"({"content_text":"no matter"})"), 200);
  EXPECT_EQ(booked(), kGain);
  EXPECT_EQ(patch("posts", R"({"published_at":"2026-01-01T23:59:59.999Z"})"), 200);
  EXPECT_EQ(booked(), kBaseline);
}

TEST_F(RebookApi, APatchOfAnAccountDoesSoForAllItsPosts) {
  EXPECT_EQ(patch("posts", R"({"published_at":"2026-01-01T00:00:00Z"})"), 200);
  EXPECT_EQ(booked(), kBaseline);
  EXPECT_EQ(patch("accounts", R"({"tracked_since":"2026-01-01T00:00:00Z"})"), 200);
  EXPECT_EQ(booked(), kGain);
  EXPECT_EQ(patch("accounts", R"({"tracked_since":"2026-01-03T00:00:00Z"})"), 200);
  EXPECT_EQ(booked(), kBaseline);
}

TEST_F(RebookApi, APostThatIsRegisteredAgainIsBookedAnew) {
  const std::string post = R"({"business_id":1,"account_id":1,"platform_post_id":"p1","published_at":)";
  EXPECT_EQ(ask("POST", "/api/v1/posts", post + R"("2026-01-05T00:00:00Z"})").status, 200);
  EXPECT_EQ(booked(), kGain);
  EXPECT_EQ(ask("POST", "/api/v1/posts", "[" + post + R"("2025-01-05T00:00:00Z"}])").status, 200);
  EXPECT_EQ(booked(), kBaseline);
}

TEST_F(RebookApi, WhatADiscoveryTellsIsBookedAnew) {
  reef.can_discover();
  reef.on_discover = [](DiscoverySink& sink) -> Result<DiscoveryEnd> {
    const auto published = *parse_rfc3339("2026-01-05T00:00:00Z");
    if (auto taken = sink.found({.platform_post_id = "p1", .published_at = published}); !taken)
      return taken.error();
    return DiscoveryEnd{.cursor = "next", .listed = DiscoveryEnd::Listed{}};
  };
  EXPECT_EQ(ask("POST", "/api/v1/accounts/1/discover").status, 200);
  EXPECT_EQ(booked(), kGain);
}

}  // namespace
}  // namespace tidemark::testing
