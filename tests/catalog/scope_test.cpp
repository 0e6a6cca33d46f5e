// What is out of an asker's sight does not exist, whatever is asked.

#include "catalog_fixture.h"

namespace tidemark::testing {
namespace {

using ::testing::IsEmpty;
using ::testing::SizeIs;

class OutOfSight : public CatalogTest {
 protected:
  void SetUp() override {
    CatalogTest::SetUp();
    post = add_post("1");
    run = catalog->runs().begin({.business = business}).value();
    own = add_business("Own");
    own_account = add_account(own, "kiosk");
    foreign = only({own});
  }
  BusinessId own;
  AccountId own_account;
  PostId post;
  RunId run;
  Asker foreign;
};

TEST_F(OutOfSight, IsNotFoundByEveryCallThatTakesAnId) {
  for (const Asker& asker : {foreign, only({})}) {
    auto& c = *catalog;
    EXPECT_EQ(c.businesses().get(asker, business).error().code, Code::not_found);
    EXPECT_EQ(c.businesses().change(asker, business, {.name = "Mine"}).error().code, Code::not_found);
    EXPECT_EQ(c.businesses().set_schedule(asker, business, "1s").error().code, Code::not_found);
    EXPECT_EQ(c.businesses().remove(asker, business).error().code, Code::not_found);
    EXPECT_EQ(c.accounts().get(asker, account).error().code, Code::not_found);
    EXPECT_EQ(c.accounts().change(asker, account, {.is_active = false}).error().code, Code::not_found);
    EXPECT_EQ(c.accounts().remove(asker, account).error().code, Code::not_found);
    EXPECT_EQ(c.accounts().list(asker, {.business = business}, {}).error().code, Code::not_found);
    EXPECT_EQ(c.posts().get(asker, post).error().code, Code::not_found);
    EXPECT_EQ(c.posts().change(asker, post, {.clear_labels = true}).error().code, Code::not_found);
    EXPECT_EQ(c.posts().remove(asker, post).error().code, Code::not_found);
    EXPECT_EQ(c.posts().list(asker, {.business = business}, {}).error().code, Code::not_found);
    EXPECT_EQ(c.runs().get(asker, run).error().code, Code::not_found);
    EXPECT_EQ(c.runs().list(asker, business, {}).error().code, Code::not_found);
  }
  EXPECT_EQ(catalog->businesses().get(engine, business)->name, "Acme");
  EXPECT_TRUE(catalog->accounts().get(engine, account)->is_active);
  EXPECT_TRUE(catalog->tombstones().all()->empty());
}

TEST_F(OutOfSight, IsNoPartOfLists) {
  EXPECT_THAT(catalog->businesses().list(foreign, {})->items, SizeIs(1));
  EXPECT_THAT(catalog->accounts().list(foreign, {}, {})->items, SizeIs(1));
  EXPECT_THAT(catalog->posts().list(foreign, {}, {})->items, IsEmpty());
  EXPECT_THAT(catalog->posts().list(foreign, {.account = account}, {})->items, IsEmpty());
  EXPECT_THAT(catalog->runs().list(foreign, {}, {})->items, IsEmpty());
  EXPECT_THAT(catalog->posts().list(only({business, own}), {}, {})->items, SizeIs(1));
}

TEST_F(OutOfSight, InABodyIsToldLikeAnIdThatDoesNotExist) {
  EXPECT_EQ(catalog->businesses().add(foreign, {.name = "New"}).error().code, Code::forbidden);
  const auto added = catalog->accounts().add(foreign, {.business = business, .platform = "kiosk"});
  ASSERT_FALSE(added);
  EXPECT_EQ(added.error().code, Code::invalid);
  EXPECT_EQ(added.error().field, "business_id");
  const struct {
    BusinessId business;
    AccountId account;
    const char* field;
  } rows[] = {{business, account, "account_id"},
              {own, account, "account_id"},
              {business, own_account, "business_id"}};
  for (const auto& row : rows) {
    const NewPost body{.business = row.business, .account = row.account, .platform_post_id = "9"};
    const auto refused = catalog->posts().add(foreign, std::span(&body, 1), false);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, Code::invalid);
    EXPECT_EQ(refused.error().field, row.field);
  }
}

}  // namespace
}  // namespace tidemark::testing
