// What a discovery registers, and which posts a listing should have had.

#include "catalog/database.h"
#include "catalog/migrations.h"
#include "catalog_fixture.h"

namespace tidemark::testing {
namespace {

using namespace std::chrono_literals;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

class FoundPosts : public CatalogTest {
 protected:
  NewPost told(const std::string& id = "1") const {
    NewPost post = new_post(id);
    post.platform_post_url = "https://kiosk.example/1";
    post.content_text = "as the platform has it";
    post.published_at = Instant{1000};
    post.media_type = "video";
    post.media = std::vector<Media>{{"https://kiosk.example/1.mp4", "video", ""}};
    return post;
  }
  Registered find(const NewPost& post) { return catalog->posts().add_found({post}).value().at(0); }
  Post now(PostId id) { return catalog->posts().get(engine, id).value(); }
  std::vector<PostId> expected(std::optional<Instant> since, Instant begun) {
    std::vector<PostId> ids;
    const auto posts = catalog->posts().expected(account, since, begun);
    for (const ExpectedPost& post : *posts) ids.push_back(post.id);
    return ids;
  }
};

TEST_F(FoundPosts, AreRegisteredWithAllThatThePlatformSays) {
  const Registered fresh = find(told());
  EXPECT_TRUE(fresh.created);
  const Post post = now(fresh.id);
  EXPECT_EQ(post.platform_post_url, "https://kiosk.example/1");
  EXPECT_EQ(post.content_text, "as the platform has it");
  EXPECT_EQ(post.published_at, Instant{1000});
  EXPECT_EQ(post.media_type, "video");
  EXPECT_THAT(post.media, SizeIs(1));
}

TEST_F(FoundPosts, FoundAgainSayWhatIsNewAndKeepTheRest) {
  const Registered fresh = find(told());
  NewPost again = new_post("1");
  again.content_text = "edited";
  again.media_type = "reel";
  const Registered known = find(again);
  EXPECT_EQ(known.id, fresh.id);
  EXPECT_FALSE(known.created);
  const Post post = now(fresh.id);
  EXPECT_EQ(post.content_text, "edited");
  EXPECT_EQ(post.media_type, "reel");
  EXPECT_EQ(post.platform_post_url, "https://kiosk.example/1");
  EXPECT_THAT(post.media, SizeIs(1));
}

TEST_F(FoundPosts, DoNotReplaceWhatAUserGave) {
  NewPost given = new_post("1");
  given.platform_post_url = "https://example.com/ours";
  given.content_text = "ours";
  given.labels = std::map<std::string, std::string>{{"campaign", "spring"}};
  const PostId id = add_post(given).id;
  find(told());
  const Post post = now(id);
  EXPECT_EQ(post.platform_post_url, "https://example.com/ours");
  EXPECT_EQ(post.content_text, "ours");
  EXPECT_EQ(post.labels.at("campaign"), "spring");
  EXPECT_EQ(post.published_at, Instant{1000}) << "the user gave none";
  EXPECT_THAT(post.media, SizeIs(1));
  EXPECT_EQ(post.media_type, "video");
}

TEST_F(FoundPosts, AUsersChangeStaysUntilItIsTakenBack) {
  const PostId id = find(told()).id;
  ASSERT_TRUE(catalog->posts().change(
      engine, id,
      {.content_text = Change<std::string>("ours"), .media = std::vector<Media>{{"u", "image", ""}}}));
  find(told());
  EXPECT_EQ(now(id).content_text, "ours");
  EXPECT_EQ(now(id).media.at(0).type, "image");
  ASSERT_TRUE(catalog->posts().change(
      engine, id,
      {.content_text = Change<std::string>(std::optional<std::string>()), .media = std::vector<Media>()}));
  reopen();
  find(told());
  EXPECT_EQ(now(id).content_text, "as the platform has it");
  EXPECT_EQ(now(id).media.at(0).type, "video");
}

TEST_F(FoundPosts, AnEmptyTextOfAUserIsNone) {
  NewPost given = new_post("1");
  given.content_text = "";
  const PostId id = add_post(given).id;
  find(told());
  EXPECT_EQ(now(id).content_text, "as the platform has it");
}

TEST_F(FoundPosts, AreCutToWhatTheCatalogTakes) {
  NewPost odd = told();
  odd.content_text = std::string(256 * 1024 - 1, 'a') + "\xC3\xA9" + std::string("b\0c", 3);
  odd.platform_post_url = std::string(5000, 'u');
  odd.media_type = std::string(65, 't');
  odd.media = std::vector<Media>{{"", "image", ""},
                                 {"https://kiosk.example/2", "", ""},
                                 {"https://kiosk.example/3", "image", std::string(20'000, 'x')}};
  const Post post = now(find(odd).id);
  EXPECT_EQ(post.content_text, std::string(256 * 1024 - 1, 'a')) << "no half of a character";
  EXPECT_FALSE(post.platform_post_url);
  EXPECT_EQ(post.media_type, "");
  ASSERT_THAT(post.media, SizeIs(1));
  EXPECT_EQ(post.media[0].alt_text.size(), 16u * 1024);
}

TEST_F(FoundPosts, OfADeletedAccountAreRefused) {
  ASSERT_TRUE(catalog->accounts().remove(engine, account));
  const auto refused = catalog->posts().add_found({told()});
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().field, "account_id");
}

TEST_F(FoundPosts, WhatWasRegisteredBeforeThereWasDiscoveryIsTheUsers) {
  const TempDir old;
  {
    Session session((old / "catalog.db").string());
    ASSERT_TRUE(migrate(session, migrations().front()));
    session.run(
        "INSERT INTO businesses (name, time_zone, created_at, updated_at) VALUES ('Old', 'UTC', 1, 2)");
    session.run(
        "INSERT INTO accounts (business_id, platform, is_active, tracked_since, created_at, updated_at) "
        "VALUES (1, 'kiosk', 1, 1, 1, 1)");
    session.run(
        "INSERT INTO posts (business_id, account_id, platform_post_id, content_text, created_at, updated_at) "
        "VALUES (1, 1, '1', 'ours', 1, 1)");
  }
  const auto opened = Catalog::open(old.path(), clock).value();
  NewPost post = told();
  post.business = {1};
  post.account = {1};
  ASSERT_TRUE(opened->posts().add_found({post}));
  EXPECT_EQ(opened->posts().get(engine, {1})->content_text, "ours");
  EXPECT_EQ(opened->posts().get(engine, {1})->platform_post_url, "https://kiosk.example/1");
}

TEST_F(FoundPosts, AListingShouldHaveWhatWasThereWhenItBegan) {
  const auto put = [&](const std::string& id, std::optional<Instant> at) {
    NewPost post = new_post(id);
    post.published_at = at;
    return add_post(post).id;
  };
  const Instant begun = clock.now() + 1s;
  const PostId old = put("1", Instant{10});
  const PostId young = put("2", Instant{30});
  const PostId undated = put("3", {});
  put("4", begun + 1h);  // is to be published
  const PostId lost = put("5", Instant{20});
  ASSERT_TRUE(catalog->posts().mark_gone({&lost, 1}));
  add_post({.business = business, .account = add_account(business, "forum"), .platform_post_id = "1"});
  clock.advance(2s);
  put("6", Instant{40});  // was registered later
  EXPECT_THAT(expected({}, begun), ElementsAre(old, young, undated));
  EXPECT_THAT(expected(Instant{20}, begun), ElementsAre(young)) << "of the undated one nobody knows";
  EXPECT_THAT(expected(Instant{30}, begun), ElementsAre(young));
}

TEST_F(FoundPosts, DoubtIsKeptUntilTheNextListing) {
  const PostId one = add_post("1");
  const PostId two = add_post("2");
  const auto doubted = [&] {
    std::vector<PostId> ids;
    const auto posts = catalog->posts().expected(account, {}, clock.now());
    for (const ExpectedPost& post : *posts)
      if (post.doubted) ids.push_back(post.id);
    return ids;
  };
  ASSERT_TRUE(catalog->posts().doubt(account, std::vector<PostId>{one, two, PostId{999}}));
  reopen();
  EXPECT_THAT(doubted(), ElementsAre(one, two));
  ASSERT_TRUE(catalog->posts().remove(engine, one));
  ASSERT_TRUE(catalog->posts().doubt(add_account(business, "forum"), {}));
  EXPECT_THAT(doubted(), ElementsAre(two)) << "another account's listing says nothing about it";
  ASSERT_TRUE(catalog->posts().doubt(account, {}));
  EXPECT_THAT(doubted(), IsEmpty());
}

}  // namespace
}  // namespace tidemark::testing
