// What happens to work under way when the engine stops.

#include "sync_fixture.h"

namespace tidemark::testing {
namespace {

class Stopping : public SyncTest {
 protected:
  /// Half of each call is answered, then it hangs until it is cancelled.
  void hang_halfway() {
    reef->on_sync([this](const Call& call) -> Result<> {
      (void)call.emit(0, call.items.size() / 2);
      door.pass(call.limits.stop);
      return Error{Code::cancelled, "the engine stops"};
    });
  }
  Door door;
};

TEST_F(Stopping, EndsRunsAsInterruptedWithWhatWasDurable) {
  directory.add_posts(account, 100);
  hang_halfway();
  const RunId id = start();
  door.await(1);
  service().stop();
  const Run run = wait(id);
  EXPECT_EQ(run.status, RunStatus::interrupted);
  EXPECT_EQ(run.counts(), counts(50));
  EXPECT_EQ(run.total_posts, 100);
  EXPECT_TRUE(run.errors.empty());  // nothing is known about the others
  EXPECT_EQ(run.message, "The engine stopped after 50 of 100 posts had been synced.");
  EXPECT_EQ(directory.saved.back().status, RunStatus::interrupted);
  EXPECT_EQ(std::ssize(measurements.rows), 50);
}

TEST_F(Stopping, EndsQueuedCallsWithoutMakingThem) {
  options.workers = 1;
  hang_halfway();
  directory.add_posts(account, 10);
  directory.add_posts(directory.add_account(business), 10);
  const RunId id = start();
  door.await(1);
  service().stop();
  EXPECT_EQ(wait(id).status, RunStatus::interrupted);
  EXPECT_EQ(reef->calls().size(), 1u);
}

TEST_F(Stopping, WakesThoseWhoWait) {
  directory.add_posts(account, 2);
  hang_halfway();
  const RunId id = start();
  door.await(1);
  std::thread waiter([&] { EXPECT_EQ(wait(id).status, RunStatus::interrupted); });
  service().stop();
  waiter.join();
}

TEST_F(Stopping, TwiceIsOnce) {
  start();
  service().stop();
  service().stop();
  restart();
}

TEST_F(Stopping, RefusesWhatComesAfter) {
  const auto posts = directory.add_posts(account, 1);
  service().stop();
  EXPECT_EQ(service().refresh(Asker::engine(), {.business = business}).error().code, Code::busy);
  EXPECT_EQ(service().refresh_post(Asker::engine(), posts[0]).error().code, Code::busy);
  EXPECT_EQ(service().check(Asker::engine(), account).error().code, Code::busy);
  EXPECT_EQ(service().discover(Asker::engine(), account).error().code, Code::busy);
}

TEST_F(Stopping, EndsARefreshThatIsJustBeginning) {
  directory.add_posts(account, 5);
  Door beginning;
  directory.on_begin = [&] { beginning.pass(); };
  std::thread caller([&] { (void)start(); });
  beginning.await(1);
  std::thread stopper([&] { service().stop(); });
  while (service().refresh(Asker::engine(), {.business = {4711}}).error().code != Code::busy)
    std::this_thread::yield();
  beginning.open();
  caller.join();
  stopper.join();
  EXPECT_EQ(directory.saved.back().counts().failed, 0);
  EXPECT_FALSE(service().is_syncing(business));
}

TEST_F(Stopping, EndsAChecksCall) {
  hang_halfway();
  std::thread caller([&] { EXPECT_FALSE(service().check(Asker::engine(), account)); });
  door.await(1);
  service().stop();
  caller.join();
  EXPECT_TRUE(directory.states[account].empty());
}

TEST_F(Stopping, AnAnswerThatCameInTimeStillCounts) {
  directory.add_posts(account, 10);
  reef->on_sync([this](const Call& call) -> Result<> {
    door.pass(call.limits.stop);
    return call.emit_all();
  });
  const RunId id = start();
  door.await(1);
  service().stop();
  const Run run = wait(id);
  EXPECT_EQ(run.status, RunStatus::completed);
  EXPECT_EQ(run.counts(), counts(10));
}

}  // namespace
}  // namespace tidemark::testing
