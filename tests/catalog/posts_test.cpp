#include "catalog_fixture.h"

namespace tidemark::testing {
namespace {

using namespace std::chrono_literals;
using ::testing::ElementsAre;
using ::testing::Pair;
using ::testing::SizeIs;

class Posts : public CatalogTest {
 protected:
  std::vector<PostId> listed(const PostFilter& filter) {
    const auto page = catalog->posts().list(engine, filter, {});
    std::vector<PostId> ids;
    for (const Post& post : page.value().items) ids.push_back(post.id);
    return ids;
  }
};

TEST_F(Posts, AreKeptAsGiven) {
  NewPost post = new_post("urn:share:1");
  post.platform_post_url = "https://kiosk.example/1";
  post.published_at = Instant{-5};
  post.content_text = "";
  post.media_type = "video";
  post.media = {{{"https://m.example/1.jpg", "image", "a cat"}, {"https://m.example/2.jpg", "image", ""}}};
  post.labels = {{{"campaign", "spring"}, {"tone", ""}}};
  const Registered registered = add_post(post);
  EXPECT_TRUE(registered.created);
  reopen();
  const auto read = catalog->posts().get(engine, registered.id);
  ASSERT_TRUE(read);
  EXPECT_EQ(read->business, business);
  EXPECT_EQ(read->account, account);
  EXPECT_EQ(read->platform, "kiosk");
  EXPECT_EQ(read->platform_post_id, "urn:share:1");
  EXPECT_EQ(read->platform_post_url, "https://kiosk.example/1");
  EXPECT_EQ(read->published_at, Instant{-5});
  EXPECT_EQ(read->content_text, "");
  EXPECT_EQ(read->media_type, "video");
  EXPECT_EQ(read->media, *post.media);
  EXPECT_EQ(read->labels, *post.labels);
  EXPECT_EQ(read->state, PostState::active);
  EXPECT_EQ(read->created_at, clock.now());
}

TEST_F(Posts, TheSameOneAgainIsUpdatedAndKeepsWhatIsNotGiven) {
  NewPost post = new_post("1");
  post.content_text = "hello";
  post.labels = {{{"campaign", "spring"}}};
  const PostId id = add_post(post).id;
  clock.advance(1s);
  EXPECT_FALSE(add_post(post).created);
  EXPECT_EQ(catalog->posts().get(engine, id)->updated_at, clock.now() - 1s) << "nothing new was said";
  NewPost again = new_post("1");
  again.platform_post_url = "https://kiosk.example/1";
  again.labels = {{{"campaign", "autumn"}}};
  const Registered registered = add_post(again);
  EXPECT_FALSE(registered.created);
  EXPECT_EQ(registered.id, id);
  const auto read = catalog->posts().get(engine, id);
  EXPECT_EQ(read->content_text, "hello");
  EXPECT_EQ(read->platform_post_url, "https://kiosk.example/1");
  EXPECT_THAT(read->labels, ElementsAre(Pair("campaign", "autumn")));
  EXPECT_EQ(read->updated_at, clock.now());
  EXPECT_EQ(*catalog->posts().count(), 1U);
}

TEST_F(Posts, AreReadAsTheLastWriteLeftThem) {
  const PostId id = add_post("1");
  const auto read = [&] { return catalog->posts().get(engine, id); };
  EXPECT_EQ(read()->content_text, std::nullopt);
  EXPECT_FALSE(catalog->posts().get(only({{999}}), id)) << "also where another has just read it";
  ASSERT_TRUE(catalog->posts().change(engine, id, {.content_text = std::optional<std::string>("hello")}));
  EXPECT_EQ(read()->content_text, "hello");
  EXPECT_EQ(read()->content_text, "hello");
  ASSERT_TRUE(catalog->posts().mark_gone(std::span(&id, 1)));
  EXPECT_EQ(read()->state, PostState::gone);
  ASSERT_TRUE(catalog->posts().mark_found(std::span(&id, 1)));
  EXPECT_EQ(read()->state, PostState::active);
  const std::string long_text(5'000, 'x');
  ASSERT_TRUE(catalog->posts().change(engine, id, {.content_text = std::optional<std::string>(long_text)}));
  EXPECT_EQ(read()->content_text, long_text);
  EXPECT_EQ(read()->content_text, long_text);
  ASSERT_TRUE(catalog->accounts().remove(engine, account));
  EXPECT_FALSE(read()) << "gone with its account";
}

TEST_F(Posts, ManyAreAllOrNothingAndInOrder) {
  std::vector<NewPost> posts{new_post("1"), new_post("2"), new_post("1"), new_post("3")};
  const auto registered = catalog->posts().add(engine, posts, true);
  ASSERT_TRUE(registered);
  ASSERT_THAT(*registered, SizeIs(4));
  EXPECT_TRUE(registered->at(1).created);
  EXPECT_FALSE(registered->at(2).created);
  EXPECT_EQ(registered->at(2).id, registered->at(0).id);

  posts = {new_post("4"), new_post("5"), new_post("6")};
  posts[2].account = {999};
  const auto refused = catalog->posts().add(engine, posts, true);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().field, "posts[2].account_id");
  EXPECT_EQ(*catalog->posts().count(), 3U) << "none of them";
}

TEST_F(Posts, TenThousandAreTakenAtOnceAndNotOneMore) {
  std::vector<NewPost> posts;
  for (int i = 0; i < 10'000; ++i) posts.push_back(new_post(std::to_string(i)));
  ASSERT_TRUE(catalog->posts().add(engine, posts, true));
  EXPECT_EQ(*catalog->posts().count(), 10'000U);
  posts.push_back(new_post("one more"));
  const auto refused = catalog->posts().add(engine, posts, true);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, Code::invalid);
  EXPECT_EQ(refused.error().field, "posts");
}

TEST_F(Posts, RefuseWhatCannotBe) {
  const BusinessId other = add_business("Other");
  const auto with = [&](auto set) {
    NewPost post = new_post("1");
    set(post);
    return post;
  };
  const struct {
    NewPost post;
    Code code;
    const char* field;
  } rows[] = {
      {with([](NewPost& p) { p.account = {999}; }), Code::invalid, "account_id"},
      {with([](NewPost& p) { p.business = {999}; }), Code::invalid, "business_id"},
      {with([&](NewPost& p) { p.business = other; }), Code::conflict, "business_id"},
      {with([](NewPost& p) { p.platform_post_id = ""; }), Code::invalid, "platform_post_id"},
      {with([](NewPost& p) { p.platform_post_id = std::string("1\0", 2); }), Code::invalid,
       "platform_post_id"},
      {with([](NewPost& p) { p.platform_post_id = std::string(513, '1'); }), Code::invalid,
       "platform_post_id"},
      {with([](NewPost& p) { p.platform_post_url = " "; }), Code::invalid, "platform_post_url"},
      {with([](NewPost& p) { p.content_text = std::string(300'000, 'x'); }), Code::invalid, "content_text"},
      {with([](NewPost& p) {
         p.media = {{{"u", "image"}, {"", "image"}}};
       }),
       Code::invalid, "media[1].url"},
      {with([](NewPost& p) {
         p.media = {{{"u", ""}}};
       }),
       Code::invalid, "media[0].type"},
      {with([](NewPost& p) {
         p.media = std::vector<Media>(101, {"u", "image"});
       }),
       Code::invalid, "media"},
      {with([](NewPost& p) {
         p.labels = {{{"", "x"}}};
       }),
       Code::invalid, "labels"},
      {with([](NewPost& p) {
         p.labels = {{{"a:b", "x"}}};
       }),
       Code::invalid, "labels"},
      {with([](NewPost& p) {
         p.labels = {{{"a", std::string(257, 'x')}}};
       }),
       Code::invalid, "labels.a"},
  };
  for (const auto& row : rows) {
    const auto added = catalog->posts().add(engine, std::span(&row.post, 1), false);
    ASSERT_FALSE(added) << row.field;
    EXPECT_EQ(added.error().code, row.code) << row.field;
    EXPECT_EQ(added.error().field, row.field);
  }
  EXPECT_EQ(*catalog->posts().count(), 0U);
}

TEST_F(Posts, AFieldOfAPatchIsLeftSetOrCleared) {
  NewPost post = new_post("1");
  post.content_text = "hello";
  post.published_at = Instant{1};
  post.media = {{{"https://m.example/1.jpg", "image"}}};
  post.labels = {{{"a", "1"}, {"b", "2"}}};
  const PostId id = add_post(post).id;
  const auto changed = catalog->posts().change(
      engine, id,
      {.published_at = std::optional<Instant>(), .labels = {{"a", std::nullopt}, {"b", "3"}, {"c", "4"}}});
  ASSERT_TRUE(changed);
  EXPECT_EQ(changed->content_text, "hello");
  EXPECT_FALSE(changed->published_at);
  EXPECT_THAT(changed->media, SizeIs(1));
  EXPECT_THAT(changed->labels, ElementsAre(Pair("b", "3"), Pair("c", "4")));
  const auto cleared =
      catalog->posts().change(engine, id, {.media = std::vector<Media>{}, .clear_labels = true});
  ASSERT_TRUE(cleared);
  EXPECT_TRUE(cleared->media.empty());
  EXPECT_TRUE(cleared->labels.empty());
  const auto refused = catalog->posts().change(engine, id, {.content_text = std::string("a\0", 2)});
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().field, "content_text");
}

TEST_F(Posts, ALabelTooManyIsRefusedAndNothingOfThePatchIsKept) {
  NewPost post = new_post("1");
  post.labels.emplace();
  for (int i = 0; i < 64; ++i) (*post.labels)["l" + std::to_string(i)] = "x";
  const PostId id = add_post(post).id;
  const auto refused = catalog->posts().change(
      engine, id, {.content_text = std::optional<std::string>("new"), .labels = {{"one more", "x"}}});
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().field, "labels");
  EXPECT_FALSE(catalog->posts().get(engine, id)->content_text);
}

TEST_F(Posts, AreListedByEveryFilterAndAllOfThemTogether) {
  const AccountId forum = add_account(business, "forum");
  const BusinessId other = add_business("Other");
  const AccountId others = add_account(other, "kiosk");
  const auto put = [&](BusinessId of, AccountId by, std::optional<Instant> at, const char* campaign) {
    NewPost post{.business = of, .account = by, .platform_post_id = "same", .published_at = at};
    if (campaign) post.labels = {{{"campaign", campaign}}};
    return add_post(post).id;
  };
  const PostId a = put(business, account, Instant{10}, "spring");
  const PostId b = put(business, forum, Instant{20}, "spring");
  const PostId c = put(other, others, Instant{30}, "autumn");
  const PostId d = add_post("undated");
  const struct {
    PostFilter filter;
    std::vector<PostId> ids;
  } rows[] = {
      {{}, {a, b, c, d}},
      {{.business = business}, {a, b, d}},
      {{.platform = "kiosk"}, {a, c, d}},
      {{.account = forum}, {b}},
      {{.account = AccountId{999}}, {}},
      {{.published_from = Instant{20}}, {b, c}},
      {{.published_to = Instant{20}}, {a}},
      {{.published_from = Instant{10}, .published_to = Instant{30}}, {a, b}},
      {{.label = {{"campaign", "spring"}}}, {a, b}},
      {{.label = {{"campaign", "sprin"}}}, {}},
      {{.business = business,
        .platform = "forum",
        .account = forum,
        .published_from = Instant{0},
        .published_to = Instant{21},
        .label = {{"campaign", "spring"}}},
       {b}},
  };
  for (const auto& row : rows) EXPECT_EQ(listed(row.filter), row.ids);
  EXPECT_EQ(catalog->posts().list(engine, {.business = BusinessId{999}}, {}).error().code, Code::not_found);
}

TEST_F(Posts, ACursorWalksTheWholeListOnceWhilePostsComeAndGo) {
  std::vector<PostId> ids;
  for (int i = 0; i < 10; ++i) ids.push_back(add_post(std::to_string(i)));
  std::vector<PostId> seen;
  std::optional<std::uint64_t> after;
  do {
    const auto page = catalog->posts().list(engine, {.business = business}, {.after = after, .limit = 3});
    ASSERT_TRUE(page);
    for (const Post& post : page->items) seen.push_back(post.id);
    after = page->next;
    if (after) {
      ASSERT_TRUE(catalog->posts().remove(engine, PostId{*after}));
    }
  } while (after);
  EXPECT_EQ(seen, ids);
}

TEST_F(Posts, ADeletedOneIsBuriedAndItsIdNeverComesAgain) {
  const PostId first = add_post("1");
  ASSERT_TRUE(catalog->posts().remove(engine, first));
  EXPECT_THAT(*catalog->tombstones().all(), ElementsAre(subject_of(first)));
  EXPECT_EQ(catalog->posts().remove(engine, first).error().code, Code::not_found);
  reopen();
  EXPECT_GT(add_post("1"), first);
}

}  // namespace
}  // namespace tidemark::testing
