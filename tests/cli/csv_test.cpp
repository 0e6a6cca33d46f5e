#include "cli/csv.h"

#include <gtest/gtest.h>

#include <random>
#include <sstream>

#include "cli/posts_file.h"
#include "cli/table.h"

namespace tidemark::cli {
namespace {

using Rows = std::vector<std::vector<std::string>>;

/// All rows; what was wrong, if anything, as a last row of one cell.
Rows read(const std::string& text) {
  std::istringstream in(text);
  CsvReader reader(in);
  Rows rows;
  CsvRow row;
  while (true) {
    const auto more = reader.next(row);
    if (!more) rows.push_back({"! " + more.error().message});
    if (!more || !*more) return rows;
    rows.push_back(row.cells);
  }
}

TEST(Csv, IsReadAsRfc4180HasIt) {
  const struct {
    std::string text;
    Rows rows;
  } table[] = {
      {"", {}},
      {"a,b\n1,2\n", {{"a", "b"}, {"1", "2"}}},
      {"a,b\r\n1,2", {{"a", "b"}, {"1", "2"}}},
      {"\xef\xbb\xbf"
       "a,b\n",
       {{"a", "b"}}},
      {"a,,\n", {{"a", "", ""}}},
      {"\"a,b\",c\n", {{"a,b", "c"}}},
      {"\"say \"\"hi\"\"\"\n", {{"say \"hi\""}}},
      {"\"two\nlines\",x\n", {{"two\nlines", "x"}}},
      {"\"two\r\nlines\"\r\nx\r\n", {{"two\nlines"}, {"x"}}},
      {"\"\",\"\"\n", {{"", ""}}},
      {"a\n\n\nb\n", {{"a"}, {"b"}}},
      {"a\n\"open\nb\n", {{"a"}, {"! line 2: a quote is opened and never closed"}}},
      {"a\nb\"c\n", {{"a"}, {"! line 2: a quote inside an unquoted cell"}}},
  };
  for (const auto& row : table) EXPECT_EQ(read(row.text), row.rows) << row.text;
  EXPECT_NE(read("\"a\"b\n")[0][0].find("line 1: text follows a closing quote"), std::string::npos);
}

TEST(Csv, GivesBackWhatWasWritten) {
  const unsigned seed = std::random_device{}();
  SCOPED_TRACE("seed " + std::to_string(seed));
  std::mt19937 random(seed);
  constexpr std::string_view alphabet = "ab,\"\n x;";
  for (int round = 0; round < 300; ++round) {
    Rows rows;
    std::string text;
    const auto columns = random() % 4 + 2;
    for (unsigned r = 0; r < random() % 5 + 1; ++r) {
      rows.emplace_back();
      for (unsigned c = 0; c < columns; ++c) {
        std::string cell, quoted;
        for (unsigned i = random() % 6; i > 0; --i) cell += alphabet[random() % alphabet.size()];
        for (char letter : cell) quoted += letter == '"' ? "\"\"" : std::string(1, letter);
        text += (c ? ",\"" : "\"") + quoted + "\"";
        rows.back().push_back(cell);
      }
      text += random() % 2 ? "\n" : "\r\n";
    }
    ASSERT_EQ(read(text), rows) << text;
  }
}

PostsFile posts(const std::string& text, PostDefaults defaults = {}) {
  defaults.business_of = [](std::int64_t account) -> Result<std::int64_t> {
    if (account == 404) return Error{Code::not_found, "account_id: there is no account 404"};
    return account * 10;
  };
  std::istringstream in(text);
  auto read = read_posts(in, defaults);
  if (read) return std::move(read).value();
  return {{}, {"! " + read.error().message}, 1};
}

TEST(PostsFile, BecomesTheBodyOfARequest) {
  const auto file = posts(
      "account_id,platform_post_id,content_text,published_at,label:campaign,label:tone,platform_post_url\n"
      "7,123,\"Hello, \"\"you\"\"\",2026-11-01T10:00:00Z,spring,,https://x.com/1\n"
      "8,124,,,,,\n");
  ASSERT_EQ(file.batches.size(), 1u);
  EXPECT_EQ(file.batches[0].lines, (std::vector<std::size_t>{2, 3}));
  EXPECT_EQ(
      file.batches[0].body,
      R"([{"account_id":7,"business_id":70,"content_text":"Hello, \"you\"","labels":{"campaign":"spring"},"platform_post_id":"123",)"
      R"("platform_post_url":"https://x.com/1","published_at":"2026-11-01T10:00:00Z"},)"
      R"({"account_id":8,"business_id":80,"platform_post_id":"124"}])");
}

TEST(PostsFile, TakesAccountAndBusinessFromTheCommandLine) {
  const auto file = posts("platform_post_id\n5\n", {.business = 3, .account = 4, .business_of = {}});
  EXPECT_EQ(file.batches.at(0).body, R"([{"account_id":4,"business_id":3,"platform_post_id":"5"}])");
}

TEST(PostsFile, NamesBadRowsByTheirLine) {
  const struct {
    std::string text, says;
  } rows[] = {
      {"", "! the file is empty"},
      {"account_id\n", "! line 1: the column platform_post_id is missing"},
      {"platform_post_id\n1\n", "! line 1: the column account_id is missing, and there is no --account"},
      {"account_id,platform_post_id,likes\n", "! line 1: there is no column \"likes\""},
      {"account_id,platform_post_id,account_id\n", "! line 1: the column \"account_id\" is there twice"},
      {"account_id,platform_post_id\n1,2\n1\n", "line 3: it has 1 cells, the header 2"},
      {"account_id,platform_post_id\nx,2\n", "line 2: account_id: \"x\" is no id"},
      {"account_id,platform_post_id\n0,2\n", "line 2: account_id: \"0\" is no id"},
      {"account_id,platform_post_id\n,2\n", "line 2: account_id is empty"},
      {"account_id,platform_post_id\n1,\n", "line 2: platform_post_id is empty"},
      {"account_id,platform_post_id,content_text\n1,2,\"a\nb\"\n1,,\n", "line 4: platform_post_id is empty"},
      {"account_id,platform_post_id,published_at\n1,2,yesterday\n",
       "line 2: published_at: \"yesterday\" is no time"},
      {"account_id,platform_post_id\n404,2\n", "line 2: account_id: there is no account 404"},
      {"account_id,platform_post_id\n1,\"2\n", "! line 2: a quote is opened"},
  };
  for (const auto& row : rows) {
    const auto file = posts(row.text);
    ASSERT_EQ(file.bad_rows.size(), 1u) << row.text;
    EXPECT_EQ(file.bad_rows[0].substr(0, row.says.size()), row.says);
  }
}

TEST(PostsFile, IsCutIntoRequestsOfTenThousand) {
  std::string text = "account_id,platform_post_id\n";
  for (int i = 0; i < 20'001; ++i) text += "1," + std::to_string(i) + "\n";
  const auto file = posts(text);
  ASSERT_EQ(file.batches.size(), 3u);
  EXPECT_EQ(file.batches[0].lines.size(), 10'000u);
  EXPECT_EQ(file.batches[2].lines, (std::vector<std::size_t>{20'002}));
}

TEST(Table, IsAlignedByWhatATerminalShows) {
  std::ostringstream out;
  Table table({"id", "name", "rate"});
  table.add({"7", "Café", "1.5"});
  table.add({"123", "日本", "-"});
  table.add({"8", "plain", "10"});
  table.print(out);
  EXPECT_EQ(out.str(),
            " id  name   rate\n"
            "  7  Café    1.5\n"
            "123  日本      -\n"
            "  8  plain    10\n");
}

TEST(Table, CutsAndDisarmsText) {
  const struct {
    std::string text;
    std::size_t columns;
    std::string fitted;
  } rows[] = {
      {"short", 10, "short"}, {"exactly", 7, "exactly"},   {"too long", 5, "too …"},
      {"日本語", 5, "日本…"}, {"日本語", 4, "日…"},        {"a\nb\x1b[31m", 20, "a b [31m"},
      {"🎉🎉", 3, "🎉…"},        {"\xff\xfe", 5, "\xff\xfe"},
  };
  for (const auto& row : rows) EXPECT_EQ(fit(row.text, row.columns), row.fitted) << row.text;
}

}  // namespace
}  // namespace tidemark::cli
