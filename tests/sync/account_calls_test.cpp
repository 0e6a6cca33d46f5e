// Checking an account, and finding its posts.

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
    EXPECT_EQ(answer.message, "the reason");
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

class Discovery : public SyncTest {
 protected:
  void find(std::size_t count, Result<DiscoveryEnd> end) {
    reef->on_discover = [this, count, end](const AccountAccess&, std::string_view cursor, const CallLimits&,
                                           DiscoverySink& sink) -> Result<DiscoveryEnd> {
      cursors.push_back(std::string(cursor));
      for (std::size_t i = 0; i < count; ++i)
        if (auto taken = sink.found({.platform_post_id = "p" + std::to_string(i)}); !taken)
          return taken.error();
      return end;
    };
  }
  std::vector<std::string> cursors;
};

TEST_F(Discovery, RegistersPostsManyAtATimeAndKeepsTheCursor) {
  find(1100, DiscoveryEnd{.cursor = "page-2"});
  directory.known_posts = {"p0", "p1"};
  auto answer = service().discover(Asker::engine(), account);
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->found, 1100u);
  EXPECT_EQ(answer->fresh, 1098u);
  EXPECT_EQ(answer->gone, 0u);
  EXPECT_THAT(directory.registered, ::testing::ElementsAre(500, 500, 100));
  ASSERT_TRUE(service().discover(Asker::engine(), account));
  EXPECT_THAT(cursors, ::testing::ElementsAre("", "page-2"));
}

TEST_F(Discovery, ThatBreaksOffKeepsWhatItFoundAndItsPlace) {
  find(3, Error{Code::network_error, "connection lost"});
  auto answer = service().discover(Asker::engine(), account);
  ASSERT_FALSE(answer);
  EXPECT_EQ(answer.error().code, Code::network_error);
  EXPECT_EQ(directory.known_posts.size(), 3u);
  EXPECT_TRUE(directory.cursors[account].empty());
  EXPECT_TRUE(directory.states[account].empty());
}

TEST_F(Discovery, ThatIsRefusedSetsTheAccountsState) {
  find(0, Error{Code::auth_failed, "revoked"});
  EXPECT_FALSE(service().discover(Asker::engine(), account));
  EXPECT_EQ(directory.account_now(account).state, AccountState::auth_failed);
}

TEST_F(Discovery, OfAPlatformThatCannotListPostsSaysSo) {
  auto answer = service().discover(Asker::engine(), account);
  ASSERT_FALSE(answer);
  EXPECT_EQ(answer.error().code, Code::unsupported);
}

}  // namespace
}  // namespace tidemark::testing
