#include <gtest/gtest.h>

#include <set>

#include "linkedin_client.h"

namespace tidemark::sandbox::testing {
namespace {

std::string finder(LinkedInFixture& x, const std::string& more) {
  return "posts?q=author&author=" + x.page() + more;
}

TEST(LinkedInPosts, ArePagedToTheirEnd) {
  LinkedInFixture x({.posts = 23, .deleted = 2, .suspended = 1});
  std::vector<std::string> seen;
  int pages = 0;
  for (std::string next = "/rest/" + finder(x, "&count=10&sortBy=CREATED"); !next.empty(); ++pages) {
    const auto reply = x.ask(next.substr(6));
    ASSERT_EQ(reply.status, 200) << reply.body;
    for (const json::Value& post : reply["elements"].items()) seen.push_back(text(post["id"]));
    EXPECT_EQ(reply["paging"]["start"].count(), pages * 10);
    EXPECT_EQ(reply["paging"]["count"].count(), 10);
    EXPECT_EQ(reply["paging"]["total"].count(), 20) << "of pages with an odd number";
    next.clear();
    for (const json::Value& link : reply["paging"]["links"].items())
      if (text(link["rel"]) == "next") next = text(link["href"]);
  }
  EXPECT_EQ(pages, 2) << "a last page that is full has no next one";
  std::vector<std::string> wanted;
  for (const auto& post : x.account().posts)
    if (post.state == "live") wanted.push_back(post.id);
  EXPECT_EQ(seen, wanted);
  EXPECT_TRUE(x.ask(finder(x, "&start=100"))["elements"].items().empty());
}

TEST(LinkedInPosts, NameWhatIsOutOfRange) {
  LinkedInFixture x;
  for (const std::string more : {"&count=101", "&count=0", "&count=x", "&start=-1", "&sortBy=NEWEST"})
    EXPECT_EQ(input_code(x.ask(finder(x, more))), "PARAM_INVALID") << more;
  EXPECT_EQ(x.ask(finder(x, ""))["elements"].items().size(), 10u);
}

TEST(LinkedInPosts, ComeInFrontWhenTheyAreEdited) {
  LinkedInFixture x({.posts = 40});
  const std::string id = x.account().posts[30].id;
  ASSERT_TRUE(x.sandbox->happen("linkedin", {.what = "edit", .post = id}));
  const auto newest = x.ask(finder(x, "&sortBy=LAST_MODIFIED"))["elements"].items().front();
  EXPECT_EQ(text(newest["id"]), id);
  EXPECT_EQ(newest["lastModifiedAt"].count(), x.now_ms);
  EXPECT_NE(text(x.ask(finder(x, "&sortBy=CREATED"))["elements"].items().front()["id"]), id);
}

TEST(LinkedInPosts, AreOfEveryKind) {
  LinkedInFixture x({.posts = 100});
  std::set<std::string> content;
  int without_text = 0;
  const std::string created = "&count=100&sortBy=CREATED";
  for (const json::Value& post : x.ask(finder(x, created))["elements"].items()) {
    const std::string id = text(post["id"]);
    const std::string media = post["content"]["media"]["id"].string().value_or("");
    EXPECT_EQ(id.rfind("urn:li:ugcPost:", 0) == 0, media.rfind("urn:li:video:", 0) == 0)
        << id << " " << media;
    for (const char* name : {"media", "multiImage", "article"})
      if (!post["content"][name].absent()) content.insert(name);
    if (!post["reshareContext"].absent()) content.insert("reshare");
    if (post["content"].absent()) content.insert("nothing");
    without_text += post["commentary"].absent() ? 1 : 0;
    EXPECT_TRUE(post["publishedAt"].count());
    EXPECT_EQ(text(post["author"]), "urn:li:organization:" + x.account().user_id);
  }
  EXPECT_EQ(content, (std::set<std::string>{"media", "multiImage", "article", "reshare", "nothing"}));
  EXPECT_GT(without_text, 0);
  const auto draft = x.sandbox->happen("linkedin", {.what = "publish", .account = 1, .kind = "draft"});
  ASSERT_TRUE(draft);
  const auto shown = x.ask("posts/" + encoded(*draft));
  EXPECT_EQ(text(shown["lifecycleState"]), "DRAFT");
  EXPECT_TRUE(shown["publishedAt"].absent());
}

TEST(LinkedInPosts, EscapeWhatLittleTextReserves) {
  LinkedInFixture x;
  const auto id =
      x.sandbox->happen("linkedin", {.what = "publish", .account = 1, .text = "Half (50 %) @ us_now"});
  ASSERT_TRUE(id);
  EXPECT_EQ(text(x.ask("posts/" + encoded(*id))["commentary"]),
            "Half \\(50 %\\) \\@ us\\_now {hashtag|\\#|sandbox}");
}

TEST(LinkedInPosts, AreLookedUpInBulkWithAStatusEach) {
  LinkedInFixture x({.accounts = 2, .posts = 40, .deleted = 3});
  std::string deleted, live;
  for (const auto& post : x.account().posts) (post.state == "deleted" ? deleted : live) = post.id;
  const std::string foreign = x.account(2).posts.front().id;
  std::string swapped = live;
  swapped.replace(7, live.find(':', 7) - 7, live.find("ugcPost") == std::string::npos ? "ugcPost" : "share");
  x.now_ms = x.now_ms / 2000 * 2000;  // keys as they were given
  const auto reply = x.ask("posts?ids=List(" + encoded(live) + "," + encoded(deleted) + "," +
                           encoded(foreign) + "," + encoded(swapped) + ")");
  ASSERT_EQ(reply.status, 200) << reply.body;
  EXPECT_EQ(text(reply["results"][live]["id"]), live);
  EXPECT_EQ(reply["results"].items().size(), 1u);
  EXPECT_EQ(reply["statuses"][live].count(), 200);
  EXPECT_EQ(reply["statuses"][deleted].count(), 404);
  EXPECT_EQ(reply["errors"][deleted]["status"].count(), 404);
  EXPECT_EQ(reply["statuses"][foreign].count(), 403);
  EXPECT_EQ(reply["statuses"][swapped].count(), 404) << "kinds are not interchangeable";
  x.now_ms += 1000;
  const auto encoded_keys = x.ask("posts?ids=List(" + encoded(live) + ")");
  EXPECT_EQ(text(encoded_keys["results"][encoded(live)]["id"]), live);
  EXPECT_EQ(x.ask("posts/" + encoded(deleted)).status, 404);
  EXPECT_EQ(x.ask("posts/" + encoded(foreign)).status, 403);
  EXPECT_EQ(input_code(x.ask("posts?ids=List()")), "PARAM_INVALID");
  EXPECT_EQ(input_code(x.ask("posts?ids=List(5)")), "PARAM_INVALID");
}

}  // namespace
}  // namespace tidemark::sandbox::testing
