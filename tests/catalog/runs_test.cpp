#include "catalog_fixture.h"

namespace tidemark::testing {
namespace {

using namespace std::chrono_literals;
using SyncRun = tidemark::Run;  // GoogleTest has a Run of its own
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

class Runs : public CatalogTest {
 protected:
  SyncRun started(Trigger trigger = Trigger::manual) {
    SyncRun run{
        .business = business, .trigger = trigger, .platforms = {"kiosk", "forum"}, .started_at = clock.now()};
    run.id = catalog->runs().begin(run).value();
    return run;
  }
  void finish(SyncRun run, RunStatus status) {
    run.status = status;
    run.finished_at = clock.now();
    ASSERT_TRUE(catalog->runs().save(run));
  }
};

TEST_F(Runs, AreKeptAsReported) {
  SyncRun run = started(Trigger::schedule);
  EXPECT_EQ(catalog->runs().get(engine, run.id)->status, RunStatus::running);
  clock.advance(3s);
  run.status = RunStatus::partial;
  run.message = "2 of 3 posts";
  run.total_posts = 3;
  run.by_platform = {{"kiosk", {2, 0, 1}}, {"forum", {0, 0, 0}}};
  run.errors = {{PostId{9}, "kiosk", Code::rate_limited, "wait", 60},
                {{}, "forum", Code::auth_failed, "revoked"}};
  run.finished_at = clock.now();
  run.last_synced_at = clock.now() - 1s;
  run.discovered = Discovered{12, 3, 1};
  ASSERT_TRUE(catalog->runs().save(run));
  ASSERT_TRUE(catalog->runs().save(run)) << "a report replaces the one before";
  reopen();
  const auto read = catalog->runs().get(engine, run.id);
  ASSERT_TRUE(read);
  EXPECT_EQ(read->business, business);
  EXPECT_EQ(read->trigger, Trigger::schedule);
  EXPECT_EQ(read->status, RunStatus::partial);
  EXPECT_THAT(read->platforms, ElementsAre("kiosk", "forum"));
  EXPECT_EQ(read->message, "2 of 3 posts");
  EXPECT_EQ(read->total_posts, 3);
  EXPECT_EQ(read->by_platform, run.by_platform);
  EXPECT_EQ(read->started_at, clock.now() - 3s);
  EXPECT_EQ(read->finished_at, clock.now());
  EXPECT_EQ(read->last_synced_at, clock.now() - 1s);
  EXPECT_EQ(read->discovered, (Discovered{12, 3, 1}));
  ASSERT_THAT(read->errors, SizeIs(2));
  EXPECT_EQ(read->errors[0].post, PostId{9});
  EXPECT_EQ(read->errors[0].code, Code::rate_limited);
  EXPECT_EQ(read->errors[0].retry_after_s, 60);
  EXPECT_FALSE(read->errors[1].post);
  EXPECT_EQ(read->errors[1].platform, "forum");
  EXPECT_EQ(read->errors[1].message, "revoked");
  EXPECT_FALSE(read->errors[1].retry_after_s);
}

TEST_F(Runs, EqualErrorsAreKeptOnceAndComeBackByPost) {
  SyncRun run = started();
  const auto size = [&] { return std::filesystem::file_size(dir / "catalog.db-wal"); };
  for (std::uint64_t id = 10'000; id > 0; --id)
    run.errors.push_back({PostId{id}, "kiosk", id % 100 == 0 ? Code::timeout : Code::platform_error,
                          "The platform answered 500 in a sentence that is long enough to be seen."});
  const auto before = size();
  ASSERT_TRUE(catalog->runs().save(run));
  EXPECT_LT(size() - before, 200'000U);
  const auto read = catalog->runs().get(engine, run.id);
  ASSERT_THAT(read->errors, SizeIs(10'000));
  EXPECT_EQ(read->errors[0].post, PostId{100});
  EXPECT_EQ(read->errors[0].code, Code::timeout) << "the kind that came first";
  EXPECT_EQ(read->errors[99].post, PostId{10'000});
  EXPECT_EQ(read->errors[100].post, PostId{1});
  EXPECT_EQ(read->errors.back().post, PostId{9'999});
}

TEST_F(Runs, AreListedNewestFirstWithoutTheirErrors) {
  std::vector<SyncRun> runs;
  for (int i = 0; i < 5; ++i) runs.push_back(started());
  runs[4].errors = {{{}, "kiosk", Code::timeout, "slow"}};
  runs[4].by_platform = {{"kiosk", {1, 2, 3}}};
  ASSERT_TRUE(catalog->runs().save(runs[4]));
  const auto first = catalog->runs().list(engine, business, {.limit = 2});
  ASSERT_THAT(first->items, SizeIs(2));
  EXPECT_EQ(first->items[0].id, runs[4].id);
  EXPECT_THAT(first->items[0].errors, IsEmpty());
  EXPECT_EQ(first->items[0].counts(), (SyncCounts{1, 2, 3}));
  EXPECT_EQ(first->items[1].id, runs[3].id);
  const auto second = catalog->runs().list(engine, {}, {.after = first->next, .limit = 3});
  ASSERT_THAT(second->items, SizeIs(3));
  EXPECT_EQ(second->items[0].id, runs[2].id);
  EXPECT_FALSE(second->next);
  EXPECT_EQ(catalog->runs().list(engine, BusinessId{999}, {}).error().code, Code::not_found);
}

TEST_F(Runs, OfADeletedBusinessEndQuietly) {
  const SyncRun run = started();
  ASSERT_TRUE(catalog->businesses().remove(engine, business));
  EXPECT_TRUE(catalog->runs().save(run));
  EXPECT_EQ(catalog->runs().begin(run).error().code, Code::not_found);
}

TEST_F(Runs, LeftRunningByACrashAreClosedWithTheirLastCounts) {
  SyncRun run = started();
  run.by_platform = {{"kiosk", {5, 1, 0}}, {"forum", {2, 0, 1}}};
  ASSERT_TRUE(catalog->runs().save(run));
  finish(started(), RunStatus::completed);
  reopen();
  clock.advance(60s);
  EXPECT_EQ(*catalog->runs().close_interrupted(), 1U);
  const auto closed = catalog->runs().get(engine, run.id);
  EXPECT_EQ(closed->status, RunStatus::interrupted);
  EXPECT_EQ(closed->finished_at, clock.now());
  EXPECT_EQ(closed->total_posts, 9);
  EXPECT_FALSE(closed->message.empty());
  EXPECT_EQ(*catalog->runs().close_interrupted(), 0U);
}

TEST_F(Runs, TheLastStartIsThatOfTheNewestFinishedRun) {
  EXPECT_FALSE(*catalog->runs().last_started(business));
  const Instant first = clock.now();
  finish(started(), RunStatus::failed);
  clock.advance(60s);
  started();
  EXPECT_EQ(*catalog->runs().last_started(business), first);
  ASSERT_TRUE(catalog->runs().close_interrupted());
  EXPECT_EQ(*catalog->runs().last_started(business), first) << "an interrupted one did not finish";
  clock.advance(60s);
  finish(started(Trigger::schedule), RunStatus::completed);
  EXPECT_EQ(*catalog->runs().last_started(business), clock.now());
}

}  // namespace
}  // namespace tidemark::testing
