// Graph's tokens, permissions and versions.

#include <gtest/gtest.h>

#include "graph_client.h"

namespace tidemark::sandbox::testing {
namespace {

TEST(GraphAccess, TakesATokenInTheHeaderOrTheQuery) {
  GraphFixture fixture;
  EXPECT_EQ(fixture.facebook("/me").status, 200);
  EXPECT_EQ(fixture.facebook("/me?access_token=" + page(2), "")["id"].string(), fixture.page_id(2));
  EXPECT_EQ(code_of(fixture.facebook("/me", "")), 2500);
  EXPECT_EQ(code_of(fixture.facebook("/me", "nonsense")), 190);
  EXPECT_EQ(code_of(fixture.instagram("/me", page(1))), 190) << "a token of the other host";
  EXPECT_EQ(code_of(fixture.by_facebook_login("/me", by_instagram(1))), 190);
}

TEST(GraphAccess, ShowsNobodyElsesPosts) {
  GraphFixture fixture;
  const std::string id = fixture.post_older_than(24);
  const Reply foreign = fixture.facebook("/" + id, page(2));
  EXPECT_EQ(code_of(foreign), 100);
  EXPECT_EQ(subcode_of(foreign), 33);
  EXPECT_EQ(text(foreign["error"]["type"]), "GraphMethodException");
  const Reply media = fixture.instagram("/" + fixture.media_older_than(24), by_instagram(2));
  EXPECT_EQ(message_of(media), "Invalid parameter");
  EXPECT_NE(text(media["error"]["error_user_msg"]).find("does not exist"), std::string::npos);
}

TEST(GraphAccess, ForgetsADeletedPost) {
  GraphFixture fixture;
  const std::string id = fixture.post_older_than(24);
  fixture.happen("facebook", {.what = "delete", .post = id});
  EXPECT_EQ(subcode_of(fixture.facebook("/" + id)), 33);
  fixture.happen("facebook", {.what = "restore", .post = id});
  EXPECT_EQ(fixture.facebook("/" + id).status, 200);
}

TEST(GraphAccess, TellsWhyATokenIsNoGood) {
  GraphFixture fixture;
  for (const char* subcode : {"458", "459", "460", "464", "467", "492"}) {
    fixture.happen("facebook", {.what = "invalidate", .account = 1, .kind = subcode});
    const Reply reply = fixture.facebook("/me");
    EXPECT_EQ(reply.status, 400);
    EXPECT_EQ(code_of(reply), 190);
    EXPECT_EQ(std::to_string(subcode_of(reply)), subcode);
    EXPECT_NE(reply.header("www-authenticate").find("invalid_token"), std::string::npos);
  }
  fixture.happen("facebook", {.what = "invalidate", .account = 1, .kind = "0"});
  EXPECT_EQ(fixture.facebook("/me").status, 200);
  fixture.happen("facebook", {.what = "expire", .account = 1});
  const Reply expired = fixture.facebook("/me");
  EXPECT_EQ(subcode_of(expired), 463);
  EXPECT_EQ(message_of(expired).find("Error validating access token: Session has expired on "), 0U);
  fixture.happen("facebook", {.what = "renew", .account = 1});
  fixture.happen("facebook", {.what = "revoke", .account = 1});
  EXPECT_EQ(subcode_of(fixture.facebook("/me")), 460);
}

TEST(GraphAccess, WantsAProofThatBelongsToTheVeryToken) {
  GraphFixture fixture;
  // HMAC-SHA256 of "EAAsandbox-page-1" under "sandbox-app-secret".
  const std::string good =
      "?appsecret_proof=3351e3a10ad20537f0261cdf1389d819f6c498f21c5dd8210649234b63268238";
  EXPECT_EQ(fixture.facebook("/me" + good).status, 200);
  EXPECT_EQ(message_of(fixture.facebook("/me" + good, page(2))),
            "(#100) Invalid appsecret_proof provided in the API argument");
  fixture.set("facebook", "proof=required");
  const Reply missing = fixture.facebook("/me");
  EXPECT_EQ(message_of(missing), "(#100) API calls from the server require an appsecret_proof argument");
  EXPECT_EQ(text(missing["error"]["type"]), "GraphMethodException");
  EXPECT_EQ(fixture.facebook("/me" + good).status, 200);
}

TEST(GraphAccess, BlamesTheWrongPermissionForSummaries) {
  GraphFixture fixture;
  fixture.happen("facebook", {.what = "drop_scope", .account = 1, .scope = "pages_read_user_content"});
  const std::string list = "/" + fixture.page_id() + "/published_posts?fields=id,shares";
  const Reply refused = fixture.facebook(list + ",reactions.summary(true).limit(0)");
  EXPECT_EQ(code_of(refused), 10);
  EXPECT_NE(message_of(refused).find("'pages_read_engagement'"), std::string::npos);
  EXPECT_EQ(fixture.facebook(list).status, 200);
  fixture.happen("facebook", {.what = "drop_scope", .account = 1, .scope = "pages_read_engagement"});
  EXPECT_EQ(code_of(fixture.facebook(list)), 100);
}

TEST(GraphAccess, NeedsTheInsightsPermissionOnInstagram) {
  GraphFixture fixture;
  fixture.happen("instagram",
                 {.what = "drop_scope", .account = 1, .scope = "instagram_business_manage_insights"});
  const Reply refused = fixture.instagram("/" + fixture.media_older_than(24) + "/insights?metric=reach");
  EXPECT_EQ(refused.status, 403);
  EXPECT_EQ(message_of(refused), "Application does not have permission for this action");
  EXPECT_EQ(fixture.instagram("/me?fields=followers_count").status, 200);
}

TEST(GraphAccess, ListsPagesWithTheirTokensUnlessThePortfolioIsHidden) {
  GraphFixture fixture;
  const Reply pages = fixture.facebook("/me/accounts", person(1));
  ASSERT_EQ(pages["data"].items().size(), 1U) << pages.body;
  EXPECT_EQ(text(pages["data"].items()[0]["access_token"]), page(1));
  EXPECT_TRUE(pages["paging"]["next"].absent());
  fixture.happen("facebook", {.what = "drop_scope", .token = person(1), .scope = "business_management"});
  EXPECT_EQ(fixture.facebook("/me/accounts", person(1)).body, R"({"data":[]})");
  const Reply permissions = fixture.facebook("/me/permissions", person(1));
  std::set<std::string> declined;
  for (const auto& one : permissions["data"].items())
    if (text(one["status"]) == "declined") declined.insert(text(one["permission"]));
  EXPECT_EQ(declined, std::set<std::string>{"business_management"});
}

TEST(GraphAccess, TellsOfAnyTokenToTheApp) {
  GraphFixture fixture;
  const auto debug = [&](const std::string& token) {
    return fixture.facebook("/debug_token?input_token=" + token, kAppToken)["data"];
  };
  EXPECT_EQ(text(debug(page(1))["type"]), "PAGE");
  EXPECT_EQ(debug(page(1))["expires_at"].count(), 0);
  EXPECT_EQ(text(debug(page(1))["granular_scopes"].items().at(0)["scope"]), "business_management");
  fixture.happen("facebook", {.what = "expire", .account = 1});
  EXPECT_EQ(debug(page(1))["error"]["subcode"].count(), 463);
  EXPECT_EQ(debug("nonsense")["error"]["code"].count(), 190);
}

TEST(GraphAccess, RenewsATokenOfInstagramThatIsADayOld) {
  GraphFixture fixture;
  const std::string refresh = "/refresh_access_token?grant_type=ig_refresh_token&access_token=";
  const Reply renewed = fixture.get("/instagram" + refresh + by_instagram(1), "");
  ASSERT_EQ(renewed.status, 200) << renewed.body;
  EXPECT_EQ(renewed["expires_in"].count(), 5183944);
  const std::string later = text(renewed["access_token"]);
  EXPECT_EQ(fixture.instagram("/me", later).status, 200);
  EXPECT_EQ(code_of(fixture.get("/instagram" + refresh + later, "")), 100) << "too young";
  fixture.now_ms += 61LL * 86'400'000;
  EXPECT_EQ(subcode_of(fixture.get("/instagram" + refresh + later, "")), 463);
}

TEST(GraphAccess, ExchangesATokenForALongLivedOne) {
  GraphFixture fixture;
  const std::string target =
      "/oauth/access_token?grant_type=fb_exchange_token&client_id=1000000001&fb_exchange_token=" + person(1) +
      "&client_secret=";
  EXPECT_EQ(
      fixture
          .facebook("/me/accounts", text(fixture.facebook(target + "sandbox-app-secret", "")["access_token"]))
          .status,
      200);
  EXPECT_EQ(code_of(fixture.facebook(target + "wrong", "")), 1);
}

TEST(GraphAccess, NamesTheVersionThatAnswersReally) {
  GraphFixture fixture;
  fixture.now_ms = 1795348800000;  // 2026-11-22
  EXPECT_EQ(fixture.get("/facebook/v18.0/me", page(1)).header("facebook-api-version"), "v21.0");
  EXPECT_EQ(fixture.get("/facebook/me", page(1)).header("facebook-api-version"), "v25.0");
  EXPECT_EQ(fixture.get("/facebook/v26.0/nothing", page(1)).header("facebook-api-version"), "v26.0");
  EXPECT_EQ(code_of(fixture.get("/instagram/v99.0/me", by_instagram(1))), 2500);
}

}  // namespace
}  // namespace tidemark::sandbox::testing
