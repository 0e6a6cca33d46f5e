// When the store is packed, thinned, noted to live and mended, by a clock that the test moves.

#include "app/store_keeper.h"
#include "query/day_begins.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support/fake_clock.h"
#include "support/fake_log.h"

namespace tidemark::testing {
namespace {

using namespace std::chrono_literals;
using ::testing::ElementsAre;

class FakeStore final : public StoreCare {
 public:
  std::mutex mutex;
  std::vector<Instant> alive;
  std::vector<Packing> packings;
  std::vector<Retention> retentions;
  std::optional<Error> ailing, pack_fails;
  PackReport report;
  RetentionReport retained;
  int recoveries = 0;

  Result<> note_alive(Instant now) override {
    std::lock_guard lock(mutex);
    alive.push_back(now);
    return Done{};
  }
  Result<> recover() override {
    std::lock_guard lock(mutex);
    ++recoveries;
    if (ailing) return *ailing;
    return Done{};
  }
  Result<PackReport> pack(const Packing& packing) override {
    std::lock_guard lock(mutex);
    packings.push_back(packing);
    if (pack_fails) return *pack_fails;
    return report;
  }
  Result<RetentionReport> retain(const Retention& retention) override {
    std::lock_guard lock(mutex);
    retentions.push_back(retention);
    return retained;
  }
};

class StoreKeeperTest : public ::testing::Test {
 protected:
  StoreKeeperTest() { clock.sleepers_advance(false); }
  StoreKeeper& keeper(StoreRetention retention = {}) {
    keeper_.emplace(StoreKeeper::Parts{store, clock, log,
                                       [] {
                                         return std::vector<std::uint8_t>{0, 92};
                                       }},
                    retention);
    keeper_->start();
    clock.await_pauses(++looks);
    return *keeper_;
  }
  /// Time goes on by looks of the keeper.
  void pass(std::chrono::milliseconds time) {
    for (auto gone = 0ms; gone < time; gone += StoreKeeper::kLook) {
      clock.advance(StoreKeeper::kLook);
      clock.await_pauses(++looks);
    }
  }
  std::size_t lines(std::string_view with) {
    const auto all = log.lines();
    return static_cast<std::size_t>(std::count_if(all.begin(), all.end(), [&](const std::string& line) {
      return line.find(with) != std::string::npos;
    }));
  }

  FakeClock clock;
  FakeLog log;
  FakeStore store;
  std::size_t looks = 0;

 private:
  std::optional<StoreKeeper> keeper_;
};

TEST_F(StoreKeeperTest, NotesEveryMinuteAndAtTheEndThatTheEngineLives) {
  const Instant begun = clock.now();
  StoreKeeper& kept = keeper();
  pass(120s);
  clock.advance(3s);
  kept.stop();
  kept.stop();
  EXPECT_THAT(store.alive, ElementsAre(begun, begun + 60s, begun + 120s, begun + 123s));
}

TEST_F(StoreKeeperTest, PacksEveryFiveMinutesAndSaysWhatWasDone) {
  store.report = {.subjects = 2, .snapshots = 90, .folded = 1};
  keeper();
  pass(295s);
  EXPECT_TRUE(store.packings.empty()) << "a start has better to do";
  pass(5s);
  ASSERT_EQ(store.packings.size(), 1u);
  const Packing& packing = store.packings.front();
  EXPECT_EQ(packing.older_than, clock.now() - StoreKeeper::kUnpacked);
  EXPECT_EQ(packing.fold_before, clock.now() - kFoldAfter);
  EXPECT_THAT(packing.day_begins, ElementsAre(0, 92));
  EXPECT_FALSE(packing.everything);
  EXPECT_GT(packing.pause, 0ms);
  EXPECT_EQ(lines("info store: packed 90 snapshots of 2 posts and accounts, folded 1 day"), 1u);
  store.report = {};
  pass(300s);
  EXPECT_EQ(store.packings.size(), 2u);
  EXPECT_EQ(lines("packed"), 1u) << "nothing was done the second time";
}

TEST_F(StoreKeeperTest, ForgetsNothingUnlessItIsToldTo) {
  keeper();
  pass(7h);
  EXPECT_TRUE(store.retentions.empty());
}

TEST_F(StoreKeeperTest, ForgetsWhatIsOlderThanWanted) {
  store.retained = {.subjects = 1, .removed = 7};
  keeper({.raw = 90 * 24h, .daily = 365 * 24h});
  pass(300s);
  ASSERT_EQ(store.retentions.size(), 1u);
  EXPECT_EQ(store.retentions[0].raw_before, clock.now() - 90 * 24h);
  EXPECT_EQ(store.retentions[0].daily_before, clock.now() - 365 * 24h);
  EXPECT_EQ(lines("retention took 7 snapshots"), 1u);
  pass(6h);
  EXPECT_EQ(store.retentions.size(), 2u);
}

TEST_F(StoreKeeperTest, DailyOnesStayIfOnlyRawOnesAreToGo) {
  keeper({.raw = 24h});
  pass(300s);
  ASSERT_EQ(store.retentions.size(), 1u);
  EXPECT_TRUE(store.retentions[0].raw_before);
  EXPECT_FALSE(store.retentions[0].daily_before);
}

TEST_F(StoreKeeperTest, AFailureIsToldOnceAndTriedAgain) {
  store.pack_fails = Error{Code::storage, "a chunk cannot be read"};
  keeper();
  pass(900s);
  EXPECT_EQ(store.packings.size(), 3u);
  EXPECT_EQ(lines("error store: a chunk cannot be read"), 1u);
}

TEST_F(StoreKeeperTest, AStoreThatCannotWriteIsTriedEveryFewSecondsAndNeitherPackedNorThinned) {
  keeper();
  {
    std::lock_guard lock(store.mutex);
    store.ailing = Error{Code::storage, "the disk is full"};
  }
  const int before = store.recoveries;
  pass(600s);
  EXPECT_EQ(store.recoveries - before, 120);
  EXPECT_TRUE(store.packings.empty());
  EXPECT_EQ(store.alive.size(), 11u) << "the engine lives";
  EXPECT_EQ(lines("error store: the disk is full"), 1u);
  {
    std::lock_guard lock(store.mutex);
    store.ailing.reset();
  }
  pass(5s);
  EXPECT_EQ(lines("takes writes again"), 1u);
  EXPECT_EQ(store.alive.size(), 12u) << "at once, with what waited for it";
  EXPECT_EQ(store.packings.size(), 1u);
}

TEST_F(StoreKeeperTest, AWallClockThatJumpsChangesNothing) {
  keeper();
  clock.jump(-48h);
  pass(60s);
  clock.jump(480h);
  pass(60s);
  EXPECT_EQ(store.alive.size(), 3u);
  EXPECT_TRUE(store.packings.empty());
}

TEST_F(StoreKeeperTest, AStopReachesAPackingUnderWay) {
  StoreKeeper& kept = keeper();
  pass(300s);
  ASSERT_EQ(store.packings.size(), 1u);
  EXPECT_FALSE(store.packings[0].stop.stop_requested());
  kept.stop();
  EXPECT_TRUE(store.packings[0].stop.stop_requested());
}

}  // namespace
}  // namespace tidemark::testing
