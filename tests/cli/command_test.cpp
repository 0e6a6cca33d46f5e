#include "command.h"

#include <gtest/gtest.h>

#include <fstream>

#include "support/temp_dir.h"

namespace tidemark::cli::testing {
namespace {

const std::string kEmptyList = R"({"items":[],"next_cursor":null})";

TEST(CommandLine, SendsWhatTheWordsSay) {
  const std::string api = "/api/v1";
  const struct {
    std::vector<std::string> words;
    std::string line, body;
  } rows[] = {
      {{"store", "stats"}, "GET /api/v1/store/stats", ""},
      {{"store", "pack"}, "POST /api/v1/store/pack", "{}"},
      {{"businesses", "list"}, "GET /api/v1/businesses?limit=1000", ""},
      {{"businesses", "add", "Acme", "--time-zone", "Europe/Berlin"},
       "POST /api/v1/businesses",
       R"({"name":"Acme","time_zone":"Europe/Berlin"})"},
      {{"businesses", "show", "3"}, "GET /api/v1/businesses/3", ""},
      {{"businesses", "remove", "3"}, "DELETE /api/v1/businesses/3", ""},
      {{"accounts", "list", "--business", "2", "--platform", "x"},
       "GET /api/v1/accounts?business_id=2&platform=x&limit=1000",
       ""},
      {{"accounts", "add", "--business", "1", "--platform", "x", "--access-token", "t", "--user-id", "9",
        "--inactive"},
       "POST /api/v1/accounts",
       R"({"access_token":"t","business_id":1,"is_active":false,"platform":"x","platform_user_id":"9"})"},
      {{"posts", "list", "--label", "campaign:spring", "--limit", "5"},
       "GET /api/v1/posts?label=campaign%3Aspring&limit=5",
       ""},
      {{"posts", "add", "--business", "1", "--account", "2", "--id", "77", "--label", "campaign=spring"},
       "POST /api/v1/posts",
       R"({"account_id":2,"business_id":1,"labels":{"campaign":"spring"},"platform_post_id":"77"})"},
      {{"posts", "remove", "4"}, "DELETE /api/v1/posts/4", ""},
      {{"tokens", "add", "grafana", "--role", "viewer", "--business", "1", "2"},
       "POST /api/v1/tokens",
       R"({"business_ids":[1,2],"name":"grafana","role":"viewer"})"},
      {{"tokens", "list"}, "GET /api/v1/tokens?limit=1000", ""},
      {{"refresh", "1", "--platform", "x", "--limit", "9"},
       "POST /api/v1/analytics/refresh",
       R"({"business_id":1,"limit":9,"platforms":["x"]})"},
      {{"runs"}, "GET /api/v1/sync/runs?limit=20", ""},
      {{"runs", "5"}, "GET /api/v1/sync/runs/5", ""},
      {{"show", "6"}, "GET /api/v1/analytics/posts/6", ""},
      {{"series", "6", "--metric", "likes_count,reach", "--metric", "clicks", "--from", "2026-01-01"},
       "GET /api/v1/posts/6/series?metrics=likes_count%2Creach%2Cclicks&from=2026-01-01",
       ""},
      {{"series", "--business", "1", "--metric", "likes_count", "--group-by", "label:campaign"},
       "GET /api/v1/analytics/series?business_id=1&metrics=likes_count&group_by=label%3Acampaign",
       ""},
      {{"trends", "1", "--period", "weekly", "--from", "2026-01-01", "--group-by", "platform"},
       "GET /api/v1/analytics/trends?business_id=1&from=2026-01-01&period=weekly&group_by=platform",
       ""},
      {{"best-times", "1", "--days", "30", "--age", "3d"},
       "GET /api/v1/analytics/best-times?business_id=1&days=30&age=3d",
       ""},
      {{"plugins", "list"}, "GET /api/v1/platforms", ""},
  };
  for (const auto& row : rows) {
    FakeAdmin admin([](const Asked&) {
      return Told{
          200,
          R"({"items":[],"next_cursor":null,"timestamps":[],"groups":[],"metrics":{},"status":"completed"})"};
    });
    const auto outcome = Place().run(admin, row.words);
    EXPECT_EQ(outcome.code, 0) << row.line << outcome.err;
    ASSERT_EQ(admin.asked().size(), 1u) << row.line;
    EXPECT_EQ(admin.asked()[0].line(), row.line);
    EXPECT_EQ(admin.asked()[0].body, row.body);
    EXPECT_EQ(admin.asked()[0].authorization, "Bearer secret-token");
    EXPECT_EQ(outcome.err, "") << row.line;
  }
}

TEST(CommandLine, RefusesMisuseWithTwo) {
  const struct {
    std::vector<std::string> words;
    std::string says;
  } rows[] = {
      {{}, "subcommand"},
      {{"frobnicate"}, "frobnicate"},
      {{"businesses"}, "subcommand"},
      {{"businesses", "frobnicate"}, "frobnicate"},
      {{"businesses", "add"}, "NAME"},
      {{"posts", "show", "abc"}, "abc"},
      {{"show", "1", "--colour"}, "--colour"},
      {{"tokens", "add", "x", "--role", "king"}, "king"},
      {{"posts", "add"}, "--file"},
      {{"posts", "add", "--account", "1", "--business", "1", "--id", "2", "--label", "x"}, "NAME=VALUE"},
      {{"accounts", "add", "--business", "1", "--platform", "x"}, "--access-token-file"},
      {{"status", "--url", "ftp://x"}, "http://host:port"},
      {{"status", "--url", "https://x/y"}, "http://host:port"},
  };
  for (const auto& row : rows) {
    const auto outcome = Place().run(row.words);
    EXPECT_EQ(outcome.code, 2) << outcome.err;
    EXPECT_NE(outcome.err.find(row.says), std::string::npos) << outcome.err;
    EXPECT_EQ(std::count(outcome.err.begin(), outcome.err.end(), '\n'), 1) << outcome.err;
    EXPECT_EQ(outcome.err.rfind("tidemark: ", 0), 0u);
    EXPECT_EQ(outcome.out, "");
  }
}

TEST(CommandLine, TellsItsVersionAndHelp) {
  EXPECT_EQ(Place().run({"--version"}).out.rfind("tidemark ", 0), 0u);
  EXPECT_EQ(Place().run({"--version"}).code, 0);
  const auto help = Place().run({"posts", "add", "--help"});
  EXPECT_EQ(help.code, 0);
  EXPECT_NE(help.out.find("--file"), std::string::npos);
}

TEST(Lists, ShowPostsWithTheMetricsThatAnyOfThemHas) {
  FakeAdmin admin([](const Asked& asked) {
    if (asked.target.rfind("/api/v1/posts?", 0) == 0)
      return Told{200, R"({"items":[{"id":3},{"id":4},{"id":5}],"next_cursor":null})"};
    if (asked.target == "/api/v1/analytics/posts/3")
      return Told{200, R"({"likes_count":7,"reach":null,"clicks":null,"engagement_rate":1.5,"stale":{},)"
                       R"("post_id":3,"platform_post_id":"a1","published_at":"2026-11-01T00:00:00.000Z"})"};
    if (asked.target == "/api/v1/analytics/posts/4")
      return Told{200, R"({"likes_count":null,"reach":null,"clicks":12,"engagement_rate":null,"stale":{},)"
                       R"("post_id":4,"platform_post_id":"a2","published_at":null})"};
    return Told{404, R"({"title":"Not Found","detail":"there is no post 5"})"};
  });
  const auto table = Place().run(admin, {"posts", "list", "--business", "1", "--metrics", "--limit", "3"});
  EXPECT_EQ(table.out,
            "post_id  platform_post_id  published_at              clicks  likes_count  engagement_rate\n"
            "      3  a1                2026-11-01T00:00:00.000Z       -            7              1.5\n"
            "      4  a2                -                             12            -                -\n");
  EXPECT_EQ(table.code, 0);
  EXPECT_EQ(admin.asked().front().line(), "GET /api/v1/posts?business_id=1&limit=3");
  const auto json = Place().run(admin, {"posts", "list", "--business", "1", "--metrics", "--json"});
  EXPECT_EQ(json.out.rfind(R"({"items":[{"likes_count":7,)", 0), 0u) << json.out;
}

TEST(Lists, TellNoBusinessFromAll) {
  FakeAdmin admin([](const Asked&) {
    return Told{200,
                R"({"items":[{"id":1,"business_ids":null},{"id":2,"business_ids":[]}],"next_cursor":null})"};
  });
  const auto outcome = Place().run(admin, {"tokens", "list"});
  EXPECT_EQ(outcome.out,
            "id  name  role  business_ids  created_at\n"
            " 1     -     -  -                      -\n"
            " 2     -     -  none                   -\n");
}

TEST(Errors, AreOneLineThatSaysWhatToDo) {
  const struct {
    int status;
    std::string body, says;
  } rows[] = {
      {404, R"({"title":"Not Found","status":404,"detail":"there is no post 6"})",
       "tidemark: there is no post 6\n"},
      {400,
       R"({"title":"Bad Request","detail":"two fields\nare wrong","errors":[{"field":"name","detail":"is empty"}]})",
       "tidemark: two fields are wrong; name: is empty\n"},
      {400, R"({"detail":"limit: is too much","errors":[{"field":"limit","detail":"is too much"}]})",
       "tidemark: limit: is too much\n"},
      {401, R"({"title":"Unauthorized","detail":"no such token"})",
       "tidemark: no such token (is TIDEMARK_TOKEN, or admin.token in --data-dir, this engine's?)\n"},
      {503, "", "tidemark: the engine answered 503\n"},
      {500, "<html>", "tidemark: the engine answered 500\n"},
  };
  for (const auto& row : rows) {
    FakeAdmin admin([&](const Asked&) { return Told{row.status, row.body}; });
    for (const bool json : {false, true}) {
      const auto outcome = Place().run(admin, json ? std::vector<std::string>{"show", "6", "--json"}
                                                   : std::vector<std::string>{"show", "6"});
      EXPECT_EQ(outcome.code, 1);
      EXPECT_EQ(outcome.err, row.says);
      EXPECT_EQ(outcome.out, "");
    }
  }
}

TEST(Errors, NameAnEngineThatDoesNotRun) {
  std::string url;
  {
    FakeAdmin gone([](const Asked&) { return Told{}; });
    url = gone.url();
  }
  const auto outcome = Place().run({"status", "--url", url});
  EXPECT_EQ(outcome.code, 1);
  EXPECT_EQ(outcome.err, "tidemark: no engine answers at " + url + " — is tidemarkd running?\n");
}

TEST(Errors, NameAnAnswerOfAnotherForm) {
  FakeAdmin admin([](const Asked&) { return Told{200, R"({"items":3})"}; });
  const auto outcome = Place().run(admin, {"businesses", "list"});
  EXPECT_EQ(outcome.code, 1);
  EXPECT_NE(outcome.err.find("has no items"), std::string::npos) << outcome.err;
}

TEST(Token, IsFoundInTheEnvironmentOrTheDataDirectory) {
  FakeAdmin admin([](const Asked&) { return Told{200, kEmptyList}; });
  tidemark::testing::TempDir directory;
  Place place;
  place.environment.erase("TIDEMARK_TOKEN");
  const auto without = place.run(admin, {"businesses", "list", "--data-dir", directory.path().string()});
  EXPECT_EQ(without.code, 1);
  EXPECT_NE(without.err.find((directory / "admin.token").string()), std::string::npos) << without.err;
  EXPECT_TRUE(admin.asked().empty());

  std::ofstream(directory / "admin.token") << "from-file\n";
  EXPECT_EQ(place.run(admin, {"--data-dir", directory.path().string(), "businesses", "list"}).code, 0);
  EXPECT_EQ(admin.asked().back().authorization, "Bearer from-file");
  place.environment["TIDEMARK_ENGINE_DATA_DIR"] = directory.path().string();
  EXPECT_EQ(place.run(admin, {"businesses", "list"}).code, 0);
  place.environment["TIDEMARK_TOKEN"] = "from-environment";
  EXPECT_EQ(place.run(admin, {"businesses", "list"}).code, 0);
  EXPECT_EQ(admin.asked().back().authorization, "Bearer from-environment");
}

TEST(AccessToken, NeedNotStandOnTheCommandLine) {
  FakeAdmin admin([](const Asked&) { return Told{201, R"({"id":5,"has_access_token":true})"}; });
  tidemark::testing::TempDir directory;
  std::ofstream(directory / "token") << "from-file\n";
  const std::vector<std::string> words = {"accounts", "add", "--business", "1", "--platform", "x"};
  const auto with = [&](std::vector<std::string> more) {
    more.insert(more.begin(), words.begin(), words.end());
    return more;
  };
  Place place;
  place.input = "from-stdin\n";
  EXPECT_EQ(place.run(admin, with({"--access-token-file", (directory / "token").string()})).code, 0);
  EXPECT_NE(admin.asked().back().body.find(R"("access_token":"from-file")"), std::string::npos);
  EXPECT_EQ(place.run(admin, with({"--access-token-file", "-"})).code, 0);
  EXPECT_NE(admin.asked().back().body.find(R"("access_token":"from-stdin")"), std::string::npos);
  place.environment["TIDEMARK_ACCESS_TOKEN"] = "from-environment";
  const auto outcome = place.run(admin, words);
  EXPECT_NE(admin.asked().back().body.find(R"("access_token":"from-environment")"), std::string::npos);
  EXPECT_EQ(outcome.out.find("from-"), std::string::npos) << "a secret is not printed";
  const auto missing = place.run(admin, with({"--access-token-file", (directory / "none").string()}));
  EXPECT_EQ(missing.code, 1);
  EXPECT_NE(missing.err.find("cannot be read"), std::string::npos);
}

TEST(Lists, AreReadPageAfterPage) {
  FakeAdmin admin([](const Asked& asked) {
    if (asked.target.find("cursor=") == std::string::npos)
      return Told{200, R"({"items":[{"id":1,"name":"Café"},{"id":2,"name":"B"}],"next_cursor":"a+b"})"};
    return Told{200, R"({"items":[{"id":30,"name":null}],"next_cursor":null})"};
  });
  Place place;
  const auto table = place.run(admin, {"businesses", "list"});
  EXPECT_EQ(table.out,
            "id  name  time_zone  created_at\n"
            " 1  Café          -           -\n"
            " 2  B             -           -\n"
            "30  -             -           -\n");
  EXPECT_EQ(admin.asked()[1].target, "/api/v1/businesses?limit=1000&cursor=a%2Bb");
  EXPECT_EQ(
      place.run(admin, {"businesses", "list", "--json"}).out,
      "{\"items\":[{\"id\":1,\"name\":\"Café\"},{\"id\":2,\"name\":\"B\"},{\"id\":30,\"name\":null}]}\n");
  EXPECT_EQ(place.run(admin, {"--json", "businesses", "list", "--limit", "1"}).out,
            "{\"items\":[{\"id\":1,\"name\":\"Café\"}]}\n");
}

TEST(Removal, SaysWhatWasDoneBeforeItFailed) {
  FakeAdmin admin([](const Asked& asked) {
    return asked.target == "/api/v1/posts/2" ? Told{404, R"({"detail":"there is no post 2"})"}
                                             : Told{204, ""};
  });
  EXPECT_EQ(Place().run(admin, {"posts", "remove", "1", "3", "--json"}).out, "{\"removed\":[1,3]}\n");
  const auto outcome = Place().run(admin, {"posts", "remove", "1", "2", "3"});
  EXPECT_EQ(outcome.code, 1);
  EXPECT_EQ(outcome.err, "tidemark: removed 1, then: there is no post 2\n");
}

}  // namespace
}  // namespace tidemark::cli::testing
