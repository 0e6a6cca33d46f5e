#include "catalog_fixture.h"

namespace tidemark::testing {
namespace {

using namespace std::chrono_literals;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;

using Accounts = CatalogTest;

TEST_F(Accounts, AreKeptAsGivenAndNeverAnswerTheirTokens) {
  const auto added = catalog->accounts().add(engine, {.business = business,
                                                      .platform = "kiosk",
                                                      .platform_user_id = "42",
                                                      .page_id = "p",
                                                      .access_token = Secret("swordfish-access"),
                                                      .refresh_token = Secret("swordfish-refresh"),
                                                      .token_expires_at = Instant{99},
                                                      .tracked_since = Instant{5}});
  ASSERT_TRUE(added) << added.error().message;
  reopen();
  const auto read = catalog->accounts().get(engine, added->id);
  ASSERT_TRUE(read);
  EXPECT_EQ(read->business, business);
  EXPECT_EQ(read->platform, "kiosk");
  EXPECT_EQ(read->platform_user_id, "42");
  EXPECT_EQ(read->page_id, "p");
  EXPECT_FALSE(read->instagram_account_id);
  EXPECT_TRUE(read->has_access_token);
  EXPECT_TRUE(read->has_refresh_token);
  EXPECT_EQ(read->token_expires_at, Instant{99});
  EXPECT_EQ(read->tracked_since, Instant{5});
  EXPECT_EQ(read->state, AccountState::ok);
  const auto secrets = catalog->accounts().secrets(added->id);
  ASSERT_TRUE(secrets);
  EXPECT_EQ(secrets->access_token.reveal(), "swordfish-access");
  EXPECT_EQ(secrets->refresh_token.reveal(), "swordfish-refresh");
  EXPECT_EQ(catalog->accounts().get(engine, account)->tracked_since, clock.now()) << "registered now";
}

TEST_F(Accounts, TokensAreNowhereInTheFilesInPlainText) {
  ASSERT_TRUE(catalog->accounts().change(engine, account, {.access_token = Secret("swordfish-access")}));
  const auto made = catalog->api_tokens().add(engine, "ci", Role::admin, {});
  ASSERT_TRUE(made);
  const std::string text(made->text.reveal());
  const auto search = [&](const std::string& when) {
    std::size_t files = 0;
    for (const auto& entry : std::filesystem::directory_iterator(dir.path())) {
      ++files;
      const std::string bytes = contents_of(entry.path());
      EXPECT_THAT(bytes, Not(HasSubstr("swordfish-access"))) << entry.path() << when;
      EXPECT_THAT(bytes, Not(HasSubstr(text))) << entry.path() << when;
      EXPECT_THAT(bytes, Not(HasSubstr(text.substr(3)))) << entry.path() << when;
    }
    EXPECT_GE(files, 2U);
  };
  search(" while open");
  catalog.reset();
  search(" after closing");
  EXPECT_THAT(contents_of(dir / "catalog.db"), HasSubstr("Acme")) << "or the search finds nothing at all";
}

TEST_F(Accounts, AFieldOfAPatchIsLeftSetOrCleared) {
  using Text = std::optional<std::string>;
  ASSERT_TRUE(
      catalog->accounts().change(engine, account, {.platform_user_id = Text("42"), .page_id = Text("p")}));
  const auto changed = catalog->accounts().change(
      engine, account, {.page_id = Text(), .refresh_token = Secret("r"), .tracked_since = Instant{1}});
  ASSERT_TRUE(changed);
  EXPECT_EQ(changed->platform_user_id, "42");
  EXPECT_FALSE(changed->page_id);
  EXPECT_TRUE(changed->has_access_token);
  EXPECT_TRUE(changed->has_refresh_token);
  EXPECT_EQ(changed->tracked_since, Instant{1});
  const auto cleared = catalog->accounts().change(engine, account, {.access_token = Secret()});
  ASSERT_TRUE(cleared);
  EXPECT_FALSE(cleared->has_access_token);
  EXPECT_TRUE(cleared->has_refresh_token);
}

TEST_F(Accounts, RefuseTextsThatCannotBe) {
  const struct {
    NewAccount account;
    const char* field;
  } rows[] = {
      {{.business = {999}, .platform = "kiosk"}, "business_id"},
      {{.business = business, .platform = ""}, "platform"},
      {{.business = business, .platform = "kiosk", .platform_user_id = " "}, "platform_user_id"},
      {{.business = business, .platform = "kiosk", .page_id = std::string(513, '1')}, "page_id"},
      {{.business = business, .platform = "kiosk", .instagram_account_id = std::string("1\0", 2)},
       "instagram_account_id"},
      {{.business = business, .platform = "kiosk", .access_token = Secret("a\r\nX-Evil: 1")}, "access_token"},
      {{.business = business, .platform = "kiosk", .refresh_token = Secret(std::string(20'000, 'x'))},
       "refresh_token"},
  };
  for (const auto& row : rows) {
    const auto added = catalog->accounts().add(engine, row.account);
    ASSERT_FALSE(added) << row.field;
    EXPECT_EQ(added.error().code, Code::invalid) << row.field;
    EXPECT_EQ(added.error().field, row.field);
    EXPECT_THAT(added.error().message, Not(HasSubstr("Evil")));
  }
  EXPECT_THAT(catalog->accounts().list(engine, {}, {})->items, SizeIs(1)) << "nothing was made";
}

TEST_F(Accounts, ANewTokenEndsADeadStateAndForgetsWhatWasRefused) {
  const auto renew = [&] {
    return catalog->accounts().change(engine, account, {.access_token = Secret("new")});
  };
  for (const AccountState dead : {AccountState::auth_failed, AccountState::error}) {
    ASSERT_TRUE(catalog->accounts().set_state(account, dead, "revoked", {}, {}));
    EXPECT_EQ(catalog->accounts().get(engine, account)->state_message, "revoked");
    ASSERT_TRUE(catalog->accounts().remember_refused(account, {"saves", "video", {}, "no"}));
    ASSERT_TRUE(catalog->accounts().remember_refused(account, {"likes", "", clock.now() + 1h, "no"}));
    const auto renewed = renew();
    ASSERT_TRUE(renewed);
    EXPECT_EQ(renewed->state, AccountState::ok);
    EXPECT_FALSE(renewed->state_message);
    EXPECT_THAT(*catalog->accounts().refused_metrics(account), IsEmpty());
  }
  ASSERT_TRUE(
      catalog->accounts().set_state(account, AccountState::rate_limited, "wait", clock.now() + 60s, {}));
  EXPECT_EQ(renew()->state, AccountState::rate_limited) << "a quota that is used up stays so";
}

TEST_F(Accounts, SwitchedOffOnesShowDisabledAndTheirOwnStateAgainLater) {
  ASSERT_TRUE(catalog->accounts().set_state(account, AccountState::error, "no money", {}, {}));
  const auto off = catalog->accounts().change(engine, account, {.is_active = false});
  ASSERT_TRUE(off);
  EXPECT_EQ(off->state, AccountState::disabled);
  EXPECT_FALSE(off->state_message);
  const auto on = catalog->accounts().change(engine, account, {.is_active = true});
  ASSERT_TRUE(on);
  EXPECT_EQ(on->state, AccountState::error);
  EXPECT_EQ(on->state_message, "no money");
}

TEST_F(Accounts, AStateThatIsSoAlreadyIsNotWrittenAgain) {
  const auto tell = [&] {
    return catalog->accounts().set_state(account, AccountState::rate_limited, "wait", Instant{7}, Instant{3});
  };
  ASSERT_TRUE(tell());
  const auto before = std::filesystem::file_size(dir / "catalog.db-wal");
  ASSERT_TRUE(tell());
  EXPECT_EQ(std::filesystem::file_size(dir / "catalog.db-wal"), before);
  const auto read = catalog->accounts().get(engine, account);
  EXPECT_EQ(read->retry_at, Instant{7});
  EXPECT_EQ(read->last_sync_at, Instant{3});
  ASSERT_TRUE(catalog->accounts().set_state(account, AccountState::ok, {}, {}, Instant{2}));
  EXPECT_EQ(catalog->accounts().get(engine, account)->last_sync_at, Instant{3}) << "the newer of two";
  EXPECT_FALSE(catalog->accounts().get(engine, account)->retry_at);
  EXPECT_FALSE(catalog->accounts().set_state(account, AccountState::disabled, {}, {}, {}));
}

TEST_F(Accounts, RefusedMetricsAreRememberedUntilTheirTimeComes) {
  ASSERT_TRUE(catalog->accounts().remember_refused(account, {"saves", "video", {}, "retired"}));
  ASSERT_TRUE(catalog->accounts().remember_refused(account, {"likes", "", clock.now() + 60s, "no\0pe"}));
  reopen();
  EXPECT_THAT(*catalog->accounts().refused_metrics(account), SizeIs(2));
  clock.advance(60s);
  const auto left = catalog->accounts().refused_metrics(account);
  ASSERT_THAT(*left, SizeIs(1));
  EXPECT_EQ(left->at(0).metric, "saves");
  EXPECT_EQ(left->at(0).type, "video");
  EXPECT_EQ(left->at(0).why, "retired");
}

TEST_F(Accounts, ADiscoveryCursorIsKeptByteByByte) {
  EXPECT_EQ(catalog->accounts().listing(account)->cursor, "");
  const std::string cursor("a\0b\xff", 4);
  ASSERT_TRUE(catalog->accounts().keep_listing(account, cursor, false));
  reopen();
  EXPECT_EQ(catalog->accounts().listing(account)->cursor, cursor);
  EXPECT_FALSE(catalog->accounts().listing(account)->listed_at);
  ASSERT_TRUE(catalog->accounts().keep_listing(account, "", false));
  EXPECT_EQ(catalog->accounts().listing(account)->cursor, "");
  EXPECT_EQ(catalog->accounts().listing(AccountId{999}).error().code, Code::not_found);
}

TEST_F(Accounts, KnowWhenAFullListingBeganAndCameToItsEnd) {
  const Instant begun = clock.now();
  ASSERT_TRUE(catalog->accounts().begin_full_listing(account));
  clock.advance(60s);
  ASSERT_TRUE(catalog->accounts().keep_listing(account, "page-2", true));
  const Instant ended = clock.now();
  clock.advance(60s);
  ASSERT_TRUE(catalog->accounts().keep_listing(account, "page-3", false));
  reopen();
  const auto listing = catalog->accounts().listing(account);
  EXPECT_EQ(listing->full_at, begun);
  EXPECT_EQ(listing->listed_at, ended);
  EXPECT_EQ(listing->cursor, "page-3");
}

TEST_F(Accounts, AnotherIdentityIsDiscoveredAfresh) {
  ASSERT_TRUE(catalog->accounts().begin_full_listing(account));
  ASSERT_TRUE(catalog->accounts().keep_listing(account, "page-2", true));
  ASSERT_TRUE(catalog->accounts().change(engine, account, {.access_token = Secret("other")}));
  EXPECT_EQ(catalog->accounts().listing(account)->cursor, "page-2");
  ASSERT_TRUE(catalog->accounts().change(engine, account, {.page_id = Change<std::string>("77")}));
  EXPECT_EQ(catalog->accounts().listing(account)->cursor, "");
  EXPECT_FALSE(catalog->accounts().listing(account)->full_at);
  EXPECT_FALSE(catalog->accounts().listing(account)->listed_at);
  ASSERT_TRUE(catalog->accounts().keep_listing(account, "page-2", true));
  ASSERT_TRUE(catalog->accounts().change(engine, account, {.page_id = Change<std::string>("77")}));
  EXPECT_EQ(catalog->accounts().listing(account)->cursor, "page-2") << "the same again changes nothing";
}

TEST_F(Accounts, TakeThePlatformsWordForTheTokensEndUnlessTheUserGaveOne) {
  ASSERT_TRUE(catalog->accounts().set_told_expiry(account, Instant{5000}));
  reopen();
  EXPECT_EQ(catalog->accounts().get(engine, account)->token_expires_at, Instant{5000});
  ASSERT_TRUE(
      catalog->accounts().change(engine, account, {.token_expires_at = Change<Instant>(Instant{7000})}));
  ASSERT_TRUE(catalog->accounts().set_told_expiry(account, Instant{6000}));
  EXPECT_EQ(catalog->accounts().get(engine, account)->token_expires_at, Instant{7000});
  ASSERT_TRUE(catalog->accounts().change(engine, account,
                                         {.token_expires_at = Change<Instant>(std::optional<Instant>())}));
  EXPECT_EQ(catalog->accounts().get(engine, account)->token_expires_at, Instant{6000});
  ASSERT_TRUE(catalog->accounts().change(engine, account, {.access_token = Secret("renewed")}));
  EXPECT_FALSE(catalog->accounts().get(engine, account)->token_expires_at) << "it was the old token's end";
}

TEST_F(Accounts, RefusedMetricsAreShownToWhoSeesTheAccount) {
  const BusinessId others = add_business("Other");
  const AccountId theirs = add_account(others, "forum");
  auto& accounts = catalog->accounts();
  ASSERT_TRUE(accounts.remember_refused(account, {"saves", "video", clock.now() + 60s, "retired"}));
  ASSERT_TRUE(accounts.remember_refused(theirs, {"reach", "", {}, "no permission"}));
  const auto all = accounts.all_refused(engine);
  ASSERT_THAT(*all, SizeIs(2));
  EXPECT_EQ(all->at(0).account, account);
  EXPECT_EQ(all->at(0).platform, "kiosk");
  EXPECT_EQ(all->at(0).metric.metric, "saves");
  EXPECT_EQ(all->at(0).metric.type, "video");
  EXPECT_EQ(all->at(0).metric.why, "retired");
  ASSERT_THAT(*accounts.all_refused(only({others})), SizeIs(1));
  EXPECT_EQ(accounts.all_refused(only({others}))->at(0).account, theirs);
  clock.advance(60s);
  EXPECT_THAT(*accounts.all_refused(engine), SizeIs(1)) << "its date has come";
  ASSERT_TRUE(accounts.change(engine, theirs, {.access_token = Secret("renewed")}));
  EXPECT_THAT(*accounts.all_refused(engine), SizeIs(0));
}

TEST_F(Accounts, WhatASyncWritesAboutADeletedOneIsPassedOver) {
  ASSERT_TRUE(catalog->accounts().remove(engine, account));
  EXPECT_TRUE(catalog->accounts().set_state(account, AccountState::ok, {}, {}, clock.now()));
  EXPECT_TRUE(catalog->accounts().remember_refused(account, {"saves", "", {}, "no"}));
  EXPECT_TRUE(catalog->accounts().keep_listing(account, "x", true));
  EXPECT_TRUE(catalog->accounts().begin_full_listing(account));
  EXPECT_TRUE(catalog->accounts().set_told_expiry(account, Instant{1}));
  EXPECT_EQ(catalog->accounts().secrets(account).error().code, Code::not_found);
}

TEST_F(Accounts, TakeTheirPostsAlong) {
  const PostId post = add_post("1");
  ASSERT_TRUE(catalog->accounts().remove(engine, account));
  EXPECT_EQ(catalog->posts().get(engine, post).error().code, Code::not_found);
  EXPECT_THAT(*catalog->tombstones().all(), ::testing::ElementsAre(subject_of(account), subject_of(post)));
}

TEST_F(Accounts, AreListedByBusinessAndPlatform) {
  add_account(business, "forum");
  const BusinessId other = add_business("Other");
  const AccountId others = add_account(other, "kiosk");
  EXPECT_THAT(catalog->accounts().list(engine, {}, {})->items, SizeIs(3));
  EXPECT_THAT(catalog->accounts().list(engine, {.platform = "kiosk"}, {})->items, SizeIs(2));
  const auto both = catalog->accounts().list(engine, {.business = other, .platform = "kiosk"}, {});
  ASSERT_THAT(both->items, SizeIs(1));
  EXPECT_EQ(both->items[0].id, others);
  EXPECT_THAT(*catalog->accounts().of_business(business), SizeIs(2));
  const auto unknown = catalog->accounts().list(engine, {.business = BusinessId{999}}, {});
  ASSERT_FALSE(unknown);
  EXPECT_EQ(unknown.error().code, Code::not_found);
  EXPECT_EQ(unknown.error().field, "business_id");
}

}  // namespace
}  // namespace tidemark::testing
