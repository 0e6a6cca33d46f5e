// Whose token goes with a request, and that none comes back.

#include <gtest/gtest.h>

#include "host/credentials.h"
#include "platform_http_support.h"

namespace tidemark {
namespace {

using namespace tidemark::testing;

TEST_F(PlatformHttpTest, PutsTheTokenIntoTheQueryWhereThePlatformWantsItThere) {
  manifest.auth = {Manifest::Auth::Style::query, "access_token", {}};
  serve({http_answer(200, "")});
  send({.target = "/a"});
  send({.target = "/a?b=c"});
  const auto requests = server->requests();
  const std::string encoded = "access_token=tok%2Fen%2B0123456789%3D%3D HTTP/1.1\r\n";
  EXPECT_TRUE(requests.at(0).starts_with("GET /prefix/a?" + encoded)) << requests.at(0);
  EXPECT_TRUE(requests.at(1).starts_with("GET /prefix/a?b=c&" + encoded)) << requests.at(1);
  EXPECT_EQ(requests.at(0).find("Authorization"), std::string::npos);
  EXPECT_EQ(refusal({.target = "/a?b=c&access_token=x"}), Code::plugin_error);
}

TEST_F(PlatformHttpTest, AsksNothingInTheNameOfAnAccountWithoutAUsableToken) {
  serve({http_answer(200, "")});
  account.access_token = Secret();
  EXPECT_EQ(refusal({.target = "/a"}), Code::auth_failed);
  account.access_token = Secret("abc\r\nX-Evil: 1");
  EXPECT_EQ(refusal({.target = "/a"}), Code::invalid_token);
  manifest.auth.style = Manifest::Auth::Style::none;
  EXPECT_FALSE(send().error);
  EXPECT_EQ(server->requests().at(0).find("Authorization"), std::string::npos);
}

class AppTest : public PlatformHttpTest {
 protected:
  AppTest() {
    manifest.auth.app_token = "{app_id}|{app_secret}";
    manifest.auth.proof = {"secret_proof", "app_secret", {0}};
    settings = {{"app_id", "1234567890"}, {"app_secret", "app-secret-1234"}};
  }
  /// The request line that arrives.
  std::string sent(const PlatformRequest& request) {
    serve({http_answer(200, "")});
    const auto answer = send(request);
    EXPECT_FALSE(answer.error) << answer.error->message;
    if (server->requests().empty()) return "";
    request_ = server->requests()[0];
    return request_.substr(0, request_.find(" HTTP/1.1"));
  }
  bool carries(const std::string& line) const {
    return request_.find("\r\n" + line + "\r\n") != std::string::npos;
  }
  std::string proof(std::string_view token) const { return hmac_sha256("app-secret-1234", token); }

 private:
  std::string request_;
};

TEST(Hmac, IsThatOfRfc4231) {
  EXPECT_EQ(hmac_sha256("Jefe", "what do ya want for nothing?"),
            "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
  EXPECT_EQ(hmac_sha256(std::string(131, '\xaa'), "Test Using Larger Than Block-Size Key - Hash Key First"),
            "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54");
}

TEST_F(AppTest, ProvesTheTokenThatGoesWithTheRequest) {
  EXPECT_EQ(sent({.target = "/a"}), "GET /prefix/a?secret_proof=" + proof(kToken));
  EXPECT_TRUE(carries("Authorization: Bearer " + std::string(kToken)));
  EXPECT_EQ(sent({.target = "/a?b=c", .as_app = true}),
            "GET /prefix/a?b=c&secret_proof=" + proof("1234567890|app-secret-1234"));
  EXPECT_TRUE(carries("Authorization: Bearer 1234567890|app-secret-1234"));
}

TEST_F(AppTest, ProvesNothingWhileTheKeyIsNotSetOrTheOriginDoesNotWantIt) {
  settings["app_secret"] = "";
  EXPECT_EQ(sent({.target = "/a"}), "GET /prefix/a");
  settings["app_secret"] = "app-secret-1234";
  manifest.auth.proof->origins = {1};
  EXPECT_EQ(sent({.target = "/a"}), "GET /prefix/a");
}

TEST_F(AppTest, SendsTheAppsTokenInTheQueryWhereTokensStandThere) {
  manifest.auth.style = Manifest::Auth::Style::query;
  manifest.auth.parameter = "access_token";
  manifest.auth.proof.reset();
  EXPECT_EQ(sent({.target = "/a", .as_app = true}),
            "GET /prefix/a?access_token=1234567890%7Capp-secret-1234");
}

TEST_F(AppTest, PutsTheAccountsTokenWhereTheQueryAsksForIt) {
  manifest.auth.proof.reset();
  const std::string encoded = "tok%2Fen%2B0123456789%3D%3D";
  const std::pair<const char*, std::string> rows[] = {
      {"/debug?input={access_token}", "/debug?input=" + encoded},
      {"/debug?input=%7Baccess_token%7D&a=b", "/debug?input=" + encoded + "&a=b"},
      {"/debug?a=%7baccess_token%7d,{access_token}", "/debug?a=" + encoded + "," + encoded},
      {"/debug?access_token=%7Baccess_token&b={access_tokens}",
       "/debug?access_token=%7Baccess_token&b={access_tokens}"},
      {"/debug?b=access_token}%7D", "/debug?b=access_token}%7D"},
  };
  for (const auto& [asked, gone] : rows) {
    EXPECT_EQ(sent({.target = asked, .as_app = true}), "GET /prefix" + gone);
    EXPECT_TRUE(carries("Authorization: Bearer 1234567890|app-secret-1234"));
  }
}

TEST_F(AppTest, NamesTheKeysThatAreMissingAndSendsAndCountsNothing) {
  manifest.buckets[0].limit = 1;
  serve({http_answer(200, "")});
  const PlatformRequest request{.target = "/a", .as_app = true};
  settings.erase("app_id");
  settings["app_secret"] = "";
  auto answer = send(request);
  ASSERT_TRUE(answer.error);
  EXPECT_EQ(answer.error->code, Code::bad_config);
  EXPECT_EQ(answer.error->message,
            "the request needs the app's own token: set app_id and app_secret under [platforms.example]");
  settings["app_secret"] = "app-secret-1234";
  answer = send(request);
  EXPECT_EQ(answer.error->message,
            "the request needs the app's own token: set app_id under [platforms.example]");
  settings["app_id"] = "12 34";
  EXPECT_EQ(refusal(request), Code::bad_config);
  EXPECT_EQ(server->connections(), 0);
  settings["app_id"] = "1234567890";
  account.access_token = Secret();
  EXPECT_FALSE(send(request).error) << "the account's token is not needed";
}

TEST_F(AppTest, RefusesWhatTheManifestDoesNotAllow) {
  serve({http_answer(200, "")});
  const PlatformRequest rows[] = {{.target = "/a/{access_token}"},
                                  {.target = "/a/%7Baccess_token%7D?b=c"},
                                  {.target = "/a?secret_proof=x"},
                                  {.target = "/a?b=c&secret_proof"}};
  for (const auto& row : rows) EXPECT_EQ(refusal(row), Code::plugin_error) << row.target;
  manifest.auth.app_token.clear();
  EXPECT_EQ(refusal({.target = "/a", .as_app = true}), Code::plugin_error);
  account.access_token = Secret();
  EXPECT_EQ(refusal({.target = "/a?b={access_token}"}), Code::auth_failed);
  EXPECT_EQ(server->connections(), 0);
}

TEST_F(PlatformHttpTest, ShowsAPluginNoSecret) {
  account.refresh_token = Secret("refresh-9876543210");
  settings["app_secret"] = "app-secret-1234";
  serve({http_answer(200,
                     R"({"next":"/a?access_token=tok%2Fen%2B0123456789%3D%3D","r":"refresh-9876543210",)"
                     R"("s":"app-secret-1234","body":"{\"access_token\":\"of a page\"}","id":"1"})",
                     "X-Echo: Bearer tok/en+0123456789==\r\n")});
  const auto answer = send();
  ASSERT_FALSE(answer.error);
  EXPECT_EQ(answer.response.body,
            R"({"next":"/a?access_token=***************************","r":"******************",)"
            R"("s":"***************","body":"{\"access_token\":\"*********\"}","id":"1"})");
  EXPECT_EQ(*answer.response.header("x-echo"), "Bearer *******************");
}

TEST_F(AppTest, ShowsAPluginNoProofAndNoTokenOfAnother) {
  const std::string own = proof(kToken), apps = proof("1234567890|app-secret-1234");
  const std::string stars(64, '*');
  serve({http_answer(
      200,
      R"({"a":")" + own + R"(","b":")" + apps +
          R"(","c":"1234567890|app-secret-1234","d":"1234567890%7Capp-secret-1234",)" +
          R"("paging":{"cursors":{"after":"QVFI"},"next":"https:\/\/g.x\/v1\/posts?access_token=OTHERS0TOKEN&limit=25)" +
          R"(&secret_proof=0123abcd&after=QVFI"}})",
      "Link: "
      "<https://g.x/a?to=https%3A%2F%2Fg.x%2Fb%3Faccess_token%3Dtok%252Fen%252B0123456789%253D%253D%26after"
      "%3Db>; rel=\"next\"\r\n")});
  const auto answer = send({.target = "/a"});
  ASSERT_FALSE(answer.error) << answer.error->message;
  EXPECT_EQ(
      answer.response.body,
      R"({"a":")" + stars + R"(","b":")" + stars +
          R"(","c":"**************************","d":"****************************",)" +
          R"("paging":{"cursors":{"after":"QVFI"},"next":"https:\/\/g.x\/v1\/posts?access_token=************&limit=25)" +
          R"(&secret_proof=********&after=QVFI"}})");
  EXPECT_EQ(*answer.response.header("link"),
            "<https://g.x/a?to=https%3A%2F%2Fg.x%2Fb%3Faccess_token%3D***********************************"
            "%26after%3Db>; rel=\"next\"");
}

TEST(TokenKind, IsTheFirstWhosePrefixFits) {
  Manifest::Auth auth;
  AccountAccess account{.access_token = Secret("IGAA123")};
  EXPECT_EQ(token_kind(auth, account), "");
  auth.kinds = {{"long", "IGAAX"}, {"short", "IGAA"}, {"any", "I"}};
  EXPECT_EQ(token_kind(auth, account), "short");
  account.access_token = Secret("EAA");
  EXPECT_EQ(token_kind(auth, account), "");
}

}  // namespace
}  // namespace tidemark
