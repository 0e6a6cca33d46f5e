#include "sync/pieces.h"

#include <gtest/gtest.h>

#include <numeric>

#include "sync_fixture.h"

namespace tidemark::testing {
namespace {

TEST(Pieces, AreWholeRequestsAndNoMoreThanTheWorkers) {
  const struct {
    std::size_t posts, bulk, most;
    std::vector<std::size_t> sizes;
  } rows[] = {{250, 100, 16, {100, 100, 50}},
              {0, 100, 16, {}},
              {1, 100, 16, {1}},
              {100, 100, 16, {100}},
              {101, 100, 16, {100, 1}},
              {5, 1, 16, {1, 1, 1, 1, 1}},
              {5, 1, 2, {3, 2}},
              {501, 100, 2, {300, 201}},
              {250, 100, 1, {250}},
              {250, 0, 2, {125, 125}},
              {3, 2, 0, {3}}};
  for (const auto& row : rows)
    EXPECT_EQ(cut(row.posts, row.bulk, {.most = row.most}), row.sizes) << row.posts << " by " << row.bulk;
}

TEST(Pieces, AreWorthSomeRequestsBeforePostsAreSpread) {
  const PieceLimits limits{.most = 16, .least_requests = 4};
  EXPECT_EQ(cut(250, 100, limits), (std::vector<std::size_t>{250}));
  EXPECT_EQ(cut(500, 100, limits), (std::vector<std::size_t>{300, 200}));
  EXPECT_EQ(cut(20'000, 100, limits).size(), 16u);
}

TEST(Pieces, NeverCostARequestMoreThanTheWholeWould) {
  for (std::size_t posts = 0; posts < 400; posts += 7)
    for (std::size_t bulk : {1, 3, 50, 100})
      for (std::size_t most : {1, 2, 7, 16}) {
        std::size_t requests = 0, sum = 0;
        const auto sizes = cut(posts, bulk, {.most = most, .least_requests = most % 4});
        for (std::size_t size : sizes) {
          requests += (size + bulk - 1) / bulk;
          sum += size;
        }
        EXPECT_EQ(sum, posts);
        EXPECT_EQ(requests, (posts + bulk - 1) / bulk);
        EXPECT_LE(sizes.size(), most);
      }
}

class Planning : public SyncTest {};

TEST_F(Planning, ARefreshOf250PostsCostsThreeCallsOfThePluginAndOneOfThemAsksForTheAccount) {
  directory.add_posts(account, 250);
  const Run run = refresh();
  EXPECT_EQ(run.status, RunStatus::completed);
  EXPECT_EQ(run.total_posts, 250);
  EXPECT_THAT(reef->calls(), ::testing::UnorderedElementsAre(100, 100, 50));
  EXPECT_EQ(reef->account_items(), 1u);
}

TEST_F(Planning, PostsOfDifferentAccountsNeverShareACall) {
  const AccountId other = directory.add_account(business);
  directory.add_posts(account, 3);
  directory.add_posts(other, 4);
  reef->on_sync([&](const Call& call) {
    EXPECT_EQ(call.account.access_token.reveal(), "token-" + std::to_string(call.account.id.value));
    EXPECT_EQ(call.account.fields.at(0), std::make_pair(std::string("platform_user_id"), std::string("u1")));
    return call.emit_all();
  });
  EXPECT_EQ(refresh().counts(), counts(7));
  EXPECT_THAT(reef->calls(), ::testing::UnorderedElementsAre(3, 4));
}

TEST_F(Planning, TheNewestPostsComeFirstInACall) {
  const auto posts = directory.add_posts(account, 3);
  reef->on_sync([&](const Call& call) {
    EXPECT_EQ(call.items[0].platform_id, std::to_string(posts[2].value));
    EXPECT_EQ(call.items[2].platform_id, std::to_string(posts[0].value));
    return call.emit_all();
  });
  refresh();
}

TEST_F(Planning, PiecesAreContiguousStretchesOfPublication) {
  const auto posts = directory.add_posts(account, 9);
  // In another order than they were registered; one without a time.
  const std::int64_t at[] = {50, 10, 80, 30, 70, 20, 60, 40};
  for (std::size_t i = 0; i < 8; ++i) directory.posts[posts[i]].published_at = Instant{at[i]};
  hosts.remove("reef");
  reef = hosts.add("reef", 3);
  std::mutex mutex;
  std::vector<std::vector<std::int64_t>> stretches;
  reef->on_sync([&](const Call& call) {
    std::vector<std::int64_t> times;
    for (const SyncItem& item : call.items)
      if (item.kind == SyncItem::Kind::post) times.push_back(item.published_at.value_or(Instant{-1}).ms);
    std::lock_guard lock(mutex);
    stretches.push_back(times);
    return call.emit_all();
  });
  EXPECT_EQ(refresh().counts(), counts(9));
  using Times = std::vector<std::int64_t>;
  EXPECT_THAT(stretches,
              ::testing::UnorderedElementsAre(Times{80, 70, 60}, Times{50, 40, 30}, Times{20, 10, -1}));
}

TEST_F(Planning, ALimitTakesTheNewestPostsOfEachPlatform) {
  hosts.add("dune");
  const AccountId other = directory.add_account(business, "dune");
  directory.add_posts(account, 5);
  directory.add_posts(other, 5);
  const Run run = wait(start({.business = business, .limit = 2}));
  EXPECT_EQ(run.by_platform.at("reef"), counts(2));
  EXPECT_EQ(run.by_platform.at("dune"), counts(2));
}

TEST_F(Planning, PlatformsNotAskedForAreLeftAlone) {
  auto dune = hosts.add("dune");
  const AccountId other = directory.add_account(business, "dune");
  directory.add_posts(account, 5);
  directory.add_posts(other, 5);
  const Run run = wait(start({.business = business, .platforms = {"dune"}}));
  EXPECT_EQ(run.platforms, std::vector<std::string>{"dune"});
  EXPECT_EQ(run.total_posts, 5);
  EXPECT_TRUE(reef->calls().empty());
  EXPECT_EQ(dune->account_items(), 1u);
}

TEST_F(Planning, WithoutAChoiceThePlatformsAreThoseOfActiveAccounts) {
  hosts.add("dune");
  const AccountId other = directory.add_account(business, "dune");
  directory.add_posts(other, 2);
  directory.accounts[other].is_active = false;
  const Run run = refresh();
  EXPECT_EQ(run.platforms, std::vector<std::string>{"reef"});
  EXPECT_EQ(run.total_posts, 0);
}

TEST_F(Planning, PostsOfInactiveAccountsAreInNoTotal) {
  const AccountId off = directory.add_account(business);
  directory.add_posts(account, 2);
  directory.add_posts(off, 3);
  directory.accounts[off].is_active = false;
  EXPECT_EQ(refresh().total_posts, 2);
}

TEST_F(Planning, AnUnknownOrForeignBusinessIsNotFound) {
  Asker stranger{.role = Role::editor, .businesses = std::set<BusinessId>{{999}}};
  auto unknown = service().refresh(Asker::engine(), {.business = {12345}});
  auto foreign = service().refresh(stranger, {.business = business});
  ASSERT_FALSE(unknown);
  ASSERT_FALSE(foreign);
  EXPECT_EQ(unknown.error().code, Code::not_found);
  EXPECT_EQ(foreign.error().code, Code::not_found);
}

TEST_F(Planning, APlatformThatIsNotLoadedIsRefusedByName) {
  auto refused = service().refresh(Asker::engine(), {.business = business, .platforms = {"moon"}});
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, Code::invalid);
  EXPECT_EQ(refused.error().field, "platforms");
  EXPECT_THAT(refused.error().message, ::testing::HasSubstr("moon"));
}

TEST_F(Planning, PostsOfAPlatformThatIsNotLoadedFailAndTheOthersGoOn) {
  const AccountId other = directory.add_account(business, "moon");
  directory.add_posts(account, 2);
  directory.add_posts(other, 3);
  const Run run = refresh();
  EXPECT_EQ(run.status, RunStatus::partial);
  EXPECT_EQ(run.by_platform.at("reef"), counts(2));
  EXPECT_EQ(run.by_platform.at("moon"), counts(0, 3));
  EXPECT_EQ(run.errors.at(0).code, Code::plugin_error);
}

TEST_F(Planning, ASinglePostIsFetchedWithoutItsAccountsFigures) {
  const auto posts = directory.add_posts(account, 3);
  auto id = service().refresh_post(Asker::engine(), posts[1]);
  ASSERT_TRUE(id);
  const Run run = wait(*id);
  EXPECT_EQ(run.total_posts, 1);
  EXPECT_EQ(run.counts(), counts(1));
  EXPECT_EQ(reef->account_items(), 0u);
  EXPECT_EQ(measurements.snapshots_of(subject_of(posts[1])), 1u);
  EXPECT_EQ(measurements.snapshots_of(subject_of(posts[0])), 0u);
}

TEST_F(Planning, APostOfASwitchedOffAccountIsNotFetched) {
  const auto posts = directory.add_posts(account, 1);
  directory.accounts[account].is_active = false;
  auto refused = service().refresh_post(Asker::engine(), posts[0]);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, Code::conflict);
}

TEST_F(Planning, EachPlatformHasItsOwnWorkersAndNoMoreThanItMay) {
  options.workers = 2;
  auto dune = hosts.add("dune", 1);
  const AccountId other = directory.add_account(business, "dune");
  const AccountId third = directory.add_account(business, "dune");
  directory.add_posts(other, 6);
  directory.add_posts(third, 6);
  directory.add_posts(account, 5);
  Door stuck;
  dune->on_sync([&](const Call& call) {
    stuck.pass(call.limits.stop);
    return call.emit_all();
  });
  const RunId id = start();
  stuck.await(2);  // both workers of dune are held up, and reef is done all the same
  const RunId reef_only = start({.business = business, .platforms = {"reef"}});
  if (reef_only != id) wait(reef_only);
  for (Run now = *service().running(id); now.by_platform["reef"].synced < 5; now = *service().running(id))
    std::this_thread::yield();
  stuck.open();
  EXPECT_EQ(wait(id).counts(), counts(17));
  EXPECT_EQ(dune->most_at_once(), 2u);
}

TEST_F(Planning, WhatAPersonWaitsForGoesBeforeScheduledWork) {
  options.workers = 1;
  const AccountId second = directory.add_account(business);
  directory.add_posts(account, 1);
  directory.add_posts(second, 1);
  const BusinessId theirs = directory.add_business();
  directory.add_posts(directory.add_account(theirs), 1);
  Door door;
  std::mutex mutex;
  std::vector<AccountId> order;
  reef->on_sync([&](const Call& call) {
    {
      std::lock_guard lock(mutex);
      order.push_back(call.account.id);
    }
    door.pass(call.limits.stop);
    return call.emit_all();
  });
  auto background = service().refresh(Asker::engine(), {.business = business}, Trigger::schedule);
  ASSERT_TRUE(background);
  door.await(1);
  const RunId by_hand = start({.business = theirs});
  door.open();
  wait(by_hand);
  wait(*background);
  ASSERT_EQ(order.size(), 3u);
  EXPECT_NE(order[1], account);
  EXPECT_NE(order[1], second);
}

}  // namespace
}  // namespace tidemark::testing
