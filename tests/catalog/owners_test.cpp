#include "catalog/owners.h"

#include <thread>

#include "catalog/post_cards.h"
#include "catalog_fixture.h"

namespace tidemark::testing {
namespace {

using namespace std::chrono_literals;

class OwnersTest : public CatalogTest {
 protected:
  std::optional<PostOwner> owner(PostId id) { return catalog->owners().of(id).value(); }
  std::optional<NamedPost> find(const PostName& name) {
    return catalog->owners().find(std::span(&name, 1)).value().at(0);
  }
  PostId add_to(AccountId to, BusinessId of, const std::string& name) {
    return add_post(NewPost{.business = of, .account = to, .platform_post_id = name}).id;
  }
};

TEST_F(OwnersTest, TellsWhoseEachPostIsInOrder) {
  const auto other_business = add_business("Other");
  const auto other_account = add_account(other_business, "booth");
  const PostId ours = add_post("a"), theirs = add_to(other_account, other_business, "b");
  const std::vector<PostId> asked{theirs, PostId{1'000'000}, ours, theirs};
  for (int again = 0; again < 2; ++again) {
    const auto owners = catalog->owners().of(asked).value();
    ASSERT_EQ(owners.size(), 4u);
    EXPECT_EQ(owners[0]->business, other_business);
    EXPECT_EQ(owners[0]->account, other_account);
    EXPECT_EQ(owners[0]->platform, "booth");
    EXPECT_FALSE(owners[1]);
    EXPECT_EQ(owners[2]->business, business);
    EXPECT_EQ(owners[2]->platform, "kiosk");
    EXPECT_EQ(owners[3]->account, other_account);
  }
  EXPECT_EQ(catalog->owners().of(account).value(), business);
  EXPECT_FALSE(catalog->owners().of(AccountId{999}).value());
}

TEST_F(OwnersTest, APostGainsFromZeroIfItWasPublishedSinceItsAccountIsTracked) {
  const Instant tracked = catalog->accounts().get(engine, account).value().tracked_since;
  for (const auto& [published, from_zero] : {std::pair{std::optional(tracked), true},
                                             {std::optional(tracked - 1ms), false},
                                             {std::nullopt, false}}) {
    auto post = new_post("p" + std::to_string(published ? published->ms : 0));
    post.published_at = published;
    EXPECT_EQ(owner(add_post(post).id)->from_zero, from_zero);
  }
}

TEST_F(OwnersTest, SeesEveryChangeAtOnce) {
  const Instant tracked = catalog->accounts().get(engine, account).value().tracked_since;
  EXPECT_FALSE(owner(PostId{1}));  // which is remembered
  const PostId id = add_post("a");
  ASSERT_EQ(id, PostId{1});
  EXPECT_FALSE(owner(id)->from_zero);
  catalog->posts().change(engine, id, {.published_at = std::optional(tracked)}).value();
  EXPECT_TRUE(owner(id)->from_zero);
  catalog->accounts().change(engine, account, {.tracked_since = tracked + 1ms}).value();
  EXPECT_FALSE(owner(id)->from_zero);
  auto again = new_post("a");
  again.published_at = tracked + 1ms;
  EXPECT_TRUE(add_post(again).moved);
  EXPECT_TRUE(owner(id)->from_zero);
  EXPECT_FALSE(add_post(again).moved);
  auto found = new_post("a");
  found.published_at = tracked;  // what the user said stays
  EXPECT_FALSE(catalog->posts().add_found({found}).value().at(0).moved);
  EXPECT_TRUE(owner(id)->from_zero);
  EXPECT_TRUE(catalog->posts().remove(engine, id));
  EXPECT_FALSE(owner(id));
}

TEST_F(OwnersTest, ADeletedAccountOrBusinessTakesItsPostsAlong) {
  const PostId first = add_post("a");
  const auto second_account = add_account(business, "booth");
  const PostId second = add_to(second_account, business, "b");
  EXPECT_TRUE(owner(first) && owner(second));
  EXPECT_TRUE(catalog->accounts().remove(engine, account));
  EXPECT_FALSE(owner(first));
  EXPECT_FALSE(catalog->owners().of(account).value());
  EXPECT_TRUE(owner(second));
  EXPECT_TRUE(catalog->businesses().remove(engine, business));
  EXPECT_FALSE(owner(second));
}

TEST_F(OwnersTest, FindsAPostByItsNameOnItsPlatform) {
  const PostId id = add_post("urn:\"quoted\\\x01\":1");
  const std::string_view name = "urn:\"quoted\\\x01\":1";
  const auto other_business = add_business("Other");
  const PostName fits[] = {
      {"kiosk", name, account, {}}, {"kiosk", name, {}, business}, {"kiosk", name, account, business}};
  const PostName misses[] = {{"booth", name, account, {}},
                             {"kiosk", "another", account, {}},
                             {"kiosk", name, {}, other_business},
                             {"kiosk", name, account, other_business},
                             {"kiosk", name, AccountId{999}, {}},
                             {"kiosk", std::string_view("a\0b", 3), account, {}},
                             {"kiosk", name, {}, {}}};
  for (int again = 0; again < 2; ++again) {
    for (const PostName& one : fits) {
      const auto found = find(one);
      ASSERT_TRUE(found);
      EXPECT_EQ(found->id, id);
      EXPECT_EQ(found->owner.account, account);
      EXPECT_FALSE(found->ambiguous);
    }
    for (const PostName& one : misses) EXPECT_FALSE(find(one));
  }
}

TEST_F(OwnersTest, ANameThatTwoAccountsOfABusinessHaveIsAmbiguous) {
  const PostId first = add_post("a");
  const auto twin = add_account(business, "kiosk");
  for (int again = 0; again < 2; ++again) EXPECT_FALSE(find({"kiosk", "a", {}, business})->ambiguous);
  const PostId second = add_to(twin, business, "a");
  for (int again = 0; again < 2; ++again) {
    const auto found = find({"kiosk", "a", {}, business});
    EXPECT_TRUE(found->ambiguous);
    EXPECT_EQ(found->id, first);
    EXPECT_EQ(find({"kiosk", "a", twin, {}})->id, second);
  }
}

TEST_F(OwnersTest, ANameGivenAgainAfterADeletionIsTheNewPost) {
  const PostId old = add_post("a");
  EXPECT_EQ(find({"kiosk", "a", account, {}})->id, old);
  EXPECT_TRUE(catalog->posts().remove(engine, old));
  EXPECT_FALSE(find({"kiosk", "a", account, {}}));
  const PostId fresh = add_post("a");
  EXPECT_NE(fresh, old);
  EXPECT_EQ(find({"kiosk", "a", account, {}})->id, fresh);
}

// What is read while it is being changed must not stay in memory as it was.
TEST_F(OwnersTest, NeverRemembersWhatAWriteReplaced) {
  const Instant tracked = catalog->accounts().get(engine, account).value().tracked_since;
  const PostId id = add_post("a");
  std::atomic<bool> done = false;
  std::thread reader([&] {
    while (!done) {
      EXPECT_TRUE(catalog->owners().of(id));
      EXPECT_TRUE(catalog->posts().brief(engine, id));
      EXPECT_TRUE(catalog->accounts().get(engine, account));
    }
  });
  for (int i = 0; i < 100; ++i) {
    const Instant at = i % 2 == 0 ? tracked : tracked - 1ms;
    catalog->posts().change(engine, id, {.published_at = std::optional(at)}).value();
    EXPECT_EQ(owner(id)->from_zero, i % 2 == 0);
    EXPECT_EQ(catalog->posts().brief(engine, id).value().published_at, at);
    catalog->accounts().change(engine, account, {.is_active = i % 2 == 0}).value();
    EXPECT_EQ(catalog->accounts().get(engine, account).value().is_active, i % 2 == 0);
  }
  done = true;
  reader.join();
}

TEST_F(OwnersTest, ABriefPostIsThePostWithTheBeginningOfItsText) {
  auto post = new_post("a");
  post.platform_post_url = "https://example.org/a";
  post.published_at = Instant{5};
  post.media_type = "video";
  for (int i = 0; i < 300; ++i) post.content_text = post.content_text.value_or("") + "\xC3\xA4";
  const PostId id = add_post(post).id;
  for (int again = 0; again < 2; ++again) {
    const auto brief = catalog->posts().brief(engine, id).value();
    const auto whole = catalog->posts().get(engine, id).value();
    EXPECT_EQ(brief.id, id);
    EXPECT_EQ(brief.business, whole.business);
    EXPECT_EQ(brief.account, whole.account);
    EXPECT_EQ(brief.platform, "kiosk");
    EXPECT_EQ(brief.platform_post_id, "a");
    EXPECT_EQ(brief.platform_post_url, post.platform_post_url);
    EXPECT_EQ(brief.published_at, post.published_at);
    EXPECT_EQ(brief.media_type, "video");
    EXPECT_EQ(brief.created_at, whole.created_at);
    EXPECT_EQ(brief.updated_at, whole.updated_at);
    EXPECT_EQ(brief.content_text, whole.content_text->substr(0, 400));
    EXPECT_FALSE(catalog->posts().brief(only({BusinessId{999}}), id));
    EXPECT_EQ(catalog->posts().brief(only({business}), id).value().id, id);
  }
  EXPECT_TRUE(catalog->posts().mark_gone({&id, 1}));
  EXPECT_EQ(catalog->posts().brief(engine, id).value().state, PostState::gone);
  EXPECT_TRUE(catalog->posts().mark_found({&id, 1}));
  EXPECT_EQ(catalog->posts().brief(engine, id).value().state, PostState::active);
  EXPECT_TRUE(catalog->posts().remove(engine, id));
  EXPECT_FALSE(catalog->posts().brief(engine, id));
}

TEST(PostCards, KeepsAHundredThousandOrdinaryPostsAndNeverMoreThanItsBytes) {
  PostCards cards;
  Post post{.business = {1}, .account = {1}, .platform = "kiosk"};
  const auto put = [&](std::uint64_t id, std::size_t text) {
    post.id = {id};
    post.platform_post_id = std::to_string(7'000'000'000'000'000'000 + id);
    post.content_text = std::string(text, 'x');
    cards.put(post, 0);
  };
  for (std::uint64_t id = 1; id <= 100'000; ++id) put(id, 60);
  for (std::uint64_t id = 1; id <= 100'000; ++id) ASSERT_TRUE(cards.find({id})) << id;
  for (std::uint64_t id = 100'001; id <= 200'000; ++id) {
    put(id, 400);
    ASSERT_LE(cards.bytes(), PostCards::kBytes);
    ASSERT_TRUE(cards.find({id}));
  }
  for (std::uint64_t id = 1; id <= 200'000; ++id) {
    if (const auto found = cards.find({id})) {
      ASSERT_EQ(found->platform_post_id, std::to_string(7'000'000'000'000'000'000 + id));
    }
    cards.forget({id});
  }
  EXPECT_EQ(cards.bytes(), 0u);
}

TEST(PostCards, KeepsNothingThatWasReadBeforeAnythingWasForgotten) {
  PostCards cards;
  const auto age = cards.age();
  cards.forget({2});
  cards.put({.id = {1}, .platform = "kiosk"}, age);
  EXPECT_FALSE(cards.find({1}));
  cards.put({.id = {1}, .platform = "kiosk"}, cards.age());
  EXPECT_TRUE(cards.find({1}));
  cards.forget_all();
  EXPECT_FALSE(cards.find({1}));
}

}  // namespace
}  // namespace tidemark::testing
