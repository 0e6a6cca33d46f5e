#include <gtest/gtest.h>

#include <fstream>

#include "command.h"
#include "support/temp_dir.h"

namespace tidemark::cli::testing {
namespace {

std::string report(const std::string& status, int synced, int failed = 0) {
  return R"({"business_id":1,"platforms":["twitter"],"posts_updated":)" + std::to_string(synced) +
         R"(,"status":")" + status +
         R"(","message":"done","run_id":9,"sync_details":{"total_posts":250,"synced":)" +
         std::to_string(synced) + R"(,"failed":)" + std::to_string(failed) +
         R"(,"rate_limited":0,"by_platform":{"twitter":{"synced":)" + std::to_string(synced) +
         R"(,"failed":)" + std::to_string(failed) +
         R"(,"rate_limited":0}},"errors":[{"post_id":4,"platform":"twitter","code":"post_not_found","message":"gone"}]}})";
}

TEST(Refresh, PrintsWhatBecameOfIt) {
  FakeAdmin admin([](const Asked&) { return Told{200, report("partial", 249, 1)}; });
  const auto outcome = Place().run(admin, {"refresh", "1"});
  EXPECT_EQ(outcome.code, 0);
  EXPECT_EQ(outcome.out,
            "run 9: partial, done\n"
            "platform  synced  failed  rate_limited\n"
            "twitter      249       1             0\n"
            "all          249       1             0\n"
            "\n"
            "post  platform  code            retry_after  message\n"
            "   4  twitter   post_not_found            -  gone\n");
  EXPECT_EQ(outcome.err, "");
}

TEST(Refresh, FailsWhenTheRunFailed) {
  const struct {
    std::string status;
    int code;
  } rows[] = {{"completed", 0}, {"partial", 0}, {"failed", 1}, {"interrupted", 1}};
  for (const auto& row : rows) {
    FakeAdmin admin([&](const Asked&) { return Told{200, report(row.status, 0, 1)}; });
    EXPECT_EQ(Place().run(admin, {"refresh", "1"}).code, row.code) << row.status;
    const auto json = Place().run(admin, {"refresh", "1", "--json"});
    EXPECT_EQ(json.code, row.code);
    EXPECT_EQ(json.out, report(row.status, 0, 1) + "\n");
  }
}

TEST(Refresh, FollowsARunThatOutlastsTheAnswer) {
  int polls = 0;
  FakeAdmin admin([&](const Asked& asked) {
    if (asked.method == "POST") return Told{202, report("running", 0), "/api/v1/sync/runs/9"};
    return Told{200, ++polls < 3 ? report("running", 100 * polls) : report("completed", 250)};
  });
  Place watched{.terminal = true};
  const auto outcome = watched.run(admin, {"refresh", "1"});
  EXPECT_EQ(outcome.code, 0);
  EXPECT_EQ(admin.asked().back().target, "/api/v1/sync/runs/9");
  EXPECT_EQ(watched.slept, 2);
  EXPECT_NE(outcome.err.find("[############..................] 100/250"), std::string::npos) << outcome.err;
  EXPECT_NE(outcome.out.find("completed"), std::string::npos);
  EXPECT_EQ(outcome.out.find('\r'), std::string::npos) << "the bar is not part of the output";

  polls = 0;
  EXPECT_EQ(Place().run(admin, {"refresh", "1"}).err, "") << "no bar where nobody watches";
}

TEST(AccountsCheck, SaysWhatThePlatformSaidAndFailsIfTheAccessIsNotGood) {
  FakeAdmin admin([](const Asked& asked) {
    return asked.target.find("/1/") != std::string::npos
               ? Told{200, R"({"ok":true,"state":"ok","message":"fine","scopes":["read","insights"]})"}
               : Told{200, R"({"ok":false,"state":"error","message":"grant it","missing":["insights"]})"};
  });
  const auto good = Place().run(admin, {"accounts", "check", "1"});
  EXPECT_EQ(admin.asked().at(0).line(), "POST /api/v1/accounts/1/check");
  EXPECT_EQ(good.code, 0);
  EXPECT_NE(good.out.find("fine"), std::string::npos) << good.out;
  EXPECT_NE(good.out.find("insights"), std::string::npos) << good.out;
  const auto bad = Place().run(admin, {"accounts", "check", "2", "--json"});
  EXPECT_EQ(bad.code, 1);
  EXPECT_EQ(bad.out, R"({"ok":false,"state":"error","message":"grant it","missing":["insights"]})"
                     "\n");
  EXPECT_EQ(bad.err, "");
}

TEST(AccountsDiscover, CountsWhatWasFound) {
  FakeAdmin admin([](const Asked&) { return Told{200, R"({"found":12,"new":3,"gone":1})"}; });
  const auto outcome = Place().run(admin, {"accounts", "discover", "7"});
  EXPECT_EQ(admin.asked().at(0).line(), "POST /api/v1/accounts/7/discover");
  EXPECT_EQ(outcome.code, 0);
  EXPECT_EQ(outcome.out,
            "found  new  gone\n"
            "   12    3     1\n");
  EXPECT_EQ(Place().run(admin, {"accounts", "discover", "7", "--json"}).out,
            "{\"found\":12,\"new\":3,\"gone\":1}\n");
}

TEST(AccountsDiscover, FollowsTheRunOfALongList) {
  bool listed = true;
  FakeAdmin admin([&](const Asked& asked) {
    if (asked.method == "POST") return Told{202, report("running", 0), "/api/v1/sync/runs/9"};
    std::string run = report(listed ? "completed" : "failed", 0);
    if (listed) run.insert(1, R"("discovered":{"found":2,"new":2,"gone":0},)");
    return Told{200, run};
  });
  const auto outcome = Place().run(admin, {"accounts", "discover", "7", "--json"});
  EXPECT_EQ(admin.asked().back().line(), "GET /api/v1/sync/runs/9");
  EXPECT_EQ(outcome.code, 0) << outcome.err;
  EXPECT_NE(outcome.out.find("\"new\":2"), std::string::npos) << outcome.out;
  listed = false;
  const auto failed = Place().run(admin, {"accounts", "discover", "7"});
  EXPECT_EQ(failed.code, 1);
  EXPECT_EQ(failed.err, "tidemark: done\n");
}

TEST(Status, SaysWhetherTheEngineIsReadyAndHowFarEachBusinessIs) {
  bool ready = true;
  FakeAdmin admin([&](const Asked& asked) {
    if (asked.target == "/readyz")
      return ready ? Told{200, "{}"} : Told{503, R"({"detail":"the store is not open"})"};
    if (asked.target.find("sync-status") == std::string::npos)
      return Told{200, R"({"items":[{"id":1,"name":"Acme"}],"next_cursor":null})"};
    return Told{
        200,
        R"({"total_posts":250,"synced_posts":249,"sync_percentage":99.6,"last_sync_at":"2026-11-22T13:45:00.000Z","next_sync_at":null,)"
        R"("is_syncing":false,"platforms":{"twitter":{"connected":true,"state":"rate_limited","accounts":[]}}})"};
  });
  const auto outcome = Place().run(admin, {"status"});
  EXPECT_EQ(outcome.code, 0);
  EXPECT_EQ(outcome.out,
            "id  business  posts  synced     %  syncing  last_sync_at              next_sync_at  platforms\n"
            " 1  Acme        250     249  99.6  no       2026-11-22T13:45:00.000Z             -  twitter "
            "rate_limited\n");
  ready = false;
  const auto unready = Place().run(admin, {"status"});
  EXPECT_EQ(unready.code, 1);
  EXPECT_NE(unready.out.find("the store is not open"), std::string::npos);
}

TEST(Show, PrintsEveryFigureAndWhatIsAbsent) {
  FakeAdmin admin([](const Asked&) {
    return Told{200, R"({"likes_count":9007199254740993,"reach":null,"stale":{"url_clicks":"2026-01-01"}})"};
  });
  EXPECT_EQ(Place().run(admin, {"show", "1"}).out,
            "likes_count  9007199254740993\nreach        -\nstale        url_clicks=2026-01-01\n");
}

TEST(Series, PrintsOneLineForEachTime) {
  FakeAdmin admin([](const Asked&) {
    return Told{
        200,
        R"({"post_id":1,"step":"raw","timestamps":["2026-11-01T00:00:00.000Z","2026-11-02T00:00:00.000Z"],"metrics":{"likes_count":[5,12],"reach":[null,7]}})"};
  });
  EXPECT_EQ(Place().run(admin, {"series", "1"}).out,
            "time                      likes_count  reach\n"
            "2026-11-01T00:00:00.000Z            5      -\n"
            "2026-11-02T00:00:00.000Z           12      7\n");
}

TEST(Series, OfABusinessHasAColumnForEachGroupAndMetric) {
  FakeAdmin admin([](const Asked&) {
    return Told{200, R"({"step":"1d","timestamps":["2026-11-01T00:00:00.000Z"],"groups":[)"
                     R"({"group":{"label:campaign":"spring"},"metrics":{"likes_count":[5]}},)"
                     R"({"group":{"label:campaign":null},"metrics":{"likes_count":[null]}}]})"};
  });
  EXPECT_EQ(Place().run(admin, {"series", "--business", "1"}).out,
            "time                      spring likes_count  - likes_count\n"
            "2026-11-01T00:00:00.000Z                   5              -\n");
}

TEST(BestTimes, AreATableAndSentencesOrTooFewPosts) {
  FakeAdmin admin([](const Asked& asked) {
    if (asked.line().find("business_id=2") != std::string::npos)
      return Told{200, R"({"enough_data":false,"posts_compared":3,"items":[],"recommendations":[]})"};
    return Told{200, R"({"items":[{"weekday":2,"hour":18,"posts":9,"effect":40.5,"low":3,"high":91}],)"
                     R"("recommendations":["Posts published on Tuesdays had 40 % more engagement."]})"};
  });
  EXPECT_EQ(Place().run(admin, {"best-times", "1"}).out,
            "weekday  hour  posts  effect  low  high\n"
            "      2    18      9    40.5    3    91\n"
            "Posts published on Tuesdays had 40 % more engagement.\n");
  EXPECT_EQ(Place().run(admin, {"best-times", "2"}).out, "not enough posts to compare: 3 could be\n");
}

TEST(Plugins, AreListedWithTheirReason) {
  FakeAdmin admin([](const Asked&) {
    return Told{
        200,
        R"({"items":[{"id":"twitter","version":"1.0.0","state":"refused","reason":"wrong hash","isolation":"in-process","metrics":[{"name":"a"}],"file":"twitter.so"}]})"};
  });
  EXPECT_EQ(Place().run(admin, {"plugins", "list"}).out,
            "platform  version  state    isolation   metrics  file        reason\n"
            "twitter   1.0.0    refused  in-process        1  twitter.so  wrong hash\n");
}

class PostsFromFile : public ::testing::Test {
 protected:
  std::string file(const std::string& text) {
    std::ofstream(directory_ / "posts.csv") << text;
    return (directory_ / "posts.csv").string();
  }
  tidemark::testing::TempDir directory_;
};

TEST_F(PostsFromFile, AreSentInOneRequestForEachTenThousand) {
  FakeAdmin admin([](const Asked& asked) {
    if (asked.method == "GET") return Told{200, R"({"id":1,"business_id":4})"};
    std::string items;
    for (std::size_t at = 0; (at = asked.body.find("platform_post_id", at)) != std::string::npos; ++at)
      items += (items.empty() ? "" : ",") + std::string(R"({"id":1,"created":true})");
    return Told{201, R"({"items":[)" + items + "]}"};
  });
  std::string text = "account_id,platform_post_id\n";
  for (int i = 0; i < 10'001; ++i) text += "1," + std::to_string(i) + "\n";
  const auto outcome = Place().run(admin, {"posts", "add", "--file", file(text)});
  EXPECT_EQ(outcome.code, 0) << outcome.err;
  EXPECT_EQ(outcome.out, "10001 registered, 0 updated\n");
  ASSERT_EQ(admin.asked().size(), 3u) << "one question for the account's business, two requests";
  EXPECT_EQ(admin.asked()[0].target, "/api/v1/accounts/1");
  EXPECT_EQ(admin.asked()[2].body, R"([{"account_id":1,"business_id":4,"platform_post_id":"10000"}])");
}

TEST_F(PostsFromFile, ComeFromStandardInputAsWell) {
  FakeAdmin admin([](const Asked&) { return Told{200, R"({"items":[{"id":3,"created":false}]})"}; });
  Place place{.input = "platform_post_id,content_text\n5,\"a,b\"\n"};
  const auto outcome =
      place.run(admin, {"posts", "add", "--file", "-", "--account", "1", "--business", "2", "--json"});
  EXPECT_EQ(outcome.out, "{\"created\":0,\"updated\":1,\"ids\":[3]}\n") << outcome.err;
}

TEST_F(PostsFromFile, AreNotSentAtAllIfARowIsBad) {
  FakeAdmin admin([](const Asked&) { return Told{200, R"({"business_id":4})"}; });
  const auto outcome = Place().run(admin, {"posts", "add", "--account", "1", "--business", "1", "--file",
                                           file("platform_post_id,published_at\n1,\n,\n3,soon\n")});
  EXPECT_EQ(outcome.code, 1);
  EXPECT_NE(outcome.err.find("posts.csv: line 3: platform_post_id is empty\n"), std::string::npos)
      << outcome.err;
  EXPECT_NE(outcome.err.find("posts.csv: line 4: published_at"), std::string::npos) << outcome.err;
  EXPECT_NE(outcome.err.find("2 bad rows; nothing was registered\n"), std::string::npos) << outcome.err;
  EXPECT_TRUE(admin.asked().empty());
}

TEST_F(PostsFromFile, NameTheLineThatTheEngineRefuses) {
  FakeAdmin admin([](const Asked&) {
    return Told{
        400,
        R"({"detail":"the posts cannot be registered","errors":[{"field":"posts[1].platform_post_id","detail":"is no number"}]})"};
  });
  const auto outcome = Place().run(admin, {"posts", "add", "--account", "1", "--business", "1", "--file",
                                           file("platform_post_id,content_text\n1,\"a\nb\"\nx,\n")});
  EXPECT_EQ(outcome.code, 1);
  EXPECT_NE(outcome.err.find("tidemark: line 4: platform_post_id: is no number\n"), std::string::npos)
      << outcome.err;
}

TEST_F(PostsFromFile, SayWhichFileIsMissing) {
  FakeAdmin admin([](const Asked&) { return Told{}; });
  const auto outcome = Place().run(admin, {"posts", "add", "--account", "1", "--file", "/nowhere/posts.csv"});
  EXPECT_EQ(outcome.code, 1);
  EXPECT_EQ(outcome.err, "tidemark: /nowhere/posts.csv cannot be read\n");
}

}  // namespace
}  // namespace tidemark::cli::testing
