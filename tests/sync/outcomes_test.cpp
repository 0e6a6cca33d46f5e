// What becomes of each post, and what the report says about it.

#include "sync/outcome.h"

#include "sync_fixture.h"

namespace tidemark::testing {
namespace {

class Outcomes : public SyncTest {};

TEST_F(Outcomes, OnePostsTroubleLeavesTheOthersAlone) {
  const auto posts = directory.add_posts(account, 3);
  reef->on_sync([&](const Call& call) {
    call.sink.item_failed(1, {Code::permission_denied, "post is private"});
    (void)call.emit(0, 1);
    return call.emit(2, call.items.size());
  });
  const Run run = refresh();
  EXPECT_EQ(run.status, RunStatus::partial);
  EXPECT_EQ(run.counts(), counts(2, 1));
  ASSERT_EQ(run.errors.size(), 1u);
  EXPECT_EQ(run.errors[0].post, posts[1]);
  EXPECT_EQ(run.errors[0].platform, "reef");
  EXPECT_EQ(run.errors[0].code, Code::permission_denied);
  EXPECT_EQ(run.errors[0].message, "post is private");
  EXPECT_FALSE(run.errors[0].retry_after_s);
  EXPECT_EQ(run.message, "2 of 3 posts were synced, 1 failed (first reason: post is private).");
}

TEST_F(Outcomes, AnErrorOfTheCallHitsOnlyWhatItHadNotAnswered) {
  directory.add_posts(account, 10);
  reef->on_sync([&](const Call& call) -> Result<> {
    (void)call.emit(0, 4);
    call.sink.item_failed(4, {Code::bad_response, "no id"});
    return Error{Code::network_error, "connection lost"};
  });
  const Run run = refresh();
  EXPECT_EQ(run.counts(), counts(4, 6));
  EXPECT_EQ(post_errors(run), 6u);
  EXPECT_EQ(std::count_if(run.errors.begin(), run.errors.end(),
                          [](const SyncError& e) { return e.post && e.code == Code::network_error; }),
            5);
}

TEST_F(Outcomes, OnePlatformsTroubleLeavesTheOthersAlone) {
  auto dune = hosts.add("dune");
  directory.add_posts(account, 5);
  directory.add_posts(directory.add_account(business, "dune"), 5);
  dune->on_sync([](const Call&) -> Result<> { return Error{Code::timeout, "no answer in time"}; });
  const Run run = refresh();
  EXPECT_EQ(run.status, RunStatus::partial);
  EXPECT_EQ(run.by_platform.at("reef"), counts(5));
  EXPECT_EQ(run.by_platform.at("dune"), counts(0, 5));
}

TEST_F(Outcomes, ARateLimitIsToldForEachPostWithWholeSecondsRoundedUp) {
  const struct {
    std::optional<std::chrono::milliseconds> retry_after;
    std::int64_t seconds;
  } rows[] = {{900'000ms, 900}, {1ms, 1}, {1001ms, 2}, {59'999ms, 60}, {{}, 60}, {0ms, 60}, {-5ms, 60}};
  for (const auto& row : rows)
    EXPECT_EQ(retry_after_seconds({.code = Code::rate_limited, .retry_after = row.retry_after}), row.seconds);

  directory.add_posts(account, 3);
  reef->on_sync([&](const Call& call) -> Result<> {
    (void)call.emit(0, 1);
    return Error{.code = Code::rate_limited, .message = "wait", .retry_after = 2500ms};
  });
  const Run run = refresh();
  EXPECT_EQ(run.status, RunStatus::partial);
  EXPECT_EQ(run.counts(), counts(1, 0, 2));
  EXPECT_EQ(post_errors(run), 2u);
  for (const SyncError& error : run.errors) EXPECT_EQ(error.retry_after_s, 3);
  EXPECT_EQ(run.message, "1 of 3 posts was synced, 2 were rate limited (first reason: wait).");
}

TEST_F(Outcomes, WhenTheBucketClosesWhatIsLeftIsRateLimitedWithoutWaiting) {
  reef = hosts.add("reef", 1);
  directory.add_posts(account, 50);
  options.workers = 10;
  std::atomic<int> answered = 0;
  reef->on_sync([&](const Call& call) -> Result<> {
    if (answered++ == 0) return call.emit_all();
    return Error{.code = Code::rate_limited, .message = "wait", .retry_after = 900s};
  });
  const Run run = refresh();
  EXPECT_EQ(run.counts(), counts(5, 0, 45));  // of ten calls one was let through
  EXPECT_TRUE(clock.pauses().empty());        // nobody slept
}

TEST_F(Outcomes, APostThatIsNotThereFailsOnceAndIsGone) {
  const auto posts = directory.add_posts(account, 3);
  const std::string missing = std::to_string(posts[1].value);
  reef->on_sync([&](const Call& call) -> Result<> {
    for (std::size_t i = 0; i < call.items.size(); ++i) {
      if (call.items[i].platform_id == missing)
        call.sink.item_failed(i, {Code::post_not_found, "it was deleted"});
      else
        (void)call.emit(i, i + 1);
    }
    return Done{};
  });
  const Run first = refresh();
  EXPECT_EQ(first.counts(), counts(2, 1));
  EXPECT_EQ(first.errors.at(0).code, Code::post_not_found);
  EXPECT_EQ(directory.state_of(posts[1]), PostState::gone);

  const Run second = refresh();  // it is left out
  EXPECT_EQ(second.status, RunStatus::completed);
  EXPECT_EQ(second.total_posts, 2);
  EXPECT_EQ(reef->fetched()[missing], 1);

  clock.advance(24h + 1s);
  const Run third = refresh();  // it is looked for, and counts nowhere
  EXPECT_EQ(third.status, RunStatus::completed);
  EXPECT_EQ(third.total_posts, 2);
  EXPECT_TRUE(third.errors.empty());
  EXPECT_EQ(reef->fetched()[missing], 2);

  const Run fourth = refresh();  // once a day
  EXPECT_EQ(fourth.total_posts, 2);
  EXPECT_EQ(reef->fetched()[missing], 2);
}

TEST_F(Outcomes, APostThatIsFoundAgainIsActiveAndCounts) {
  const auto posts = directory.add_posts(account, 3);
  directory.posts[posts[0]].state = PostState::gone;
  const Run run = refresh();
  EXPECT_EQ(run.total_posts, 3);
  EXPECT_EQ(run.counts(), counts(3));
  EXPECT_EQ(directory.state_of(posts[0]), PostState::active);
}

TEST_F(Outcomes, TheTotalIsKnownFromTheStartWithoutPostsThatAreOnlyLookedFor) {
  const auto posts = directory.add_posts(account, 3);
  directory.posts[posts[0]].state = PostState::gone;
  refresh();
  EXPECT_EQ(directory.begun.at(0).total_posts, 2);
  EXPECT_EQ(directory.begun.at(0).status, RunStatus::running);
}

TEST_F(Outcomes, AGonePostThatCannotBeLookedForStaysGoneAndIsNoError) {
  const auto posts = directory.add_posts(account, 1);
  directory.posts[posts[0]].state = PostState::gone;
  reef->on_sync([](const Call&) -> Result<> { return Error{Code::network_error, "connection lost"}; });
  const Run run = refresh();
  EXPECT_EQ(run.status, RunStatus::completed);
  EXPECT_EQ(run.total_posts, 0);
  EXPECT_EQ(post_errors(run), 0u);
  EXPECT_FALSE(directory.looked.contains(posts[0]));  // so it stays due
}

TEST_F(Outcomes, AGonePostAskedForByNameSaysThatItIsNotThere) {
  const auto posts = directory.add_posts(account, 1);
  directory.posts[posts[0]].state = PostState::gone;
  reef->on_sync([](const Call& call) -> Result<> {
    call.sink.item_failed(0, {Code::post_not_found, "it was deleted"});
    return Done{};
  });
  auto id = service().refresh_post(Asker::engine(), posts[0]);
  ASSERT_TRUE(id);
  const Run run = wait(*id);
  EXPECT_EQ(run.status, RunStatus::failed);
  EXPECT_EQ(run.counts(), counts(0, 1));
  EXPECT_EQ(run.errors.at(0).post, posts[0]);
}

TEST_F(Outcomes, APostReadWithoutAnyMetricIsSyncedAndMeasured) {
  const auto posts = directory.add_posts(account, 2);
  reef->on_sync([](const Call& call) -> Result<> {
    call.sink.item_read(0);
    call.sink.item_read(1);
    return call.emit(2, call.items.size());
  });
  const Run run = refresh();
  EXPECT_EQ(run.counts(), counts(2));
  EXPECT_EQ(measurements.snapshots_of(subject_of(posts[0])), 1u);
  EXPECT_TRUE(measurements.rows[subject_of(posts[0])].begin()->second.empty());
}

TEST_F(Outcomes, WhatThePluginForgotIsItsDefect) {
  directory.add_posts(account, 3);
  reef->on_sync([](const Call& call) { return call.emit(0, 2); });
  const Run run = refresh();
  EXPECT_EQ(run.counts(), counts(2, 1));
  EXPECT_EQ(account_errors(run).size(), 1u);  // the account's figures were forgotten too
  EXPECT_EQ(run.errors.at(0).code, Code::plugin_error);
}

TEST_F(Outcomes, TheFirstAnswerAboutAPostStands) {
  directory.add_posts(account, 2);
  reef->on_sync([](const Call& call) -> Result<> {
    call.sink.item_failed(0, {Code::bad_response, "odd"});
    (void)call.emit_all();
    call.sink.item_failed(1, {Code::bad_response, "odd"});
    return Error{Code::plugin_error, "crashed"};
  });
  EXPECT_EQ(refresh().counts(), counts(1, 1));
}

TEST_F(Outcomes, EveryCodeInAReportIsOneOfTheApis) {
  const struct {
    Code from, to;
  } rows[] = {{Code::timeout, Code::timeout},
              {Code::cancelled, Code::timeout},
              {Code::storage, Code::plugin_error},
              {Code::bad_config, Code::plugin_error},
              {Code::unsupported, Code::plugin_error},
              {Code::auth_failed, Code::auth_failed},
              {Code::invalid_token, Code::invalid_token}};
  for (const auto& row : rows) EXPECT_EQ(reported_code(row.from), row.to);
}

TEST_F(Outcomes, AMetricThatIsRefusedIsRememberedAndToldOncePerAccount) {
  reef = hosts.add("reef", 10);
  directory.add_posts(account, 40);
  const AccountId other = directory.add_account(business);
  directory.add_posts(other, 40);
  reef->on_sync([](const Call& call) {
    call.sink.metric_unavailable(
        {.metric = "reach", .type = "", .until = {}, .why = "not the author's token"});
    return call.emit_all();
  });
  const Run run = refresh();
  EXPECT_EQ(run.status, RunStatus::completed);
  EXPECT_EQ(run.counts(), counts(80));
  ASSERT_EQ(account_errors(run).size(), 2u);
  for (const SyncError& error : run.errors) {
    EXPECT_EQ(error.code, Code::metric_unavailable);
    EXPECT_THAT(error.message, ::testing::HasSubstr("reach"));
    EXPECT_THAT(error.message, ::testing::HasSubstr("not the author's token"));
  }
  EXPECT_EQ(directory.refused[account].at(0).metric, "reach");
}

TEST_F(Outcomes, ALaterCallKnowsWhatAnEarlierOneOfTheSameRunLearned) {
  options.workers = 2;
  reef = hosts.add("reef", 10);
  const AccountId other = directory.add_account(business);
  directory.add_posts(account,
                      1);  // holds up one of the two workers, so that the other does one call after the other
  directory.add_posts(other, 20);
  Door door;
  std::atomic<int> asked = 0, done = 0;
  reef->on_sync([&](const Call& call) {
    if (call.account.id == account) {
      door.pass(call.limits.stop);
      return call.emit_all();
    }
    if (call.unavailable.empty()) {
      ++asked;
      call.sink.metric_unavailable({.metric = "reach", .type = "", .until = {}, .why = "no"});
    }
    if (++done == 2) door.open();
    return call.emit_all();
  });
  refresh();
  refresh();  // nor does a later run ask again
  EXPECT_EQ(asked, 1);
  EXPECT_EQ(done, 4);
}

TEST_F(Outcomes, APostWhoseAccountGoesMeanwhileIsNoLongerPartOfTheRun) {
  const AccountId leaving = directory.add_account(business);
  const AccountId resting = directory.add_account(business);
  directory.add_posts(account, 2);
  directory.add_posts(leaving, 3);
  directory.add_posts(resting, 4);
  directory.on_begin = [&] {
    std::lock_guard lock(directory.mutex);
    directory.accounts.erase(leaving);
    directory.accounts[resting].is_active = false;
  };
  const Run run = refresh();
  EXPECT_EQ(run.status, RunStatus::completed);
  EXPECT_EQ(run.total_posts, 2);
  EXPECT_EQ(run.counts(), counts(2));
  EXPECT_TRUE(run.errors.empty());
}

}  // namespace
}  // namespace tidemark::testing
