// Whose posts a question is about, and in which time zone its days lie.

#include "query/world.h"

namespace tidemark::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

using ScopeTest = World;

Asker token_of(std::set<BusinessId> businesses) {
  return {.token = {7}, .role = Role::admin, .businesses = std::move(businesses)};
}

TEST_F(ScopeTest, IsAllThatTheTokenSeesOrTheBusinessThatIsAskedFor) {
  const BusinessId one = add_business("UTC"), two = add_business("UTC"), three = add_business("UTC");
  const auto all = scope_of(engine, *catalog, platforms, {});
  EXPECT_THAT(all->businesses, ElementsAre(one, two, three));
  EXPECT_TRUE(all->everything);
  const auto some = scope_of(token_of({one, three, {999}}), *catalog, platforms, {});
  EXPECT_THAT(some->businesses, ElementsAre(one, three));
  EXPECT_FALSE(some->everything);
  const auto named = scope_of(token_of({one, three}), *catalog, platforms, {.business = three});
  EXPECT_THAT(named->businesses, ElementsAre(three));
  EXPECT_FALSE(named->everything);
  EXPECT_THAT(scope_of(token_of({}), *catalog, platforms, {})->businesses, IsEmpty());
}

TEST_F(ScopeTest, WhatIsUnknownOrOutOfSightDoesNotExist) {
  const BusinessId one = add_business("UTC"), two = add_business("UTC");
  for (const auto& [asker, asked] : {std::pair(engine, BusinessId{99}), std::pair(token_of({one}), two),
                                     std::pair(token_of({one}), BusinessId{99})}) {
    const auto refused = scope_of(asker, *catalog, platforms, {.business = asked, .platform = "nonsense"});
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, Code::not_found);
    EXPECT_EQ(refused.error().field, "business_id");
  }
}

TEST_F(ScopeTest, ItsDaysAreTheBusinessesOrOfUtcWhereTheyDiffer) {
  const BusinessId berlin = add_business("Europe/Berlin");
  EXPECT_EQ(scope_of(engine, *catalog, platforms, {})->zone, "Europe/Berlin");
  const BusinessId apia = add_business("Pacific/Apia"), apia_too = add_business("Pacific/Apia");
  EXPECT_EQ(scope_of(engine, *catalog, platforms, {})->zone, "UTC");
  EXPECT_EQ(scope_of(engine, *catalog, platforms, {.business = apia})->zone, "Pacific/Apia");
  EXPECT_EQ(scope_of(token_of({apia, apia_too}), *catalog, platforms, {})->zone, "Pacific/Apia");
  EXPECT_EQ(scope_of(token_of({apia, berlin}), *catalog, platforms, {})->zone, "UTC");
  EXPECT_EQ(scope_of(token_of({}), *catalog, platforms, {})->zone, "UTC");
  ASSERT_TRUE(catalog->businesses().change(engine, berlin, {.time_zone = "Pacific/Apia"}));
  EXPECT_EQ(scope_of(engine, *catalog, platforms, {})->zone, "Pacific/Apia") << "a change shows at once";
}

TEST_F(ScopeTest, APlatformIsKnownByItsAliasAndOutlivesItsPlugin) {
  const BusinessId acme = add_business("UTC");
  EXPECT_EQ(scope_of(engine, *catalog, platforms, {.platform = "k"})->platform, "kiosk");
  const auto unknown = scope_of(engine, *catalog, platforms, {.platform = "stall"});
  ASSERT_FALSE(unknown);
  EXPECT_EQ(unknown.error().code, Code::invalid);
  EXPECT_EQ(unknown.error().field, "platform");
  EXPECT_THAT(unknown.error().message, HasSubstr("booth, kiosk"));
  add_account(acme, "stall");
  EXPECT_EQ(scope_of(engine, *catalog, platforms, {.platform = "stall"})->platform, "stall");
}

}  // namespace
}  // namespace tidemark::testing
