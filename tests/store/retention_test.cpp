#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "opened_store.h"
#include "store/thinning.h"
#include "stored_bytes.h"

namespace tidemark::testing {
namespace {

constexpr std::int64_t kHour = 3'600'000, kDay = 24 * kHour;
constexpr Subject kPost = post(1);

void append(OpenedStore& store, const History& history, bool from_zero = false) {
  for (const auto& [ms, values] : history) {
    Snapshot one{kPost, {ms}, {}, "birds", from_zero};
    for (const auto& [metric, value] : values) one.samples.push_back({metric, value});
    store.append({one});
  }
}

TEST(Retention, KeepsOfADayItsLastSnapshotAndWhatElseItsSumsNeed) {
  const struct {
    const char* rule;
    History before;
    History after;
  } rows[] = {
      {"the last of each day",
       {{0, {{"likes_count", 1}}},
        {kDay + kHour, {{"likes_count", 2}}},
        {kDay + 2 * kHour, {{"likes_count", 3}}},
        {2 * kDay - 1, {{"likes_count", 4}}},
        {2 * kDay, {{"likes_count", 5}}}},
       {{0, {{"likes_count", 1}}}, {2 * kDay - 1, {{"likes_count", 4}}}, {2 * kDay, {{"likes_count", 5}}}}},
      {"the first that named a metric, from which it gains",
       {{1, {{"likes_count", 1}}}, {2, {{"likes_count", 2}}}, {3, {{"likes_count", 3}}}},
       {{1, {{"likes_count", 1}}}, {3, {{"likes_count", 3}}}}},
      {"the last of the day that named one",
       {{0, {{"likes_count", 1}, {"impressions", 1}}},
        {kDay + 1, {{"likes_count", 2}, {"impressions", 2}}},
        {kDay + 2, {{"likes_count", 3}, {"impressions", 3}}},
        {kDay + 3, {{"likes_count", 4}}}},
       {{0, {{"likes_count", 1}, {"impressions", 1}}},
        {kDay + 2, {{"likes_count", 3}, {"impressions", 3}}},
        {kDay + 3, {{"likes_count", 4}}}}},
      {"also before 1970",
       {{-2 * kDay, {{"likes_count", 1}}},
        {-kDay, {{"likes_count", 2}}},
        {-2, {{"likes_count", 2}}},
        {-1, {}}},
       {{-2 * kDay, {{"likes_count", 1}}}, {-2, {{"likes_count", 2}}}, {-1, {}}}},
      {"a day that is not over stays",
       {{0, {}}, {4 * kDay, {}}, {4 * kDay + 1, {}}, {6 * kDay, {}}},
       {{0, {}}, {4 * kDay, {}}, {4 * kDay + 1, {}}, {6 * kDay, {}}}},
  };
  for (const auto& row : rows)
    for (const bool packed : {false, true}) {
      SCOPED_TRACE(std::string(row.rule) + (packed ? ", packed" : ""));
      OpenedStore store;
      append(store, row.before);
      if (packed) {
        ASSERT_TRUE(store->pack({.at_least = 1}));
      }
      const auto retained = store->retain({.raw_before = Instant{4 * kDay + 1}});
      ASSERT_TRUE(retained);
      EXPECT_EQ(retained->removed, row.before.size() - row.after.size());
      EXPECT_EQ(retained->subjects, row.before.size() == row.after.size() ? 0u : 1u);
      EXPECT_EQ(history_of(*store, kPost), row.after);
      EXPECT_EQ(latest_of(*store, kPost), standing_of(row.before));
      store.close();
      StoredBytes(store.folder()).check();
    }
}

TEST(Retention, ChangesNoDaysGain) {
  OpenedStore store;
  History history;
  for (std::int64_t i = 0; i < 600; ++i)
    history[i * kHour] = {{"likes_count", i * i % 97}, {"impressions", i * 3}};
  append(store, history, true);
  std::vector<Instant> days;
  for (std::int64_t day = 0; day < 26; ++day) days.push_back({day * kDay});
  const std::vector<std::string_view> metrics{"likes_count", "impressions"};
  const auto gains = [&] {
    std::vector<std::int64_t> all;
    const auto read = store->gains({.business = BusinessId{1}, .metrics = metrics, .edges = days});
    for (const PlatformGains& platform : *read)
      for (const auto& metric : platform.metrics)
        for (const Booked& booked : metric) all.insert(all.end(), {booked.gain, booked.baseline});
    return all;
  };
  const auto before = gains();
  ASSERT_FALSE(before.empty());
  const auto retained = store->retain({.raw_before = Instant{20 * kDay}});
  ASSERT_TRUE(retained);
  EXPECT_EQ(retained->removed, 20u * 23 - 1);
  EXPECT_EQ(gains(), before);
  EXPECT_EQ(store->retain({.raw_before = Instant{20 * kDay}})->removed, 0u);
}

TEST(Retention, TakesTheBeginningAwayAndWhatIsFirstThenIsABaseline) {
  OpenedStore store;
  append(store,
         {{0, {{"likes_count", 1}, {"impressions", 50}}},
          {kDay, {{"likes_count", 2}}},
          {2 * kDay, {{"likes_count", 7}}},
          {3 * kDay, {{"likes_count", 9}}}},
         true);
  const auto retained = store->retain({.daily_before = Instant{2 * kDay}});
  ASSERT_TRUE(retained);
  EXPECT_EQ(retained->removed, 1u);
  EXPECT_EQ(history_of(*store, kPost), (History{{0, {{"likes_count", 1}, {"impressions", 50}}},
                                                {2 * kDay, {{"likes_count", 7}}},
                                                {3 * kDay, {{"likes_count", 9}}}}))
      << "its impressions still stand";
  store.close();
  StoredBytes(store.folder()).check();
}

TEST(Retention, KeepsTheNewestSnapshotHoweverOldItIs) {
  OpenedStore store;
  append(store, {{0, {{"likes_count", 1}}}, {kDay, {{"likes_count", 2}}}, {2 * kDay, {}}});
  const Stands stood = latest_of(*store, kPost);
  ASSERT_TRUE(store->retain({.raw_before = Instant{90 * kDay}, .daily_before = Instant{90 * kDay}}));
  EXPECT_EQ(history_of(*store, kPost), (History{{kDay, {{"likes_count", 2}}}, {2 * kDay, {}}}));
  EXPECT_EQ(latest_of(*store, kPost), stood);
  // And what comes then gains from it.
  append(store, {{3 * kDay, {{"likes_count", 5}}}});
  store.close();
  StoredBytes(store.folder()).check();
}

TEST(Retention, EndsWhenItIsAskedTo) {
  OpenedStore store;
  std::vector<Snapshot> batch;
  for (std::uint64_t id = 1; id <= 40; ++id)
    for (const std::int64_t ms : {1, 2, 3}) batch.push_back({post(id), {ms}, {}});
  store.append(batch);
  std::stop_source stop;
  stop.request_stop();
  const auto stopped = store->retain({.raw_before = Instant{kDay}, .stop = stop.get_token()});
  ASSERT_TRUE(stopped);
  EXPECT_TRUE(stopped->stopped);
  EXPECT_EQ(stopped->subjects, 32u) << "one batch";
  EXPECT_EQ(store->retain({.raw_before = Instant{kDay}})->subjects, 8u);
}

}  // namespace
}  // namespace tidemark::testing
