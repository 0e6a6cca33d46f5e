#include "domain/metric.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace tidemark {
namespace {

using ::testing::HasSubstr;

TEST(Metric, StandardOnesAndNewOnesMayBeDeclared) {
  for (const Metric& metric : standard_metrics()) EXPECT_TRUE(check_declaration(metric)) << metric.name;
  EXPECT_TRUE(check_declaration({"playback_25_count", "1", MetricKind::running_total}));
}

TEST(Metric, AStandardNameWithAnotherUnitOrKindIsRefusedAndBothAreTold) {
  const auto unit = check_declaration({"video_watch_time", "ms", MetricKind::running_total});
  ASSERT_FALSE(unit);
  EXPECT_THAT(unit.error().message, HasSubstr("\"ms\""));
  EXPECT_THAT(unit.error().message, HasSubstr("\"s\""));
  const auto kind = check_declaration({"followers_count", "1", MetricKind::running_total});
  ASSERT_FALSE(kind);
  EXPECT_THAT(kind.error().message, HasSubstr("running_total"));
  EXPECT_THAT(kind.error().message, HasSubstr("gauge"));
}

TEST(Metric, ADerivedNameOrOneInAnotherSpellingIsRefused) {
  for (const char* name : {"engagement_rate", "total_engagement", "click_through_rate", "", "Likes",
                           "likes-count", "1st", "_likes", "likes count"})
    EXPECT_FALSE(check_declaration({name, "1", MetricKind::running_total})) << name;
}

}  // namespace
}  // namespace tidemark
