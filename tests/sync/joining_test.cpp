// Refreshes that meet each other.

#include "sync_fixture.h"

namespace tidemark::testing {
namespace {

class Joining : public SyncTest {
 protected:
  /// The first call waits at the door; all that it is asked for is emitted afterwards.
  void hold_calls() {
    reef->on_sync([this](const Call& call) {
      door.pass(call.limits.stop);
      return call.emit_all();
    });
  }
  Door door;
};

TEST_F(Joining, ASecondRefreshJoinsTheFirst) {
  directory.add_posts(account, 50);
  hold_calls();
  const RunId first = start();
  door.await(1);
  EXPECT_EQ(start(), first);
  EXPECT_EQ(start({.business = business, .platforms = {"reef"}}), first);
  EXPECT_EQ(start({.business = business, .limit = 3}), first);
  door.open();
  EXPECT_EQ(wait(first).counts(), counts(50));
  EXPECT_EQ(directory.begun_runs(), 1u);
  EXPECT_EQ(reef->calls().size(), 1u);
}

TEST_F(Joining, ARefreshAfterTheEndIsARunOfItsOwn) {
  directory.add_posts(account, 2);
  const RunId first = start();
  wait(first);
  EXPECT_NE(start(), first);
}

TEST_F(Joining, ARefreshOfOnePostJoinsTheRunThatHasIt) {
  const auto posts = directory.add_posts(account, 5);
  hold_calls();
  const RunId first = start();
  door.await(1);
  auto joined = service().refresh_post(Asker::engine(), posts[2]);
  ASSERT_TRUE(joined);
  EXPECT_EQ(*joined, first);
  door.open();
  wait(first);
}

TEST_F(Joining, ARefreshOfTheBusinessDoesNotJoinTheRunOfOnePostButFetchesThatPostOnce) {
  const auto posts = directory.add_posts(account, 5);
  hold_calls();
  auto one = service().refresh_post(Asker::engine(), posts[2]);
  ASSERT_TRUE(one);
  door.await(1);
  const RunId all = start();
  EXPECT_NE(all, *one);
  door.await(2);
  door.open();
  EXPECT_EQ(wait(*one).counts(), counts(1));
  EXPECT_EQ(wait(all).counts(), counts(5));
  for (const auto& [id, times] : reef->fetched()) EXPECT_EQ(times, 1) << id;
  EXPECT_EQ(measurements.snapshots_of(subject_of(posts[2])), 1u);
}

TEST_F(Joining, ARefreshThatAsksMoreRunsBesideAndTheRestIsFetchedOnce) {
  directory.add_posts(account, 10);
  hold_calls();
  const RunId narrow = start({.business = business, .limit = 4});
  door.await(1);
  const RunId wide = start();
  EXPECT_NE(wide, narrow);
  door.await(2);
  EXPECT_THAT(reef->calls(), ::testing::ElementsAre(4, 6));
  door.open();
  EXPECT_EQ(wait(narrow).counts(), counts(4));
  EXPECT_EQ(wait(wide).counts(), counts(10));
  EXPECT_EQ(reef->account_items(), 1u);  // the account's own figures as well
}

TEST_F(Joining, APostRegisteredMeanwhileIsNotForgotten) {
  directory.add_posts(account, 2);
  hold_calls();
  const RunId first = start();
  door.await(1);
  const auto fresh = directory.add_posts(account, 1);
  const RunId second = start();
  EXPECT_NE(second, first);
  door.open();
  EXPECT_EQ(wait(second).counts(), counts(3));
  EXPECT_EQ(measurements.snapshots_of(subject_of(fresh[0])), 1u);
}

TEST_F(Joining, AnotherPlatformRunsBeside) {
  auto dune = hosts.add("dune");
  directory.add_posts(account, 2);
  directory.add_posts(directory.add_account(business, "dune"), 3);
  hold_calls();
  const RunId reef_only = start({.business = business, .platforms = {"reef"}});
  door.await(1);
  const Run dune_only = wait(start({.business = business, .platforms = {"dune"}}));
  EXPECT_EQ(dune_only.counts(), counts(3));
  const RunId both = start();
  EXPECT_NE(both, reef_only);
  door.open();
  EXPECT_EQ(wait(both).counts(), counts(5));
  EXPECT_EQ(wait(reef_only).counts(), counts(2));
}

TEST_F(Joining, AnotherBusinessNeverJoins) {
  directory.add_posts(account, 2);
  const BusinessId theirs = directory.add_business();
  directory.add_posts(directory.add_account(theirs), 2);
  hold_calls();
  const RunId ours = start();
  door.await(1);
  const RunId other = start({.business = theirs});
  EXPECT_NE(ours, other);
  door.open();
  wait(ours);
  EXPECT_EQ(wait(other).business, theirs);
}

TEST_F(Joining, AFailureIsToldToEachRunThatWaited) {
  const auto posts = directory.add_posts(account, 5);
  reef->on_sync([this](const Call& call) -> Result<> {
    door.pass(call.limits.stop);
    return Error{Code::network_error, "connection lost"};
  });
  auto one = service().refresh_post(Asker::engine(), posts[2]);
  ASSERT_TRUE(one);
  door.await(1);
  const RunId all = start();
  door.open();
  EXPECT_EQ(wait(*one).counts(), counts(0, 1));
  EXPECT_EQ(wait(all).counts(), counts(0, 5));
  EXPECT_EQ(wait(*one).errors.at(0).post, posts[2]);
}

TEST_F(Joining, APostThatTheOtherRunHasSyncedAlreadyIsFetchedOnceAllTheSame) {
  const auto posts = directory.add_posts(account, 3);
  reef->on_sync([this](const Call& call) {
    const Result<> half = call.emit(0, call.items.size() - 1);
    door.pass(call.limits.stop);
    return half ? call.emit(call.items.size() - 1, call.items.size()) : half;
  });
  const RunId first = start();
  door.await(1);
  const auto fresh = directory.add_posts(account, 1);
  const RunId second = start();
  EXPECT_NE(second, first);
  door.open();
  EXPECT_EQ(wait(first).counts(), counts(3));
  EXPECT_EQ(wait(second).counts(), counts(4));
  EXPECT_EQ(wait(second).total_posts, 4);
  for (const auto& [post, times] : reef->fetched()) EXPECT_EQ(times, 1) << post;
  EXPECT_EQ(reef->fetched().size(), 4u);
}

TEST_F(Joining, ARefreshByHandHurriesTheScheduledRunThatItJoins) {
  options.workers = 1;
  directory.add_posts(account, 1);
  const BusinessId first_business = directory.add_business();
  const BusinessId second_business = directory.add_business();
  const AccountId first = directory.add_account(first_business);
  const AccountId second = directory.add_account(second_business);
  std::vector<AccountId> order;
  std::mutex mutex;
  reef->on_sync([&](const Call& call) {
    {
      std::lock_guard lock(mutex);
      order.push_back(call.account.id);
    }
    door.pass(call.limits.stop);
    return call.emit_all();
  });
  start();
  door.await(1);
  auto slow = service().refresh(Asker::engine(), {.business = first_business}, Trigger::schedule);
  auto hurried = service().refresh(Asker::engine(), {.business = second_business}, Trigger::schedule);
  ASSERT_TRUE(slow && hurried);
  EXPECT_EQ(start({.business = second_business}), *hurried);
  door.open();
  wait(*slow);
  wait(*hurried);
  EXPECT_THAT(order, ::testing::ElementsAre(account, second, first));
}

TEST_F(Joining, WhoJoinsARunThatIsJustBeginningGetsItsId) {
  directory.add_posts(account, 1);
  Door beginning;
  directory.on_begin = [&] { beginning.pass(); };
  RunId first, second;
  std::thread one([&] { first = start(); });
  beginning.await(1);
  std::thread two([&] { second = start(); });
  while (!service().is_syncing(business)) std::this_thread::yield();
  beginning.open();
  one.join();
  two.join();
  wait(first);
  // Whoever came too late to join has a run of its own; nobody has none.
  EXPECT_NE(first.value, 0u);
  EXPECT_NE(second.value, 0u);
  wait(second);
}

TEST_F(Joining, ARunThatCannotBeBegunLeavesNothingBehind) {
  const auto posts = directory.add_posts(account, 3);
  directory.broken = true;
  auto refused = service().refresh(Asker::engine(), {.business = business});
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, Code::storage);
  EXPECT_FALSE(service().is_syncing(business));
  EXPECT_TRUE(reef->calls().empty());
  directory.broken = false;
  EXPECT_EQ(refresh().counts(), counts(3));
}

TEST_F(Joining, WhoAwaitsPostsOfARunThatCannotBeBegunGetsThemAllTheSame) {
  const auto posts = directory.add_posts(account, 3);
  Door beginning;
  std::atomic<int> runs = 0;
  directory.on_begin = [&] {
    if (runs++ > 0) return;
    beginning.pass();
    std::lock_guard lock(directory.mutex);
    directory.broken = true;
  };
  std::thread one([&] { EXPECT_FALSE(service().refresh_post(Asker::engine(), posts[1])); });
  beginning.await(1);
  const RunId all = start();  // awaits that one post of the other run
  beginning.open();
  one.join();
  EXPECT_EQ(wait(all).counts(), counts(3));
  EXPECT_EQ(measurements.snapshots_of(subject_of(posts[1])), 1u);
}

}  // namespace
}  // namespace tidemark::testing
