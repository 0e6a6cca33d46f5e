// What becomes of rows: stored, unchanged, or rejected with a reason that says why.

#include "query/import.h"

#include <gmock/gmock.h>

#include <random>

#include "import_house.h"

namespace tidemark::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

constexpr std::string_view kGoodOne = "rows 1: stored 1, unchanged 0, rejected 0";

TEST_F(ImportHouse, RowsOfACsvBecomeSnapshots) {
  EXPECT_EQ(told(csv("fetched_at,likes_count,post_id,impressions\n"
                     "10,4,1,\n"
                     "2026-01-01T00:00:00Z,5,1,-7\n"
                     "10,,2,9223372036854775807\n")),
            "rows 3: stored 3, unchanged 0, rejected 0");
  EXPECT_THAT(history(1), ElementsAre("10: likes_count=4", "1767225600000: impressions=-7 likes_count=5"));
  EXPECT_THAT(history(2), ElementsAre("10: impressions=9223372036854775807"));
}

TEST_F(ImportHouse, LinesOfNdjsonBecomeSnapshots) {
  EXPECT_EQ(
      told(ndjson(R"({"post_id":1,"fetched_at":10,"metrics":{"likes_count":4,"impressions":null}})"
                  "\n\n"
                  R"({"metrics":{"followers_count":-1},"fetched_at":"1970-01-01T00:00:00.020Z","post_id":1})"
                  "\r\n"
                  R"( {"platform":"k","platform_post_id":"\u0062","account_id":1,"business_id":null,)"
                  R"("fetched_at":11,"metrics":{"likes_count":0}} )")),
      "rows 3: stored 3, unchanged 0, rejected 0");
  EXPECT_THAT(history(1), ElementsAre("10: likes_count=4", "20: followers_count=-1"));
  EXPECT_THAT(history(2), ElementsAre("11: likes_count=0"));
}

TEST_F(ImportHouse, ARepeatChangesNothing) {
  const std::string body = "post_id,fetched_at,likes_count\n1,10,1\n1,20,2\n2,10,3\n";
  EXPECT_EQ(told(csv(body)), "rows 3: stored 3, unchanged 0, rejected 0");
  EXPECT_EQ(told(csv(body)), "rows 3: stored 0, unchanged 3, rejected 0");
  EXPECT_EQ(told(csv("post_id,fetched_at,likes_count,impressions\n1,10,1,8\n1,20,2,\n")),
            "rows 2: stored 1, unchanged 1, rejected 0");
  EXPECT_THAT(history(1), ElementsAre("10: impressions=8 likes_count=1", "20: likes_count=2"));
}

TEST_F(ImportHouse, WhatContradictsTheStoreIsRejectedWhole) {
  EXPECT_EQ(told(csv("post_id,fetched_at,likes_count,impressions\n1,10,1,\n1,10,2,5\n2,10,2,\n")),
            "rows 3: stored 2, unchanged 0, rejected 1\n"
            "3 conflict: post 1 has another value at 1970-01-01T00:00:00.010Z");
  EXPECT_THAT(history(1), ElementsAre("10: likes_count=1"));
}

TEST_F(ImportHouse, RejectedCsvRowsSayWhy) {
  const std::string header =
      "post_id,account_id,business_id,platform,platform_post_id,fetched_at,likes_count,reach_of_day\n";
  const std::string future = std::to_string(clock.now().ms + 1);
  const std::string nobody =
      "it does not name its post: post_id, or platform, platform_post_id and account_id or business_id";
  const std::pair<std::string, std::string> rows[] = {
      {"9,,,,,10,1,", "there is no post 9"},
      {"x,,,,,10,1,", R"(post_id "x" is no id)"},
      {"0,,,,,10,1,", R"(post_id "0" is no id)"},
      {"-1,,,,,10,1,", R"(post_id "-1" is no id)"},
      {"1,2,,,,10,1,", "post 1 is not of account 2"},
      {"1,,2,,,10,1,", "post 1 is not of business 2"},
      {"1,,,stand,,10,1,", R"(post 1 is of kiosk, not of "stand")"},
      {"1,,,,b,10,1,", R"(post 1 is not "b")"},
      {",,,,,10,1,", nobody},
      {",1,,kiosk,,10,1,", nobody},
      {",1,,,a,10,1,", nobody},
      {",,,kiosk,a,10,1,", nobody},
      {",1,,kiosk,z,10,1,", R"(account 1 has no post "z"; create=true would register it)"},
      {",1,,stand,a,10,1,", R"(account 1 is of kiosk, not of "stand")"},
      {",1,2,kiosk,a,10,1,", "account 1 is not of business 2"},
      {",9,,kiosk,a,10,1,", "there is no account 9"},
      {",,9,kiosk,a,10,1,", R"(business 9 has no account of "kiosk")"},
      {",,1,stand,c,10,1,",
       R"(several accounts of business 1 have the post "c": account_id has to say which)"},
      {",,1,stand,z,10,1,", R"(business 1 has several accounts of "stand": account_id has to say which)"},
      {"1,,,,,,1,", "it has no fetched_at"},
      {"1,,,,,yesterday,1,", R"(fetched_at "yesterday" is neither RFC 3339 nor milliseconds since 1970)"},
      {"1,,,,,999999999999999999,1,",
       R"(fetched_at "999999999999999999" is neither RFC 3339 nor milliseconds since 1970)"},
      {"1,,,,," + future + ",1,", "its fetched_at lies in the future"},
      {"1,,,,,10,,", "it has no value"},
      {"1,,,,,10,1.5,", R"(likes_count "1.5" is no whole number of 64 bits)"},
      {"1,,,,,10,1.0,", R"(likes_count "1.0" is no whole number of 64 bits)"},
      {"1,,,,,10,true,", R"(likes_count "true" is no whole number of 64 bits)"},
      {"1,,,,, 10,1,", R"(fetched_at " 10" is neither RFC 3339 nor milliseconds since 1970)"},
      {"1,,,,,10,9223372036854775808,", R"(likes_count "9223372036854775808" is no whole number of 64 bits)"},
      {"1,,,,,10,-,", R"(likes_count "-" is no whole number of 64 bits)"},
      {"1,,,,,10,1,5", "reach_of_day is the total of a window of time, which a row of an import cannot name"},
      {"1,,,,,10,1", "it has 7 cells, the header 8"},
      {"1,,,,,10,1,,", "it has 9 cells, the header 8"},
      {"1,,,,,10,\"1\"2,", "text follows a closing quote"},
      {"1,,,,\"a\",10,\"1\",,", "it has 9 cells, the header 8"},
      {"1,,,,b\"b,10,\"1\",", "a quote stands inside a cell that has none around it"},
      {"1,,,,\xff,10,1,", R"(platform_post_id "?" is no UTF-8)"},
  };
  for (const auto& [row, reason] : rows) {
    EXPECT_EQ(told(csv(header + row + "\n")), "rows 1: stored 0, unchanged 0, rejected 1\n2 " + reason)
        << row;
    // It does not keep the next one from being read.
    EXPECT_THAT(told(csv(header + row + "\n5,,,,,10,1,\n")), ::testing::StartsWith("rows 2:")) << row;
  }
  EXPECT_THAT(history(1), IsEmpty());
  EXPECT_THAT(history(5), ElementsAre("10: likes_count=1"));
}

TEST_F(ImportHouse, RejectedLinesOfNdjsonSayWhy) {
  const std::pair<std::string, std::string> rows[] = {
      {R"(nothing)", "it is not JSON: Problem while parsing an atom starting with the letter 'n'"},
      {R"([1])", "it is no JSON object"},
      {R"({"post_id":1,"fetched_at":10,"metrics":{"likes_count":1},"note":"x"})",
       R"(there is no field "note")"},
      {R"({"post_id":1,"fetched_at":10,"fetched_at":11,"metrics":{"likes_count":1}})",
       R"(the field "fetched_at" is there twice)"},
      {R"({"post_id":"1","fetched_at":10,"metrics":{"likes_count":1}})",
       "post_id is no id: a positive whole number is wanted"},
      {R"({"post_id":0,"fetched_at":10,"metrics":{"likes_count":1}})",
       "post_id is no id: a positive whole number is wanted"},
      {R"({"account_id":1,"platform":7,"platform_post_id":"a","fetched_at":10,"metrics":{"likes_count":1}})",
       "platform is no text"},
      {R"({"post_id":1,"fetched_at":"noon","metrics":{"likes_count":1}})",
       "fetched_at is no time: RFC 3339 or milliseconds since 1970 are wanted"},
      {R"({"post_id":1,"fetched_at":1.5,"metrics":{"likes_count":1}})",
       "fetched_at is no time: RFC 3339 or milliseconds since 1970 are wanted"},
      {R"({"post_id":1,"metrics":{"likes_count":1}})", "it has no fetched_at"},
      {R"({"post_id":1,"fetched_at":10})", "it has no value"},
      {R"({"post_id":1,"fetched_at":10,"metrics":{}})", "it has no value"},
      {R"({"post_id":1,"fetched_at":10,"metrics":{"likes_count":null}})", "it has no value"},
      {R"({"post_id":1,"fetched_at":10,"metrics":[1]})", "metrics is no object"},
      {R"({"post_id":1,"fetched_at":10,"metrics":{"claps":1}})", R"(no plugin declares the metric "claps")"},
      {R"({"post_id":1,"fetched_at":10,"metrics":{"engagement_rate":1}})",
       R"(no plugin declares the metric "engagement_rate")"},
      {R"({"post_id":1,"fetched_at":10,"metrics":{"likes_count":1.5}})",
       "likes_count is no whole number of 64 bits"},
      {R"({"post_id":1,"fetched_at":10,"metrics":{"likes_count":true}})",
       "likes_count is no whole number of 64 bits"},
      {R"({"post_id":1,"fetched_at":10,"metrics":{"likes_count":"1"}})",
       "likes_count is no whole number of 64 bits"},
      {R"({"post_id":1,"fetched_at":10,"metrics":{"likes_count":9223372036854775808}})",
       "likes_count is no whole number of 64 bits"},
      {R"({"post_id":1,"fetched_at":10,"metrics":{"likes_count":1,"likes_count":1}})",
       "likes_count is there twice"},
      {R"({"post_id":1,"fetched_at":10,"metrics":{"reach_of_day":1}})",
       "reach_of_day is the total of a window of time, which a row of an import cannot name"},
      {R"({"post_id":9,"fetched_at":10,"metrics":{"likes_count":1}})", "there is no post 9"},
  };
  const std::string good = R"({"post_id":5,"fetched_at":10,"metrics":{"likes_count":1}})"
                           "\n";
  EXPECT_EQ(told(ndjson(good)), kGoodOne);
  for (const auto& [row, reason] : rows)
    EXPECT_EQ(told(ndjson(good + row + "\n" + good)),
              "rows 3: stored 0, unchanged 2, rejected 1\n2 " + reason)
        << row;
  for (const std::string broken :
       {R"({"post_id":1,"fetched_at":10,"metrics":{"likes_count":1})", R"({"post_id":1,"fetched_at":)",
        R"({"post_id" 1})", R"({)", R"({"post_id":1,"fetched_at":10,"metrics":{"likes_count":1}} {})"})
    EXPECT_THAT(told(ndjson(good + broken)),
                ::testing::StartsWith("rows 2: stored 0, unchanged 1, rejected 1\n2 it is not JSON: "))
        << broken;
  EXPECT_THAT(history(1), IsEmpty());
}

TEST_F(ImportHouse, AFormThatCannotBeReadIsRefusedByName) {
  const std::pair<std::string, std::string> bodies[] = {
      {"", "! : the body is empty; a CSV with a header line is wanted"},
      {"\n\r\n", "! : the body is empty; a CSV with a header line is wanted"},
      {"post_id,fetched_at,claps\n1,2,3\n",
       R"(! claps: the column "claps" is neither a field nor a metric that is declared)"},
      {"post_id,fetched_at,likes_count,likes_count\n",
       R"(! likes_count: the column "likes_count" is there twice)"},
      {"post_id,fetched_at, likes_count\n",
       R"(!  likes_count: the column " likes_count" is neither a field nor a metric that is declared)"},
      {"post_id,likes_count\n", "! fetched_at: the column is missing"},
      {"fetched_at,likes_count\n",
       "! post_id: the columns do not name a post: post_id, or platform, platform_post_id and account_id or "
       "business_id"},
      {"\"post_id\"x,fetched_at\n", "! : the header line: text follows a closing quote"},
  };
  for (const auto& [body, says] : bodies) EXPECT_EQ(told(csv(body)), says) << body;
  for (const char* body : {"post_id,fetched_at\n", "[{}]", "\"x\"\n{}"})
    EXPECT_EQ(told(ndjson(body)),
              "! : the body is no NDJSON: its first line is no object, which would begin with {");
  EXPECT_EQ(told(ndjson("")), "rows 0: stored 0, unchanged 0, rejected 0");
  EXPECT_EQ(told(csv("post_id,fetched_at,likes_count\n")), "rows 0: stored 0, unchanged 0, rejected 0");
}

TEST_F(ImportHouse, CsvIsReadAsOthersWriteIt) {
  const std::string bodies[] = {
      "\xef\xbb\xbfpost_id,fetched_at,likes_count\r\n1,10,4\r\n",
      "\"post_id\",\"fetched_at\",\"likes_count\"\n\"1\",\"10\",\"4\"",
      "\n\npost_id,fetched_at,likes_count\n\n1,10,4\n\n",
      "business_id,platform,platform_post_id,fetched_at,likes_count\n1,k,a,10,4\n",
      "account_id,platform,platform_post_id,fetched_at,likes_count\n1,kiosk,\"a\",1970-01-01T00:00:00.01Z,"
      "\"4\"\r\n",
      "post_id,business_id,account_id,platform,platform_post_id,fetched_at,likes_count,impressions\n"
      "1,1,1,k,a,10,4,\"\"\n",
  };
  EXPECT_EQ(told(csv(bodies[0])), kGoodOne);
  for (const std::string& body : bodies)
    for (const std::size_t piece : {1u, 7u, 4096u})
      EXPECT_EQ(told(import({}, body, engine, piece)), "rows 1: stored 0, unchanged 1, rejected 0") << body;
}

TEST_F(ImportHouse, LinesAreCountedAsAnEditorCountsThem) {
  EXPECT_EQ(told(csv("\npost_id,platform,fetched_at,likes_count\n\n1,\"x\ny\",10,1\n1,,10,?\n\"1\",,10,!\n")),
            "rows 3: stored 0, unchanged 0, rejected 3\n"
            "4 post 1 is of kiosk, not of \"x?y\"\n"
            "6 likes_count \"?\" is no whole number of 64 bits\n"
            "7 likes_count \"!\" is no whole number of 64 bits");
}

TEST_F(ImportHouse, AQuoteThatIsNeverClosedCostsItsLineOnly) {
  EXPECT_EQ(told(csv("post_id,platform_post_id,fetched_at,likes_count\n1,\"a,10,1\n1,,20,2\n")),
            "rows 2: stored 1, unchanged 0, rejected 1\n2 a quote is opened and never closed");
  EXPECT_THAT(history(1), ElementsAre("20: likes_count=2"));
}

TEST_F(ImportHouse, ALineThatIsTooLongCostsItselfOnly) {
  const std::string much(3u << 20, 'x');
  for (const std::size_t piece : {std::size_t{100'000}, std::size_t{1} << 25}) {
    EXPECT_EQ(told(import({}, "post_id,fetched_at,likes_count\n1,10," + much + "\n1,20,2\n", engine, piece))
                  .substr(0, 8),
              "rows 2: ");
    EXPECT_EQ(told(import({.format = ImportFormat::ndjson},
                          "{\"post_id\":1,\"fetched_at\":20,\"metrics\":{\"likes_count\":2}}\n{\"" + much +
                              "\n{\"post_id\":1,\"fetched_at\":20,\"metrics\":{\"likes_count\":2}}",
                          engine, piece)),
              "rows 3: stored 0, unchanged 2, rejected 1\n2 its line is longer than 1 MiB");
  }
  EXPECT_THAT(history(1), ElementsAre("20: likes_count=2"));
}

TEST_F(ImportHouse, UnknownPostsAreRegisteredOnDemand) {
  const std::string header = "account_id,business_id,platform,platform_post_id,fetched_at,likes_count\n";
  const std::string good =
      header + "1,,kiosk,new1,10,1\n1,,k,new1,20,2\n,2,kiosk,new2,10,3\n,1,kiosk,a,10,4\n";
  EXPECT_EQ(told(csv(good, true)), "rows 4: stored 4, unchanged 0, rejected 0");
  EXPECT_EQ(told(csv(good, true)), "rows 4: stored 0, unchanged 4, rejected 0");
  EXPECT_THAT(history(6), ElementsAre("10: likes_count=1", "20: likes_count=2"));
  const PostName second{.platform = "kiosk", .platform_post_id = "new2", .account = AccountId{4}};
  EXPECT_THAT(history(catalog->owners().find({&second, 1}).value().at(0)->id.value),
              ElementsAre("10: likes_count=3"));
  EXPECT_THAT(history(1), ElementsAre("10: likes_count=4"));
  const auto made = catalog->posts().get(engine, {6});
  ASSERT_TRUE(made);
  EXPECT_EQ(made->platform_post_id, "new1");
  EXPECT_FALSE(made->published_at);
  EXPECT_EQ(*catalog->posts().count(), 7u);
}

TEST_F(ImportHouse, WhatCannotBeRegisteredIsRejectedAlone) {
  const std::string header =
      "post_id,account_id,business_id,platform,platform_post_id,fetched_at,likes_count\n";
  EXPECT_EQ(told(csv(header + ",1,,kiosk,has blank,10,1\n,,1,stand,new,10,1\n,9,,kiosk,new,10,1\n" +
                         "9,1,,kiosk,new,10,1\n,1,,kiosk," + std::string(600, 'x') +
                         ",10,1\n,1,,kiosk,fine,10,1\n" + ",1,,gone,new,10,1\n",
                     true)),
            "rows 7: stored 1, unchanged 0, rejected 6\n"
            "2 platform_post_id \"has blank\": a post id has no blanks\n"
            "3 business 1 has several accounts of \"stand\": account_id has to say which\n"
            "4 there is no account 9\n"
            "5 there is no post 9\n"
            "6 the post \"" +
                std::string(60, 'x') +
                "...\" cannot be registered: platform_post_id is 600 bytes long, at most 512 are kept\n"
                "8 account 1 is of kiosk, not of \"gone\"");
}

TEST_F(ImportHouse, WhatIsOutOfSightDoesNotExist) {
  const Asker other{.token = {7}, .role = Role::editor, .businesses = std::set<BusinessId>{{2}}};
  const std::string body =
      "post_id,account_id,business_id,platform,platform_post_id,fetched_at,likes_count\n"
      "1,,,,,10,1\n,1,,kiosk,a,10,1\n,,1,kiosk,a,10,1\n,1,,kiosk,new,10,1\n5,,,,,10,1\n,,2,kiosk,new,10,1\n";
  EXPECT_EQ(told(import({.create = true}, body, other)),
            "rows 6: stored 2, unchanged 0, rejected 4\n"
            "2 there is no post 1\n"
            "3 there is no account 1\n"
            "4 business 1 has no account of \"kiosk\"\n"
            "5 there is no account 1");
  EXPECT_THAT(history(1), IsEmpty());
}

TEST_F(ImportHouse, WhatCameBeforeABrokenConnectionIsKept) {
  const auto answer = import({}, "post_id,fetched_at,likes_count\n1,10,1\n1,20,2\n1,30,3", engine, 5, true);
  ASSERT_FALSE(answer);
  EXPECT_EQ(answer.error().code, Code::network_error);
  // The last line may have been longer.
  EXPECT_THAT(history(1), ElementsAre("10: likes_count=1", "20: likes_count=2"));
}

TEST_F(ImportHouse, ManyPortionsAreOneImport) {
  std::string body = "post_id,fetched_at,likes_count\n";
  constexpr int rows = 140'000;
  for (int i = 0; i < rows; ++i) {
    body += std::to_string(i % 2 + 1) + ',' + std::to_string(1'000 + i) + ',';
    body += i % 100 == 0 ? "x\n" : std::to_string(i) + "\n";
  }
  const auto answer = import({}, body, engine);
  ASSERT_TRUE(answer) << answer.error().message;
  EXPECT_EQ(answer->rows, rows);
  EXPECT_EQ(answer->stored, rows - rows / 100);
  EXPECT_EQ(answer->rejected, rows / 100);
  ASSERT_EQ(answer->errors.size(), kMostErrors);
  EXPECT_EQ(answer->errors.front().line, 2u);
  EXPECT_EQ(answer->errors.back().line, 2u + 100 * (kMostErrors - 1));
  EXPECT_EQ(history(1).size() + history(2).size(), answer->stored);
}

TEST_F(ImportHouse, RandomBytesNeverBreakIt) {
  const unsigned seed = std::random_device{}();
  SCOPED_TRACE("seed " + std::to_string(seed));
  std::mt19937 random(seed);
  const std::string seeds[] = {
      "post_id,account_id,platform,platform_post_id,fetched_at,likes_count\n1,,,,10,1\n,1,kiosk,\"a\",10,1\n",
      R"({"post_id":1,"fetched_at":10,"metrics":{"likes_count":1}})"
      "\n"
      R"({"platform":"kiosk","platform_post_id":"a","account_id":1,"fetched_at":"2026-01-01T00:00:00Z","metrics":{"impressions":-5}})"
      "\n"};
  constexpr std::string_view spice = "\",\n\r{}[]:0123456789-\\\xff\xef.e";
  for (int round = 0; round < 2'000; ++round) {
    const std::size_t form = random() % 2;
    std::string body = seeds[form] + seeds[form];
    for (unsigned changes = random() % 8; changes > 0; --changes) {
      const std::size_t at = random() % body.size();
      const char c = random() % 3 ? spice[random() % spice.size()] : static_cast<char>(random());
      if (random() % 2)
        body[at] = c;
      else if (random() % 2)
        body.insert(at, 1, c);
      else
        body.erase(at, random() % 5);
    }
    const ImportRequest request{.format = form == 0 ? ImportFormat::csv : ImportFormat::ndjson};
    const auto answer = import(request, body, engine, random() % 40 + 1, random() % 4 == 0);
    if (!answer) continue;
    ASSERT_EQ(answer->rows, answer->stored + answer->unchanged + answer->rejected) << body;
    ASSERT_EQ(answer->rejected, answer->errors.size()) << body;
    // However it comes, the same is read: by now all that is good is there.
    const auto again = import(request, body, engine);
    ASSERT_TRUE(again) << body;
    ASSERT_EQ(again->rows, answer->rows) << body;
    ASSERT_EQ(again->stored, 0u) << body;
  }
}

}  // namespace
}  // namespace tidemark::testing
