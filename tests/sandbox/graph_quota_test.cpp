// Graph's quotas, their headers and refusals, and faults.

#include <gtest/gtest.h>

#include "graph_client.h"

namespace tidemark::sandbox::testing {
namespace {

json::Value usage_of(const Reply& reply, const std::string& id) {
  return json::parse(reply.header("x-business-use-case-usage"))[id].items().at(0);
}

TEST(GraphQuota, IsToldInPercentAndMinutesUntilItIsUsedUp) {
  GraphFixture fixture;
  fixture.set("facebook", "page_calls=10");
  const std::string id = fixture.page_id();
  EXPECT_EQ(usage_of(fixture.facebook("/me"), id)["call_count"].count(), 10);
  for (int i = 0; i < 8; ++i) EXPECT_EQ(fixture.facebook("/me").status, 200);
  const Reply last = fixture.facebook("/me");
  EXPECT_EQ(last.status, 200);
  EXPECT_EQ(usage_of(last, id)["call_count"].count(), 100);
  const auto minutes = usage_of(last, id)["estimated_time_to_regain_access"].count().value();
  EXPECT_GT(minutes, 20 * 60);
  EXPECT_EQ(text(usage_of(last, id)["type"]), "pages");

  const Reply refused = fixture.facebook("/me");
  EXPECT_EQ(refused.status, 400);
  EXPECT_EQ(code_of(refused), 80001);
  EXPECT_EQ(usage_of(refused, id)["call_count"].count(), 110) << "refused calls count too";
  EXPECT_EQ(fixture.facebook("/me", page(2)).status, 200) << "each page has its own";
  fixture.now_ms += (minutes + 60) * 60'000;
  EXPECT_EQ(fixture.facebook("/me").status, 200);
}

TEST(GraphQuota, CountsEachIdOfABulkRequest) {
  GraphFixture fixture;
  fixture.set("facebook", "page_calls=100");
  const auto posts = fixture.posts("facebook");
  const Reply reply = fixture.facebook("/?fields=id&ids=" + join(posts, 0, 20));
  ASSERT_EQ(reply.status, 200) << reply.body;
  EXPECT_EQ(usage_of(reply, fixture.page_id())["call_count"].count(), 20);
}

TEST(GraphQuota, SaysNothingAfterAFewCalls) {
  GraphFixture fixture;
  EXPECT_EQ(fixture.facebook("/me").header("x-business-use-case-usage"), "(absent)");
}

TEST(GraphQuota, NamesTheBusinessAndTheAccountOnInstagram) {
  GraphFixture fixture({.limits = {{"instagram/account", 10}}});
  const auto usage = json::parse(fixture.instagram("/me").header("x-business-use-case-usage"));
  ASSERT_EQ(usage.children.size(), 2U);
  EXPECT_FALSE(usage[fixture.user_id()].absent());
  for (const auto& one : usage.items()) EXPECT_EQ(text(one.items().at(0)["type"]), "instagram");
  for (int i = 0; i < 9; ++i) fixture.by_facebook_login("/me");
  const Reply refused = fixture.instagram("/me");
  EXPECT_EQ(code_of(refused), 80002) << "both hosts count on one account";
}

TEST(GraphQuota, RefusesPersonsAndTheAppWithCodesOfTheirOwn) {
  GraphFixture fixture({.limits = {{"facebook/user", 2}, {"facebook/app", 2}}});
  for (int i = 0; i < 2; ++i) {
    EXPECT_EQ(fixture.facebook("/me/accounts", person(1)).status, 200);
    fixture.facebook("/debug_token?input_token=" + page(1), kAppToken);
  }
  const Reply person_refused = fixture.facebook("/me/accounts", person(1));
  EXPECT_EQ(code_of(person_refused), 17);
  EXPECT_EQ(json::parse(person_refused.header("x-app-usage"))["call_count"].count(), 150);
  EXPECT_EQ(code_of(fixture.facebook("/" + fixture.page_id(), person(1))), 32);
  const Reply app = fixture.facebook("/debug_token?input_token=" + page(1), kAppToken);
  EXPECT_EQ(code_of(app), 4);
  EXPECT_EQ(app.status, 403);
}

TEST(GraphQuota, HasTheOlderPageLimitAndTheOneOfInsightsToo) {
  GraphFixture fixture({.limits = {{"facebook/page", 3}}});
  fixture.set("facebook", "page_limit=on");
  for (int i = 0; i < 3; ++i) EXPECT_NE(fixture.facebook("/me").header("x-page-usage"), "(absent)");
  EXPECT_EQ(code_of(fixture.facebook("/me")), 32);

  fixture.set("facebook", "insights_per_minute=1");
  const std::string target = "/" + fixture.page_id(2) + "/insights?metric=page_follows";
  fixture.set("facebook", "page_calls=1000");
  EXPECT_EQ(fixture.facebook(target, page(2)).status, 200);
  EXPECT_EQ(code_of(fixture.facebook(target, page(2))), 613);
  fixture.now_ms += 61'000;
  EXPECT_EQ(fixture.facebook(target, page(2)).status, 200);
}

TEST(GraphQuota, CountsWhoKnocksAtAClosedDoor) {
  GraphFixture fixture({.limits = {{"facebook/page", 2}}});
  fixture.facebook("/me");
  fixture.facebook("/me");
  EXPECT_EQ(fixture.sandbox->sent_while_closed("facebook"), 0);
  fixture.now_ms += 60'000;
  fixture.facebook("/me");
  EXPECT_EQ(fixture.sandbox->sent_while_closed("facebook"), 1);
  fixture.facebook("/me", page(2));
  EXPECT_EQ(fixture.sandbox->sent_while_closed("facebook"), 1);
}

TEST(GraphQuota, GivesSomeAccountsNoEstimateAndSomeTheirKeyTwice) {
  GraphFixture fixture({.accounts = 4, .limits = {{"facebook/page", 1}}});
  EXPECT_EQ(usage_of(fixture.facebook("/me", page(3)), fixture.page_id(3))["estimated_time_to_regain_access"]
                .count(),
            0);
  const std::string header = fixture.facebook("/me", page(4)).header("x-business-use-case-usage");
  const std::string key = "\"" + fixture.page_id(4) + "\"";
  EXPECT_NE(header.find(key), header.rfind(key));
}

TEST(GraphFaults, HaveTheFormsOfGraph) {
  GraphFixture fixture;
  const struct {
    const char* fault;
    std::int64_t code;
  } rows[] = {{"429:/facebook/*", 80001},       {"429=app:/facebook/*", 4},   {"429=user:/facebook/*", 17},
              {"403=32:/facebook/*", 32},       {"400=613:/facebook/*", 613}, {"401:/facebook/*", 190},
              {"401=revoked:/facebook/*", 190}, {"403:/facebook/*", 10},      {"500=2:/facebook/*", 2},
              {"503=1:/facebook/*", 1},         {"404:/facebook/*", 100}};
  for (const auto& row : rows) {
    ASSERT_TRUE(fixture.sandbox->set_faults({row.fault})) << row.fault;
    EXPECT_EQ(code_of(fixture.facebook("/me")), row.code) << row.fault;
  }
}

TEST(GraphFaults, ArePagesForPeopleNowAndThen) {
  GraphFixture fixture;
  ASSERT_TRUE(fixture.sandbox->set_faults({"502:/facebook/*"}));
  std::set<std::string> forms;
  for (int i = 0; i < 30; ++i) {
    const Reply reply = fixture.facebook("/me");
    EXPECT_EQ(reply.status, 502);
    forms.insert(reply.header("content-type") == "text/html; charset=utf-8" ? "html"
                                                                            : std::to_string(code_of(reply)));
  }
  EXPECT_EQ(forms, (std::set<std::string>{"1", "2", "html"}));
}

TEST(GraphCounters, NameEndpointsAsTheyAreDocumented) {
  GraphFixture fixture;
  fixture.facebook("/me");
  fixture.facebook("/" + fixture.page_id() + "/published_posts");
  fixture.instagram("/?ids=" + fixture.media_older_than(1));
  fixture.instagram("/" + fixture.media_older_than(1) + "/insights?metric=reach");
  for (const char* endpoint :
       {"/facebook/me", "/facebook/:id/published_posts", "/instagram/ids", "/instagram/:id/insights"})
    EXPECT_EQ(fixture.sandbox->requests(endpoint), 1) << endpoint;
}

}  // namespace
}  // namespace tidemark::sandbox::testing
