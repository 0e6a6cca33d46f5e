#include "catalog_fixture.h"

namespace tidemark::testing {
namespace {

using namespace std::chrono_literals;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

class DuePosts : public CatalogTest {
 protected:
  std::vector<PostId> due(std::vector<std::string> platforms, std::optional<std::size_t> limit = {}) {
    std::vector<PostId> ids;
    for (const DuePost& post : catalog->posts().due(business, platforms, limit, clock.now() - 24h).value())
      ids.push_back(post.id);
    return ids;
  }
  PostId put(AccountId by, const std::string& id, std::optional<Instant> at) {
    return add_post({.business = business, .account = by, .platform_post_id = id, .published_at = at}).id;
  }
};

TEST_F(DuePosts, ComeNewestFirstAndAreLimitedByPlatform) {
  const AccountId forum = add_account(business, "forum");
  const PostId undated = put(account, "0", {});
  const PostId old = put(account, "1", Instant{10});
  const PostId young = put(account, "2", Instant{30});
  const PostId twin = put(account, "3", Instant{30});
  const PostId elsewhere = put(forum, "4", Instant{20});
  EXPECT_THAT(due({"kiosk"}), ElementsAre(twin, young, old, undated));
  EXPECT_THAT(due({"kiosk", "forum"}, 2), ElementsAre(elsewhere, twin, young));
  EXPECT_THAT(due({"forum", "forum"}), ElementsAre(elsewhere));
  EXPECT_THAT(due({"library"}), IsEmpty());
  EXPECT_THAT(due({}), IsEmpty());
}

TEST_F(DuePosts, AreNotThoseOfSwitchedOffAccounts) {
  put(account, "1", {});
  ASSERT_TRUE(catalog->accounts().change(engine, account, {.is_active = false}));
  EXPECT_THAT(due({"kiosk"}), IsEmpty());
}

TEST_F(DuePosts, CarryWhatASyncNeeds) {
  NewPost post = new_post("urn:1");
  post.media_type = "video";
  post.published_at = Instant{4};
  add_post(post);
  const std::vector<std::string> platforms{"kiosk"};
  const auto due = catalog->posts().due(business, platforms, {}, {});
  ASSERT_EQ(due->size(), 1U);
  EXPECT_EQ(due->at(0).account, account);
  EXPECT_EQ(due->at(0).platform, "kiosk");
  EXPECT_EQ(due->at(0).platform_post_id, "urn:1");
  EXPECT_EQ(due->at(0).media_type, "video");
  EXPECT_EQ(due->at(0).published_at, Instant{4});
  EXPECT_FALSE(due->at(0).gone);
}

TEST_F(DuePosts, AGoneOneIsLookedForOnceADayUntilItIsFound) {
  const PostId lost = put(account, "1", Instant{50});
  const PostId there = put(account, "2", Instant{1});
  const PostId both[] = {lost, there};
  ASSERT_TRUE(catalog->posts().mark_gone(std::span(both).first(1)));
  EXPECT_EQ(catalog->posts().get(engine, lost)->state, PostState::gone);
  EXPECT_THAT(due({"kiosk"}), ElementsAre(there));
  clock.advance(24h);
  EXPECT_THAT(due({"kiosk"}), ElementsAre(there)) << "a day and not a moment more";
  clock.advance(1ms);
  EXPECT_THAT(due({"kiosk"}, 1), ElementsAre(there, lost)) << "beyond the limit";
  ASSERT_TRUE(catalog->posts().mark_gone(std::span(both).first(1)));
  EXPECT_THAT(due({"kiosk"}), ElementsAre(there)) << "the look was noted";
  ASSERT_TRUE(catalog->posts().mark_found(both));
  EXPECT_EQ(catalog->posts().get(engine, lost)->state, PostState::active);
  EXPECT_THAT(due({"kiosk"}), ElementsAre(lost, there));
}

TEST_F(DuePosts, FindingWhatIsThereWritesNothing) {
  const PostId post = put(account, "1", {});
  const auto before = std::filesystem::file_size(dir / "catalog.db-wal");
  ASSERT_TRUE(catalog->posts().mark_found(std::span(&post, 1)));
  EXPECT_EQ(std::filesystem::file_size(dir / "catalog.db-wal"), before);
}

TEST_F(DuePosts, MarksOnDeletedPostsArePassedOver) {
  const PostId ids[] = {PostId{999}};
  EXPECT_TRUE(catalog->posts().mark_gone(ids));
  EXPECT_TRUE(catalog->posts().mark_found(ids));
  EXPECT_TRUE(catalog->posts().mark_gone({}));
}

TEST_F(DuePosts, IdsAreListedByBusinessAndPlatform) {
  const PostId one = put(account, "1", {});
  const PostId two = put(add_account(business, "forum"), "1", {});
  EXPECT_THAT(*catalog->posts().ids_of(business, {}), ElementsAre(one, two));
  EXPECT_THAT(*catalog->posts().ids_of(business, "forum"), ElementsAre(two));
  EXPECT_THAT(*catalog->posts().ids_of(BusinessId{999}, {}), IsEmpty());
}

}  // namespace
}  // namespace tidemark::testing
