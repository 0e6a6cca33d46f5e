// Runs that nobody asked for.

#include "sync_fixture.h"

namespace tidemark::testing {
namespace {

class Schedule : public SyncTest {
 protected:
  Schedule() {
    options.every = 1h;
    directory.add_posts(account, 2);
  }
  /// Waits until the scheduler has done what there was to do and sleeps again.
  void settle() {
    while (clock.pauses().size() <= sleeps_) std::this_thread::yield();
    sleeps_ = clock.pauses().size();
    wakes_at_ = clock.steady() + clock.pauses().back();
  }
  void advance(std::chrono::milliseconds by) {
    const bool wakes = clock.steady() + by >= wakes_at_;
    clock.advance(by);
    if (wakes) settle();
  }
  void begin() {
    service().start();
    settle();
  }
  /// Goes on in steps no longer than the scheduler sleeps.
  void pass(std::chrono::milliseconds time) {
    for (; time > 1min; time -= 1min) advance(1min);
    advance(time);
  }
  Run run_number(std::size_t number) { return wait(directory.await_begun(number)); }

 private:
  std::size_t sleeps_ = 0;
  Clock::Steady wakes_at_{};
};

TEST_F(Schedule, ABusinessThatWasNeverSyncedComesSoonAfterTheStart) {
  begin();
  advance(5s);
  const Run run = run_number(1);
  EXPECT_EQ(run.trigger, Trigger::schedule);
  EXPECT_EQ(run.counts(), counts(2));
  EXPECT_EQ(reef->account_items(), 1u);
}

TEST_F(Schedule, AnOverdueBusinessComesSoonAndAnotherWhenItsTimeHasCome) {
  const BusinessId second = directory.add_business();
  directory.add_posts(directory.add_account(second), 1);
  directory.last_started[business] = clock.now() - 3h;
  directory.last_started[second] = clock.now() - 20min;
  begin();
  advance(5s);
  EXPECT_EQ(run_number(1).business, business);
  EXPECT_EQ(service().next_sync_at(second), clock.now() + 40min - 5s);
  EXPECT_EQ(service().status().next_run_at, clock.now() + 40min - 5s);
  pass(40min - 6s);
  EXPECT_EQ(directory.begun_runs(), 1u);
  advance(1s);
  EXPECT_EQ(run_number(2).business, second);
}

TEST_F(Schedule, ComesBackEveryIntervalAndNotBefore) {
  directory.last_started[business] = clock.now();
  begin();
  for (std::size_t number = 1; number <= 3; ++number) {
    pass(1h - 1ms);
    EXPECT_EQ(directory.begun_runs(), number - 1);
    advance(1ms);
    EXPECT_EQ(run_number(number).started_at, clock.now());
  }
}

TEST_F(Schedule, ABusinessMayHaveAnIntervalOfItsOwn) {
  directory.all_businesses[business].every = "10m";
  directory.last_started[business] = clock.now();
  begin();
  EXPECT_EQ(service().next_sync_at(business), clock.now() + 10min);
  pass(10min);
  run_number(1);
}

TEST_F(Schedule, AnIntervalThatCannotBeReadIsTheEnginesAndIsTold) {
  directory.all_businesses[business].every = "often";
  directory.last_started[business] = clock.now();
  begin();
  EXPECT_EQ(service().next_sync_at(business), clock.now() + 1h);
  EXPECT_TRUE(log.contains("\"often\""));
}

TEST_F(Schedule, AChangedIntervalCountsAtOnce) {
  directory.last_started[business] = clock.now();
  begin();
  pass(20min);
  {
    std::lock_guard lock(directory.mutex);
    directory.all_businesses[business].every = "15m";
  }
  service().reschedule(business);
  settle();
  run_number(1);  // 15 minutes are over
  {
    std::lock_guard lock(directory.mutex);
    directory.all_businesses[business].every = "2h";
  }
  service().reschedule(business);
  settle();
  EXPECT_EQ(service().next_sync_at(business), clock.now() + 2h);
}

TEST_F(Schedule, ANewBusinessIsNoticedWithoutARestart) {
  directory.last_started[business] = clock.now();
  begin();
  const BusinessId fresh = directory.add_business();
  directory.add_posts(directory.add_account(fresh), 1);
  pass(1min);
  advance(5s);
  EXPECT_EQ(run_number(1).business, fresh);
}

TEST_F(Schedule, ADeletedBusinessIsForgotten) {
  directory.last_started[business] = clock.now();
  begin();
  {
    std::lock_guard lock(directory.mutex);
    directory.all_businesses.erase(business);
  }
  pass(1min);
  EXPECT_FALSE(service().next_sync_at(business));
}

TEST_F(Schedule, NeverOverlapsItself) {
  Door door;
  reef->on_sync([&](const Call& call) {
    door.pass(call.limits.stop);
    return call.emit_all();
  });
  begin();
  advance(5s);
  door.await(1);
  pass(3h);
  EXPECT_EQ(directory.begun_runs(), 1u);
  door.open();
  run_number(1);
  pass(1h);
  run_number(2);
}

TEST_F(Schedule, WhatWasMissedIsMadeUpForOnce) {
  directory.last_started[business] = clock.now();
  begin();
  advance(10h);  // the machine was asleep
  run_number(1);
  pass(59min);
  EXPECT_EQ(directory.begun_runs(), 1u);
}

TEST_F(Schedule, APauseHoldsEverythingAndResumingMakesUpOnce) {
  directory.last_started[business] = clock.now();
  begin();
  service().pause();
  settle();
  EXPECT_TRUE(service().status().paused);
  EXPECT_FALSE(service().next_sync_at(business));
  EXPECT_FALSE(service().status().next_run_at);
  pass(5h);
  EXPECT_EQ(directory.begun_runs(), 0u);
  service().resume();
  settle();
  run_number(1);
  pass(30min);
  EXPECT_EQ(directory.begun_runs(), 1u);
  EXPECT_FALSE(service().status().paused);
}

TEST_F(Schedule, APausedSchedulerDoesNotKeepAnybodyFromRefreshing) {
  begin();
  service().pause();
  EXPECT_EQ(refresh().counts(), counts(2));
}

TEST_F(Schedule, SwitchedOffItNeverStarts) {
  options.scheduled = false;
  service().start();
  EXPECT_FALSE(service().status().enabled);
  EXPECT_FALSE(service().next_sync_at(business));
  EXPECT_EQ(directory.begun_runs(), 0u);
}

TEST_F(Schedule, AWallClockSetBackPutsNothingOff) {
  directory.last_started[business] = clock.now() + 24h * 365;  // as it seemed before the clock was set right
  begin();
  EXPECT_EQ(service().next_sync_at(business), clock.now() + 1h);
  clock.jump(-24h * 30);
  pass(1h);
  run_number(1);
}

TEST_F(Schedule, ABusinessWithNobodyToAskLeavesNoRunBehind) {
  directory.accounts[account].state = AccountState::auth_failed;
  begin();
  pass(2h);
  EXPECT_EQ(directory.begun_runs(), 0u);
}

TEST_F(Schedule, ABusinessIsSyncedSoonAfterItHasSomebodyToAsk) {
  directory.accounts[account].state = AccountState::auth_failed;
  begin();
  pass(10min);
  {
    std::lock_guard lock(directory.mutex);
    directory.accounts[account].state = AccountState::ok;  // a new token was given
  }
  pass(1min);
  const Instant ran = run_number(1).started_at;
  pass(59min);
  EXPECT_EQ(directory.begun_runs(), 1u) << "and then at its interval again";
  pass(1min);
  EXPECT_GE(run_number(2).started_at, ran + 1h);
}

TEST_F(Schedule, AScheduledTimeDuringARefreshByHandJoinsIt) {
  directory.last_started[business] = clock.now();
  Door door;
  reef->on_sync([&](const Call& call) {
    door.pass(call.limits.stop);
    return call.emit_all();
  });
  begin();
  const RunId id = start();
  door.await(1);
  pass(1h);
  EXPECT_EQ(directory.begun_runs(), 1u);
  door.open();
  EXPECT_EQ(wait(id).trigger, Trigger::manual);
}

TEST_F(Schedule, StopsWhileItSleeps) {
  begin();
  service().stop();
  EXPECT_FALSE(service().next_sync_at(business));
}

}  // namespace
}  // namespace tidemark::testing
