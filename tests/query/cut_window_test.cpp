#include "query/cut_window.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "query/reference.h"

namespace tidemark::testing {
namespace {

using ::testing::ElementsAre;

struct Row {
  const char* why;
  Period period;
  const char* zone;
  const char* from;
  const char* to;
  std::vector<std::string> starts;
  std::vector<std::string> days;
};

TEST(CutWindow, HasEveryBucketThatTheWindowTouches) {
  const Row rows[] = {
      {"quarters are those of UTC",
       Period::quarter,
       "Asia/Kathmandu",
       "2026-05-01T10:07:00Z",
       "2026-05-01T10:30:00.001Z",
       {"2026-05-01T10:00:00.000Z", "2026-05-01T10:15:00.000Z", "2026-05-01T10:30:00.000Z"},
       {}},
      {"so are hours, also where clocks show half ones",
       Period::hour,
       "Asia/Kolkata",
       "2026-05-01T10:30:00Z",
       "2026-05-01T12:00:00Z",
       {"2026-05-01T10:00:00.000Z", "2026-05-01T11:00:00.000Z"},
       {}},
      {"before 1970 too",
       Period::hour,
       "UTC",
       "1969-12-31T23:30:00Z",
       "1970-01-01T00:00:01Z",
       {"1969-12-31T23:00:00.000Z", "1970-01-01T00:00:00.000Z"},
       {}},
      {"a day of 23 hours",
       Period::day,
       "Europe/Berlin",
       "2026-03-28T23:00:00Z",
       "2026-03-29T22:00:00Z",
       {"2026-03-28T23:00:00.000Z"},
       {"2026-03-29"}},
      {"a day of 24 and a half",
       Period::day,
       "Australia/Lord_Howe",
       "2026-04-04T13:00:00Z",
       "2026-04-06T13:30:00Z",
       {"2026-04-04T13:00:00.000Z", "2026-04-05T13:30:00.000Z"},
       {"2026-04-05", "2026-04-06"}},
      {"no midnight on that day",
       Period::day,
       "America/Sao_Paulo",
       "2018-11-03T03:00:00Z",
       "2018-11-04T12:00:00Z",
       {"2018-11-03T03:00:00.000Z", "2018-11-04T03:00:00.000Z"},
       {"2018-11-03", "2018-11-04"}},
      {"a day that never was",
       Period::day,
       "Pacific/Apia",
       "2011-12-29T10:00:00Z",
       "2011-12-31T10:00:00Z",
       {"2011-12-29T10:00:00.000Z", "2011-12-30T10:00:00.000Z"},
       {"2011-12-29", "2011-12-31"}},
      {"midnight comes twice, and it is past the first",
       Period::day,
       "America/St_Johns",
       "2010-11-07T02:45:00Z",
       "2010-11-07T12:00:00Z",
       {"2010-11-07T02:30:00.000Z"},
       {"2010-11-07"}},
      {"weeks begin on Mondays",
       Period::week,
       "America/New_York",
       "2026-03-08T12:00:00Z",
       "2026-03-16T04:00:00.001Z",
       {"2026-03-02T05:00:00.000Z", "2026-03-09T04:00:00.000Z", "2026-03-16T04:00:00.000Z"},
       {"2026-03-02", "2026-03-09", "2026-03-16"}},
      {"months are as long as they are",
       Period::month,
       "Europe/Berlin",
       "2024-02-29T12:00:00Z",
       "2024-04-01T00:00:00Z",
       {"2024-01-31T23:00:00.000Z", "2024-02-29T23:00:00.000Z", "2024-03-31T22:00:00.000Z"},
       {"2024-02-01", "2024-03-01", "2024-04-01"}},
      {"years",
       Period::year,
       "Asia/Kolkata",
       "2025-12-31T18:29:59.999Z",
       "2025-12-31T18:30:00.001Z",
       {"2024-12-31T18:30:00.000Z", "2025-12-31T18:30:00.000Z"},
       {"2025-01-01", "2026-01-01"}},
      {"an empty window has none",
       Period::day,
       "UTC",
       "2026-05-01T10:00:00Z",
       "2026-05-01T10:00:00Z",
       {},
       {}},
  };
  for (const Row& row : rows) {
    SCOPED_TRACE(row.why);
    const Instant from = *parse_rfc3339(row.from), to = *parse_rfc3339(row.to);
    const auto cut = cut_window(row.period, row.zone, from, to, "step");
    ASSERT_TRUE(cut);
    std::vector<std::string> starts, days;
    for (const Instant start : cut->starts) starts.push_back(to_rfc3339(start));
    for (const Day day : cut->days) days.push_back(to_date(day));
    EXPECT_EQ(starts, row.starts);
    EXPECT_EQ(days, row.days);
    if (row.starts.empty()) continue;
    ASSERT_EQ(cut->edges.size(), starts.size() + 1);
    EXPECT_EQ(cut->edges.front(), from);
    EXPECT_EQ(cut->edges.back(), to);
    EXPECT_TRUE(std::is_sorted(cut->edges.begin(), cut->edges.end()));
  }
}

TEST(CutWindow, RefusesMoreBucketsThanAnybodyLooksAt) {
  const Instant from = *parse_rfc3339("0001-01-01T00:00:00Z"), to = *parse_rfc3339("9999-12-31T00:00:00Z");
  for (const Period period : {Period::quarter, Period::hour, Period::day}) {
    const auto cut = cut_window(period, "Europe/Berlin", from, to, "period");
    ASSERT_FALSE(cut);
    EXPECT_EQ(cut.error().code, Code::invalid);
    EXPECT_EQ(cut.error().field, "period");
  }
  EXPECT_TRUE(cut_window(Period::year, "Europe/Berlin", from, to, "period"));
}

}  // namespace
}  // namespace tidemark::testing
