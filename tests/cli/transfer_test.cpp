// tidemark export and tidemark import.

#include <gmock/gmock.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "cli/post_analytics.h"
#include "command.h"
#include "support/temp_dir.h"

namespace tidemark::cli::testing {
namespace {

using ::testing::HasSubstr;
using ::testing::StartsWith;
using tidemark::testing::TempDir;

constexpr std::string_view kAllGood = R"({"rows":2,"stored":1,"unchanged":1,"rejected":0,"errors":[]})";
const std::string kPlatforms =
    R"({"items":[{"id":"twitter","metrics":[{"name":"likes_count","unit":"1","kind":"running_total"},)"
    R"({"name":"comments_count","unit":"1","kind":"running_total"},)"
    R"({"name":"reach_of_day","unit":"1","kind":"window_total"}]},{"id":"wreck","metrics":[]}]})";

std::string content_of(const std::filesystem::path& file) {
  std::ifstream in(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

TEST(ExportCommand, AsksForWhatItWasTold) {
  FakeAdmin admin([](const Asked&) { return Told{200, "post_id\n1\n"}; });
  Place place;
  const auto outcome = place.run(admin, {"export", "--business", "3", "--platform", "x", "--metric",
                                         "likes_count,reach", "--from", "now-7d", "--format", "csv"});
  EXPECT_EQ(outcome.code, 0) << outcome.err;
  EXPECT_EQ(outcome.out, "post_id\n1\n");
  EXPECT_EQ(
      admin.asked().at(0).target,
      "/api/v1/analytics/export?business_id=3&platform=x&metrics=likes_count%2Creach&from=now-7d&format=csv");
  EXPECT_EQ(place.run(admin, {"export", "--format", "xml"}).code, 2);
}

TEST(ExportCommand, AFileHasItsNameOnceItIsWhole) {
  TempDir dir;
  const std::string file = (dir / "all.csv").string();
  const std::string head = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n";
  Told told{.raw = head};
  FakeAdmin admin([&](const Asked&) { return told; });
  Place place;
  auto outcome = place.run(admin, {"export", "--output", file});
  EXPECT_EQ(outcome.code, 1);
  EXPECT_THAT(outcome.err, HasSubstr("broke off"));
  EXPECT_TRUE(std::filesystem::is_empty(dir.path()));

  told.raw = head + "6;x=y\r\n world\r\n0\r\n\r\n";
  outcome = place.run(admin, {"export", "--output", file});
  EXPECT_EQ(outcome.code, 0) << outcome.err;
  EXPECT_EQ(content_of(file), "hello world");
}

TEST(ExportCommand, AnAnswerThatBreaksOffIsNoWholeOne) {
  const std::string answers[] = {
      "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n",
      "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhel",
      "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n",
      "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\nlater\r\n",
      "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhello",
      "HTTP/1.1 200 OK\r\n\r\nhello",
  };
  for (const std::string& answer : answers) {
    FakeAdmin admin([&](const Asked&) { return Told{.raw = answer}; });
    const auto outcome = Place().run(admin, {"export"});
    EXPECT_EQ(outcome.code, 1) << answer;
    EXPECT_THAT(outcome.err, HasSubstr("broke off")) << answer;
  }
}

TEST(ExportCommand, SaysWhatTheEngineSays) {
  FakeAdmin admin([](const Asked&) { return Told{404, R"({"detail":"there is no business 9"})"}; });
  const auto outcome = Place().run(admin, {"export", "--business", "9"});
  EXPECT_EQ(outcome.code, 1);
  EXPECT_EQ(outcome.err, "tidemark: there is no business 9\n");
}

TEST(ImportCommand, SendsTheFileAsItIs) {
  TempDir dir;
  std::string body = "post_id,fetched_at,likes_count\n";
  for (int i = 0; i < 100'000; ++i) body += "1," + std::to_string(i) + ",1\n";
  std::ofstream(dir / "rows.csv") << body;
  std::ofstream(dir / "rows.ndjson") << "{}\n";
  FakeAdmin admin([](const Asked&) { return Told{200, std::string(kAllGood)}; });
  Place place{.input = "post_id\n"};
  const auto outcome = place.run(admin, {"import", (dir / "rows.csv").string(), "--create"});
  EXPECT_EQ(outcome.code, 0) << outcome.err;
  EXPECT_EQ(outcome.out, "2 rows: 1 stored, 1 unchanged, 0 rejected\n");
  EXPECT_EQ(place.run(admin, {"import", (dir / "rows.ndjson").string()}).code, 0);
  EXPECT_EQ(place.run(admin, {"import", "-", "--json"}).out, std::string(kAllGood) + "\n");
  const auto asked = admin.asked();
  ASSERT_EQ(asked.size(), 3u);
  EXPECT_EQ(asked[0].line(), "POST /api/v1/import?create=true");
  EXPECT_EQ(asked[0].type, "text/csv");
  EXPECT_TRUE(asked[0].body == body);
  EXPECT_EQ(asked[1].type, "application/x-ndjson");
  EXPECT_EQ(asked[2].body, "post_id\n");
}

TEST(ImportCommand, FailsIfRowsWereRejected) {
  std::string errors;
  for (int i = 2; i < 32; ++i)
    errors +=
        (errors.empty() ? "" : ",") + std::string(R"({"line":)") + std::to_string(i) + R"(,"reason":"no"})";
  FakeAdmin admin([&](const Asked&) {
    return Told{200, R"({"rows":50,"stored":10,"unchanged":0,"rejected":40,"errors":[)" + errors + "]}"};
  });
  const auto outcome = Place{.input = "x"}.run(admin, {"import", "-"});
  EXPECT_EQ(outcome.code, 1);
  EXPECT_THAT(outcome.err, StartsWith("line 2: no\nline 3: no\n"));
  EXPECT_THAT(outcome.err, HasSubstr("line 21: no\nand 20 more\n"));
}

TEST(ImportCommand, SaysWhyAFileIsRefused) {
  FakeAdmin admin([&](const Asked&) {
    return Told{400, R"({"detail":"wrong","errors":[{"field":"claps","detail":"is no metric"}]})"};
  });
  Place place{.input = "x"};
  EXPECT_EQ(place.run(admin, {"import", "-"}).err, "tidemark: wrong; claps: is no metric\n");
  EXPECT_EQ(place.run(admin, {"import", "/no/such/file"}).err, "tidemark: cannot read /no/such/file\n");
  EXPECT_EQ(place.run(admin, {"import", "-", "--business", "3"}).code, 2);
}

TEST(PostAnalytics, BecomesRowsOfAnImport) {
  FakeAdmin admin([](const Asked& asked) {
    return Told{200, asked.method == "GET" ? kPlatforms : std::string(kAllGood)};
  });
  Place place{.input =
                  "id,published_post_id,business_id,platform,likes_count,comments_count,engagement_rate,"
                  "fetched_at,platform_post_id,raw_data\n"
                  "1,77,8,Twitter,5,,1.25,2025-11-22 13:45:00+00,123,\"{\"\"a\"\":\n1}\"\n"
                  "2,78,8,twitter,0,0,0,2025-11-22 13:45:00,124,NULL\n"
                  "3,79,8,linkedin,NULL,2,0,2025-11-22T13:45:00Z,\"urn:li:share:1,2\",\n"};
  auto outcome = place.run(admin, {"import", "-", "--format", "post-analytics"});
  EXPECT_EQ(outcome.code, 0) << outcome.err;
  EXPECT_EQ(
      outcome.err,
      "left out, being no metrics of a loaded platform: id, published_post_id, engagement_rate, raw_data\n"
      "1 of 3 rows are all zero; such tables often have zeros where a fetch failed\n");
  // The second row stands on the table's fourth line.
  EXPECT_EQ(admin.asked().at(1).body,
            "business_id,platform,likes_count,comments_count,fetched_at,platform_post_id\n"
            "8,twitter,5,,2025-11-22 13:45:00+00:00,123\n"
            "\n"
            "8,twitter,0,0,2025-11-22 13:45:00Z,124\n"
            "8,linkedin,,2,2025-11-22T13:45:00Z,\"urn:li:share:1,2\"\n");
  outcome = place.run(admin, {"import", "-", "--format", "post-analytics", "--business", "3"});
  EXPECT_THAT(admin.asked().at(3).body,
              StartsWith("platform,likes_count,comments_count,fetched_at,platform_post_id,business_id\n"
                         "twitter,5,,2025-11-22 13:45:00+00:00,123,3\n"));
}

TEST(PostAnalytics, ATableThatIsNoneIsRefused) {
  const std::pair<std::string, std::string> rows[] = {
      {"", "tidemark: the file is empty; a table with a header line is wanted\n"},
      {"platform,fetched_at,business_id\n", "tidemark: line 1: the column platform_post_id is missing\n"},
      {"platform,platform_post_id,fetched_at\n", "tidemark: line 1: the column business_id is missing\n"},
      {"platform,platform\n", "tidemark: line 1: the column \"platform\" is there twice\n"},
  };
  FakeAdmin admin([](const Asked&) { return Told{200, kPlatforms}; });
  for (const auto& [text, says] : rows)
    EXPECT_EQ(Place{.input = text}.run(admin, {"import", "-", "--format", "post-analytics"}).err, says);
}

TEST(PostAnalytics, TimesOfDatabasesAreUnderstood) {
  const std::pair<const char*, const char*> rows[] = {
      {"2025-11-22 13:45:00+00", "2025-11-22 13:45:00+00:00"},
      {"2025-11-22 13:45:00.123456-0530", "2025-11-22 13:45:00.123456-05:30"},
      {"2025-11-22 13:45:00", "2025-11-22 13:45:00Z"},
      {"2025-11-22T13:45:00.5", "2025-11-22T13:45:00.5Z"},
      {"2025-11-22 13:45:00 UTC", "2025-11-22 13:45:00Z"},
      {"2025-11-22T13:45:00Z", "2025-11-22T13:45:00Z"},
      {"2025-11-22T13:45:00+01:00", "2025-11-22T13:45:00+01:00"},
      {"1763819100000", "1763819100000"},
      {"2025-11-22", "2025-11-22"},
      {"", ""},
      {"-", "-"},
  };
  for (const auto& [text, is] : rows) EXPECT_EQ(rfc3339_of(text), is) << text;
}

}  // namespace
}  // namespace tidemark::cli::testing
