// Runs that find an account's posts before they sync them.

#include "discovery_fixture.h"

namespace tidemark::testing {
namespace {

class DiscoveryRuns : public DiscoveryTest {
 protected:
  void was_listed() { directory.listings[account] = {"next", clock.now(), clock.now()}; }
};

TEST_F(DiscoveryRuns, AScheduledRunSyncsWhatItFinds) {
  was_listed();
  const auto known = directory.add_posts(account, 2);
  listings = {{.posts = {"a", "b", "c"}}};
  const Run run = scheduled();
  EXPECT_EQ(run.status, RunStatus::completed);
  EXPECT_EQ(run.total_posts, 5);
  EXPECT_EQ(run.counts(), counts(5));
  EXPECT_EQ(run.discovered, (Discovered{3, 3, 0}));
  EXPECT_EQ(run.message, "All 5 posts were synced. Found 3 new.");
  EXPECT_EQ(reef->calls(), std::vector<std::size_t>{5});
  EXPECT_EQ(reef->account_items(), 1u);
  EXPECT_EQ(measurements.snapshots_of(subject_of(id_of("c"))), 1u);
}

TEST_F(DiscoveryRuns, PostsWhoseFiguresWereListedAreNotFetchedAgain) {
  was_listed();
  const auto known = directory.add_posts(account, 3);
  const std::string listed = std::to_string(known[1].value);
  listings = {{.posts = {listed, "a", "b"}, .with_figures = {listed, "a"}}};
  const Run run = scheduled();
  EXPECT_EQ(run.total_posts, 5);
  EXPECT_EQ(run.counts(), counts(5));
  EXPECT_EQ(reef->calls(), std::vector<std::size_t>{3});
  const auto fetched = reef->fetched();
  EXPECT_FALSE(fetched.contains(listed) || fetched.contains("a"));
  EXPECT_EQ(measurements.snapshots_of(subject_of(known[1])), 1u);
}

TEST_F(DiscoveryRuns, NothingIsLeftToFetchButTheAccountsFigures) {
  was_listed();
  listings = {{.posts = {"a"}, .with_figures = {"a"}}};
  EXPECT_EQ(scheduled().counts(), counts(1));
  EXPECT_EQ(reef->calls(), std::vector<std::size_t>{0});
  EXPECT_EQ(reef->account_items(), 1u);
}

TEST_F(DiscoveryRuns, FoundPostsAreAskedForWithTheTypeTheyWereFoundWith) {
  listings = {{.posts = {"a"}}};
  reef->on_sync([](const Call& call) {
    EXPECT_EQ(call.items[0].type, "video");
    return call.emit_all();
  });
  EXPECT_EQ(scheduled().counts(), counts(1));
}

TEST_F(DiscoveryRuns, ByHandOnlyANewcomerIsListed) {
  listings = {{.posts = {"a"}}};
  EXPECT_EQ(refresh().counts(), counts(1));
  EXPECT_EQ(refresh().counts(), counts(1));
  EXPECT_EQ(calls_of_discover(), 1u);
  EXPECT_FALSE(refresh().discovered);
  scheduled();
  EXPECT_EQ(calls_of_discover(), 2u);
}

TEST_F(DiscoveryRuns, ByHandARefreshIsAboutThePostsThatWereRegistered) {
  directory.add_posts(account, 2);
  listings = {{.posts = {"a"}}};
  EXPECT_EQ(refresh().total_posts, 2);
  EXPECT_EQ(calls_of_discover(), 0u);
}

TEST_F(DiscoveryRuns, APlatformThatKeepsNoPlaceIsListedOnceADay) {
  listings = {{.posts = {"a"}, .end = DiscoveryEnd{}}};
  scheduled();
  EXPECT_FALSE(scheduled().discovered);
  clock.advance(24h);
  EXPECT_TRUE(scheduled().discovered);
  EXPECT_EQ(calls_of_discover(), 2u);
  EXPECT_TRUE(discover()) << "by name as often as one likes";
}

TEST_F(DiscoveryRuns, DoNotListWhereItIsSwitchedOffOrThePlatformHasNoList) {
  hosts.add("dune");
  const AccountId other = directory.add_account(business, "dune");
  directory.add_posts(other, 1);
  EXPECT_TRUE(scheduled().errors.empty()) << "dune has no list, which is no error";
  options.discover = false;
  restart();
  const std::size_t before = calls_of_discover();
  EXPECT_FALSE(scheduled().discovered);
  EXPECT_FALSE(refresh().discovered);
  EXPECT_EQ(calls_of_discover(), before);
  EXPECT_TRUE(discover()) << "asked for by name";
}

TEST_F(DiscoveryRuns, AListingThatFailsDoesNotFailThePosts) {
  was_listed();
  directory.add_posts(account, 2);
  listings = {{.posts = {"a"}, .end = Error{Code::bad_response, "page 2 cannot be read"}}};
  const Run run = scheduled();
  EXPECT_EQ(run.status, RunStatus::completed);
  EXPECT_EQ(run.counts(), counts(3)) << "what was found before it broke off is synced too";
  ASSERT_EQ(run.errors.size(), 1u);
  EXPECT_FALSE(run.errors[0].post);
  EXPECT_EQ(run.errors[0].code, Code::bad_response);
  EXPECT_FALSE(run.discovered);
}

TEST_F(DiscoveryRuns, ADeadTokenIsNotTriedAgainForThePosts) {
  was_listed();
  directory.add_posts(account, 2);
  listings = {{.end = Error{Code::auth_failed, "revoked"}}};
  const Run run = scheduled();
  EXPECT_EQ(run.status, RunStatus::failed);
  EXPECT_EQ(run.counts(), counts(0, 2));
  EXPECT_EQ(post_errors(run), 2u);
  EXPECT_EQ(account_errors(run).size(), 1u);
  for (const SyncError& error : run.errors) EXPECT_EQ(error.code, Code::auth_failed);
  EXPECT_TRUE(reef->calls().empty());
  EXPECT_EQ(directory.account_now(account).state, AccountState::auth_failed);
}

TEST_F(DiscoveryRuns, AVanishedPostFailsOnceAndIsGone) {
  was_listed();
  const auto known = directory.add_posts(account, 2);
  clock.advance(24h);
  listings = {{.posts = {std::to_string(known[0].value)}, .end = complete()}};
  const Run run = scheduled();
  EXPECT_EQ(run.counts(), counts(1, 1));
  EXPECT_EQ(run.discovered, (Discovered{1, 0, 1}));
  ASSERT_EQ(run.errors.size(), 1u);
  EXPECT_EQ(run.errors[0].post, known[1]);
  EXPECT_EQ(run.errors[0].code, Code::post_not_found);
  EXPECT_EQ(reef->calls(), std::vector<std::size_t>{1});
  EXPECT_EQ(scheduled().counts(), counts(1)) << "from now on it is in no total";
}

TEST_F(DiscoveryRuns, AGonePostThatIsListedAgainIsSynced) {
  was_listed();
  const auto known = directory.add_posts(account, 1);
  directory.posts[known[0]].state = PostState::gone;
  directory.looked[known[0]] = clock.now();
  listings = {{.posts = {std::to_string(known[0].value)}}};
  EXPECT_EQ(scheduled().counts(), counts(1));
  EXPECT_EQ(directory.state_of(known[0]), PostState::active);
}

TEST_F(DiscoveryRuns, ALimitIsAboutTheNewestAfterTheDiscovery) {
  listings = {{.posts = names("p", 10)}};
  const Run run = wait(start({.business = business, .limit = 4}));
  EXPECT_EQ(run.total_posts, 4);
  EXPECT_EQ(run.counts(), counts(4));
  EXPECT_EQ(reef->fetched().count("p9"), 1u);
  EXPECT_EQ(run.discovered->fresh, 10u);
}

TEST_F(DiscoveryRuns, APostFoundWhileItsAccountIsSwitchedOffIsNoPartOfTheRun) {
  was_listed();
  directory.add_posts(account, 2);
  Door door;
  on_listing = [&](std::stop_token stop) { door.pass(stop); };
  listings = {{.posts = {"a"}}};
  auto id = service().refresh(Asker::engine(), {.business = business}, Trigger::schedule);
  door.await(1);
  {
    std::lock_guard lock(directory.mutex);
    directory.accounts[account].is_active = false;
  }
  door.open();
  const Run run = wait(*id);
  EXPECT_EQ(run.total_posts, 0);
  EXPECT_EQ(run.counts(), counts(0));
  EXPECT_TRUE(run.errors.empty());
}

TEST_F(DiscoveryRuns, ARefreshJoinsTheRunThatIsDiscovering) {
  was_listed();
  directory.add_posts(account, 2);
  Door door;
  on_listing = [&](std::stop_token stop) { door.pass(stop); };
  listings = {{.posts = {"a"}}};
  auto unasked = service().refresh(Asker::engine(), {.business = business}, Trigger::schedule);
  door.await(1);
  EXPECT_EQ(start(), *unasked);
  EXPECT_EQ(begin_discovery(), *unasked);
  door.open();
  EXPECT_EQ((*service().wait_discovered(*unasked, account, 60s))->found, 1u);
  EXPECT_EQ(wait(*unasked).counts(), counts(3));
  EXPECT_EQ(calls_of_discover(), 1u);
}

TEST_F(DiscoveryRuns, ARunBesideADiscoveryWaitsForItAndSyncsWhatItFound) {
  Door door;
  on_listing = [&](std::stop_token stop) { door.pass(stop); };
  listings = {{.posts = {"a", "b"}, .with_figures = {"a"}}};
  const RunId by_name = begin_discovery();
  door.await(1);
  const RunId refreshed = start();
  EXPECT_NE(refreshed, by_name);
  door.open();
  EXPECT_EQ(wait(by_name).counts(), counts(1));
  const Run run = wait(refreshed);
  EXPECT_EQ(run.total_posts, 2);
  EXPECT_EQ(run.counts(), counts(2));
  EXPECT_EQ(run.discovered, (Discovered{2, 2, 0}));
  EXPECT_EQ(calls_of_discover(), 1u);
}

TEST_F(DiscoveryRuns, WhatAListTellsIsNoAnswerToACallUnderWayButToAllThatWaitForTheList) {
  was_listed();
  const auto known = directory.add_posts(account, 2);
  const std::string first = std::to_string(known[0].value), second = std::to_string(known[1].value);
  Door asked, door;
  reef->on_sync([&](const Call& call) {
    if (call.items[0].platform_id == first && call.items.size() == 1) asked.pass(call.limits.stop);
    return call.emit_all();
  });
  on_listing = [&](std::stop_token stop) { door.pass(stop); };
  listings = {{.posts = {first, second}, .with_figures = {first, second}}};
  const RunId one = *service().refresh_post(Asker::engine(), known[0]);
  asked.await(1);
  const RunId list = begin_discovery();
  door.await(1);
  auto all = service().refresh(Asker::engine(), {.business = business}, Trigger::schedule);
  door.open();
  EXPECT_EQ(wait(list).counts(), counts(2));
  EXPECT_TRUE(service().running(one)) << "it waits for its own answer";
  asked.open();
  EXPECT_EQ(wait(one).counts(), counts(1));
  EXPECT_EQ(wait(*all).counts(), counts(2));
  EXPECT_EQ(reef->fetched().at(first), 1);
  EXPECT_FALSE(reef->fetched().contains(second));
}

TEST_F(DiscoveryRuns, ARunThatCouldNotBeEnteredDoesNotKeepOthersWaiting) {
  was_listed();
  directory.add_posts(account, 1);
  directory.broken = true;
  EXPECT_FALSE(service().refresh(Asker::engine(), {.business = business}, Trigger::schedule));
  EXPECT_FALSE(service().discover(Asker::engine(), account));
  directory.broken = false;
  listings = {{.posts = {"a"}}};
  EXPECT_EQ(scheduled().counts(), counts(2));
  EXPECT_TRUE(discover());
}

TEST_F(DiscoveryRuns, AnEngineThatStopsInterruptsThem) {
  was_listed();
  directory.add_posts(account, 2);
  Door door;
  on_listing = [&](std::stop_token stop) { door.pass(stop); };
  listings = {{.end = Error{Code::cancelled, "stopped"}}};
  ASSERT_TRUE(service().refresh(Asker::engine(), {.business = business}, Trigger::schedule));
  door.await(1);
  service().stop();
  EXPECT_EQ(directory.saved.back().status, RunStatus::interrupted);
  EXPECT_TRUE(directory.saved.back().errors.empty());
}

}  // namespace
}  // namespace tidemark::testing
