// Random histories whose every sum is recomputed from scratch: late, repeated, conflicting, absent, falling,
// negative and extreme values, in bulk and one by one, packed and folded at any time.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <random>

#include "opened_store.h"
#include "reference_histories.h"
#include "stored_bytes.h"
#include "support/long_tests.h"

namespace tidemark::testing {
namespace {

constexpr std::int64_t kMinute = 60'000, kDay = 86'400'000;
constexpr const char* kMetrics[] = {"likes_count", "comments_count", "impressions", "followers_count"};
constexpr std::uint64_t kSubjects = 8;

/// What makes up the product's day, but small: some businesses, platforms, posts, and an account.
class RandomLife {
 public:
  explicit RandomLife(std::uint64_t seed) : random_(seed) {
    for (std::uint64_t id = 0; id < kSubjects; ++id) from_zero_.push_back(random_() % 2 == 0);
  }

  void step() {
    switch (random_() % 16) {
      case 0:
        return drop();
      case 1:
        return pack();
      case 2:
        return rebook();
      case 3:
        return store_.reopen(), reference_.forget_who_was_dropped();
      case 4:
        return append(bulk(30 + random_() % 700, false));
      case 5:
        return append(bulk(30 + random_() % 100, true));
      case 6:
        return append(before_), append(before_);  // repeated
      default:
        return append(some());
    }
  }

  void check() {
    store_.close();
    const StoredBytes bytes(store_.folder());
    bytes.check();
    auto histories = bytes.histories();
    for (const auto& [subject, history] : reference_.all())
      if (!history.empty()) {
        ASSERT_EQ(histories[subject], history) << "post " << subject.id;
      }
  }
  void reopen() {
    store_.reopen();
    reference_.forget_who_was_dropped();
  }
  void pack_everything() {
    ASSERT_TRUE(
        store_->pack({.everything = true, .fold_before = Instant{200 * kDay}, .day_begins = {0, 40}}));
    EXPECT_EQ(store_->count()->unpacked, 0u);
  }

 private:
  static Subject subject(std::uint64_t id) {
    if (id == 0) return {Subject::Kind::account, 1, BusinessId{1}};
    return subject_of(PostId{id}, BusinessId{1 + id % 3});
  }

  std::int64_t value() {
    if (random_() % 60 == 0)
      return random_() % 2 ? std::numeric_limits<std::int64_t>::max()
                           : std::numeric_limits<std::int64_t>::min();
    return static_cast<std::int64_t>(random_() % 9) - 3;
  }
  Snapshot about(std::uint64_t id, std::int64_t ms) {
    Snapshot one{subject(id), {ms}, {}};
    for (const char* metric : kMetrics)
      if (random_() % 2) one.samples.push_back({metric, value()});
    std::shuffle(one.samples.begin(), one.samples.end(), random_);
    // Now and then one that says nothing of how it counts.
    if (id != 0 && random_() % 8 != 0) {
      one.platform = id % 2 ? "birds" : "walls";
      if (random_() % 40 == 0) from_zero_[id].flip();
      one.from_zero = from_zero_[id];
    }
    return one;
  }
  std::vector<Snapshot> some() {
    std::vector<Snapshot> batch;
    for (std::uint64_t left = 1 + random_() % 8; left > 0; --left) {
      const std::uint64_t id = random_() % kSubjects;
      const std::int64_t step = static_cast<std::int64_t>(random_() % 5) * 45 * kMinute;
      // Mostly later than all, else somewhere among them.
      now_ += step;
      const std::int64_t back = random_() % 3 ? 0 : static_cast<std::int64_t>(random_() % 40) * 45 * kMinute;
      batch.push_back(about(id, now_ - back));
    }
    return batch;
  }
  std::vector<Snapshot> bulk(std::uint64_t size, bool late) {
    std::vector<Snapshot> batch;
    const std::uint64_t id = random_() % kSubjects;
    if (late) {
      for (; size > 0; --size)
        batch.push_back(about(id, now_ - static_cast<std::int64_t>(random_() % 3000) * 15 * kMinute));
      return batch;
    }
    for (; size > 0; --size) batch.push_back(about(id, now_ += 15 * kMinute));
    if (random_() % 2) std::shuffle(batch.begin(), batch.end(), random_);
    return batch;
  }

  void append(const std::vector<Snapshot>& batch) {
    before_ = batch;
    const auto on_conflict = random_() % 2 ? OnConflict::reject : OnConflict::next_millisecond;
    const auto appended =
        random_() % 2 ? store_->append(batch, on_conflict) : store_->append(flat(batch), on_conflict);
    ASSERT_TRUE(appended) << appended.error().message;
    for (std::size_t i = 0; i < batch.size(); ++i) {
      const Snapshot& one = batch[i];
      const Appended expected =
          reference_.append(one.subject, one.fetched_at.ms, values_of(one), on_conflict);
      ASSERT_EQ((*appended)[i].as, expected.as) << "snapshot " << i << " of " << batch.size();
      ASSERT_EQ((*appended)[i].fetched_at, expected.fetched_at) << "snapshot " << i << " of " << batch.size();
    }
  }
  static BulkSnapshots flat(const std::vector<Snapshot>& batch) {
    BulkSnapshots bulk;
    bulk.metrics = {"followers_count", "likes_count", "impressions", "comments_count"};
    for (const Snapshot& one : batch) {
      bulk.snapshots.push_back({one.subject, one.fetched_at, one.platform, one.from_zero,
                                static_cast<std::uint32_t>(one.samples.size())});
      for (const Sample& sample : one.samples) {
        const auto metric = std::find(bulk.metrics.begin(), bulk.metrics.end(), sample.metric);
        bulk.samples.push_back({static_cast<std::uint32_t>(metric - bulk.metrics.begin()), sample.value});
      }
    }
    return bulk;
  }

  void drop() {
    if (random_() % 3) return;
    std::vector<Subject> gone{subject(random_() % kSubjects), subject(random_() % kSubjects)};
    ASSERT_TRUE(store_->drop(gone));
    ASSERT_TRUE(store_->drop(gone)) << "again, as after a crash";
    for (const Subject& one : gone) reference_.drop(one);
  }
  void pack() {
    Packing packing{.at_least = random_() % 40};
    if (random_() % 2) packing.older_than = Instant{now_ - kDay};
    if (random_() % 2) packing.fold_before = Instant{now_ - 2 * kDay};
    packing.day_begins = random_() % 2 ? std::vector<std::uint8_t>{0, 30, 91} : std::vector<std::uint8_t>{};
    packing.everything = random_() % 8 == 0;
    const auto packed = store_->pack(packing);
    ASSERT_TRUE(packed) << packed.error().message;
  }
  void retain() {
    if (random_() % 2) return;
    Retention retention{.raw_before = Instant{now_ - 3 * kDay}};
    if (random_() % 3 == 0) retention.daily_before = Instant{now_ - 6 * kDay};
    const auto retained = store_->retain(retention);
    ASSERT_TRUE(retained) << retained.error().message;
    for (std::uint64_t id = 0; id < kSubjects; ++id) {
      const Subject one = subject(id);
      const History left = history_of(*store_, one), before = reference_.history(one);
      ASSERT_TRUE(std::includes(before.begin(), before.end(), left.begin(), left.end()));
      ASSERT_EQ(standing_of(left), standing_of(before));
      reference_.set(one, left);
    }
  }
  void rebook() {
    const std::uint64_t id = 1 + random_() % (kSubjects - 1);
    from_zero_[id].flip();
    ASSERT_TRUE(store_->rebook(subject(id), from_zero_[id]));
  }

  std::mt19937_64 random_;
  OpenedStore store_;
  ReferenceHistories reference_;
  std::vector<bool> from_zero_;
  std::vector<Snapshot> before_;
  std::int64_t now_ = -10 * kDay;
};

TEST(RandomSums, AreWhatTheHistoryOfEveryPostAddsUpTo) {
  const auto seed = std::random_device{}();
  SCOPED_TRACE("seed " + std::to_string(seed));
  for (int life = 0; life < times(4, 300); ++life) {
    SCOPED_TRACE("life " + std::to_string(life));
    RandomLife random(seed + static_cast<unsigned>(life));
    for (int part = 0; part < 3; ++part) {
      for (int step = 0; step < 40; ++step) {
        random.step();
        if (::testing::Test::HasFatalFailure()) return;
      }
      if (part == 2) random.pack_everything();
      random.check();
      if (::testing::Test::HasFailure()) return;
      random.reopen();
    }
  }
}

}  // namespace
}  // namespace tidemark::testing
