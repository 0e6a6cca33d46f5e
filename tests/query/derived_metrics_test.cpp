#include "query/derived_metrics.h"

#include <gtest/gtest.h>

#include <limits>

namespace tidemark {
namespace {

using Number = std::optional<std::int64_t>;
constexpr std::int64_t kMin = std::numeric_limits<std::int64_t>::min();
constexpr std::int64_t kMax = std::numeric_limits<std::int64_t>::max();
constexpr auto kAbsent = std::nullopt;

TEST(DerivedMetrics, TotalEngagementNeedsEveryPartButQuotes) {
  const struct {
    EngagementParts parts;
    Number total;
  } rows[] = {
      {{.likes = 1, .comments = 2, .shares = 3, .quotes = 4}, 10},
      {{.likes = 1, .comments = 2, .shares = 3}, 6},
      {{.likes = 0, .comments = 0, .shares = 0}, 0},
      {{.comments = 2, .shares = 3, .quotes = 4}, kAbsent},
      {{.likes = 1, .shares = 3, .quotes = 4}, kAbsent},
      {{.likes = 1, .comments = 2, .quotes = 4}, kAbsent},
      {{.likes = kMax, .comments = 0, .shares = 0}, kMax},
      {{.likes = kMax, .comments = 1, .shares = 0}, kAbsent},
      {{.likes = kMax, .comments = 1, .shares = -1}, kMax},
      {{.likes = kMin, .comments = kMin, .shares = kMax, .quotes = kMax}, -2},
  };
  for (const auto& row : rows) EXPECT_EQ(total_engagement(row.parts), row.total);
}

TEST(DerivedMetrics, RatesAreRoundedHalfAwayFromZeroToTwoDecimals) {
  const struct {
    std::int64_t part, whole;
    Number hundredths;
  } rows[] = {
      {1, 3, 3333},
      {2, 3, 6667},
      {1, 20'000, 1},  // exactly half of a hundredth
      {1, 20'001, 0},
      {-1, 20'000, -1},
      {-1, 20'001, 0},
      {1, -20'000, -1},
      {-3, -20'000, 2},
      {3, 20'000, 2},
      {1005, 100'000, 101},  // 1.005 %: a double would make it 1.00
      {0, 7, 0},
      {7, 0, kAbsent},
      {50, 10, 50'000},
      {kMax, kMax, 10'000},
      {kMin, kMin, 10'000},
      {kMin, 10'000, kMin},
      {kMax, 1, kAbsent},
      {1, kMax, 0},
  };
  for (const auto& row : rows) {
    EXPECT_EQ(click_through_rate_hundredths({.impressions = row.whole, .clicks = row.part}), row.hundredths)
        << row.part << " of " << row.whole;
    EXPECT_EQ(
        engagement_rate_hundredths({.likes = row.part, .comments = 0, .shares = 0, .impressions = row.whole}),
        row.hundredths)
        << row.part << " of " << row.whole;
  }
}

TEST(DerivedMetrics, ARateIsExactWhereItsTotalIsNoNumberAnyMore) {
  EXPECT_EQ(engagement_rate_hundredths({.likes = kMax, .comments = kMax, .shares = 0, .impressions = kMax}),
            20'000);
}

TEST(DerivedMetrics, ARateOfAnAbsentPartIsAbsent) {
  EXPECT_EQ(click_through_rate_hundredths({.clicks = 1}), kAbsent);
  EXPECT_EQ(click_through_rate_hundredths({.impressions = 1}), kAbsent);
  EXPECT_EQ(engagement_rate_hundredths({.likes = 1, .comments = 1, .impressions = 1}), kAbsent);
  EXPECT_EQ(percent(kAbsent), kAbsent);
  EXPECT_EQ(percent(101), 1.01);
}

}  // namespace
}  // namespace tidemark
