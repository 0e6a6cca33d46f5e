#include <gtest/gtest.h>

#include "client.h"

namespace tidemark::sandbox::testing {
namespace {

std::string first_id(const Reply& reply) {
  const auto items = reply["data"].items();
  return items.empty() ? "" : text(items.front()["id"]);
}

TEST(Event, PublishesAPostThatListsAndLookUpsKnow) {
  Fixture x({.accounts = 2, .posts = 20});
  const std::string user = x.sandbox->world()[0].user_id;
  const auto told = x.send("POST", "/sandbox/events", "",
                           R"({"event": "publish", "account": 1, "kind": "video", "text": "Hello."})");
  ASSERT_EQ(told.status, 200) << told.body;
  const std::string id = text(told["id"]);
  const std::string path = "/2/users/" + user + "/tweets?max_results=5&tweet.fields=attachments";
  const auto page = x.get(path);
  EXPECT_EQ(first_id(page), id);
  EXPECT_EQ(text(page["data"].items().front()["text"]), "Hello.");
  EXPECT_FALSE(page["data"].items().front()["attachments"].absent());
  EXPECT_EQ(x.get("/2/tweets/" + id)["data"]["id"].string(), id);
  EXPECT_EQ(x.sandbox->world()[0].posts.front().id, id);
  EXPECT_EQ(x.sandbox->world()[0].posts.size(), 21u);

  const auto second = x.sandbox->happen("x", {.what = "publish", .account = 1});
  ASSERT_TRUE(second);
  EXPECT_NE(*second, id);
  EXPECT_EQ(first_id(x.get(path)), *second) << "the later one of one millisecond is the newer";
  EXPECT_EQ(first_id(x.get("/2/users/" + user + "/tweets?since_id=" + id)), *second);
}

TEST(Event, ListsAPublishedPostInItsPlaceAsTimeGoesOn) {
  Fixture x({.accounts = 1, .posts = 30});
  const std::string id = *x.sandbox->happen("x", {.what = "publish", .account = 1});
  x.now_ms += 7LL * 24 * 3600 * 1000;
  const auto posts = x.sandbox->world()[0].posts;
  for (std::size_t i = 1; i < posts.size(); ++i) EXPECT_GT(posts[i - 1].published_ms, posts[i].published_ms);
  const auto at = std::find_if(posts.begin(), posts.end(), [&](const WorldPost& p) { return p.id == id; });
  ASSERT_NE(at, posts.end());
  EXPECT_GT(at - posts.begin(), 1);
}

TEST(Event, DeletesAPostAndBringsItBack) {
  Fixture x({.posts = 20});
  const auto world = x.sandbox->world()[0];
  const std::string id = world.posts[3].id;
  ASSERT_TRUE(x.sandbox->happen("x", {.what = "delete", .post = id}));
  EXPECT_TRUE(x.get("/2/tweets/" + id)["data"].absent());
  EXPECT_EQ(x.get("/2/users/" + world.user_id + "/tweets?max_results=100").body.find(id), std::string::npos);
  ASSERT_TRUE(x.sandbox->happen("x", {.what = "restore", .post = id}));
  EXPECT_EQ(x.get("/2/tweets/" + id)["data"]["id"].string(), id);
}

TEST(Event, TakesAndGivesWhatATokenMay) {
  Fixture x;
  const auto status = [&] { return x.get("/2/users/me").status; };
  const auto happen = [&](Event event) { ASSERT_TRUE(x.sandbox->happen("x", event)) << event.what; };
  happen({.what = "revoke", .token = "sandbox-user-1"});
  EXPECT_EQ(status(), 401);
  EXPECT_EQ(x.get("/2/users/me", "sandbox-user-2").status, 200);
  happen({.what = "renew", .account = 1});
  EXPECT_EQ(status(), 200);
  happen({.what = "expire", .account = 1, .at_ms = x.now_ms + 1000});
  EXPECT_EQ(status(), 200);
  x.now_ms += 1000;
  EXPECT_EQ(status(), 401);
  happen({.what = "renew", .account = 1});
  happen({.what = "drop_scope", .account = 1, .scope = "users.read"});
  EXPECT_EQ(status(), 403);
  happen({.what = "grant_scope", .account = 1, .scope = "users.read"});
  EXPECT_EQ(status(), 200);
}

TEST(Event, LetsTokensRunOutByThemselves) {
  Fixture x({.token_life = {{"x", std::chrono::hours(2)}}});
  EXPECT_EQ(x.get("/2/users/me").status, 200);
  x.now_ms += 2 * 3600 * 1000;
  EXPECT_EQ(x.get("/2/users/me").status, 401);
  EXPECT_EQ(x.get("/2/tweets?ids=1", "sandbox-app").status, 200) << "the application's has no end";
}

TEST(Event, ThatCannotBeReadChangesNothing) {
  Fixture x;
  for (const std::string body :
       {"", "[]", "{", R"({"event": "nothing"})", R"({"event": "publish"})",
        R"({"event": "publish", "account": 4})", R"({"event": "publish", "account": "1"})",
        R"({"event": "publish", "account": 1, "kind": "opera"})", R"({"event": "delete", "post": "1"})",
        R"({"event": "revoke", "token": "nobody"})", R"({"event": "drop_scope", "account": 1})",
        R"({"event": "expire", "account": 1, "at": "soon"})", R"({"event": "revoke", "user": 1})",
        R"({"platform": "nowhere", "event": "publish", "account": 1})"})
    EXPECT_EQ(x.send("POST", "/sandbox/events", "", body).status, 400) << body;
  EXPECT_FALSE(x.sandbox->happen("nowhere", {.what = "publish", .account = 1}));
}

TEST(Platform, IsFoundByPrefixAndByHostAndXAtTheRoot) {
  Fixture x;
  EXPECT_EQ(x.get("/2/users/me").status, 200);
  EXPECT_EQ(x.get("/x/2/users/me").status, 200);
  EXPECT_EQ(x.get("/linkedin/rest/organizationAcls?q=roleAssignee", "").status, 401);
  EXPECT_EQ(x.get("/rest/organizationAcls?q=roleAssignee", "").status, 404) << "X knows no such path";
  EXPECT_EQ(x.sandbox->requests("/2/users/me"), 2);
  EXPECT_EQ(x.sandbox->requests("/linkedin/rest/organizationAcls"), 1);
  const std::string by_host =
      raw(x.sandbox->port(), "/rest/organizationAcls?q=roleAssignee", "api.linkedin.com");
  EXPECT_NE(by_host.find("65600"), std::string::npos) << "LinkedIn does not know that token: " << by_host;
}

TEST(Platform, HasAWorldOfItsOwn) {
  Fixture x({.accounts = 2, .posts = 20});
  const auto here = x.sandbox->world("x"), there = x.sandbox->world("linkedin");
  ASSERT_EQ(there.size(), 2u);
  EXPECT_EQ(here[0].name, there[0].name) << "one business on both";
  EXPECT_EQ(here[0].id_field, "platform_user_id");
  EXPECT_EQ(there[0].id_field, "page_id");
  EXPECT_EQ(there[0].posts.size(), 20u);
  EXPECT_NE(here[0].posts[0].published_ms, there[0].posts[0].published_ms);
  EXPECT_TRUE(x.sandbox->world("nowhere").empty());
  const auto told = x.get("/sandbox/world?platform=linkedin&account=2", "");
  EXPECT_EQ(text(told["accounts"].items().front()["token"]), "sandbox-linkedin-2");
  EXPECT_EQ(x.get("/sandbox/world?platform=nowhere", "").status, 400);
}

TEST(Fault, NamesAPathWithOrWithoutThePlatform) {
  Fixture x({.faults = {"503:/linkedin/*", "500:/2/users/me"}});
  EXPECT_EQ(x.get("/linkedin/rest/posts").status, 503);
  EXPECT_EQ(x.get("/2/tweets?ids=1").status, 200);
  EXPECT_EQ(x.get("/x/2/users/me").status, 500);
}

}  // namespace
}  // namespace tidemark::sandbox::testing
