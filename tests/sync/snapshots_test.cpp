// How answers become snapshots, and when they count.

#include "sync_fixture.h"

namespace tidemark::testing {
namespace {

class Snapshots : public SyncTest {};

TEST_F(Snapshots, HaveOneTimeHoweverManyAnswersTheyTake) {
  const auto posts = directory.add_posts(account, 2);
  const Instant first = clock.now();
  reef->on_sync([&](const Call& call) -> Result<> {
    const EmittedSample likes[] = {{.item = 0, .metric = "likes_count", .value = 7}};
    (void)call.sink.emit(likes);
    clock.advance(3s);
    const EmittedSample more[] = {{.item = 0, .metric = "impressions", .value = 900},
                                  {.item = 1, .metric = "likes_count", .value = 2},
                                  {.item = 1, .metric = "impressions", .value = 40}};
    (void)call.sink.emit(more);
    return call.emit(2, call.items.size());
  });
  const Run run = refresh();
  EXPECT_EQ(run.counts(), counts(2));
  const auto& rows = measurements.rows;
  ASSERT_EQ(rows.at(subject_of(posts[1])).size(), 1u);  // the newest post is item 0
  const auto& [when, values] = *rows.at(subject_of(posts[1])).begin();
  EXPECT_EQ(when, first);
  EXPECT_EQ(values, (std::map<std::string, std::int64_t>{{"impressions", 900}, {"likes_count", 7}}));
  EXPECT_EQ(rows.at(subject_of(posts[0])).begin()->first, first + 3s);
}

TEST_F(Snapshots, ThatHadToMoveTakeAllThatIsSaidLaterAlong) {
  const auto posts = directory.add_posts(account, 1);
  const Subject subject = subject_of(posts[0]);
  const Instant first = clock.now();
  measurements.taken = {{subject, first}};
  reef->on_sync([&](const Call& call) -> Result<> {
    const EmittedSample likes[] = {{.item = 0, .metric = "likes_count", .value = 7}};
    (void)call.sink.emit(likes);
    measurements.taken.clear();  // what comes now would fit beside the other one
    const EmittedSample more[] = {{.item = 0, .metric = "impressions", .value = 900}};
    (void)call.sink.emit(more);
    return call.emit(1, call.items.size());
  });
  EXPECT_EQ(refresh().counts(), counts(1));
  ASSERT_EQ(measurements.rows.at(subject).size(), 1u);
  const auto& [when, values] = *measurements.rows.at(subject).begin();
  EXPECT_EQ(when, first + 1ms);
  EXPECT_EQ(values, (std::map<std::string, std::int64_t>{{"impressions", 900}, {"likes_count", 7}}));
}

TEST_F(Snapshots, OfAPostThatWasDeletedMeanwhileAreNoPartOfTheRun) {
  const auto posts = directory.add_posts(account, 3);
  measurements.deleted = {subject_of(posts[1])};
  const Run run = refresh();
  EXPECT_EQ(run.counts(), counts(2));
  EXPECT_EQ(run.total_posts, 2);
  EXPECT_EQ(run.status, RunStatus::completed);
  EXPECT_EQ(measurements.snapshots_of(subject_of(posts[1])), 0u);
}

TEST_F(Snapshots, OfOneAnswerAreStoredInOneBatch) {
  directory.add_posts(account, 100);
  refresh();
  EXPECT_EQ(measurements.batches, std::vector<std::size_t>{101});
}

TEST_F(Snapshots, TheAccountsOwnFiguresAreAboutTheAccount) {
  directory.add_posts(account, 1);
  const Run run = refresh();
  EXPECT_EQ(run.total_posts, 1);  // an account counts nowhere
  EXPECT_EQ(measurements.rows.at(subject_of(account)).begin()->second.at("followers_count"), 41);
}

TEST_F(Snapshots, AnAccountWithoutPostsIsMeasuredToo) {
  const Run run = refresh();
  EXPECT_EQ(run.status, RunStatus::completed);
  EXPECT_EQ(run.message, "There was no post to sync.");
  EXPECT_EQ(measurements.snapshots_of(subject_of(account)), 1u);
  EXPECT_EQ(run.last_synced_at, clock.now());
}

TEST_F(Snapshots, TotalsOfAWindowArriveWithTheirWindowAndThePostIsMeasured) {
  const auto posts = directory.add_posts(account, 1);
  reef->on_sync([](const Call& call) -> Result<> {
    const EmittedSample day[] = {
        {.item = 0, .metric = "profile_visits", .value = 5, .window = EmittedSample::Window{{1000}, {2000}}}};
    (void)call.sink.emit(day);
    return call.emit(1, call.items.size());
  });
  EXPECT_EQ(refresh().counts(), counts(1));
  ASSERT_EQ(measurements.windows.size(), 1u);
  const WindowReading& reading = measurements.windows[0];
  EXPECT_EQ(reading.subject, subject_of(posts[0]));
  EXPECT_EQ(reading.metric, "profile_visits");
  EXPECT_EQ(reading.since, Instant{1000});
  EXPECT_EQ(reading.until, Instant{2000});
  EXPECT_EQ(reading.fetched_at, clock.now());
  EXPECT_EQ(reading.value, 5);
  EXPECT_EQ(measurements.snapshots_of(subject_of(posts[0])), 1u);
}

TEST_F(Snapshots, CountOnlyOnceTheyAreDurable) {
  directory.add_posts(account, 10);
  Door writing;
  measurements.before_append = [&] { writing.pass(); };
  const RunId id = start();
  writing.await(1);
  EXPECT_EQ(service().running(id)->counts(), counts(0));
  EXPECT_FALSE(service().running(id)->last_synced_at);
  writing.open();
  EXPECT_EQ(wait(id).counts(), counts(10));
}

TEST_F(Snapshots, ThatCannotBeStoredMakeTheirPostsFailWithTheReason) {
  directory.add_posts(account, 3);
  measurements.broken = Error{Code::storage, "the disk is full"};
  reef->on_sync([](const Call& call) -> Result<> {
    auto stored = call.emit_all();
    EXPECT_FALSE(stored);  // the plugin is told
    return stored;
  });
  const Run run = refresh();
  EXPECT_EQ(run.status, RunStatus::failed);
  EXPECT_EQ(run.counts(), counts(0, 3));
  EXPECT_EQ(run.errors.at(0).code, Code::plugin_error);
  EXPECT_THAT(run.errors.at(0).message, ::testing::HasSubstr("the disk is full"));
  EXPECT_FALSE(run.last_synced_at);
}

TEST_F(Snapshots, ReadButNotStoredAreNotSynced) {
  directory.add_posts(account, 1);
  measurements.broken = Error{Code::storage, "the disk is full"};
  reef->on_sync([](const Call& call) -> Result<> {
    for (std::size_t i = 0; i < call.items.size(); ++i) call.sink.item_read(i);
    return Done{};
  });
  EXPECT_EQ(refresh().counts(), counts(0, 1));
}

TEST_F(Snapshots, ARunSaysWhenItsLastOneBecameDurable) {
  directory.add_posts(account, 2);
  reef->on_sync([&](const Call& call) {
    (void)call.emit(0, 1);
    clock.advance(5s);
    return call.emit(1, call.items.size());
  });
  const Run run = refresh();
  EXPECT_EQ(run.last_synced_at, run.started_at + 5s);
  EXPECT_EQ(directory.account_now(account).last_sync_at, run.started_at + 5s);
}

TEST_F(Snapshots, ASecondRunAddsASecondSnapshot) {
  const auto posts = directory.add_posts(account, 2);
  refresh();
  clock.advance(1h);
  refresh();
  EXPECT_EQ(measurements.snapshots_of(subject_of(posts[0])), 2u);
}

}  // namespace
}  // namespace tidemark::testing
