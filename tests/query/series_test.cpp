// Columns over time: buckets, gains, windows and what was known when.

#include "query/series.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "query/calendar.h"
#include "support/temp_dir.h"

namespace tidemark {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Pair;

constexpr auto kNull = std::nullopt;
constexpr std::int64_t kMinute = 60'000, kHour = 60 * kMinute, kDay = 24 * kHour;

Instant at(const char* text) {
  return parse_rfc3339(text).value();
}

class SeriesTest : public ::testing::Test {
 protected:
  SeriesTest() { EXPECT_TRUE(store->declare(known)); }

  void append(Instant when, std::vector<Sample> samples) {
    const Snapshot one{subject, when, std::move(samples)};
    EXPECT_TRUE(store->append(std::span(&one, 1), OnConflict::reject));
  }
  void window(const char* metric, Instant since, std::int64_t value, Instant fetched_at) {
    const WindowTotal one{subject, metric, since, since + std::chrono::milliseconds(kDay), fetched_at, value};
    EXPECT_TRUE(store->append_windows(std::span(&one, 1)));
  }
  Series ask(const SeriesRequest& request, bool from_zero = false) {
    const auto observed = observe(*store, subject, request, known);
    EXPECT_TRUE(observed);
    const auto series = series_of(*observed, request, from_zero);
    EXPECT_TRUE(series) << series.error().message;
    return series ? *series : Series{};
  }
  std::vector<std::optional<std::int64_t>> likes(SeriesRequest request, bool from_zero = false) {
    request.metrics = {"likes_count"};
    return ask(request, from_zero).metrics.at(0).second;
  }

  const Subject subject{Subject::Kind::account, 1};
  const std::vector<Metric> known{{"day_reach", "1", MetricKind::window_total, false},
                                  {"day_views", "1", MetricKind::window_total},
                                  {"followers_count", "1", MetricKind::gauge},
                                  {"likes_count", "1", MetricKind::running_total}};
  testing::TempDir dir;
  std::unique_ptr<SnapshotStore> store = SnapshotStore::open({.folder = dir / "store"}).value();
};

TEST_F(SeriesTest, RawHasOneRowPerSnapshotWithNullsWhereAbsent) {
  append({10}, {{"followers_count", 1}, {"likes_count", 4}});
  append({20}, {});
  append({30}, {{"likes_count", -5}});
  const Series all = ask({});
  EXPECT_THAT(all.timestamps, ElementsAre(Instant{10}, Instant{20}, Instant{30}));
  EXPECT_THAT(all.metrics, ElementsAre(Pair("followers_count", ElementsAre(1, kNull, kNull)),
                                       Pair("likes_count", ElementsAre(4, kNull, -5))));
  const Series asked = ask({.metrics = {"likes_count", "day_views", "likes_count"}});
  EXPECT_THAT(asked.metrics, ElementsAre(Pair("likes_count", ElementsAre(4, kNull, -5)),
                                         Pair("day_views", ElementsAre(kNull, kNull, kNull))));
  EXPECT_THAT(ask({.from = Instant{15}, .to = Instant{30}}).timestamps, ElementsAre(Instant{20}));
}

TEST_F(SeriesTest, EveryBucketOfTheWindowIsAnsweredWithItsLastValue) {
  append({0}, {{"likes_count", 1}});
  append({14 * kMinute}, {{"likes_count", 2}});
  append({15 * kMinute}, {{"likes_count", 3}});
  append({50 * kMinute}, {});
  EXPECT_THAT(ask({.step = Step::quarter}).timestamps,
              ElementsAre(Instant{0}, Instant{15 * kMinute}, Instant{30 * kMinute}, Instant{45 * kMinute}));
  EXPECT_THAT(likes({.step = Step::quarter}), ElementsAre(2, 3, kNull, kNull));
  EXPECT_THAT(likes({.step = Step::hour}), ElementsAre(3));
  const Series wide = ask({.metrics = {"likes_count"},
                           .from = Instant{-5 * kMinute},
                           .to = Instant{15 * kMinute + 1},
                           .step = Step::quarter});
  EXPECT_THAT(wide.timestamps, ElementsAre(Instant{-15 * kMinute}, Instant{0}, Instant{15 * kMinute}));
  EXPECT_THAT(wide.metrics[0].second, ElementsAre(kNull, 2, 3));
  EXPECT_THAT(likes({.from = Instant{1}, .to = Instant{10}, .step = Step::quarter}), ElementsAre(kNull))
      << "a bucket that the window cuts counts only what lies in the window";
}

TEST_F(SeriesTest, AGainIsBookedWholeAtTheLaterSnapshotAndTheFirstKnownValueIsABaseline) {
  append({1 * kHour}, {{"likes_count", 10}});
  append({2 * kHour}, {{"likes_count", 12}});
  append({2 * kHour + 1}, {{"likes_count", 11}});
  append({4 * kHour}, {{"likes_count", 11}});
  append({6 * kHour}, {{"followers_count", 1}});
  append({7 * kHour}, {{"likes_count", 41}});
  const SeriesRequest hourly{.step = Step::hour, .value = SeriesValue::gain};
  EXPECT_THAT(likes(hourly), ElementsAre(kNull, 1, kNull, 0, kNull, kNull, 30));
  EXPECT_THAT(likes(hourly, true), ElementsAre(10, 1, kNull, 0, kNull, kNull, 30));
  EXPECT_THAT(likes({.from = Instant{4 * kHour}, .step = Step::hour, .value = SeriesValue::gain}),
              ElementsAre(0, kNull, kNull, 30))
      << "what was known before the window still counts";
  EXPECT_THAT(likes({.value = SeriesValue::gain}), ElementsAre(kNull, 2, -1, 0, kNull, 30));
}

TEST_F(SeriesTest, AGainBeyond64BitsIsNoFigure) {
  append({1}, {{"likes_count", std::numeric_limits<std::int64_t>::min()}});
  append({2}, {{"likes_count", std::numeric_limits<std::int64_t>::max()}});
  append({3}, {{"likes_count", std::numeric_limits<std::int64_t>::max()}});
  EXPECT_THAT(likes({.value = SeriesValue::gain}), ElementsAre(kNull, kNull, 0));
}

TEST_F(SeriesTest, DaysAreThoseOfTheZoneAcrossDaylightSaving) {
  // Clocks in Berlin went forward on 2026-03-29: that day has 23 hours.
  append(at("2026-03-28T22:59:00Z"), {{"likes_count", 1}});
  append(at("2026-03-28T23:00:00Z"), {{"likes_count", 2}});
  append(at("2026-03-29T21:59:00Z"), {{"likes_count", 3}});
  append(at("2026-03-29T22:00:00Z"), {{"likes_count", 4}});
  const Series days = ask({.metrics = {"likes_count"}, .step = Step::day, .zone = "Europe/Berlin"});
  EXPECT_THAT(days.timestamps, ElementsAre(at("2026-03-27T23:00:00Z"), at("2026-03-28T23:00:00Z"),
                                           at("2026-03-29T22:00:00Z")));
  EXPECT_THAT(days.metrics[0].second, ElementsAre(1, 3, 4));
  const Series weeks = ask({.metrics = {"likes_count"}, .step = Step::week, .zone = "Europe/Berlin"});
  EXPECT_THAT(weeks.timestamps, ElementsAre(at("2026-03-22T23:00:00Z"), at("2026-03-29T22:00:00Z")))
      << "Mondays";
}

TEST_F(SeriesTest, ARestatedWindowAnswersWithTheNewestAndAsOfWithWhatWasKnownThen) {
  const Instant monday = at("2026-09-07T07:00:00Z");
  const Instant tuesday = monday + std::chrono::milliseconds(kDay);
  window("day_views", monday, 100, at("2026-09-08T09:00:00Z"));
  window("day_views", monday, 120, at("2026-09-10T09:00:00Z"));
  window("day_views", tuesday, 7, at("2026-09-10T09:00:00Z"));
  append(at("2026-09-08T09:00:00Z"), {{"followers_count", 5}});

  const Series now = ask({.metrics = {"day_views"}, .step = Step::day});
  EXPECT_THAT(now.timestamps, ElementsAre(at("2026-09-07T00:00:00Z"), at("2026-09-08T00:00:00Z")));
  EXPECT_THAT(now.metrics[0].second, ElementsAre(120, 7));
  const Series then = ask({.step = Step::day, .as_of = at("2026-09-09T00:00:00Z")});
  EXPECT_THAT(then.metrics, ElementsAre(Pair("day_views", ElementsAre(100, kNull)),
                                        Pair("followers_count", ElementsAre(kNull, 5))));
  EXPECT_THAT(ask({.as_of = at("2026-09-01T00:00:00Z")}).timestamps, IsEmpty());

  const Series raw = ask({});
  EXPECT_THAT(raw.timestamps, ElementsAre(monday, tuesday, at("2026-09-08T09:00:00Z")));
  EXPECT_THAT(raw.metrics, ElementsAre(Pair("day_views", ElementsAre(120, 7, kNull)),
                                       Pair("followers_count", ElementsAre(kNull, kNull, 5))));
}

TEST_F(SeriesTest, WindowsAddUpOnlyWhereTheMetricDoes) {
  const Instant monday = at("2026-09-07T07:00:00Z");
  for (int day = 0; day < 3; ++day) {
    window("day_views", monday + std::chrono::milliseconds(day * kDay), 10 + day, {kDay});
    window("day_reach", monday + std::chrono::milliseconds(day * kDay), 10 + day, {kDay});
  }
  const SeriesRequest weekly{.step = Step::week, .value = SeriesValue::gain};
  EXPECT_THAT(ask(weekly).metrics, ElementsAre(Pair("day_views", ElementsAre(33))));
  const SeriesRequest daily{.step = Step::day, .value = SeriesValue::gain};
  EXPECT_THAT(ask(daily).metrics, ElementsAre(Pair("day_reach", ElementsAre(10, 11, 12)),
                                              Pair("day_views", ElementsAre(10, 11, 12))));
}

TEST_F(SeriesTest, MoreBucketsThanAnybodyLooksAtAreRefused) {
  append({0}, {{"likes_count", 1}});
  append(at("2026-09-07T07:00:00Z"), {{"likes_count", 2}});
  const SeriesRequest request{.step = Step::quarter};
  const auto series = series_of(*observe(*store, subject, request, known), request, false);
  ASSERT_FALSE(series);
  EXPECT_EQ(series.error().field, "step");
  EXPECT_EQ(ask({.step = Step::week}).timestamps.size(), 2959u);
}

TEST_F(SeriesTest, WithoutMeasurementsThereIsNothing) {
  EXPECT_THAT(ask({}).timestamps, IsEmpty());
  EXPECT_THAT(ask({.step = Step::day}).timestamps, IsEmpty());
  EXPECT_THAT(likes({.from = Instant{0}, .to = Instant{2 * kDay}, .step = Step::day}),
              ElementsAre(kNull, kNull));
}

TEST(Calendar, DaysBeginWhereTheZoneSaysSo) {
  const struct {
    const char* zone;
    const char* at;
    const char* start;
  } rows[] = {
      {"UTC", "2026-11-22T13:45:00Z", "2026-11-22T00:00:00Z"},
      {"Nowhere/Land", "2026-11-22T13:45:00Z", "2026-11-22T00:00:00Z"},
      {"Asia/Kolkata", "2026-11-22T18:29:59Z", "2026-11-21T18:30:00Z"},
      {"Asia/Kolkata", "2026-11-22T18:30:00Z", "2026-11-22T18:30:00Z"},
      {"America/Sao_Paulo", "2018-11-04T12:00:00Z", "2018-11-04T03:00:00Z"},  // clocks jumped over midnight
      {"Africa/Cairo", "2026-10-30T12:00:00Z", "2026-10-29T22:00:00Z"},       // winter time from the 30th on
      {"UTC", "1969-12-31T23:59:59Z", "1969-12-31T00:00:00Z"},
  };
  for (const auto& row : rows) {
    const Calendar calendar(row.zone);
    EXPECT_EQ(to_rfc3339(calendar.start_of(calendar.day_at(at(row.at)))), to_rfc3339(at(row.start)))
        << row.zone << " " << row.at;
  }
  EXPECT_EQ(monday_of({0}), Day{-3});
  EXPECT_EQ(monday_of({4}), Day{4});
  EXPECT_EQ(monday_of({-4}), Day{-10});
}

}  // namespace
}  // namespace tidemark
