#include "admin/moments.h"

#include <gtest/gtest.h>

namespace tidemark {
namespace {

struct Row {
  const char* text;
  Edge edge;
  const char* zone;
  const char* instant;
};

TEST(Moments, MeanWhatTheContractSays) {
  const Instant now = *parse_rfc3339("2026-11-22T12:00:00Z");
  const Row rows[] = {
      {"2026-11-22T13:45:00+01:00", Edge::from, "UTC", "2026-11-22T12:45:00.000Z"},
      {"now", Edge::to, "UTC", "2026-11-22T12:00:00.000Z"},
      {"now-30d", Edge::from, "UTC", "2026-10-23T12:00:00.000Z"},
      {"now-90m", Edge::from, "UTC", "2026-11-22T10:30:00.000Z"},
      {"2026-11-22", Edge::from, "UTC", "2026-11-22T00:00:00.000Z"},
      {"2026-11-22", Edge::to, "UTC", "2026-11-23T00:00:00.000Z"},
      {"2026-11-22", Edge::from, "Europe/Berlin", "2026-11-21T23:00:00.000Z"},
      {"2026-03-29", Edge::from, "Europe/Berlin", "2026-03-28T23:00:00.000Z"},  // a day of 23 hours
      {"2026-03-29", Edge::to, "Europe/Berlin", "2026-03-29T22:00:00.000Z"},
      {"2018-11-04", Edge::from, "America/Sao_Paulo", "2018-11-04T03:00:00.000Z"},  // no midnight on that day
      {"2026-11-22", Edge::from, "Asia/Kathmandu", "2026-11-21T18:15:00.000Z"},
  };
  for (const auto& row : rows) {
    const auto at = resolve_moment(row.text, row.edge, now, row.zone);
    ASSERT_TRUE(at) << row.text;
    EXPECT_EQ(to_rfc3339(*at), row.instant) << row.text << " in " << row.zone;
  }
}

TEST(Moments, AreNothingElse) {
  for (const char* text :
       {"", "today", "now-", "now-d", "now-3", "now--3d", "now-3y", "2026-2-3", "2026-02-29", "22.11.2026"})
    EXPECT_FALSE(is_moment(text)) << text;
}

}  // namespace
}  // namespace tidemark
