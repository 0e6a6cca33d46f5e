#include "host/quota_book.h"

#include <gtest/gtest.h>

#include <atomic>
#include <random>
#include <thread>

#include "quota_test_support.h"
#include "support/fake_clock.h"

namespace tidemark {
namespace {

using namespace tidemark::testing;
using namespace std::chrono_literals;

Result<> take_one(QuotaBook& book, const BucketKey& key, std::int64_t cost, std::int64_t limit,
                  std::chrono::milliseconds window) {
  const QuotaNeed need{key, limit, window};
  return book.take({&need, 1}, cost);
}

const BucketKey kPosts{"example", "posts", "account 7"};

class QuotaBookTest : public ::testing::Test {
 protected:
  /// Nothing: consent; else how long to wait.
  std::optional<std::chrono::milliseconds> take(std::int64_t cost = 1, std::int64_t limit = 10,
                                                std::chrono::milliseconds window = 15min) {
    const auto taken = take_one(book, kPosts, cost, limit, window);
    if (taken) return std::nullopt;
    EXPECT_EQ(taken.error().code, Code::rate_limited);
    return taken.error().retry_after;
  }
  int units_left(std::int64_t limit = 10) {
    int taken = 0;
    while (taken < 100 && !take(1, limit)) ++taken;
    return taken;
  }
  Instant in(std::chrono::milliseconds later) const { return clock.now() + later; }

  FakeClock clock;
  FakeStorage storage;
  QuotaBook book{clock, storage};
};

using Wait = std::optional<std::chrono::milliseconds>;

TEST_F(QuotaBookTest, CountsAWindowOfItsOwnFromTheFirstUnit) {
  EXPECT_EQ(take(4), std::nullopt);
  clock.advance(5min);
  EXPECT_EQ(take(7), Wait(10min));
  EXPECT_EQ(take(6), std::nullopt);
  EXPECT_EQ(take(), Wait(10min));
  clock.advance(10min);
  EXPECT_EQ(units_left(), 10);
}

TEST_F(QuotaBookTest, NeverConsentsToMoreThanAWholeWindow) {
  EXPECT_EQ(take(11), Wait(15min));
  EXPECT_EQ(units_left(), 10);
}

TEST_F(QuotaBookTest, CountsACostBelowOneAsOne) {
  for (int i = 0; i < 10; ++i) EXPECT_EQ(take(-5), std::nullopt);
  EXPECT_NE(take(0), std::nullopt);
}

TEST_F(QuotaBookTest, KeepsAppsAndAccountsApart) {
  EXPECT_EQ(units_left(), 10);
  EXPECT_TRUE(take_one(book, {"example", "posts", "account 8"}, 1, 10, 15min));
  EXPECT_TRUE(take_one(book, {"example", "posts", "app"}, 1, 10, 15min));
  EXPECT_TRUE(take_one(book, {"example", "users", "account 7"}, 1, 10, 15min));
  EXPECT_TRUE(take_one(book, {"other", "posts", "account 7"}, 1, 10, 15min));
}

TEST_F(QuotaBookTest, LowersItsCountToWhatThePlatformSaysAndNeverRaisesItWithinAWindow) {
  EXPECT_EQ(take(), std::nullopt);
  book.observe(kPosts, 10, 4, in(10min));
  book.observe(kPosts, 10, 8, in(10min));  // an answer that was overtaken
  EXPECT_EQ(units_left(), 4);
  EXPECT_EQ(take(), Wait(10min + QuotaBook::kGrace));
}

TEST_F(QuotaBookTest, WaitsALittleLongerThanAnAnnouncedWindow) {
  EXPECT_EQ(take(), std::nullopt);
  book.observe(kPosts, 10, 0, in(10min));
  clock.advance(10min);
  EXPECT_EQ(take(), Wait(QuotaBook::kGrace));
  clock.advance(QuotaBook::kGrace);
  EXPECT_EQ(take(), std::nullopt);
}

TEST_F(QuotaBookTest, RaisesItsCountWhenAnAnswerBelongsToALaterWindow) {
  EXPECT_EQ(take(), std::nullopt);
  book.observe(kPosts, 10, 1, in(1min));
  book.observe(kPosts, 10, 7, in(16min));
  EXPECT_EQ(units_left(), 7);
}

TEST_F(QuotaBookTest, IgnoresAnAnswerOfTheWindowBefore) {
  EXPECT_EQ(take(), std::nullopt);
  book.observe(kPosts, 10, 3, in(1min));
  clock.advance(1min + QuotaBook::kGrace);
  EXPECT_EQ(take(), std::nullopt);
  book.observe(kPosts, 10, 9, in(15min));
  book.observe(kPosts, 10, 0, in(-QuotaBook::kGrace));
  EXPECT_EQ(units_left(), 9);
}

TEST_F(QuotaBookTest, CountsForItselfWhenTheAnnouncedWindowIsOverByOurClock) {
  EXPECT_EQ(take(), std::nullopt);
  book.observe(kPosts, 10, 2, in(-1h));
  EXPECT_EQ(units_left(), 2);
  EXPECT_EQ(take(), Wait(15min));
}

TEST_F(QuotaBookTest, TakesRelativeResetsThatTrembleForOneWindow) {
  EXPECT_EQ(take(), std::nullopt);
  book.observe(kPosts, 10, 2, in(10min));
  for (int i = 0; i < 20; ++i) book.observe(kPosts, 10, 9, in(10min + (i % 2 ? 900ms : -900ms)));
  EXPECT_EQ(units_left(), 2);
}

TEST_F(QuotaBookTest, FollowsTheLimitThatThePlatformSays) {
  EXPECT_EQ(take(6), std::nullopt);
  book.observe(kPosts, 8, std::nullopt, std::nullopt);
  EXPECT_EQ(units_left(), 2);
  clock.advance(15min);
  EXPECT_EQ(units_left(), 8);
}

TEST_F(QuotaBookTest, AllowsWhatNobodyLimitsUntilThePlatformSaysLess) {
  for (int i = 0; i < 1000; ++i) EXPECT_EQ(take(100, 0), std::nullopt);
  book.observe(kPosts, std::nullopt, 3, std::nullopt);
  EXPECT_EQ(units_left(0), 3);
}

TEST_F(QuotaBookTest, SendsNothingWhileThePlatformSaysWait) {
  book.close(kPosts, in(5min));
  EXPECT_EQ(take(), Wait(5min));
  book.close(kPosts, in(1min));  // a pause is only ever made longer
  EXPECT_EQ(take(), Wait(5min));
  book.close(kPosts, in(7min));
  clock.advance(5min);
  EXPECT_EQ(take(), Wait(2min));
  book.observe(kPosts, 10, 10, in(15min));
  EXPECT_EQ(take(), Wait(2min));
  clock.advance(2min);
  EXPECT_EQ(take(), std::nullopt);
  book.close(kPosts, std::nullopt);
  EXPECT_EQ(take(), Wait(QuotaBook::kUnknownPause));
}

TEST_F(QuotaBookTest, SaysTheLongerOfTwoWaits) {
  EXPECT_EQ(take(10), std::nullopt);
  book.close(kPosts, in(1min));
  EXPECT_EQ(take(), Wait(15min));
}

TEST_F(QuotaBookTest, NeitherGivesNorFreezesQuotaWhenTheWallClockJumps) {
  for (const auto jump : {std::chrono::milliseconds(24h * 400), std::chrono::milliseconds(-24h * 400)}) {
    EXPECT_EQ(units_left(), 10);
    clock.jump(jump);
    EXPECT_EQ(take(), Wait(15min));
    book.close(kPosts, in(20min));
    clock.jump(-2 * jump);
    EXPECT_EQ(take(), Wait(20min));
    clock.advance(20min);
  }
  EXPECT_EQ(take(), std::nullopt);
}

TEST_F(QuotaBookTest, BelievesNoInstantThatIsAbsurdlyFarAway) {
  for (const Instant absurd : {in(24h * 33), in(24h * 365 * 1000), Instant{INT64_MAX}}) {
    const BucketKey key{"example", "posts", "account " + std::to_string(absurd.ms)};
    book.close(key, absurd);
    const auto closed = take_one(book, key, 1, 10, 15min);
    ASSERT_FALSE(closed);
    EXPECT_EQ(closed.error().retry_after, QuotaBook::kLongest);
    clock.advance(QuotaBook::kLongest);
    book.observe(key, 10, 0, Instant{absurd.ms});
    clock.advance(QuotaBook::kLongest + QuotaBook::kGrace);
    EXPECT_TRUE(take_one(book, key, 1, 10, 15min));
  }
  book.observe(kPosts, 10, 0, Instant{INT64_MAX});
  book.observe(kPosts, 10, 0, in(10min));  // put right by the next answer
  EXPECT_EQ(take(), Wait(10min + QuotaBook::kGrace));
  book.close(kPosts, Instant{INT64_MIN});
  book.observe(kPosts, 10, 0, Instant{INT64_MIN});
}

TEST_F(QuotaBookTest, GoesOnAfterARestartWhereItWas) {
  EXPECT_EQ(take(4), std::nullopt);
  const BucketKey closed{"example", "users", "app"};
  book.close(closed, in(30min));
  ASSERT_TRUE(book.flush());
  clock.advance(5min);

  QuotaBook restarted(clock, storage);
  ASSERT_TRUE(restarted.load());
  int left = 0;
  while (take_one(restarted, kPosts, 1, 10, 15min)) ++left;
  EXPECT_EQ(left, 6);
  EXPECT_EQ(take_one(restarted, kPosts, 1, 10, 15min).error().retry_after, 10min);
  EXPECT_EQ(take_one(restarted, closed, 1, 10, 15min).error().retry_after, 25min);
  clock.advance(25min);
  EXPECT_TRUE(take_one(restarted, closed, 1, 10, 15min));
  EXPECT_TRUE(take_one(restarted, kPosts, 10, 10, 15min));
}

TEST_F(QuotaBookTest, WritesAPauseAtOnceAndTheRestWhenAskedAndOnlyWhatChanged) {
  EXPECT_EQ(take(), std::nullopt);
  EXPECT_EQ(storage.saves, 0);
  ASSERT_TRUE(book.flush());
  EXPECT_EQ(storage.kept.at(kPosts).remaining, 9);
  ASSERT_TRUE(book.flush());
  EXPECT_EQ(storage.saves, 1) << "nothing had changed";
  const BucketKey users{"example", "users", "app"};
  book.close(users, in(1min));
  EXPECT_EQ(storage.saves, 2);
  ASSERT_EQ(storage.last.size(), 1u);
  EXPECT_EQ(storage.last.at(users).closed_until, in(1min));
}

TEST_F(QuotaBookTest, KeepsWhatCouldNotBeWrittenForTheNextTime) {
  storage.broken = true;
  book.close(kPosts, in(1min));
  EXPECT_EQ(book.flush().error().code, Code::storage);
  EXPECT_EQ(book.load().error().code, Code::storage);
  EXPECT_EQ(take(), Wait(1min)) << "the pause holds though it is not durable";
  storage.broken = false;
  ASSERT_TRUE(book.flush());
  EXPECT_EQ(storage.kept.count(kPosts), 1u);
}

TEST_F(QuotaBookTest, ShowsOnePlatformsCountersAppWideOnesFirst) {
  EXPECT_TRUE(take_one(book, {"example", "posts", "account 10"}, 1, 10, 15min));
  EXPECT_TRUE(take_one(book, {"example", "posts", "account 9"}, 2, 10, 15min));
  EXPECT_TRUE(take_one(book, {"example", "users", "app"}, 3, 10, 15min));
  EXPECT_TRUE(take_one(book, {"example", "free", "app"}, 1, 0, 15min));
  EXPECT_TRUE(take_one(book, {"other", "posts", "app"}, 1, 10, 15min));
  book.close({"example", "users", "app"}, in(20min));
  const auto rows = book.status("example");
  ASSERT_EQ(rows.size(), 4u);
  EXPECT_EQ(rows[0].name, "free");
  EXPECT_EQ(rows[0].remaining, std::nullopt);
  EXPECT_EQ(rows[1].name, "users");
  EXPECT_EQ(rows[1].scope, "app");
  EXPECT_EQ(rows[1].remaining, 0) << "closed";
  EXPECT_EQ(rows[1].reset_at, in(20min));
  EXPECT_EQ(rows[2].scope, "account 9");
  EXPECT_EQ(rows[2].remaining, 8);
  EXPECT_EQ(rows[2].limit, 10);
  EXPECT_EQ(rows[2].reset_at, in(15min));
  EXPECT_EQ(rows[3].scope, "account 10");
  EXPECT_EQ(rows[3].remaining, 9);
  clock.advance(15min);
  EXPECT_EQ(book.status("example")[2].remaining, 10);
  EXPECT_EQ(book.status("example")[2].reset_at, std::nullopt);
}

TEST_F(QuotaBookTest, ShowsWhenAClosedBucketCanBeUsedAgain) {
  EXPECT_EQ(take(), std::nullopt);
  book.close(kPosts, in(1min));
  EXPECT_EQ(book.status(kPosts.platform)[0].remaining, 0);
  EXPECT_EQ(book.status(kPosts.platform)[0].reset_at, in(1min)) << "units are left in the window";
  book.observe(kPosts, 10, 0, in(5min));
  EXPECT_EQ(book.status(kPosts.platform)[0].reset_at, in(5min)) << "none are left";
}

TEST_F(QuotaBookTest, HoldsItsPromisesThroughAnyHistory) {
  const unsigned seed = std::random_device{}();
  SCOPED_TRACE("seed " + std::to_string(seed));
  std::mt19937 random(seed);
  const auto pick = [&](std::int64_t most) {
    return std::chrono::milliseconds(random() % static_cast<unsigned>(most));
  };
  for (int history = 0; history < 200; ++history) {
    SCOPED_TRACE("history " + std::to_string(history));
    const BucketKey key{"example", "posts", "account " + std::to_string(history)};
    Clock::Steady closed_until{};
    Clock::Steady own_window_ends{};  // while the platform has said nothing
    std::int64_t used = 0;
    bool platform_spoke = false;
    for (int step = 0; step < 300; ++step) {
      switch (random() % 12) {
        case 0: {
          const auto pause = pick(120'000);
          book.close(key, in(pause));
          closed_until = std::max(closed_until, clock.steady() + pause);
          break;
        }
        case 1:
          if (history % 2 == 0) break;
          platform_spoke = true;
          book.observe(key, 10, static_cast<std::int64_t>(random() % 11), in(pick(900'000) - 5s));
          break;
        case 2:
          clock.jump(pick(2'000'000'000) - 1'000'000'000ms);
          break;
        case 3:
        case 4:
          clock.advance(pick(120'000));
          break;
        default: {
          const auto taken = take_one(book, key, 1, 10, 5min);
          if (!taken) {
            ASSERT_TRUE(taken.error().retry_after && taken.error().retry_after->count() > 0);
            ASSERT_LE(*taken.error().retry_after, 20min) << "frozen";
            break;
          }
          ASSERT_GE(clock.steady(), closed_until) << "sent into a closed bucket";
          if (platform_spoke) break;
          if (clock.steady() >= own_window_ends) {
            own_window_ends = clock.steady() + 5min;
            used = 0;
          }
          ASSERT_LE(++used, 10) << "more than the window holds";
        }
      }
    }
    // Whatever happened, after as long as it says the bucket opens.
    for (int i = 0; i < 3; ++i) {
      const auto taken = take_one(book, key, 1, 10, 5min);
      if (taken) break;
      ASSERT_LT(i, 2) << "it said when, and did not keep to it";
      clock.advance(*taken.error().retry_after);
    }
  }
}

TEST_F(QuotaBookTest, GivesManyThreadsNoMoreThanThereIs) {
  std::atomic<int> taken = 0;
  {
    std::vector<std::jthread> threads;
    for (int i = 0; i < 8; ++i)
      threads.emplace_back([&] {
        for (int n = 0; n < 100; ++n) {
          if (take_one(book, kPosts, 1, 100, 15min)) ++taken;
          book.observe(kPosts, 100, 100, in(10min));
          if (n % 10 == 0) {
            EXPECT_TRUE(book.flush());
            (void)book.status("example");
            book.close({"example", "users", "app"}, in(1min));
          }
        }
      });
  }
  EXPECT_EQ(taken, 100);
}

}  // namespace
}  // namespace tidemark
