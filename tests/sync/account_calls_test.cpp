// Checking an account.

#include "sync_fixture.h"

namespace tidemark::testing {
namespace {

class Checks : public SyncTest {
 protected:
  AccountCheck check() {
    auto answer = service().check(Asker::engine(), account);
    EXPECT_TRUE(answer) << (answer ? "" : answer.error().message);
    return answer ? *answer : AccountCheck{};
  }
};

TEST_F(Checks, AskForTheAccountsFiguresAndKeepThem) {
  directory.add_posts(account, 5);
  directory.accounts[account].state = AccountState::auth_failed;
  directory.accounts[account].token_expires_at = Instant{4711};
  const AccountCheck answer = check();
  EXPECT_TRUE(answer.ok);
  EXPECT_EQ(answer.state, AccountState::ok);
  EXPECT_EQ(answer.message, "The platform answers for this account.");
  EXPECT_EQ(answer.expires_at, Instant{4711});
  EXPECT_EQ(directory.account_now(account).state, AccountState::ok);
  EXPECT_EQ(reef->calls(), std::vector<std::size_t>{0});  // no post
  EXPECT_EQ(measurements.rows.at(subject_of(account)).begin()->second.at("followers_count"), 41);
}

TEST_F(Checks, SayWhatIsWrong) {
  const struct {
    Code code;
    bool of_the_item;
    AccountState state;
  } rows[] = {{Code::auth_failed, true, AccountState::auth_failed},
              {Code::invalid_token, false, AccountState::auth_failed},
              {Code::permission_denied, true, AccountState::error},
              {Code::platform_error, true, AccountState::error},
              {Code::rate_limited, false, AccountState::rate_limited},
              {Code::network_error, false, AccountState::ok}};
  for (const auto& row : rows) {
    directory.accounts[account].state = AccountState::ok;
    reef->on_sync([&](const Call& call) -> Result<> {
      const Error why{row.code, "the reason"};
      if (!row.of_the_item) return why;
      call.sink.item_failed(0, why);
      return Done{};
    });
    const AccountCheck answer = check();
    EXPECT_FALSE(answer.ok) << to_string(row.code);
    EXPECT_EQ(answer.state, row.state) << to_string(row.code);
    EXPECT_THAT(answer.message, ::testing::StartsWith("the reason"));
    EXPECT_EQ(directory.account_now(account).state, row.state);
  }
}

TEST_F(Checks, OfASwitchedOffAccountLeaveItSo) {
  directory.accounts[account].is_active = false;
  const AccountCheck answer = check();
  EXPECT_TRUE(answer.ok);
  EXPECT_EQ(answer.state, AccountState::disabled);
  EXPECT_TRUE(directory.states[account].empty());
}

TEST_F(Checks, OfWhatIsOutOfSightAreNotFound) {
  const Asker stranger{.role = Role::editor, .businesses = std::set<BusinessId>{{999}}};
  EXPECT_EQ(service().check(stranger, account).error().code, Code::not_found);
  EXPECT_EQ(service().discover(stranger, account).error().code, Code::not_found);
  EXPECT_TRUE(reef->calls().empty());
}

TEST_F(Checks, OfAPlatformThatIsNotLoadedSaySo) {
  const AccountId moon = directory.add_account(business, "moon");
  EXPECT_EQ(service().check(Asker::engine(), moon).error().code, Code::unsupported);
  EXPECT_EQ(service().discover(Asker::engine(), moon).error().code, Code::unsupported);
}

TEST_F(Checks, AskThePluginsOwnCheckBeforeAnythingElse) {
  reef->on_check = [](const AccountAccess& access, AccessReport& report) -> Result<> {
    EXPECT_EQ(access.fields.at(0).second, "u1");
    report = {.scopes = {"read", "insights"},
              .role = "ADMIN",
              .expiry = AccessReport::Expiry::at,
              .expires_at = Instant{9000}};
    return Done{};
  };
  directory.accounts[account].state = AccountState::auth_failed;
  const AccountCheck answer = check();
  EXPECT_TRUE(answer.ok);
  EXPECT_EQ(answer.state, AccountState::ok);
  EXPECT_THAT(answer.scopes, ::testing::ElementsAre("read", "insights"));
  EXPECT_TRUE(answer.missing.empty());
  EXPECT_EQ(answer.role, "ADMIN");
  EXPECT_EQ(answer.expires_at, Instant{9000});
  EXPECT_EQ(directory.told_expiry.at(account), Instant{9000});
  EXPECT_EQ(directory.account_now(account).state, AccountState::ok);
  EXPECT_FALSE(directory.account_now(account).last_sync_at) << "nothing was stored";
  EXPECT_TRUE(reef->calls().empty());
}

TEST_F(Checks, NameWhatIsMissing) {
  reef->on_check = [](const AccountAccess&, AccessReport& report) -> Result<> {
    report.missing = {"insights", "role:ANALYST"};
    return Done{};
  };
  const AccountCheck answer = check();
  EXPECT_FALSE(answer.ok);
  EXPECT_EQ(answer.state, AccountState::error);
  EXPECT_THAT(answer.missing, ::testing::ElementsAre("insights", "role:ANALYST"));
  EXPECT_THAT(answer.message, ::testing::HasSubstr("lacks insights, role:ANALYST"));
  EXPECT_EQ(directory.account_now(account).state, AccountState::error);
  EXPECT_THAT(*directory.account_now(account).state_message, ::testing::HasSubstr("insights"));
}

TEST_F(Checks, SayWhatAPersonMustDo) {
  const struct {
    Code code;
    const char* advice;
  } rows[] = {{Code::invalid_token, "give the account a fresh access_token"},
              {Code::auth_failed, "somebody must sign in again"},
              {Code::permission_denied, "grant what is missing"}};
  for (const auto& row : rows) {
    reef->on_check = [&](const AccountAccess&, AccessReport&) -> Result<> {
      return Error{row.code, "the reason"};
    };
    const AccountCheck answer = check();
    EXPECT_FALSE(answer.ok);
    EXPECT_THAT(answer.message, ::testing::StartsWith("the reason ("));
    EXPECT_THAT(answer.message, ::testing::HasSubstr(row.advice));
  }
}

TEST_F(Checks, TellOfATokenThatNeverEnds) {
  directory.accounts[account].token_expires_at = Instant{4711};
  reef->on_check = [](const AccountAccess&, AccessReport& report) -> Result<> {
    report.expiry = AccessReport::Expiry::never;
    return Done{};
  };
  EXPECT_FALSE(check().expires_at);
  EXPECT_FALSE(directory.told_expiry.at(account));
}

TEST_F(Checks, DoNotGiveARenewedTokenTheOldOnesEnd) {
  reef->on_check = [&](const AccountAccess&, AccessReport& report) -> Result<> {
    std::lock_guard lock(directory.mutex);
    directory.tokens[account] = "fresh";
    report.expiry = AccessReport::Expiry::at;
    return Done{};
  };
  check();
  EXPECT_TRUE(directory.told_expiry.empty());
}

TEST_F(Checks, OfAPlatformWithNeitherCheckNorFiguresSaySo) {
  reef->on_sync([](const Call& call) -> Result<> {
    call.sink.item_failed(0, {Code::unsupported, "no figures"});
    return Done{};
  });
  const auto answer = service().check(Asker::engine(), account);
  ASSERT_FALSE(answer);
  EXPECT_EQ(answer.error().code, Code::unsupported);
}

TEST_F(Checks, KeepAWindowsTotalOfTheAccount) {
  reef->on_sync([](const Call& call) -> Result<> {
    const EmittedSample sample{.item = 0,
                               .metric = "page_views",
                               .value = 12,
                               .window = EmittedSample::Window{Instant{0}, Instant{86'400'000}}};
    return call.sink.emit({&sample, 1});
  });
  EXPECT_TRUE(check().ok);
  ASSERT_EQ(measurements.windows.size(), 1u);
  EXPECT_EQ(measurements.windows[0].subject, subject_of(account));
  EXPECT_EQ(measurements.windows[0].until, Instant{86'400'000});
  EXPECT_EQ(measurements.windows[0].fetched_at, clock.now());
}

}  // namespace
}  // namespace tidemark::testing
