// POST /accounts/{id}/discover: finding the posts of one account.

#include "discovery_fixture.h"

namespace tidemark::testing {
namespace {

using Discovery = DiscoveryTest;

TEST_F(Discovery, RegistersPostsManyAtATimeAndKeepsTheCursor) {
  listings = {{.posts = names("p", 1100)}};
  const auto found = discover();
  ASSERT_TRUE(found);
  EXPECT_EQ(*found, (Discovered{.found = 1100, .fresh = 1100, .gone = 0}));
  EXPECT_THAT(directory.registered, ::testing::ElementsAre(500, 500, 100));
  EXPECT_EQ(directory.posts.at(id_of("p0")).media_type, "video");
  EXPECT_EQ(discover()->fresh, 0u);
  EXPECT_THAT(cursors, ::testing::ElementsAre("", "next"));
  EXPECT_TRUE(reef->calls().empty()) << "nobody asked for a sync";
}

TEST_F(Discovery, ListsEverythingOnceADayAndOtherwiseWhatIsNew) {
  EXPECT_TRUE(discover());
  clock.advance(23h);
  EXPECT_TRUE(discover());
  clock.advance(1h);
  restart();
  EXPECT_TRUE(discover());
  EXPECT_TRUE(discover());
  EXPECT_THAT(cursors, ::testing::ElementsAre("", "next", "", "next"));
}

TEST_F(Discovery, AFullListingThatFailsIsNotTriedAgainAllDay) {
  EXPECT_TRUE(discover());
  clock.advance(24h);
  listings = {{.end = Error{Code::network_error, "connection lost"}}, {}};
  EXPECT_FALSE(discover());
  EXPECT_TRUE(discover());
  EXPECT_THAT(cursors, ::testing::ElementsAre("", "", "next"));
}

TEST_F(Discovery, IsARunWithAReport) {
  listings = {{.posts = {"a", "b", "c"}, .with_figures = {"a"}}};
  const RunId id = begin_discovery();
  const Run run = wait(id);
  EXPECT_EQ(run.trigger, Trigger::manual);
  EXPECT_EQ(run.status, RunStatus::completed);
  EXPECT_EQ(run.message, "Found 3 posts, 3 of them new; 0 gone.");
  EXPECT_EQ(run.discovered, (Discovered{3, 3, 0}));
  EXPECT_EQ(run.total_posts, 1) << "whose figures came along";
  EXPECT_EQ(run.counts(), counts(1));
  EXPECT_EQ(directory.saved.back().discovered, run.discovered);
}

TEST_F(Discovery, KeepsTheFiguresThatTheListingTells) {
  listings = {{.posts = {"a", "b", "a"}, .with_figures = {"a"}}};
  const Instant begun = clock.now();
  EXPECT_EQ(*discover(), (Discovered{2, 2, 0})) << "pages may overlap";
  EXPECT_EQ(measurements.rows.at(subject_of(id_of("a"))).at(begun).at("likes_count"), 7);
  EXPECT_EQ(measurements.snapshots_of(subject_of(id_of("a"))), 1u);
  EXPECT_EQ(measurements.snapshots_of(subject_of(id_of("b"))), 0u);
  EXPECT_EQ(directory.account_now(account).last_sync_at, begun);
}

TEST_F(Discovery, WhatItSaysOfAPostIsOneSnapshotInHoweverManyPieces) {
  reef->on_discover = [this](const AccountAccess&, std::string_view, const CallLimits&,
                             DiscoverySink& sink) -> Result<DiscoveryEnd> {
    for (const char* id : {"a", "b"}) EXPECT_TRUE(sink.found({.platform_post_id = id}));
    const EmittedSample likes{.item = 1, .metric = "likes_count", .value = 7};
    EXPECT_TRUE(sink.emit({&likes, 1}));
    clock.advance(3s);
    const EmittedSample more[] = {
        {.item = 1, .metric = "saves_count", .value = 2},
        {.item = 1, .metric = "daily", .value = 1, .window = EmittedSample::Window{Instant{0}, Instant{5}}}};
    EXPECT_TRUE(sink.emit(more));
    return DiscoveryEnd{};
  };
  const Instant begun = clock.now();
  ASSERT_TRUE(discover());
  const auto& rows = measurements.rows.at(subject_of(id_of("b")));
  ASSERT_EQ(rows.size(), 1u);
  EXPECT_EQ(rows.begin()->first, begun);
  EXPECT_EQ(rows.begin()->second.at("saves_count"), 2);
  ASSERT_EQ(measurements.windows.size(), 1u);
  EXPECT_EQ(measurements.windows[0].fetched_at, begun);
}

TEST_F(Discovery, ThatBreaksOffKeepsWhatItFoundAndItsPlace) {
  EXPECT_TRUE(discover());
  clock.advance(24h);
  directory.add_posts(account, 3);
  listings = {
      {.posts = {"a", "b"}, .with_figures = {"b"}, .end = Error{Code::network_error, "connection lost"}}};
  const RunId id = begin_discovery();
  const auto found = service().wait_discovered(id, account, 60s);
  ASSERT_FALSE(found);
  EXPECT_EQ(found.error().code, Code::network_error);
  const Run run = wait(id);
  EXPECT_EQ(run.status, RunStatus::failed);
  EXPECT_EQ(run.message, "The posts could not be listed: connection lost");
  EXPECT_EQ(run.counts(), counts(1));
  ASSERT_EQ(run.errors.size(), 1u);
  EXPECT_FALSE(run.errors[0].post);
  EXPECT_TRUE(id_of("a").value > 0 && measurements.snapshots_of(subject_of(id_of("b"))) == 1);
  EXPECT_EQ(directory.listings[account].cursor, "next");
  for (const auto& [post_id, post] : directory.posts) EXPECT_EQ(post.state, PostState::active);
}

TEST_F(Discovery, ThatIsRefusedSetsTheAccountsState) {
  const struct {
    Code code;
    AccountState state;
  } rows[] = {{Code::auth_failed, AccountState::auth_failed},
              {Code::permission_denied, AccountState::error},
              {Code::rate_limited, AccountState::rate_limited}};
  for (const auto& row : rows) {
    listings = {{.end = Error{row.code, "the reason"}}};
    EXPECT_EQ(discover().error().code, row.code);
    EXPECT_EQ(directory.account_now(account).state, row.state);
  }
  listings = {{}};
  EXPECT_TRUE(discover());
  EXPECT_EQ(directory.account_now(account).state, AccountState::ok) << "the platform answers again";
}

TEST_F(Discovery, OfAPlatformThatCannotListPostsIsRefused) {
  const AccountId other = directory.add_account(business, "dune");
  const AccountId moon = directory.add_account(business, "moon");
  hosts.add("dune");
  EXPECT_EQ(service().discover(Asker::engine(), other).error().code, Code::unsupported);
  EXPECT_EQ(service().discover(Asker::engine(), moon).error().code, Code::unsupported);
  EXPECT_EQ(directory.begun_runs(), 0u);
}

TEST_F(Discovery, OfASwitchedOffAccountIsRefused) {
  directory.accounts[account].is_active = false;
  EXPECT_EQ(service().discover(Asker::engine(), account).error().code, Code::conflict);
}

TEST_F(Discovery, ASecondOneJoinsTheOneUnderWay) {
  Door door;
  on_listing = [&](std::stop_token stop) { door.pass(stop); };
  listings = {{.posts = {"a"}}};
  const RunId first = begin_discovery();
  door.await(1);
  EXPECT_EQ(begin_discovery(), first);
  EXPECT_FALSE(*service().wait_discovered(first, account, 0ms))
      << "patience is at its end, the discovery not";
  door.open();
  EXPECT_EQ((*service().wait_discovered(first, account, 60s))->found, 1u);
  wait(first);
  EXPECT_EQ(calls_of_discover(), 1u);
  EXPECT_NE(begin_discovery(), first);
}

TEST_F(Discovery, PostsThatVanishedAreGoneAndThoseFoundAgainAreNot) {
  const auto posts = directory.add_posts(account, 3);
  const std::string there = std::to_string(posts[0].value);
  clock.advance(1s);
  listings = {{.posts = {there}, .end = complete()}};
  EXPECT_EQ(*discover(), (Discovered{1, 0, 2}));
  EXPECT_EQ(directory.state_of(posts[0]), PostState::active);
  EXPECT_EQ(directory.state_of(posts[1]), PostState::gone);
  EXPECT_EQ(directory.looked.at(posts[1]), clock.now());
  clock.advance(24h);
  listings = {{.posts = {there, std::to_string(posts[1].value)}, .end = complete()}};
  EXPECT_EQ(*discover(), (Discovered{2, 0, 0}));
  EXPECT_EQ(directory.state_of(posts[1]), PostState::active);
  EXPECT_EQ(directory.state_of(posts[2]), PostState::gone);
}

TEST_F(Discovery, OnlyAClaimOfCompletenessMakesPostsGone) {
  const auto posts = directory.add_posts(account, 2);
  directory.posts[posts[0]].published_at = clock.now() - 1h;
  clock.advance(1s);
  EXPECT_EQ(discover()->gone, 0u) << "nothing was claimed";
  listings = {{.end = complete(clock.now())}};
  EXPECT_EQ(discover()->gone, 0u) << "one is older, of the other nobody knows";
  listings = {{.end = complete(clock.now() - 2h)}};
  EXPECT_EQ(discover()->gone, 1u);
  EXPECT_EQ(directory.state_of(posts[0]), PostState::gone);
}

TEST_F(Discovery, AListingThatIsHardToBelieveTakesTwo) {
  const auto posts = directory.add_posts(account, 30);
  clock.advance(1s);
  listings = {{.end = complete()}};
  EXPECT_EQ(discover()->gone, 0u);
  EXPECT_THAT(log.lines(), ::testing::Contains(::testing::HasSubstr("without 30 of 30 known posts")));
  clock.advance(24h);
  restart();
  listings = {{.posts = {std::to_string(posts[29].value)}, .end = complete()}};
  EXPECT_EQ(discover()->gone, 29u);
  EXPECT_EQ(directory.state_of(posts[29]), PostState::active);
  EXPECT_TRUE(directory.doubted.empty());
}

TEST_F(Discovery, RemembersMetricsThatThePlatformRefuses) {
  reef->on_discover = [](const AccountAccess&, std::string_view, const CallLimits&,
                         DiscoverySink& sink) -> Result<DiscoveryEnd> {
    sink.metric_unavailable({.metric = "reach", .type = "video", .until = {}, .why = "retired"});
    return DiscoveryEnd{};
  };
  const Run run = wait(begin_discovery());
  ASSERT_EQ(run.errors.size(), 1u);
  EXPECT_EQ(run.errors[0].code, Code::metric_unavailable);
  EXPECT_THAT(run.errors[0].message, ::testing::HasSubstr("reach of video posts"));
  ASSERT_EQ(directory.refused[account].size(), 1u);
}

TEST_F(Discovery, AnEngineThatStopsInterruptsIt) {
  Door door;
  on_listing = [&](std::stop_token stop) { door.pass(stop); };
  listings = {{.end = Error{Code::cancelled, "stopped"}}};
  const RunId id = begin_discovery();
  door.await(1);
  service().stop();
  EXPECT_EQ(directory.saved.back().id, id);
  EXPECT_EQ(directory.saved.back().status, RunStatus::interrupted);
}

TEST_F(Discovery, AFullDiskFailsItAndLosesNothing) {
  listings = {{.posts = {"a"}, .with_figures = {"a"}}};
  measurements.broken = Error{Code::storage, "the disk is full"};
  EXPECT_FALSE(discover());
  EXPECT_TRUE(directory.listings[account].cursor.empty()) << "the next one lists everything again";
  measurements.broken.reset();
  EXPECT_TRUE(discover());
  EXPECT_EQ(measurements.snapshots_of(subject_of(id_of("a"))), 1u);
}

}  // namespace
}  // namespace tidemark::testing
