// Questions about a window on the command line.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "command.h"

namespace tidemark::cli::testing {
namespace {

using ::testing::HasSubstr;

TEST(PeriodCommands, AskWhatTheWordsSay) {
  const struct {
    std::vector<std::string> words;
    std::string line;
  } rows[] = {
      {{"top", "3"}, "GET /api/v1/analytics/top-posts?business_id=3"},
      {{"top", "3", "--metric", "clicks", "--limit", "5", "--from", "2026-05-01", "--to", "2026-05-31"},
       "GET /api/v1/analytics/top-posts?business_id=3&from=2026-05-01&to=2026-05-31&metric=clicks&limit=5"},
      {{"overview", "3", "--platform", "x"}, "GET /api/v1/analytics/overview?business_id=3&platform=x"},
      {{"summaries", "3", "--period", "weekly", "--label", "campaign:spring"},
       "GET /api/v1/analytics/summaries?business_id=3&label=campaign%3Aspring&period_type=weekly"},
  };
  for (const auto& row : rows) {
    FakeAdmin admin([](const Asked&) { return Told{200, R"({"items":[]})"}; });
    const auto outcome = Place().run(admin, row.words);
    EXPECT_EQ(outcome.code, 0) << row.line << outcome.err;
    ASSERT_EQ(admin.asked().size(), 1u) << row.line;
    EXPECT_EQ(admin.asked()[0].line(), row.line);
  }
  FakeAdmin admin([](const Asked&) { return Told{200, "{}"}; });
  EXPECT_EQ(Place().run(admin, {"top"}).code, 2) << "of which business?";
  EXPECT_EQ(Place().run(admin, {"summaries", "3", "--period", "hourly"}).code, 2);
}

TEST(PeriodCommands, PrintTablesForPeopleAndTheAnswerForPrograms) {
  const std::string ranked =
      R"({"metric":"engagement_rate","items":[{"rank":1,"value":1.75,"post_id":8,"platform":"reef","published_at":null,"content_preview":"A tide"}]})";
  FakeAdmin posts([&](const Asked&) { return Told{200, ranked}; });
  const auto table = Place().run(posts, {"top", "3"});
  EXPECT_THAT(table.out, HasSubstr("1.75"));
  EXPECT_THAT(table.out, HasSubstr("A tide"));
  EXPECT_EQ(Place().run(posts, {"top", "3", "--json"}).out, ranked + "\n");

  FakeAdmin whole([](const Asked&) {
    return Told{200, R"({"period_start":"2026-05-01T00:00:00.000Z","period_end":"2026-06-01T00:00:00.000Z",
      "summary":{"total_posts":4,"total_likes":null},"by_platform":[{"platform":"reef","percentage_of_total":100}],
      "trends":[],"top_posts":[{"rank":1,"value":1.75,"post_id":8,"content_preview":"A tide"}],"best_times":[]})"};
  });
  const auto seen = Place().run(whole, {"overview", "3"});
  EXPECT_EQ(seen.code, 0) << seen.err;
  for (const char* part :
       {"2026-05-01T00:00:00.000Z to 2026-06-01", "by_platform", "reef", "top_posts", "A tide"})
    EXPECT_THAT(seen.out, HasSubstr(part));
  EXPECT_THAT(seen.out, ::testing::Not(HasSubstr("best_times"))) << "nothing is known of them";
}

}  // namespace
}  // namespace tidemark::cli::testing
