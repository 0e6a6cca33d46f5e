#include <gtest/gtest.h>

#include <fstream>
#include <sstream>

#include "client.h"
#include "support/temp_dir.h"

namespace tidemark::sandbox::testing {
namespace {

constexpr const char* kRecordings = TIDEMARK_SANDBOX_RECORDINGS;

struct Replay : Fixture {
  Replay() : Fixture({.replay = kRecordings}) {}
};

std::string recorded(const std::string& name) {
  std::ifstream in(std::string(kRecordings) + "/" + name + ".json");
  return {std::istreambuf_iterator<char>(in), {}};
}

TEST(Replay, ServesARecordingAsItIs) {
  Replay x;
  const auto reply = x.get("/2/tweets?ids=1293593516040269825,1293595870563381249");
  EXPECT_EQ(reply.status, 200);
  EXPECT_EQ(reply.body, recorded("posts_default"));
}

TEST(Replay, SendsRecordedHeadersButThoseOfTheWire) {
  Replay x;
  const auto reply = x.get("/2/tweets?ids=1293593516040269825,1293595870563381249");
  EXPECT_EQ(reply.header("x-rate-limit-reset"), "1665183228");
  EXPECT_EQ(reply.header("api-version"), "2.52");
  EXPECT_EQ(reply.header("date"), "Fri, 07 Oct 2022 22:43:17 UTC");
  EXPECT_EQ(reply.header("content-encoding"), "(absent)");
  EXPECT_EQ(reply.header("content-length"), std::to_string(reply.body.size()));
  EXPECT_NE(reply.header("connection"), "close");
}

TEST(Replay, AnswersOneOutOfABulkRecordingAndTheOtherWayRound) {
  Replay x;
  const auto one = x.get("/2/tweets/1293595870563381249");
  EXPECT_EQ(text(one["data"]["text"]), "More");
  EXPECT_EQ(one["data"].items().size(), 3u);

  const auto bulk = x.get("/2/tweets?ids=1293593516040269825,1234567890,123&tweet.fields=public_metrics");
  ASSERT_EQ(bulk["data"].items().size(), 3u);
  EXPECT_EQ(bulk["data"].items()[1]["public_metrics"]["like_count"].count(), 234);
  EXPECT_TRUE(bulk["errors"].absent());
  EXPECT_TRUE(x.complaints.empty());
}

TEST(Replay, MergesRecordingsOfOneIdByTheFieldsAskedFor) {
  Replay x;
  const struct {
    std::string query, shown, hidden;
  } rows[] = {
      {"", "text", "public_metrics"},
      {"?tweet.fields=public_metrics", "public_metrics", "non_public_metrics"},
      {"?tweet.fields=public_metrics,non_public_metrics", "non_public_metrics", "organic_metrics"},
      {"?tweet.fields=public_metrics,organic_metrics", "public_metrics", "attachments"},
      {"?expansions=attachments.media_keys", "attachments", "public_metrics"},
  };
  for (const auto& row : rows) {
    const auto reply = x.get("/2/tweets/1234567890" + row.query);
    EXPECT_FALSE(reply["data"][row.shown].absent()) << row.query;
    EXPECT_TRUE(reply["data"][row.hidden].absent()) << row.query;
    EXPECT_EQ(reply["includes"].absent(), row.query.find("expansions") == std::string::npos) << row.query;
  }
  const auto all = x.get(
      "/2/tweets?ids=1234567890&tweet.fields=public_metrics,non_public_metrics,attachments"
      "&expansions=attachments.media_keys&media.fields=public_metrics");
  const auto media = all["includes"]["media"].items();
  ASSERT_EQ(media.size(), 1u);
  EXPECT_EQ(media[0]["public_metrics"]["view_count"].count(), 12543);
  EXPECT_TRUE(media[0]["non_public_metrics"].absent());
}

TEST(Replay, AnswersKnownIdsAndNamesTheUnknown) {
  Replay x;
  const auto reply = x.get("/2/tweets?ids=123,456,31337&tweet.fields=public_metrics");
  EXPECT_EQ(reply.status, 200);
  EXPECT_EQ(reply["data"].items().size(), 1u);
  ASSERT_EQ(reply["errors"].items().size(), 2u);
  EXPECT_EQ(text(reply["errors"].items()[0]["detail"]), "Could not find tweet with id: [456].")
      << "as recorded";
  EXPECT_EQ(text(reply["errors"].items()[1]["resource_id"]), "31337");
  EXPECT_EQ(text(reply["errors"].items()[1]["title"]), "Not Found Error");
  ASSERT_EQ(x.complaints.size(), 1u);
  EXPECT_NE(x.complaints[0].find("31337"), std::string::npos);
}

TEST(Replay, AnswersARecordedErrorAloneAlsoForOne) {
  Replay x;
  const auto reply = x.get("/2/tweets/456");
  EXPECT_EQ(reply.status, 200);
  EXPECT_TRUE(reply["data"].absent());
  EXPECT_EQ(reply["errors"].items().size(), 1u);
}

TEST(Replay, ShowsAnErrorAboutAMemberOnlyToThoseWhoAskForIt) {
  Replay x;
  const auto both = x.get("/2/tweets?ids=777,123&tweet.fields=public_metrics,non_public_metrics");
  EXPECT_EQ(both["data"].items().size(), 2u);
  ASSERT_EQ(both["errors"].items().size(), 1u);
  EXPECT_EQ(text(both["errors"].items()[0]["field"]), "non_public_metrics");
}

TEST(Replay, Knows404ForWhatNoRecordingKnowsAndSaysSo) {
  Replay x;
  for (const std::string target : {"/2/tweets/31337", "/2/tweets?ids=1,2", "/2/users/783214/mentions",
                                   "/2/media/analytics?media_keys=13_1"}) {
    x.complaints.clear();
    const auto reply = x.get(target);
    EXPECT_EQ(reply.status, 404) << target;
    EXPECT_EQ(reply.body, "");
    ASSERT_EQ(x.complaints.size(), 1u) << target;
    EXPECT_NE(x.complaints[0].find(target), std::string::npos) << x.complaints[0];
  }
  EXPECT_EQ(x.send("POST", "/2/tweets?ids=123,456").status, 404) << "the method must match";
}

TEST(Replay, LooksAtTheQueryOnlyWhereRecordingsDifferInNothingElse) {
  Replay x;
  const struct {
    std::string query, name;
  } rows[] = {
      {"", "timeline_1"},
      {"?max_results=100&tweet.fields=created_at", "timeline_1"},
      {"?pagination_token=abc&max_results=100", "timeline_2"},
      {"?since_id=2", "timeline_none"},
  };
  for (const auto& row : rows)
    EXPECT_EQ(x.get("/2/users/783214/tweets" + row.query).body, recorded(row.name)) << row.query;
  EXPECT_EQ(x.get("/2/users/783214/tweets?pagination_token=other").status, 404) << "no endless first page";
  EXPECT_EQ(x.get("/2/media/analytics?media_keys=13_9876543210&start_time=2026-01-01T00:00:00Z").body,
            recorded("media_analytics"));
}

TEST(Replay, ChoosesAmongFormsByTheirBody) {
  Replay x;
  EXPECT_EQ(x.send("POST", "/2/oauth2/token", "", "grant_type=refresh_token&refresh_token=abc").status, 200);
  EXPECT_EQ(x.send("POST", "/2/oauth2/token", "", "grant_type=authorization_code&code=x").status, 400);
}

TEST(Replay, ServesRecordedFailuresAndBodiesThatAreNoJson) {
  Replay x;
  EXPECT_EQ(x.get("/2/tweets?ids=999").status, 429);
  EXPECT_EQ(x.get("/2/tweets?ids=999,123").status, 200) << "a failure is about its own request only";
  const auto bad = x.get("/2/users/me");
  EXPECT_EQ(bad.status, 502);
  EXPECT_EQ(bad.body, recorded("not_json"));
}

TEST(Replay, AnswersUsersByIdAndByName) {
  Replay x;
  EXPECT_EQ(x.get("/2/users/by/username/somebody?user.fields=public_metrics").body, recorded("user"));
  EXPECT_EQ(text(x.get("/2/users?ids=2244994945")["data"].items()[0]["name"]), "Some Body");
  const auto by_id = x.get("/2/users/2244994945?user.fields=public_metrics");
  EXPECT_EQ(by_id["data"]["public_metrics"]["followers_count"].count(), 570842) << "recorded by name";
}

TEST(Replay, TakesFaultsAsWell) {
  Replay x;
  ASSERT_TRUE(x.sandbox->set_faults({"429"}));
  EXPECT_EQ(x.get("/2/tweets?ids=123,456").status, 429);
  EXPECT_TRUE(x.sandbox->world().empty());
}

TEST(Replay, RefusesADirectoryItCannotReadByName) {
  tidemark::testing::TempDir directory;
  const auto start = [&] { return Sandbox::start({.replay = directory.path()}).error().message; };
  EXPECT_NE(start().find("no NAME.meta.json"), std::string::npos);
  std::ofstream(directory / "a.meta.json") << R"({"request":"GET /2/tweets/1","status":200})";
  EXPECT_NE(start().find("a.json"), std::string::npos) << start();
  std::ofstream(directory / "a.json") << "{}";
  std::ofstream(directory / "b.meta.json") << "{";
  EXPECT_NE(start().find("b.meta.json"), std::string::npos) << start();
}

}  // namespace
}  // namespace tidemark::sandbox::testing
