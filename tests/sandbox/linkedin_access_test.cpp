#include <gtest/gtest.h>

#include "domain/instant.h"
#include "linkedin_client.h"
#include "sandbox/linkedin/restli.h"
#include "sandbox/linkedin/versions.h"

namespace tidemark::sandbox::testing {
namespace {

constexpr std::int64_t kDay = 24LL * 3600 * 1000;

TEST(LinkedInToken, IsRefusedWithTheReason) {
  LinkedInFixture x;
  const std::string target = "organizationAcls?q=roleAssignee";
  EXPECT_EQ(text(x.ask(target, "")["message"]), "Empty oauth2_access_token");
  EXPECT_EQ(x.ask(target, "nonsense")["serviceErrorCode"].count(), 65600);
  ASSERT_TRUE(x.sandbox->happen("linkedin", {.what = "expire", .account = 1}));
  EXPECT_EQ(x.ask(target)["serviceErrorCode"].count(), 65602);
  ASSERT_TRUE(x.sandbox->happen("linkedin", {.what = "revoke", .account = 1}));
  const auto revoked = x.ask(target);
  EXPECT_EQ(revoked.status, 401);
  EXPECT_EQ(revoked["serviceErrorCode"].count(), 65601);
  EXPECT_EQ(text(revoked["code"]), "REVOKED_ACCESS_TOKEN");
  EXPECT_EQ(revoked.header("x-restli-error-response"), "true");
}

TEST(LinkedInVersion, MustBeThereAndActive) {
  LinkedInFixture x;
  const std::string target = "organizationAcls?q=roleAssignee";
  const auto missing = x.ask_with({{"X-Restli-Protocol-Version", "2.0.0"}}, target);
  EXPECT_EQ(missing.status, 400);
  EXPECT_EQ(text(missing["code"]), "VERSION_MISSING");
  const auto with = [&](const std::string& version) {
    return x.ask_with({{"LinkedIn-Version", version}, {"X-Restli-Protocol-Version", "2.0.0"}}, target);
  };
  for (const std::string version : {"202609", "202601", "202609.02", "202603"})
    EXPECT_EQ(with(version).status, 200) << version;
  for (const std::string version : {"202504", "202512", "202610", "202613", "nonsense", "2026091", "199901"})
    EXPECT_EQ(with(version).status, 426) << version;
  EXPECT_EQ(text(with("202504")["message"]), "Requested version 20250401 is not active");
  EXPECT_EQ(text(with("202504")["code"]), "NONEXISTENT_VERSION");
  ASSERT_TRUE(x.sandbox->happen("linkedin", {.what = "expire_version", .version = "202609"}));
  EXPECT_EQ(with("202609").status, 426);
  ASSERT_TRUE(x.sandbox->happen("linkedin", {.what = "release_version", .version = "202610"}));
  EXPECT_EQ(with("202610").status, 200);
}

TEST(LinkedInVersion, LivesFromItsMonthToItsSunset) {
  const linkedin::Versions versions;
  const struct {
    std::string version, at;
    bool active;
  } rows[] = {
      {"202510", "2026-10-14T23:59:59Z", true},  {"202510", "2026-10-15T00:00:00Z", false},
      {"202511", "2026-11-15T12:00:00Z", true},  {"202511", "2026-11-16T00:00:00Z", false},
      {"202603", "2027-03-15T12:00:00Z", true},  {"202603", "2027-03-16T00:00:00Z", false},
      {"202609", "2026-08-31T12:00:00Z", false}, {"202609", "2027-09-14T12:00:00Z", true},
  };
  for (const auto& row : rows)
    EXPECT_EQ(versions.active(row.version, parse_rfc3339(row.at)->ms), row.active)
        << row.version << " " << row.at;
}

TEST(RestliValue, IsReadOnlyWhenItsStructureIsLiteralAndItsValuesAreEncoded) {
  using linkedin::parse_value;
  using linkedin::Value;
  const auto list = parse_value("List(urn%3Ali%3Ashare%3A1,urn%3Ali%3Ashare%3A2)");
  ASSERT_TRUE(list);
  EXPECT_EQ(list->kind, Value::list);
  EXPECT_EQ(list->items.at(1).string, "urn:li:share:2");
  const auto record = parse_value("(timeRange:(start:1,end:2),timeGranularityType:DAY)");
  ASSERT_TRUE(record);
  EXPECT_EQ(record->field("timeRange")->field("end")->string, "2");
  EXPECT_EQ(record->field("timeGranularityType")->string, "DAY");
  EXPECT_EQ(parse_value("List%28a%29")->kind, Value::text) << "encoded, a list is a text";
  EXPECT_EQ(parse_value("List()")->items.size(), 0u);
  for (const std::string raw : {"urn:li:share:1", "List(urn:li:share:1)", "List(a,b", "List(a,,b)", "(a:1",
                                "(:1)", "a)", "a,b", "(a)", "List(a))", "%", "%3", "%zz", "it's"})
    EXPECT_FALSE(parse_value(raw)) << raw;
}

TEST(LinkedInQuery, IsRefusedInTheWrongEncoding) {
  LinkedInFixture x;
  const std::string urn = encoded("urn:li:share:1");
  const struct {
    std::string target;
    int status;
    std::string code;
  } rows[] = {
      {x.statistics() + "&shares=List(" + urn + ")", 200, ""},
      {x.statistics() + "&shares=List%28" + urn + "%29", 400, "PARAM_INVALID"},
      {x.statistics() + "&shares=" + urn, 400, "PARAM_INVALID"},
      {x.statistics() + "&shares=List(urn:li:share:1)", 400, "PARAM_INVALID"},
      {x.statistics() + "&ugcPosts=List(" + urn + ")", 400, "PARAM_INVALID"},
      {x.statistics() + "&shares[0]=" + urn, 403, ""},
      {x.statistics() + "&shares%5B0%5D=" + urn, 403, ""},
      {x.statistics() + "&timeIntervals.timeRange.start=1", 400, "QUERY_PARAM_NOT_ALLOWED"},
      {x.statistics() + "&fields=likeCount", 400, "QUERY_PARAM_NOT_ALLOWED"},
      {"organizationalEntityShareStatistics?q=organizationalEntity", 400, ""},
      {"organizationalEntityShareStatistics?organizationalEntity=" + x.page(), 400, ""},
      {"organizationalEntityShareStatistics?q=organizationalEntity&organizationalEntity=urn:li:organization:"
       "1",
       400, "PARAM_INVALID"},
      {"posts/urn:li:share:1", 404, ""},
      {"posts/" + urn, 404, ""},
      {"posts/5", 400, "PARAM_INVALID"},
      {"nothing", 404, ""},
  };
  for (const auto& row : rows) {
    const auto reply = x.ask(row.target);
    EXPECT_EQ(reply.status, row.status) << row.target << "\n" << reply.body;
    EXPECT_EQ(input_code(reply), row.code) << row.target;
  }
  EXPECT_EQ(text(x.ask(rows[5].target)["message"]),
            "Unpermitted fields present in PARAMETER: Data Processing Exception while processing fields "
            "[/shares[0]]");
}

TEST(LinkedInQuery, OfTheOlderProtocolHasIndexedLists) {
  LinkedInFixture x;
  const LinkedInFixture::Headers old = {{"LinkedIn-Version", "202609"}};
  const std::string id = encoded(x.account().posts[20].id);
  const std::string list = id.find("ugcPost") == std::string::npos ? "shares" : "ugcPosts";
  const auto indexed = x.ask_with(old, x.statistics() + "&" + list + "[0]=" + id);
  EXPECT_EQ(indexed.status, 200) << indexed.body;
  EXPECT_EQ(indexed.header("x-restli-protocol-version"), "1.0.0");
  EXPECT_EQ(x.ask_with(old, x.statistics() + "&" + list + "=List(" + id + ")").status, 400);
}

TEST(LinkedInQuery, EndsAtFourKilobytesAndThenGoesThroughATunnel) {
  LinkedInFixture x({.posts = 200, .videos = 0});
  const std::string target = x.statistics() + "&shares=" + list_of(x.account().posts, "share", 150);
  ASSERT_GT(target.size(), 4096u);
  EXPECT_EQ(x.ask(target).status, 414);
  const auto question = target.find('?');
  const auto tunnel = [&](LinkedInFixture::Headers headers) {
    headers.merge(LinkedInFixture::usual());
    return request(x.sandbox->port(), "POST", "/linkedin/rest/" + target.substr(0, question),
                   "sandbox-linkedin-1", target.substr(question + 1), false, headers);
  };
  const std::string form = "application/x-www-form-urlencoded";
  const auto reply = tunnel({{"X-HTTP-Method-Override", "GET"}, {"Content-Type", form}});
  EXPECT_EQ(reply.status, 200) << reply.body;
  EXPECT_GT(reply["elements"].items().size(), 100u);
  EXPECT_EQ(tunnel({{"Content-Type", form}}).status, 405);
  EXPECT_EQ(tunnel({{"X-HTTP-Method-Override", "GET"}, {"Content-Type", "text/plain"}}).status, 405);
}

TEST(LinkedInQuota, IsADayOfTheApplicationAndADayOfTheMember) {
  LinkedInFixture x({.limits = {{"linkedin/organizationAcls", 4}, {"linkedin/organizationAcls/member", 3}}});
  const std::string target = "organizationAcls?q=roleAssignee";
  for (int i = 0; i < 3; ++i) EXPECT_EQ(x.ask(target).status, 200);
  const auto member = x.ask(target);
  EXPECT_EQ(member.status, 429);
  EXPECT_EQ(member["serviceErrorCode"].count(), 101);
  EXPECT_NE(text(member["message"]).find("MEMBER DAY limit"), std::string::npos);
  for (const char* name : {"retry-after", "x-ratelimit-remaining", "x-ratelimit-reset"})
    EXPECT_EQ(member.header(name), "(absent)");
  const auto app = x.ask(target, "sandbox-linkedin-2");
  EXPECT_EQ(app.status, 429) << "the member's refused request counted for the application";
  EXPECT_NE(text(app["message"]).find("APPLICATION DAY limit"), std::string::npos);
  EXPECT_EQ(x.ask(x.statistics()).status, 200) << "each resource has its own";
  x.now_ms += 60'000;
  x.ask(target);
  EXPECT_GT(x.sandbox->sent_while_closed("linkedin"), 0);
  x.now_ms = (x.now_ms / kDay + 1) * kDay;
  EXPECT_EQ(x.ask(target).status, 200) << "midnight UTC";
}

TEST(LinkedInPermission, NeedsAScopeAndARole) {
  LinkedInFixture x;
  EXPECT_EQ(x.ask(x.statistics(2)).status, 403) << "another page";
  ASSERT_TRUE(x.sandbox->happen("linkedin", {.what = "drop_role", .account = 1}));
  const auto without_role = x.ask(x.statistics());
  EXPECT_EQ(without_role.status, 403);
  EXPECT_NE(text(without_role["message"]).find("VisibilityReduction"), std::string::npos);
  ASSERT_TRUE(x.sandbox->happen("linkedin", {.what = "grant_role", .account = 1}));
  EXPECT_EQ(x.ask(x.statistics()).status, 200);
  ASSERT_TRUE(
      x.sandbox->happen("linkedin", {.what = "drop_scope", .account = 1, .scope = "r_organization_social"}));
  const auto posts = x.ask("posts?q=author&author=" + x.page());
  EXPECT_EQ(text(posts["message"]), "Not enough permissions to access: posts.FINDER-author.20260901");
  EXPECT_EQ(posts["serviceErrorCode"].count(), 100);
  EXPECT_EQ(x.ask(x.statistics()).status, 200);
}

TEST(LinkedInPages, AreListedByRoleAndState) {
  LinkedInFixture x({.accounts = 2});
  const auto all = x.ask("organizationAcls?q=roleAssignee");
  EXPECT_EQ(all["elements"].items().size(), 3u);
  const auto good = x.ask("organizationAcls?q=roleAssignee&role=ADMINISTRATOR&state=APPROVED");
  ASSERT_EQ(good["elements"].items().size(), 1u);
  EXPECT_EQ(text(good["elements"].items().front()["organization"]),
            "urn:li:organization:" + x.account().user_id);
  const auto page = x.ask("organizations/" + x.account().user_id);
  EXPECT_EQ(text(page["localizedName"]), x.account().name);
  EXPECT_EQ(x.ask("organizations/" + x.account(2).user_id).status, 403);
}

TEST(LinkedInFault, HasLinkedInsForm) {
  LinkedInFixture x;
  const std::string target = "organizationAcls?q=roleAssignee";
  const struct {
    std::string fault, part;
    int status;
  } rows[] = {
      {"400", "PARAM_INVALID", 400},
      {"401", "65600", 401},
      {"401=revoked", "65601", 401},
      {"401=expired", "65602", 401},
      {"403", "Not enough permissions", 403},
      {"404", "from domain authorization endpoint", 404},
      {"426", "Requested version 20260901 is not active", 426},
      {"429", "throttle limit for calls", 429},
      {"429=day", "APPLICATION DAY limit", 429},
      {"429=user", "MEMBER DAY limit", 429},
      {"500:*:x1", "Internal Server Error", 500},
  };
  for (const auto& row : rows) {
    ASSERT_TRUE(x.sandbox->set_faults({row.fault}));
    const auto reply = x.ask(target);
    EXPECT_EQ(reply.status, row.status) << row.fault;
    EXPECT_NE(reply.body.find(row.part), std::string::npos) << row.fault << ": " << reply.body;
    EXPECT_NE(reply.header("x-li-uuid"), "(absent)");
  }
}

}  // namespace
}  // namespace tidemark::sandbox::testing
