// Several writers and readers at once.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <thread>

#include "opened_store.h"
#include "store/subject_claims.h"

namespace tidemark::testing {
namespace {

using As = Appended::As;

TEST(Writers, OfTheSameSubjectsLoseNothingOfEachOther) {
  OpenedStore store;
  constexpr int kBatches = 150;
  // Both write the same instants of the same posts, each its own metric, the posts in opposite order.
  const auto write = [&](const char* metric, bool reversed) {
    for (int i = 0; i < kBatches; ++i) {
      std::vector<Snapshot> batch;
      for (std::uint64_t id = 0; id < 6; ++id)
        batch.push_back(snapshot(post(reversed ? 5 - id : id), i, {{metric, i}}));
      ASSERT_TRUE(store->append(batch, OnConflict::reject));
    }
  };
  std::jthread first(write, "likes_count", false), second(write, "comments_count", true);
  first.join();
  second.join();
  History expected;
  for (int i = 0; i < kBatches; ++i) expected[i] = {{"likes_count", i}, {"comments_count", i}};
  for (std::uint64_t id = 0; id < 6; ++id) {
    ASSERT_EQ(history_of(*store, post(id)), expected);
    ASSERT_EQ(latest_of(*store, post(id)), standing_of(expected));
  }
}

TEST(Writers, ThatDisagreeBothFindAMillisecond) {
  OpenedStore store;
  std::atomic<int> stored = 0;
  const auto write = [&](std::int64_t value) {
    for (int i = 0; i < 100; ++i)
      for (const As as : store.append({snapshot(post(1), 10 * i, {{"likes_count", value}})}))
        stored += as == As::stored;
  };
  std::jthread first(write, 1), second(write, 2);
  first.join();
  second.join();
  EXPECT_EQ(stored, 200);
  EXPECT_EQ(history_of(*store, post(1)).size(), 200u);
}

TEST(Writers, ShowReadersABatchWholeOrNotAtAll) {
  OpenedStore store;
  const std::vector<Subject> posts{post(1), post(2), post(3), post(4)};
  std::atomic<bool> done = false;
  std::jthread writer([&] {
    for (int i = 1; i <= 300; ++i) {
      std::vector<Snapshot> batch;
      for (const Subject subject : posts) batch.push_back(snapshot(subject, i, {{"likes_count", i}}));
      store.append(batch);
    }
    done = true;
  });
  int changes = 0;
  std::int64_t before = 0;
  while (!done) {
    const auto latest = store->latest(posts);
    ASSERT_TRUE(latest);
    const Stands first = stands(latest->front());
    for (const auto& one : *latest) ASSERT_EQ(stands(one), first);
    if (first.empty()) continue;
    changes += first.at("").second != before;
    before = first.at("").second;
  }
  EXPECT_GT(changes, 0) << "the reader never saw the writer at work";
}

TEST(Writers, CannotBringBackWhatIsDroppedMeanwhile) {
  OpenedStore store;
  std::atomic<int> written = 0;
  std::jthread writer([&] {
    for (int i = 0; i < 200; ++i) {
      store.append({snapshot(post(1), i, {{"likes_count", i}})});
      ++written;
    }
  });
  while (written < 20) std::this_thread::yield();
  ASSERT_TRUE(store->drop(post(1)));
  writer.join();
  EXPECT_EQ(history_of(*store, post(1)), History{});
  EXPECT_EQ(latest_of(*store, post(1)), Stands{});
}

TEST(SubjectClaims, OthersSubjectsAreNotWaitedFor) {
  SubjectClaims claims;
  const SubjectClaims::Claim first(claims, {post(1), post(3)});
  std::jthread([&] { const SubjectClaims::Claim second(claims, {post(2), post(4)}); }).join();
}

}  // namespace
}  // namespace tidemark::testing
