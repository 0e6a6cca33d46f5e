// What a run learns about accounts.

#include "sync_fixture.h"

namespace tidemark::testing {
namespace {

class AccountStates : public SyncTest {
 protected:
  void fail_calls(Error why) {
    reef->on_sync([why](const Call&) -> Result<> { return why; });
  }
  AccountState state() const { return directory.account_now(account).state; }
};

TEST_F(AccountStates, FollowFromWhatTheCallSaid) {
  directory.add_posts(account, 3);
  const struct {
    Code code;
    AccountState state;
  } rows[] = {{Code::auth_failed, AccountState::auth_failed},
              {Code::invalid_token, AccountState::auth_failed},
              {Code::permission_denied, AccountState::error},
              {Code::platform_error, AccountState::error},
              {Code::rate_limited, AccountState::rate_limited},
              {Code::network_error, AccountState::ok},
              {Code::timeout, AccountState::ok},
              {Code::bad_response, AccountState::ok}};
  for (const auto& row : rows) {
    directory.accounts[account].state = AccountState::ok;
    fail_calls({row.code, "the reason"});
    const Run run = refresh();
    EXPECT_EQ(run.status, RunStatus::failed);
    EXPECT_EQ(state(), row.state) << to_string(row.code);
    if (row.state != AccountState::ok) {
      EXPECT_THAT(*directory.account_now(account).state_message, ::testing::StartsWith("the reason"));
    }
  }
}

TEST_F(AccountStates, OfATransientFailureAreLeftAsTheyWere) {
  directory.add_posts(account, 1);
  directory.accounts[account].state = AccountState::error;
  fail_calls({Code::network_error, "connection lost"});
  refresh();
  EXPECT_EQ(state(), AccountState::error);
  EXPECT_TRUE(directory.states[account].empty());
}

TEST_F(AccountStates, AreNotToldByAPlatformThatIsDown) {
  directory.add_posts(account, 1);
  const struct {
    int status;
    AccountState state;
  } rows[] = {{500, AccountState::ok},    {503, AccountState::ok},    {599, AccountState::ok},
              {402, AccountState::error}, {429, AccountState::error}, {404, AccountState::ok}};
  for (const auto& row : rows) {
    directory.accounts[account].state = AccountState::ok;
    fail_calls({.code = Code::platform_error, .message = "the reason", .http_status = row.status});
    EXPECT_EQ(refresh().counts(), counts(0, 1)) << row.status;
    EXPECT_EQ(state(), row.state) << row.status;
  }
}

TEST_F(AccountStates, AreOkAgainAfterASuccess) {
  directory.add_posts(account, 1);
  directory.accounts[account].state = AccountState::auth_failed;
  directory.accounts[account].state_message = "was revoked";
  refresh();  // by hand, it may be tried once
  EXPECT_EQ(state(), AccountState::ok);
  EXPECT_FALSE(directory.account_now(account).state_message);
  EXPECT_EQ(directory.account_now(account).last_sync_at, clock.now());
}

TEST_F(AccountStates, AWholeCallsErrorCountsByWhatItSaysOfTheAccount) {
  directory.add_posts(account, 1);
  const struct {
    std::optional<int> http_status;
    AccountState state;
  } rows[] = {{{}, AccountState::error},  {402, AccountState::error}, {403, AccountState::error},
              {426, AccountState::error}, {429, AccountState::error}, {200, AccountState::error},
              {400, AccountState::error}, {404, AccountState::ok},    {302, AccountState::ok},
              {500, AccountState::ok},    {503, AccountState::ok}};
  for (const auto& row : rows) {
    directory.accounts[account].state = AccountState::ok;
    fail_calls({.code = Code::platform_error, .message = "the reason", .http_status = row.http_status});
    refresh();
    EXPECT_EQ(state(), row.state) << row.http_status.value_or(0);
  }
}

TEST_F(AccountStates, ARequestThatThePlatformDoesNotLikeIsNoErrorOfAnAccountThatWorks) {
  reef = hosts.add("reef", 1);
  directory.add_posts(account, 3);
  directory.accounts[account].state = AccountState::error;
  std::atomic<int> calls = 0;
  reef->on_sync([&](const Call& call) -> Result<> {
    if (calls++ == 0)
      return Error{.code = Code::platform_error, .message = "bad request", .http_status = 400};
    return call.emit_all();
  });
  EXPECT_EQ(refresh().counts(), counts(2, 1));
  EXPECT_EQ(state(), AccountState::ok);
}

TEST_F(AccountStates, AWholeCallThatIsNotFoundIsNoPostsEnd) {
  const auto posts = directory.add_posts(account, 2);
  fail_calls({Code::post_not_found, "not found"});
  const Run run = refresh();
  EXPECT_EQ(run.counts(), counts(0, 2));
  EXPECT_EQ(run.errors.at(0).code, Code::platform_error);
  EXPECT_EQ(directory.state_of(posts[0]), PostState::active);
  EXPECT_TRUE(directory.states[account].empty()) << "nothing was learned of the account";
}

TEST_F(AccountStates, RateLimitedSaysUntilWhen) {
  directory.add_posts(account, 1);
  fail_calls({.code = Code::rate_limited, .message = "wait", .retry_after = 90s});
  refresh();
  EXPECT_EQ(directory.account_now(account).retry_at, clock.now() + 90s);
}

TEST_F(AccountStates, OnePrivatePostIsNoNewsAboutItsAccount) {
  directory.add_posts(account, 2);
  reef->on_sync([](const Call& call) {
    call.sink.item_failed(0, {Code::permission_denied, "private"});
    return call.emit(1, call.items.size());
  });
  EXPECT_EQ(refresh().counts(), counts(1, 1));
  EXPECT_EQ(state(), AccountState::ok);
}

TEST_F(AccountStates, TheAccountsOwnFiguresFailWithoutAPostAndCountNowhere) {
  directory.add_posts(account, 2);
  reef->on_sync([](const Call& call) {
    call.sink.item_failed(2, {Code::bad_response, "no followers"});
    return call.emit(0, 2);
  });
  const Run run = refresh();
  EXPECT_EQ(run.status, RunStatus::completed);
  EXPECT_EQ(run.counts(), counts(2));
  ASSERT_EQ(run.errors.size(), 1u);
  EXPECT_FALSE(run.errors[0].post);
  EXPECT_EQ(run.errors[0].platform, "reef");
  EXPECT_EQ(run.errors[0].code, Code::bad_response);
}

TEST_F(AccountStates, ACallThatFailsAfterItsLastAnswerSaysSoWithoutAPost) {
  directory.add_posts(account, 2);
  reef->on_sync([](const Call& call) -> Result<> {
    if (auto stored = call.emit(0, call.items.size()); !stored) return stored;
    return Error{Code::invalid_token, "the token ended meanwhile"};
  });
  const Run run = refresh();
  EXPECT_EQ(run.status, RunStatus::completed);
  EXPECT_EQ(run.counts(), counts(2));
  ASSERT_EQ(run.errors.size(), 1u);
  EXPECT_FALSE(run.errors[0].post);
  EXPECT_EQ(run.errors[0].code, Code::invalid_token);
  EXPECT_EQ(state(), AccountState::auth_failed);
}

TEST_F(AccountStates, LostAccessToTheAccountsOwnFiguresCounts) {
  directory.add_posts(account, 1);
  reef->on_sync([](const Call& call) {
    call.sink.item_failed(1, {Code::auth_failed, "revoked"});
    return call.emit(0, 1);
  });
  refresh();
  EXPECT_EQ(state(), AccountState::auth_failed);
}

TEST_F(AccountStates, APlatformWithoutFiguresAboutAccountsIsNoError) {
  directory.add_posts(account, 1);
  reef->on_sync([](const Call& call) {
    call.sink.item_failed(1, {Code::unsupported, "no figures about accounts"});
    return call.emit(0, 1);
  });
  const Run run = refresh();
  EXPECT_EQ(run.status, RunStatus::completed);
  EXPECT_TRUE(run.errors.empty());
}

TEST_F(AccountStates, ALostTokenIsNotTriedAgainInTheSameRun) {
  options.workers = 2;
  reef = hosts.add("reef", 1);
  const AccountId held = account;
  const AccountId lost = directory.add_account(business);
  directory.add_posts(held, 1);
  directory.add_posts(lost, 2);  // two calls, one after the other, since the first account holds up a worker
  Door door;
  std::atomic<int> tried = 0;
  reef->on_sync([&](const Call& call) -> Result<> {
    if (call.account.id == held) {
      door.pass(call.limits.stop);
      return call.emit_all();
    }
    ++tried;
    return Error{Code::auth_failed, "revoked"};
  });
  const RunId id = start();
  while (service().running(id)->counts().failed < 2) std::this_thread::yield();
  door.open();
  const Run run = wait(id);
  EXPECT_EQ(run.counts(), counts(1, 2));
  EXPECT_EQ(tried, 1);
  for (const SyncError& error : run.errors) EXPECT_EQ(error.code, Code::auth_failed);
  EXPECT_EQ(directory.states[lost], std::vector<AccountState>{AccountState::auth_failed});
}

TEST_F(AccountStates, ALostTokenIsLeftOutOfScheduledRunsAndTriedByHand) {
  directory.add_posts(account, 3);
  directory.accounts[account].state = AccountState::auth_failed;
  const AccountId good = directory.add_account(business);
  directory.add_posts(good, 2);
  const Run unasked = scheduled();
  EXPECT_EQ(unasked.trigger, Trigger::schedule);
  EXPECT_EQ(unasked.total_posts, 2);
  EXPECT_EQ(unasked.status, RunStatus::completed);
  EXPECT_EQ(directory.account_now(account).state, AccountState::auth_failed);
  EXPECT_EQ(refresh().total_posts, 5);
}

TEST_F(AccountStates, ATokenRenewedDuringTheRunIsNotBlamedForTheOldOne) {
  directory.add_posts(account, 1);
  reef->on_sync([&](const Call&) -> Result<> {
    std::lock_guard lock(directory.mutex);
    directory.tokens[account] = "fresh";
    return Error{Code::invalid_token, "expired"};
  });
  refresh();
  EXPECT_EQ(state(), AccountState::ok);
}

TEST_F(AccountStates, TheWorstOfAllCallsStands) {
  reef = hosts.add("reef", 1);
  directory.add_posts(account, 4);
  std::atomic<int> calls = 0;
  reef->on_sync([&](const Call& call) -> Result<> {
    switch (calls++) {
      case 0:
        return Error{.code = Code::rate_limited, .message = "wait", .retry_after = 60s};
      case 1:
        return Error{Code::permission_denied, "scope is missing"};
      default:
        return call.emit_all();
    }
  });
  refresh();
  EXPECT_EQ(directory.states[account], std::vector<AccountState>{AccountState::error});
}

TEST_F(AccountStates, BadNewsIsLoggedOnceAndWithoutTheToken) {
  directory.add_posts(account, 250);
  fail_calls({Code::auth_failed, "access was revoked"});
  refresh();
  std::size_t told = 0;
  for (const std::string& line : log.lines()) {
    told += line.find("access was revoked") != std::string::npos ? 1 : 0;
    EXPECT_EQ(line.find("token-"), std::string::npos);
  }
  EXPECT_EQ(told, 1u);
}

}  // namespace
}  // namespace tidemark::testing
