// Random histories beside a plain map that follows the same rules in the plainest way.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <random>

#include "opened_store.h"
#include "reference_histories.h"
#include "support/long_tests.h"

namespace tidemark::testing {
namespace {

constexpr const char* kMetrics[] = {"likes_count", "comments_count", "impressions", "followers_count"};

Snapshot random_snapshot(std::mt19937_64& random) {
  // Few subjects, instants and values, so that everything meets everything; now and then an extreme one.
  const auto extreme = [&] {
    return random() % 2 ? std::numeric_limits<std::int64_t>::max() : std::numeric_limits<std::int64_t>::min();
  };
  Snapshot one{{random() % 5 ? Subject::Kind::post : Subject::Kind::account, random() % 4},
               {static_cast<std::int64_t>(random() % 40) - 20},
               {}};
  for (const char* metric : kMetrics)
    if (random() % 2)
      one.samples.push_back(
          {metric, random() % 50 ? static_cast<std::int64_t>(random() % 4) - 2 : extreme()});
  std::shuffle(one.samples.begin(), one.samples.end(), random);
  return one;
}

void compare(SnapshotStore& store, ReferenceHistories& reference) {
  for (const auto kind : {Subject::Kind::account, Subject::Kind::post})
    for (std::uint64_t id = 0; id < 4; ++id) {
      const Subject subject{kind, id};
      ASSERT_EQ(history_of(store, subject), reference.history(subject));
      ASSERT_EQ(latest_of(store, subject), standing_of(reference.history(subject)));
    }
}

TEST(RandomHistories, AreAnsweredAsAPlainMapWould) {
  const auto seed = std::random_device{}();
  SCOPED_TRACE("seed " + std::to_string(seed));
  std::mt19937_64 random(seed);
  for (int history = 0; history < times(6, 200); ++history) {
    OpenedStore store;
    ReferenceHistories reference;
    for (int step = 0; step < 60; ++step) {
      const auto on_conflict = random() % 2 ? OnConflict::reject : OnConflict::next_millisecond;
      std::vector<Snapshot> batch(1 + random() % 8);
      std::generate(batch.begin(), batch.end(), [&] { return random_snapshot(random); });
      const auto appended = store->append(batch, on_conflict);
      ASSERT_TRUE(appended) << appended.error().message;
      for (std::size_t i = 0; i < batch.size(); ++i) {
        const auto& one = batch[i];
        const Appended expected =
            reference.append(one.subject, one.fetched_at.ms, values_of(one), on_conflict);
        ASSERT_EQ((*appended)[i].as, expected.as) << "step " << step << ", snapshot " << i;
        ASSERT_EQ((*appended)[i].fetched_at.ms, expected.fetched_at.ms)
            << "step " << step << ", snapshot " << i;
      }
      if (random() % 30 == 0) {
        const Subject gone = batch.front().subject;
        ASSERT_TRUE(store->drop(gone));
        reference.drop(gone);
      }
      if (random() % 10 == 0) {
        ASSERT_TRUE(store->pack({.at_least = random() % 8}));
      }
      if (random() % 30 == 0) {
        store.reopen();
        reference.forget_who_was_dropped();
      }
    }
    compare(*store, reference);
    store.reopen();
    compare(*store, reference);
  }
}

TEST(RandomHistories, AnswerTheSameInWhateverOrderTheyArrive) {
  const auto seed = std::random_device{}();
  SCOPED_TRACE("seed " + std::to_string(seed));
  std::mt19937_64 random(seed);
  // No conflicts: the value of a metric follows from subject and instant. Metrics of one instant come in
  // several parts.
  std::vector<Snapshot> all;
  ReferenceHistories reference;
  for (int i = 0; i < 300; ++i) {
    Snapshot one = random_snapshot(random);
    for (Sample& sample : one.samples)
      sample.value = one.fetched_at.ms * 100 + static_cast<std::int64_t>(one.subject.id) - 50;
    reference.append(one.subject, one.fetched_at.ms, values_of(one), OnConflict::reject);
    all.push_back(one);
  }
  for (int order = 0; order < times(5, 100); ++order) {
    OpenedStore store;
    std::shuffle(all.begin(), all.end(), random);
    for (std::size_t from = 0; from < all.size();) {
      const std::size_t size = std::min<std::size_t>(1 + random() % 60, all.size() - from);
      ASSERT_TRUE(store->append(std::span(all).subspan(from, size), OnConflict::reject));
      from += size;
      if (random() % 4 == 0) store.reopen();
      if (random() % 3 == 0) {
        ASSERT_TRUE(store->pack({.at_least = random() % 8}));
      }
    }
    compare(*store, reference);
  }
}

}  // namespace
}  // namespace tidemark::testing
