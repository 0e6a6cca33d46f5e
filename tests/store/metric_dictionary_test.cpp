#include "store/metric_dictionary.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace tidemark {
namespace {

using ::testing::HasSubstr;

const Metric kLikes{"likes_count", "1", MetricKind::running_total};
const Metric kFollowers{"followers_count", "1", MetricKind::gauge};
const Metric kWatched{"video_watch_time", "s", MetricKind::running_total};

void declare(MetricDictionary& dictionary, std::vector<Metric> metrics) {
  const auto plan = dictionary.plan(metrics);
  ASSERT_TRUE(plan) << plan.error().message;
  dictionary.publish(*plan);
}

TEST(MetricDictionary, NumbersFollowTheOrderOfDeclarationForGood) {
  MetricDictionary dictionary;
  declare(dictionary, {kLikes, kFollowers});
  declare(dictionary, {kWatched, kFollowers, kLikes});
  EXPECT_EQ(dictionary.number_of("likes_count"), 1u);
  EXPECT_EQ(dictionary.number_of("followers_count"), 2u);
  EXPECT_EQ(dictionary.number_of("video_watch_time"), 3u);
  EXPECT_EQ(dictionary.number_of("reach"), std::nullopt);
  EXPECT_EQ(dictionary.name_of(3), "video_watch_time");
  EXPECT_EQ(dictionary.name_of(0), "");
  EXPECT_EQ(dictionary.name_of(4), "");
}

TEST(MetricDictionary, OneNameHasOneUnitAndKind) {
  MetricDictionary dictionary;
  declare(dictionary, {kWatched});
  const auto unit =
      dictionary.plan(std::vector<Metric>{{"video_watch_time", "ms", MetricKind::running_total}});
  ASSERT_FALSE(unit);
  EXPECT_EQ(unit.error().code, Code::conflict);
  EXPECT_THAT(unit.error().message, HasSubstr("\"ms\""));
  EXPECT_THAT(unit.error().message, HasSubstr("\"s\""));
  EXPECT_FALSE(dictionary.plan(std::vector<Metric>{{"video_watch_time", "s", MetricKind::gauge}}));
  // Also within one list, of which nothing is then planned.
  EXPECT_FALSE(dictionary.plan(std::vector<Metric>{kLikes, {"likes_count", "1", MetricKind::gauge}}));
  EXPECT_EQ(dictionary.plan(std::vector<Metric>{kLikes, kLikes})->size(), 1u);
}

TEST(MetricDictionary, IsReadAsItWasWritten) {
  MetricDictionary dictionary;
  ASSERT_TRUE(dictionary.load(1, MetricDictionary::encode(kWatched)));
  ASSERT_TRUE(dictionary.load(2, MetricDictionary::encode(kFollowers)));
  EXPECT_EQ(dictionary.all(), (std::vector<Metric>{kWatched, kFollowers}));
}

TEST(MetricDictionary, DamagedEntriesAreRefused) {
  MetricDictionary dictionary;
  const std::string good = MetricDictionary::encode(kLikes);
  EXPECT_FALSE(dictionary.load(2, good)) << "a gap in the numbers";
  EXPECT_FALSE(dictionary.load(1, "")) << "nothing";
  EXPECT_FALSE(dictionary.load(1, "\x02" + good.substr(1))) << "an unknown form";
  EXPECT_FALSE(dictionary.load(1, good.substr(0, 1) + "\x07" + good.substr(2))) << "an unknown kind";
  EXPECT_FALSE(dictionary.load(1, good.substr(0, 2) + "\x7f" + good.substr(3)))
      << "a unit longer than the entry";
  ASSERT_TRUE(dictionary.load(1, good));
  EXPECT_FALSE(dictionary.load(2, good)) << "the same name twice";
}

}  // namespace
}  // namespace tidemark
