#include "store/snapshot_store.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "opened_store.h"

namespace tidemark::testing {
namespace {

using As = Appended::As;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

constexpr std::int64_t kMin = std::numeric_limits<std::int64_t>::min();
constexpr std::int64_t kMax = std::numeric_limits<std::int64_t>::max();

TEST(SnapshotStore, AnswersWhatWasAppended) {
  OpenedStore store;
  EXPECT_THAT(store.append({snapshot(post(1), 100, {{"likes_count", 4}, {"comments_count", 0}}),
                            snapshot(post(1), 200, {{"likes_count", 6}}), snapshot(post(2), 100, {})}),
              ElementsAre(As::stored, As::stored, As::stored));
  EXPECT_EQ(history_of(*store, post(1)),
            (History{{100, {{"likes_count", 4}, {"comments_count", 0}}}, {200, {{"likes_count", 6}}}}));
  EXPECT_EQ(history_of(*store, post(2)), (History{{100, {}}}));
  EXPECT_EQ(history_of(*store, post(3)), History{});
}

TEST(SnapshotStore, ReadsThatSaidNothingAreSnapshotsToo) {
  OpenedStore store;
  store.append(
      {snapshot(post(1), 100, {{"likes_count", 4}}), snapshot(post(1), 200, {}), snapshot(post(2), 7, {})});
  EXPECT_EQ(latest_of(*store, post(1)), (Stands{{"", {0, 200}}, {"likes_count", {4, 100}}}));
  EXPECT_EQ(latest_of(*store, post(2)), (Stands{{"", {0, 7}}}));
}

TEST(SnapshotStore, WhatWasNeverMeasuredDoesNotStand) {
  OpenedStore store;
  store.append({snapshot(post(2), 100, {})});
  const auto latest = store->latest(std::vector{post(1), post(2), Subject{Subject::Kind::account, 2}});
  ASSERT_TRUE(latest);
  EXPECT_FALSE((*latest)[0]);
  EXPECT_TRUE((*latest)[1]);
  EXPECT_FALSE((*latest)[2]) << "an account's id is not a post's";
}

TEST(SnapshotStore, HistoryIsCutByTimeAndNumber) {
  OpenedStore store;
  for (const std::int64_t ms : {-300, -200, -100, 0, 100})
    store.append({snapshot(post(1), ms, {{"likes_count", ms}})});
  const auto from_to = [&](std::int64_t from, std::int64_t to, std::size_t limit) {
    std::vector<std::int64_t> instants;
    const auto history = store->history(post(1), {from}, {to}, limit);
    for (const Snapshot& one : history.value()) instants.push_back(one.fetched_at.ms);
    return instants;
  };
  EXPECT_THAT(from_to(-200, 100, 10), ElementsAre(-200, -100, 0));
  EXPECT_THAT(from_to(-200, 101, 2), ElementsAre(-200, -100));
  EXPECT_THAT(from_to(1, 1, 10), ElementsAre());
  EXPECT_THAT(from_to(100, -300, 10), ElementsAre());
}

TEST(SnapshotStore, ALateSnapshotFindsItsPlaceAndTheNewestValueStands) {
  OpenedStore store;
  store.append({snapshot(post(1), 300, {{"likes_count", 9}})});
  store.append({snapshot(post(1), 200, {{"likes_count", 5}, {"comments_count", 1}})});
  store.append({snapshot(post(1), 100, {{"comments_count", 7}, {"impressions", 50}})});
  EXPECT_EQ(latest_of(*store, post(1)), (Stands{{"", {0, 300}},
                                                {"likes_count", {9, 300}},
                                                {"comments_count", {1, 200}},
                                                {"impressions", {50, 100}}}));
  EXPECT_EQ(history_of(*store, post(1)).begin()->first, 100);
}

TEST(SnapshotStore, OneKeyHasOneTruth) {
  using Row = std::vector<Sample>;
  const struct {
    const char* rule;
    Row first, second;
    OnConflict on_conflict;
    As as;
    std::int64_t at;
    History then;
  } rows[] = {
      {"equal changes nothing",
       Row{{"likes_count", 1}},
       Row{{"likes_count", 1}},
       OnConflict::reject,
       As::unchanged,
       10,
       {{10, {{"likes_count", 1}}}}},
      {"so does less",
       Row{{"likes_count", 1}},
       Row{},
       OnConflict::next_millisecond,
       As::unchanged,
       10,
       {{10, {{"likes_count", 1}}}}},
      {"new metrics are added",
       Row{{"likes_count", 1}},
       Row{{"comments_count", 2}},
       OnConflict::reject,
       As::merged,
       10,
       {{10, {{"likes_count", 1}, {"comments_count", 2}}}}},
      {"also beside equal ones",
       Row{{"likes_count", 1}},
       Row{{"likes_count", 1}, {"comments_count", 2}},
       OnConflict::next_millisecond,
       As::merged,
       10,
       {{10, {{"likes_count", 1}, {"comments_count", 2}}}}},
      {"an import's other value is rejected, whole",
       Row{{"likes_count", 1}},
       Row{{"likes_count", 3}, {"comments_count", 2}},
       OnConflict::reject,
       As::rejected,
       10,
       {{10, {{"likes_count", 1}}}}},
      {"a sync's other value moves on, whole",
       Row{{"likes_count", 1}},
       Row{{"likes_count", 3}, {"comments_count", 2}},
       OnConflict::next_millisecond,
       As::stored,
       11,
       {{10, {{"likes_count", 1}}}, {11, {{"likes_count", 3}, {"comments_count", 2}}}}},
  };
  for (const auto& row : rows)
    for (const bool in_one_batch : {false, true}) {
      SCOPED_TRACE(std::string(row.rule) + (in_one_batch ? ", in one batch" : ""));
      OpenedStore store;
      std::vector<Snapshot> batch{snapshot(post(1), 10, row.first)};
      if (!in_one_batch) {
        store.append(batch);
        batch.clear();
      }
      batch.push_back(snapshot(post(1), 10, row.second));
      const auto appended = store->append(batch, row.on_conflict);
      ASSERT_TRUE(appended);
      EXPECT_EQ(appended->back().as, row.as);
      EXPECT_EQ(appended->back().fetched_at.ms, row.at);
      EXPECT_EQ(history_of(*store, post(1)), row.then);
      EXPECT_EQ(latest_of(*store, post(1)), standing_of(row.then));
    }
}

TEST(SnapshotStore, AConflictPassesTakenMillisecondsAndARepetitionFindsItself) {
  OpenedStore store;
  store.append({snapshot(post(1), 10, {{"likes_count", 1}}), snapshot(post(1), 11, {{"comments_count", 5}}),
                snapshot(post(1), 12, {{"likes_count", 8}})});
  const std::vector<Snapshot> moved{snapshot(post(1), 10, {{"likes_count", 2}})};
  const auto first = store->append(moved, OnConflict::next_millisecond);
  EXPECT_EQ(first->front().as, As::stored);
  EXPECT_EQ(first->front().fetched_at.ms, 13) << "never merged into another fetch's row";
  const auto second = store->append(moved, OnConflict::next_millisecond);
  EXPECT_EQ(second->front().as, As::unchanged);
  EXPECT_EQ(second->front().fetched_at.ms, 13);
}

TEST(SnapshotStore, ASnapshotThatContradictsItselfKeepsItsFirstValueOrIsRejected) {
  OpenedStore store;
  const std::vector<Snapshot> twice{snapshot(post(1), 10, {{"likes_count", 2}, {"likes_count", 1}})};
  EXPECT_THAT(store.append(twice, OnConflict::reject), ElementsAre(As::rejected));
  EXPECT_THAT(store.append(twice), ElementsAre(As::stored));
  EXPECT_EQ(history_of(*store, post(1)), (History{{10, {{"likes_count", 2}}}}));
}

TEST(SnapshotStore, TheEndsOfTimeAndNumbersAreOrdinaryOnes) {
  OpenedStore store;
  store.append({snapshot(post(~0ull), kMax - 1, {{"likes_count", kMin}}),
                snapshot(post(~0ull), kMin, {{"likes_count", kMax}, {"impressions", -1}}),
                snapshot(post(~0ull), -1, {{"comments_count", kMax}})});
  EXPECT_EQ(history_of(*store, post(~0ull)), (History{{kMin, {{"likes_count", kMax}, {"impressions", -1}}},
                                                      {-1, {{"comments_count", kMax}}},
                                                      {kMax - 1, {{"likes_count", kMin}}}}));
  EXPECT_EQ(latest_of(*store, post(~0ull)), standing_of(history_of(*store, post(~0ull))));
  // After the last millisecond there is no next one.
  EXPECT_THAT(store.append({snapshot(post(1), kMax, {{"likes_count", 1}}),
                            snapshot(post(1), kMax, {{"likes_count", 2}})}),
              ElementsAre(As::stored, As::rejected));
}

TEST(SnapshotStore, AnUndeclaredMetricStoresNothingOfItsBatch) {
  OpenedStore store;
  const auto appended = store->append(
      std::vector{snapshot(post(1), 1, {{"likes_count", 1}}), snapshot(post(2), 1, {{"claps", 1}})},
      OnConflict::reject);
  ASSERT_FALSE(appended);
  EXPECT_EQ(appended.error().code, Code::invalid);
  EXPECT_THAT(appended.error().message, HasSubstr("claps"));
  EXPECT_EQ(latest_of(*store, post(1)), Stands{});
}

TEST(SnapshotStore, MetricsKeepTheirMeaningWhateverOrderTheyAreDeclaredInLater) {
  OpenedStore store;
  store.append({snapshot(post(1), 1, {{"likes_count", 1}, {"impressions", 2}})});
  store.reopen();
  std::vector<Metric> reversed(declared().rbegin(), declared().rend());
  reversed.insert(reversed.begin(), {"claps", "1", MetricKind::running_total});
  ASSERT_TRUE(store->declare(reversed));
  store.append({snapshot(post(1), 2, {{"claps", 7}, {"likes_count", 3}})});
  store.reopen();
  EXPECT_EQ(history_of(*store, post(1)), (History{{1, {{"likes_count", 1}, {"impressions", 2}}},
                                                  {2, {{"claps", 7}, {"likes_count", 3}}}}));
  EXPECT_EQ(store->metrics().size(), declared().size() + 1);
  EXPECT_EQ(store->metrics().back().name, "claps");
}

TEST(SnapshotStore, AConflictingDeclarationChangesNothing) {
  OpenedStore store;
  const auto declared_again = store->declare(std::vector<Metric>{
      {"claps", "1", MetricKind::gauge}, {"likes_count", "percent", MetricKind::running_total}});
  ASSERT_FALSE(declared_again);
  EXPECT_EQ(declared_again.error().code, Code::conflict);
  EXPECT_EQ(store->metrics(), declared());
}

TEST(SnapshotStore, ADroppedSubjectIsGoneAndCannotComeBackWhileTheProcessLives) {
  OpenedStore store;
  const Subject neighbour = post(2);
  store.append({snapshot(post(1), 1, {{"likes_count", 1}}), snapshot(neighbour, 1, {{"likes_count", 2}}),
                snapshot({Subject::Kind::account, 1}, 1, {{"followers_count", 3}})});
  ASSERT_TRUE(
      store->append_windows(std::vector<WindowTotal>{{post(1), "page_views_day", {0}, {10}, {20}, 5}}));
  ASSERT_TRUE(store->drop(post(1)));
  EXPECT_THAT(store.append({snapshot(post(1), 2, {{"likes_count", 1}}), snapshot(neighbour, 2, {})}),
              ElementsAre(As::dropped, As::stored));
  ASSERT_TRUE(
      store->append_windows(std::vector<WindowTotal>{{post(1), "page_views_day", {0}, {10}, {21}, 5}}));
  for (int opened = 0; opened < 2; ++opened) {
    EXPECT_EQ(history_of(*store, post(1)), History{});
    EXPECT_EQ(latest_of(*store, post(1)), Stands{});
    EXPECT_TRUE(store->windows(post(1), "page_views_day", {0}, {10})->empty());
    EXPECT_EQ(history_of(*store, neighbour), (History{{1, {{"likes_count", 2}}}, {2, {}}}));
    EXPECT_EQ(history_of(*store, {Subject::Kind::account, 1}).size(), 1u);
    store.reopen();
  }
}

TEST(SnapshotStore, ManyAreDroppedAtOnceAndNoneBetweenThem) {
  OpenedStore store;
  const Subject account{Subject::Kind::account, 4};
  const std::vector<Subject> all{post(3), post(4), post(5), post(7), post(255), post(256), account, post(6)};
  std::vector<WindowTotal> totals;
  for (const Subject& subject : all) {
    store.append({snapshot(subject, 1, {{"likes_count", 1}})});
    totals.push_back({subject, "page_views_day", {0}, {10}, {20}, 5});
  }
  ASSERT_TRUE(store->append_windows(totals));
  ASSERT_TRUE(store->drop(std::vector<Subject>{}));
  ASSERT_TRUE(store->drop(std::vector{post(255), account, post(5), post(4), post(5), post(256)}));
  for (int opened = 0; opened < 2; ++opened) {
    for (const Subject& subject : all) {
      const bool stays = subject == post(3) || subject == post(6) || subject == post(7);
      EXPECT_EQ(history_of(*store, subject).size(), stays ? 1u : 0u) << subject.id;
      EXPECT_EQ(latest_of(*store, subject).empty(), !stays) << subject.id;
      EXPECT_EQ(store->windows(subject, "page_views_day", {0}, {10})->size(), stays ? 1u : 0u) << subject.id;
    }
    store.reopen();
  }
}

TEST(SnapshotStore, ARestatedWindowIsOneMoreObservation) {
  OpenedStore store;
  const auto total = [](std::int64_t since, std::int64_t fetched_at, std::int64_t value) {
    return WindowTotal{
        {Subject::Kind::account, 1}, "page_views_day", {since}, {since + 10}, {fetched_at}, value};
  };
  ASSERT_TRUE(store->append_windows(
      std::vector{total(0, 50, 7), total(-10, 50, 3), total(0, 40, 6), total(10, 50, 1)}));
  ASSERT_TRUE(store->append_windows(std::vector{total(0, 50, 7)})) << "equal: nothing new";
  ASSERT_TRUE(store->append_windows(std::vector{total(0, 50, 8), total(0, 50, 8)}))
      << "another: the next millisecond";
  store.reopen();
  const auto read = store->windows({Subject::Kind::account, 1}, "page_views_day", {-10}, {10});
  ASSERT_TRUE(read);
  std::vector<std::array<std::int64_t, 3>> found;
  for (const WindowTotal& one : *read) found.push_back({one.since.ms, one.fetched_at.ms, one.value});
  EXPECT_EQ(found,
            (std::vector<std::array<std::int64_t, 3>>{{-10, 50, 3}, {0, 40, 6}, {0, 50, 7}, {0, 51, 8}}));
  EXPECT_TRUE(store->windows({Subject::Kind::account, 1}, "claps", {0}, {1})->empty())
      << "nobody declared it";
}

TEST(SnapshotStore, TellsItsSizeAndHealth) {
  OpenedStore store;
  store.append(
      {snapshot(post(1), 1, {{"likes_count", 1}}), snapshot(post(1), 2, {}), snapshot(post(2), 2, {})});
  const StoreStats stats = store->stats();
  EXPECT_GT(stats.bytes_on_disk, 0u);
  EXPECT_EQ(stats.snapshots, 3u);
  EXPECT_EQ(stats.subjects, 2u);
  EXPECT_TRUE(store->healthy());
}

}  // namespace
}  // namespace tidemark::testing
