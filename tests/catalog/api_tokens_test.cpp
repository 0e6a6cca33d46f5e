#include "catalog_fixture.h"

namespace tidemark::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::MatchesRegex;
using ::testing::SizeIs;

class ApiTokens : public CatalogTest {
 protected:
  tidemark::ApiTokens::Created made(const std::string& name, Role role,
                                    std::optional<std::set<BusinessId>> businesses = {}) {
    return catalog->api_tokens().add(engine, name, role, std::move(businesses)).value();
  }
  std::optional<Asker> who(const Secret& text) { return catalog->api_tokens().who(text.reveal()); }
};

TEST_F(ApiTokens, AreKnownByTheirTextAlsoAfterReopening) {
  EXPECT_TRUE(*catalog->api_tokens().none_yet());
  const auto all = made("ci", Role::admin);
  const auto some = made("team", Role::editor, {{business}});
  EXPECT_FALSE(*catalog->api_tokens().none_yet());
  EXPECT_THAT(std::string(all.text.reveal()), MatchesRegex("tm_[A-Za-z0-9_-]{43}"));
  EXPECT_NE(all.text.reveal(), some.text.reveal());
  for (int round = 0; round < 2; ++round, reopen()) {
    const auto admin = who(all.text);
    ASSERT_TRUE(admin);
    EXPECT_EQ(admin->token, all.token.id);
    EXPECT_EQ(admin->role, Role::admin);
    EXPECT_FALSE(admin->businesses);
    const auto editor = who(some.text);
    ASSERT_TRUE(editor);
    EXPECT_EQ(editor->role, Role::editor);
    EXPECT_THAT(*editor->businesses, ElementsAre(business));
    std::string almost(all.text.reveal());
    almost.back() = almost.back() == 'A' ? 'B' : 'A';
    for (const std::string& text : {std::string(), std::string("tm_"), almost, almost + "x"})
      EXPECT_FALSE(catalog->api_tokens().who(text)) << text;
  }
}

TEST_F(ApiTokens, ARemovedOneIsUnknownAtOnce) {
  const auto token = made("ci", Role::viewer);
  ASSERT_TRUE(catalog->api_tokens().remove(engine, token.token.id));
  EXPECT_FALSE(who(token.text));
  EXPECT_EQ(catalog->api_tokens().get(engine, token.token.id).error().code, Code::not_found);
  reopen();
  EXPECT_FALSE(who(token.text));
  EXPECT_FALSE(*catalog->api_tokens().none_yet()) << "one was made once";
  EXPECT_GT(made("ci", Role::viewer).token.id, token.token.id);
}

TEST_F(ApiTokens, TheLastAdminThatSeesAllCannotGo) {
  const auto first = made("first", Role::admin);
  made("scoped", Role::admin, {{business}});
  made("viewer", Role::viewer);
  const auto kept = catalog->api_tokens().remove(engine, first.token.id);
  ASSERT_FALSE(kept);
  EXPECT_EQ(kept.error().code, Code::conflict);
  EXPECT_TRUE(who(first.text));
  made("second", Role::admin);
  EXPECT_TRUE(catalog->api_tokens().remove(engine, first.token.id));
}

TEST_F(ApiTokens, OneWhoseBusinessesAreDeletedSeesNothing) {
  const BusinessId other = add_business("Other");
  const auto token = made("team", Role::admin, {{business, other}});
  ASSERT_TRUE(catalog->businesses().remove(engine, business));
  EXPECT_THAT(*who(token.text)->businesses, ElementsAre(other));
  ASSERT_TRUE(catalog->businesses().remove(engine, other));
  const BusinessId next = add_business("Next");
  for (int round = 0; round < 2; ++round, reopen()) {
    const auto asker = who(token.text);
    ASSERT_TRUE(asker);
    ASSERT_TRUE(asker->businesses) << "all-seeing now";
    EXPECT_THAT(*asker->businesses, IsEmpty());
    EXPECT_FALSE(asker->sees(next));
    EXPECT_THAT(catalog->businesses().list(*asker, {})->items, IsEmpty());
    EXPECT_EQ(catalog->businesses().get(*asker, next).error().code, Code::not_found);
  }
}

TEST_F(ApiTokens, AreMadeForBusinessesInSightOnly) {
  const BusinessId other = add_business("Other");
  const struct {
    Asker asker;
    std::optional<std::set<BusinessId>> businesses;
    bool good;
  } rows[] = {
      {engine, {}, true},
      {engine, {{business, other}}, true},
      {engine, {{business, BusinessId{999}}}, false},
      {engine, std::set<BusinessId>{}, false},
      {only({business}), {{business}}, true},
      {only({business}), {{business, other}}, false},
      {only({business}), {}, false},
  };
  std::size_t good = 0;
  for (const auto& row : rows) {
    const auto added = catalog->api_tokens().add(row.asker, "name", Role::viewer, row.businesses);
    EXPECT_EQ(static_cast<bool>(added), row.good);
    good += row.good ? 1 : 0;
    if (!added) {
      EXPECT_EQ(added.error().code, Code::invalid);
      EXPECT_EQ(added.error().field, "business_ids");
    }
  }
  EXPECT_THAT(catalog->api_tokens().list(engine, {})->items, SizeIs(good));
  EXPECT_EQ(catalog->api_tokens().add(engine, " ", Role::viewer, {}).error().field, "name");
}

TEST_F(ApiTokens, AreSeenByThoseWhoSeeAllTheirBusinesses) {
  const BusinessId other = add_business("Other");
  const auto all = made("all", Role::admin);
  const auto mine = made("mine", Role::admin, {{business}});
  const auto both = made("both", Role::viewer, {{business, other}});
  const Asker asker = *who(mine.text);
  const auto seen = catalog->api_tokens().list(asker, {});
  ASSERT_THAT(seen->items, SizeIs(1));
  EXPECT_EQ(seen->items[0].id, mine.token.id);
  for (const ApiTokenId id : {all.token.id, both.token.id}) {
    EXPECT_EQ(catalog->api_tokens().get(asker, id).error().code, Code::not_found);
    EXPECT_EQ(catalog->api_tokens().remove(asker, id).error().code, Code::not_found);
  }
  const auto page = catalog->api_tokens().list(engine, {.limit = 2});
  ASSERT_THAT(page->items, SizeIs(2));
  EXPECT_EQ(catalog->api_tokens().list(engine, {.after = page->next, .limit = 2})->items.at(0).id,
            both.token.id);
}

TEST_F(ApiTokens, RolesHaveNames) {
  for (const Role role : {Role::viewer, Role::editor, Role::admin})
    EXPECT_EQ(parse_role(to_string(role)), role);
  EXPECT_FALSE(parse_role("owner"));
}

}  // namespace
}  // namespace tidemark::testing
