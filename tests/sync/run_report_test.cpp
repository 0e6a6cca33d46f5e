// A run's report: its status and sentence, when it is written, and how long it can be waited for.

#include "sync/run_ledger.h"
#include "sync_fixture.h"

namespace tidemark::testing {
namespace {

TEST(RunStatus, FollowsFromWhatBecameOfThePosts) {
  const Error broken{Code::network_error, "connection lost"};
  const Error wait{.code = Code::rate_limited, .message = "wait"};
  using enum Outcome;
  const struct {
    std::vector<Outcome> outcomes;
    RunStatus status;
    std::string_view message;
  } rows[] = {
      {{}, RunStatus::completed, "There was no post to sync."},
      {{synced}, RunStatus::completed, "The post was synced."},
      {{synced, synced}, RunStatus::completed, "All 2 posts were synced."},
      {{synced, failed},
       RunStatus::partial,
       "1 of 2 posts was synced, 1 failed (first reason: connection lost)."},
      {{synced, rate_limited},
       RunStatus::partial,
       "1 of 2 posts was synced, 1 was rate limited (first reason: wait)."},
      {{failed, failed}, RunStatus::failed, "No post was synced: 2 failed (first reason: connection lost)."},
      {{rate_limited}, RunStatus::failed, "No post was synced: 1 was rate limited (first reason: wait)."},
      {{failed, rate_limited, rate_limited},
       RunStatus::failed,
       "No post was synced: 1 failed and 2 were rate limited (first reason: connection lost)."},
      {{synced, interrupted},
       RunStatus::interrupted,
       "The engine stopped after 1 of 2 posts had been synced."},
      {{synced, withdrawn}, RunStatus::completed, "The post was synced."},
      {{withdrawn}, RunStatus::completed, "There was no post to sync."},
  };
  for (const auto& row : rows) {
    WantedRun wanted{.platforms = {"reef"}};
    for (std::size_t i = 0; i < row.outcomes.size(); ++i)
      wanted.posts.push_back({.id = {i + 1}, .platform = "reef"});
    RunLedger ledger(wanted, {1000});
    for (std::size_t i = 0; i < row.outcomes.size(); ++i) {
      const Outcome outcome = row.outcomes[i];
      const Error* why = outcome == failed ? &broken : outcome == rate_limited ? &wait : nullptr;
      ledger.settle("reef", {subject_of(PostId{i + 1}), outcome, why}, {2000});
    }
    ledger.close({3000});
    EXPECT_EQ(ledger.report.status, row.status) << row.message;
    EXPECT_EQ(ledger.report.message, row.message);
    EXPECT_EQ(ledger.report.finished_at, Instant{3000});
  }
}

class RunReport : public SyncTest {};

TEST_F(RunReport, IsWrittenAtTheBeginningAndAtTheEnd) {
  directory.add_posts(account, 250);
  const Instant start_time = clock.now();
  const Run run = refresh();
  ASSERT_EQ(directory.begun.size(), 1u);
  EXPECT_EQ(directory.begun[0].total_posts, 250);
  EXPECT_EQ(directory.begun[0].platforms, std::vector<std::string>{"reef"});
  ASSERT_EQ(directory.saved.size(), 1u);  // no time passed, so nothing between
  EXPECT_EQ(directory.saved[0].id, run.id);
  EXPECT_EQ(directory.saved[0].status, RunStatus::completed);
  EXPECT_EQ(directory.saved[0].counts(), counts(250));
  EXPECT_EQ(run.started_at, start_time);
  EXPECT_EQ(run.finished_at, start_time);
  EXPECT_EQ(run.trigger, Trigger::manual);
}

TEST_F(RunReport, IsWrittenAsItGoesButNotOftenerThanTwiceASecond) {
  directory.add_posts(account, 100);
  reef->on_sync([&](const Call& call) {
    for (std::size_t i = 0; i < 100; ++i) {
      clock.advance(100ms);
      (void)call.emit(i, i + 1);
    }
    return call.emit(100, call.items.size());
  });
  refresh();
  ASSERT_EQ(directory.saved.size(), 100u / 5 + 1);
  std::int64_t before = 0;
  for (std::size_t i = 0; i + 1 < directory.saved.size(); ++i) {
    EXPECT_EQ(directory.saved[i].status, RunStatus::running);
    EXPECT_GT(directory.saved[i].counts().synced, before);
    before = directory.saved[i].counts().synced;
  }
  EXPECT_EQ(directory.saved.back().status, RunStatus::completed);
}

TEST_F(RunReport, NeverCountsMoreThanTheStoreHolds) {
  directory.add_posts(account, 200);
  reef = hosts.add("reef", 1);
  directory.on_save = [&] {
    std::lock_guard lock(directory.mutex);
    std::lock_guard other(measurements.mutex);
    if (!directory.saved.empty()) {
      EXPECT_LE(directory.saved.back().counts().synced, std::ssize(measurements.rows));
    }
  };
  reef->on_sync([&](const Call& call) {
    for (std::size_t i = 0; i < call.items.size(); ++i) {
      clock.advance(50ms);
      (void)call.emit(i, i + 1);
    }
    return Result<>(Done{});
  });
  EXPECT_EQ(refresh().counts(), counts(200));
}

TEST_F(RunReport, WrittenLateNeverReplacesTheEnd) {
  reef = hosts.add("reef", 1);
  options.workers = 2;
  directory.add_posts(account, 2);
  Door writing, second;
  std::atomic<int> saves = 0;
  directory.on_save = [&] {
    if (saves++ == 0) writing.pass();  // the first checkpoint is slow
  };
  std::atomic<int> calls = 0;
  reef->on_sync([&](const Call& call) {
    if (calls++ == 0)
      clock.advance(1s);
    else
      writing.await(1);  // it answers only while the checkpoint is being written
    return call.emit_all();
  });
  const RunId id = start();
  writing.await(1);
  while (service().running(id)->counts().synced < 2) std::this_thread::yield();
  writing.open();
  EXPECT_EQ(wait(id).status, RunStatus::completed);
  EXPECT_EQ(directory.saved.back().status, RunStatus::completed);
}

TEST_F(RunReport, CanBeReadWhileTheRunIsUnderWay) {
  directory.add_posts(account, 10);
  Door door;
  reef->on_sync([&](const Call& call) {
    (void)call.emit(0, 4);
    door.pass(call.limits.stop);
    return call.emit(4, call.items.size());
  });
  const RunId id = start();
  door.await(1);
  const auto now = service().running(id);
  ASSERT_TRUE(now);
  EXPECT_EQ(now->status, RunStatus::running);
  EXPECT_EQ(now->counts(), counts(4));
  EXPECT_EQ(now->total_posts, 10);
  EXPECT_TRUE(service().is_syncing(business));
  EXPECT_EQ(service().status().running, std::vector<RunId>{id});
  const auto early = service().wait(id, 0ms);
  ASSERT_TRUE(early);
  EXPECT_FALSE(*early);
  door.open();
  wait(id);
  EXPECT_FALSE(service().running(id));
  EXPECT_FALSE(service().is_syncing(business));
  EXPECT_TRUE(service().status().running.empty());
}

TEST_F(RunReport, OfAnEndedRunIsKnownForAWhile) {
  const RunId id = start();
  wait(id);
  clock.advance(5min);
  EXPECT_TRUE(service().wait(id, 0ms));
  clock.advance(6min);
  auto forgotten = service().wait(id, 0ms);
  ASSERT_FALSE(forgotten);
  EXPECT_EQ(forgotten.error().code, Code::not_found);
  EXPECT_FALSE(service().wait({4711}, 0ms));
}

TEST_F(RunReport, OfEndedRunsOnlySoManyAreKept) {
  const RunId first = start();
  wait(first);
  for (int i = 0; i < 128; ++i) wait(start());
  EXPECT_FALSE(service().wait(first, 0ms));
}

TEST_F(RunReport, IsLoggedInOneLineAtEachEnd) {
  directory.add_posts(account, 3);
  const RunId id = start();
  wait(id);
  const std::string run =
      "info sync: run " + std::to_string(id.value) + " of business " + std::to_string(business.value);
  EXPECT_THAT(log.lines(),
              ::testing::ElementsAre(run + " (manual): 3 posts of 1 accounts in 1 calls",
                                     run + " completed: 3 synced, 0 failed, 0 rate limited of 3"));
}

TEST_F(RunReport, ThatTheCatalogCouldNotTakeIsWrittenAsSoonAsItCan) {
  directory.add_posts(account, 2);
  reef->on_sync([&](const Call& call) {
    std::unique_lock lock(directory.mutex);
    directory.full = true;
    lock.unlock();
    return call.emit_all();
  });
  const Run first = refresh();
  EXPECT_EQ(first.status, RunStatus::completed);
  EXPECT_TRUE(log.contains("could not be saved"));
  EXPECT_TRUE(directory.saved.empty());
  clock.advance(24h);
  const auto told = service().running(first.id);
  ASSERT_TRUE(told) << "the catalog would say that it still runs";
  EXPECT_EQ(told->status, RunStatus::completed);
  EXPECT_TRUE(service().status().running.empty());

  directory.full = false;
  reef->on_sync([](const Call& call) { return call.emit_all(); });
  const Run second = refresh();
  ASSERT_EQ(directory.saved.size(), 2u);
  EXPECT_EQ(directory.saved[0].id, first.id);
  EXPECT_EQ(directory.saved[0].status, RunStatus::completed);
  EXPECT_EQ(directory.saved[1].id, second.id);
  EXPECT_FALSE(service().running(first.id));
}

class Counting final : public Telemetry {
 public:
  void platform_request(std::string_view, std::string_view, std::chrono::microseconds) override {}
  void run_finished(std::string_view trigger, std::string_view status) override {
    std::lock_guard lock(mutex);
    ++runs[std::string(trigger) + " " + std::string(status)];
  }
  void snapshots_stored(std::string_view platform, std::size_t count) override {
    std::lock_guard lock(mutex);
    snapshots[std::string(platform)] += count;
  }
  void admin_request(std::string_view, std::string_view, int, std::chrono::microseconds) override {}
  std::mutex mutex;
  std::map<std::string, int> runs;
  std::map<std::string, std::size_t> snapshots;
};

TEST_F(RunReport, AndItsSnapshotsAreCounted) {
  Counting counting;
  directory.add_posts(account, 30);
  SyncService own({directory, measurements, hosts, clock, log, counting}, options);
  auto id = own.refresh(Asker::engine(), {.business = business});
  ASSERT_TRUE(id);
  ASSERT_TRUE(own.wait(*id, 60s));
  EXPECT_EQ(counting.runs, (std::map<std::string, int>{{"manual completed", 1}}));
  EXPECT_EQ(counting.snapshots["reef"], 31u);
}

}  // namespace
}  // namespace tidemark::testing
