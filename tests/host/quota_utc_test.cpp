// Windows that begin at multiples of their length in UTC, such as a day that ends at midnight.

#include <gtest/gtest.h>

#include <random>

#include "quota_test_support.h"
#include "support/fake_clock.h"

namespace tidemark {
namespace {

using namespace tidemark::testing;
using namespace std::chrono_literals;
using std::chrono::milliseconds;
using Wait = std::optional<milliseconds>;

const BucketKey kDay{"example", "app_day", "app"};

class UtcQuota : public ::testing::Test {
 protected:
  Wait take(std::int64_t cost = 1) { return take_of(book, cost); }
  static Wait take_of(QuotaBook& from, std::int64_t cost = 1) {
    const QuotaNeed need{kDay, 10, 24h, true};
    const auto taken = from.take({&need, 1}, cost);
    return taken ? Wait() : taken.error().retry_after;
  }
  int units_left() {
    int taken = 0;
    while (taken < 100 && !take()) ++taken;
    return taken;
  }

  FakeClock clock;  // starts at 08:00:00 UTC
  FakeStorage storage;
  QuotaBook book{clock, storage};
};

TEST_F(UtcQuota, EndsAtMidnight) {
  EXPECT_EQ(take(4), Wait());
  clock.advance(15h);
  EXPECT_EQ(take(7), Wait(1h));
  EXPECT_EQ(units_left(), 6);
  clock.advance(1h - 1ms);
  EXPECT_EQ(take(), Wait(1ms));
  clock.advance(1ms);
  EXPECT_EQ(units_left(), 10);
  EXPECT_EQ(take(), Wait(24h));
  EXPECT_EQ(book.status("example")[0].reset_at, clock.now() + 24h);
}

TEST_F(UtcQuota, SaysMidnightAlsoToWhomNoDayCouldSatisfy) {
  EXPECT_EQ(take(11), Wait(16h));
}

TEST_F(UtcQuota, GoesOnAfterARestartWhereItWas) {
  EXPECT_EQ(take(4), Wait());
  ASSERT_TRUE(book.flush());
  EXPECT_EQ(storage.kept.at(kDay).reset_at, clock.now() + 16h);
  clock.advance(10h);
  QuotaBook restarted(clock, storage);
  ASSERT_TRUE(restarted.load());
  EXPECT_EQ(take_of(restarted, 7), Wait(6h));
  EXPECT_EQ(take_of(restarted, 6), Wait());
  clock.advance(6h);
  EXPECT_EQ(take_of(restarted, 10), Wait());
  EXPECT_EQ(take_of(restarted), Wait(24h));
}

TEST_F(UtcQuota, GivesNothingToAClockThatIsSetForward) {
  EXPECT_EQ(units_left(), 10);
  clock.jump(15h + 59min);
  EXPECT_EQ(take(), Wait(16h));
  clock.jump(24h * 400);
  EXPECT_EQ(take(), Wait(16h));
  clock.advance(16h);
  EXPECT_EQ(units_left(), 10);
}

TEST_F(UtcQuota, TakesBackADayThatIsNotOverYet) {
  EXPECT_EQ(units_left(), 10);
  clock.advance(12h);  // 20:00, and now somebody sees that it is 10:00
  clock.jump(-10h);
  EXPECT_EQ(take(), Wait(14h));
  clock.advance(14h);
  EXPECT_EQ(units_left(), 10);
  EXPECT_EQ(take(), Wait(24h)) << "the next day is a whole one";
}

TEST_F(UtcQuota, IsFrozenForOneWindowAtMostByAClockThatIsSetBack) {
  EXPECT_EQ(units_left(), 10);
  clock.jump(-24h * 400);
  EXPECT_EQ(take(), Wait(40h));
  clock.advance(40h);
  EXPECT_EQ(units_left(), 10);
}

TEST_F(UtcQuota, FollowsAWindowThatThePlatformAnnounces) {
  EXPECT_EQ(take(), Wait());
  book.observe(kDay, 10, 0, clock.now() + 16h);
  EXPECT_EQ(take(), Wait(16h + QuotaBook::kGrace));
  clock.advance(16h + QuotaBook::kGrace);
  EXPECT_EQ(units_left(), 10);
  EXPECT_EQ(take(), Wait(24h - QuotaBook::kGrace)) << "on the day again";
}

TEST_F(UtcQuota, KeepsItsCountOverAPauseWithinTheDay) {
  EXPECT_EQ(take(7), Wait());
  for (int pause = 0; pause < 2; ++pause) {
    book.observe(kDay, std::nullopt, 0, clock.now() + 1min);
    EXPECT_EQ(take(), Wait(1min + QuotaBook::kGrace));
    clock.advance(1min + QuotaBook::kGrace);
  }
  EXPECT_EQ(units_left(), 3) << "the day is the same";
  book.observe(kDay, std::nullopt, 2, std::nullopt);
  clock.advance(16h);
  EXPECT_EQ(units_left(), 10);
}

TEST_F(UtcQuota, CountsForTheDayWhatIsSaidToBeLeftBeforeAnyUnit) {
  book.observe(kDay, std::nullopt, 3, std::nullopt);
  EXPECT_LE(units_left(), 3);
}

TEST_F(UtcQuota, NeverGivesMoreThanItsLimitWithinAWindowOfTheClock) {
  const unsigned seed = std::random_device{}();
  SCOPED_TRACE("seed " + std::to_string(seed));
  std::mt19937 random(seed);
  for (int history = 0; history < 200; ++history) {
    const milliseconds window = std::vector<milliseconds>{1min, 1h, 24h, 7 * 24h}[random() % 4];
    const QuotaNeed need{{"example", "b", "history " + std::to_string(history)}, 10, window, true};
    const auto span = static_cast<unsigned>(std::min<std::int64_t>(window.count(), 40'000'000));
    std::map<std::int64_t, int> used;  // by the wall clock's window, while nobody sets it
    const Clock::Steady began = clock.steady();
    Clock::Steady closed_until{};
    std::int64_t total = 0, sets = 0;
    for (int step = 0; step < 300; ++step) {
      if (random() % 3 == 0) clock.advance(milliseconds(random() % span));
      if (history % 2 && random() % 20 == 0) {
        clock.jump(milliseconds(random() % (2 * span)) - milliseconds(span));
        ++sets;
      }
      if (random() % 20 == 0) {
        const auto pause = milliseconds(random() % span);
        book.observe(need.key, std::nullopt, 0, std::min(clock.now() + pause, clock.now() + window / 2));
      }
      if (random() % 20 == 0) {
        const auto pause = milliseconds(random() % span);
        book.close(need.key, clock.now() + pause);
        closed_until = std::max(closed_until, clock.steady() + pause);
      }
      const auto taken = book.take({&need, 1}, 1);
      if (!taken) {
        ASSERT_GT(*taken.error().retry_after, 0ms);
        ASSERT_LE(*taken.error().retry_after, 2 * window + QuotaBook::kGrace) << "frozen";
        continue;
      }
      ASSERT_GE(clock.steady(), closed_until) << "sent into a closed bucket";
      ++total;
      if (sets == 0) {
        ASSERT_LE(++used[clock.now().ms / window.count()], 10) << "history " << history << ", step " << step;
      }
      // Whatever is done to the clock, each time it is set costs one window at most.
      ASSERT_LE(total, 10 * ((clock.steady() - began) / window + 2 + sets)) << "history " << history;
    }
  }
}

}  // namespace
}  // namespace tidemark
