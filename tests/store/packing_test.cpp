// What lies unpacked becomes chunks, and nobody sees it.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <thread>

#include "opened_store.h"
#include "stored_bytes.h"

namespace tidemark::testing {
namespace {

constexpr std::int64_t kQuarter = 900'000, kDay = 96 * kQuarter;

Snapshot measured(std::uint64_t id, std::int64_t ms, std::int64_t likes) {
  Snapshot one = snapshot(post(id), ms, {{"likes_count", likes}});
  one.platform = "birds";
  return one;
}

std::vector<Snapshot> every_quarter(std::uint64_t id, std::int64_t from, std::int64_t number) {
  std::vector<Snapshot> batch;
  for (std::int64_t i = 0; i < number; ++i)
    batch.push_back(measured(id, (from + i) * kQuarter, (from + i) * 3));
  return batch;
}

void append_one_by_one(OpenedStore& store, const std::vector<Snapshot>& batch) {
  for (const Snapshot& one : batch) store.append({one});
}

TEST(Packing, TakesSubjectsThatHaveEnoughUnpackedAndThoseThatWaitedForLong) {
  OpenedStore store;
  append_one_by_one(store, every_quarter(1, 1000, 32));
  append_one_by_one(store, every_quarter(2, 1000, 31));
  append_one_by_one(store, every_quarter(3, 500, 1));
  const auto first = store->pack({});
  ASSERT_TRUE(first);
  EXPECT_EQ(first->subjects, 1u);
  EXPECT_EQ(first->snapshots, 32u);
  EXPECT_EQ(store->count()->unpacked, 32u);

  const auto second = store->pack({.older_than = Instant{600 * kQuarter}});
  EXPECT_EQ(second->subjects, 1u);
  EXPECT_EQ(store->count()->unpacked, 31u);
  const auto third = store->pack({.everything = true});
  EXPECT_EQ(third->subjects, 1u);
  const auto counted = store->count();
  EXPECT_EQ(counted->unpacked, 0u);
  EXPECT_EQ(counted->chunks, 3u);
  EXPECT_EQ(counted->snapshots, 64u);
  EXPECT_EQ(counted->subjects, 3u);
}

TEST(Packing, FillsTheLastChunkBeforeItBeginsAnother) {
  OpenedStore store;
  for (int i = 0; i < 20; ++i) {
    append_one_by_one(store, every_quarter(1, i * 40, 40));
    ASSERT_TRUE(store->pack({}));
  }
  EXPECT_EQ(store->count()->chunks, 4u);  // 800 snapshots, 256 in a full one
  EXPECT_EQ(history_of(*store, post(1)).size(), 800u);
}

TEST(Packing, IsNotWaitedForByABulk) {
  OpenedStore store;
  append_one_by_one(store, every_quarter(1, 0, 5));
  store.append(every_quarter(1, 5, 600));
  const auto counted = store->count();
  EXPECT_EQ(counted->unpacked, 0u) << "what lay unpacked went along";
  EXPECT_EQ(counted->chunks, 3u);
  store.append(every_quarter(1, 605, 31));
  EXPECT_EQ(store->count()->unpacked, 31u);
  store.close();
  StoredBytes(store.folder()).check();
}

TEST(Packing, OfALateSnapshotsChunkKeepsChunksInOrderAndNotTooLong) {
  OpenedStore store;
  store.append(every_quarter(1, 100, 512));
  std::vector<Snapshot> late;
  for (const std::int64_t ms : {std::int64_t{1}, 99 * kQuarter, 100 * kQuarter + 7, 356 * kQuarter - 1,
                                356 * kQuarter + 1, 611 * kQuarter - 1})
    late.push_back(measured(1, ms, -4));
  for (const Snapshot& one : late) store.append({one});
  const auto counted = store->count();
  EXPECT_EQ(counted->unpacked, 0u);
  EXPECT_EQ(counted->snapshots, 518u);
  EXPECT_EQ(counted->chunks, 4u);
  store.close();
  StoredBytes(store.folder()).check();
}

TEST(Packing, EndsWhenItIsAskedTo) {
  OpenedStore store;
  for (std::uint64_t id = 1; id <= 100; ++id) store.append({measured(id, 5, 1)});
  std::stop_source stop;
  stop.request_stop();
  const auto stopped =
      store->pack({.everything = true, .pause = std::chrono::hours(24), .stop = stop.get_token()});
  ASSERT_TRUE(stopped);
  EXPECT_TRUE(stopped->stopped);
  EXPECT_EQ(stopped->subjects, 64u) << "one batch";
  const auto rest = store->pack({.everything = true});
  EXPECT_FALSE(rest->stopped);
  EXPECT_EQ(rest->subjects, 36u);
}

TEST(Packing, FoldsABusinesssPastDaysWhereNobodysDayBegins) {
  OpenedStore store;
  for (std::int64_t day = 0; day < 4; ++day) store.append(every_quarter(1, day * 96, 96));
  const Packing packing{.fold_before = Instant{3 * kDay - 1}, .day_begins = {0, 32}};
  const auto packed = store->pack(packing);
  ASSERT_TRUE(packed);
  EXPECT_EQ(packed->folded, 2u) << "the third day was not over";
  EXPECT_EQ(store->pack(packing)->folded, 0u);
  store.close();
  StoredBytes(store.folder()).check();

  const auto rocks = Rocks::open({.folder = store.folder()});
  const auto segments = [&](std::optional<BusinessId> business, std::int32_t day) {
    const auto bytes =
        (*rocks)->get(Family::gains, encode(disk::GainKey{business, 1, disk::GainLevel::day, day}));
    return disk::decode_gain_cell(**bytes)->segments.size();
  };
  EXPECT_EQ(segments(BusinessId{1}, 0), 2u);
  EXPECT_EQ(segments(BusinessId{1}, 1), 2u);
  EXPECT_EQ(segments(BusinessId{1}, 2), 96u);
  EXPECT_EQ(segments(std::nullopt, 0), 96u) << "all together keep their quarters";
}

TEST(Packing, GoesOnBesideWritersAndReadersSeeOneHistory) {
  OpenedStore store;
  constexpr std::int64_t kRounds = 200;
  const Subject subject = post(1);
  std::atomic<bool> done = false;
  std::jthread packer([&] {
    while (!done) ASSERT_TRUE(store->pack({.at_least = 4}));
  });
  std::jthread writer([&] {
    for (std::int64_t i = 0; i < kRounds; ++i) store.append({measured(1, i * kQuarter, i)});
    done = true;
  });
  std::size_t before = 0;
  while (!done) {
    const auto history = store->history(subject, {0}, {kRounds * kQuarter}, 1000);
    ASSERT_TRUE(history);
    ASSERT_GE(history->size(), before);
    before = history->size();
    for (std::size_t i = 0; i < history->size(); ++i)
      ASSERT_EQ((*history)[i].fetched_at.ms, static_cast<std::int64_t>(i) * kQuarter);
  }
  packer.join();
  writer.join();
  store.close();
  StoredBytes(store.folder()).check();
}

TEST(Drop, TakesBackWhatManyPostsBrought) {
  OpenedStore store;
  std::vector<Subject> all;
  for (std::uint64_t id = 1; id <= 300; ++id) {
    store.append(every_quarter(id, static_cast<std::int64_t>(id), 3));
    all.push_back(post(id));
  }
  store.append(every_quarter(7, 1000, 40));
  ASSERT_TRUE(store->drop(all));
  ASSERT_TRUE(store->drop(all)) << "again, as after a crash: nothing is taken back twice";
  store.close();
  const StoredBytes bytes(store.folder());
  bytes.check();
  EXPECT_TRUE(bytes.histories().empty());
}

}  // namespace
}  // namespace tidemark::testing
