#include "query/post_answers.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace tidemark {
namespace {

using ::testing::ElementsAre;
using ::testing::Pair;

const std::vector<Metric> kDeclared{{"shares_count", "1", MetricKind::running_total},
                                    {"likes_count", "1", MetricKind::running_total},
                                    {"comments_count", "1", MetricKind::running_total},
                                    {"impressions", "1", MetricKind::running_total},
                                    {"views_of_day", "1", MetricKind::window_total}};

TEST(PostAnalytics, OfAPostNeverMeasuredIsAllNulls) {
  const PostAnalytics answer = analytics_of({.id = {7}}, std::nullopt, kDeclared);
  EXPECT_EQ(answer.post.id.value, 7u);
  EXPECT_EQ(answer.fetched_at, std::nullopt);
  EXPECT_THAT(answer.metrics,
              ElementsAre(Pair("comments_count", std::nullopt), Pair("impressions", std::nullopt),
                          Pair("likes_count", std::nullopt), Pair("shares_count", std::nullopt)));
  EXPECT_EQ(answer.total_engagement, std::nullopt);
  EXPECT_EQ(answer.engagement_rate, std::nullopt);
  EXPECT_EQ(answer.click_through_rate, std::nullopt);
}

TEST(PostAnalytics, JoinsWhatIsDeclaredWithWhatIsStoredByName) {
  const Standing standing{.fetched_at = {100},
                          .values = {{"claps", 9, {100}},
                                     {"comments_count", 2, {100}},
                                     {"impressions", 300, {90}},
                                     {"likes_count", 4, {100}},
                                     {"shares_count", 0, {100}},
                                     {"views_of_day", 1, {100}}}};
  const PostAnalytics answer = analytics_of({}, standing, kDeclared);
  EXPECT_EQ(answer.fetched_at, Instant{100});
  EXPECT_THAT(answer.metrics,
              ElementsAre(Pair("claps", 9), Pair("comments_count", 2), Pair("impressions", 300),
                          Pair("likes_count", 4), Pair("shares_count", 0)));
  EXPECT_THAT(answer.stale, ElementsAre(Pair("impressions", Instant{90})));
  EXPECT_EQ(answer.total_engagement, 6);
  EXPECT_EQ(answer.engagement_rate, 2.0);
  EXPECT_EQ(answer.click_through_rate, std::nullopt);
}

}  // namespace
}  // namespace tidemark
