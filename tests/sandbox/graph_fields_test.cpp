// Graph's field expansion, its times and its versions.

#include <gtest/gtest.h>

#include "sandbox/graph/field_list.h"
#include "sandbox/graph/pacific.h"
#include "sandbox/graph/refusal.h"
#include "sandbox/graph/settings.h"
#include "sandbox/graph/version.h"

namespace tidemark::sandbox::graph {
namespace {

TEST(GraphFields, ReadsCallsAliasesAndBracesAtAnyDepth) {
  const auto fields = parse_fields(
      "id, reactions.type(LIKE).limit(0).summary(total_count).as(like),children{id,owner{id}},"
      "insights.metric(a,b){name}");
  ASSERT_EQ(fields.size(), 4U);
  EXPECT_EQ(fields[1].name, "reactions");
  EXPECT_EQ(fields[1].shown_as(), "like");
  EXPECT_EQ(*fields[1].call("type"), "LIKE");
  EXPECT_EQ(fields[2].fields[1].fields[0].name, "id");
  EXPECT_EQ(*fields[3].call("metric"), "a,b");
  EXPECT_EQ(weight(fields), 1U + 1U + 4U + 3U);
}

TEST(GraphFields, RefusesWhatIsNoListOfFields) {
  for (const char* text : {"id,", "id{", "id{name", "id}", "a.b", "a.limit(1", "", "a b,,c", "{id}"}) {
    try {
      parse_fields(text);
      ADD_FAILURE() << "accepted: " << text;
    } catch (const Refusal& refusal) {
      EXPECT_EQ(refusal.code, 2500) << text;
    }
  }
  EXPECT_THROW(parse_fields("a{a{a{a{a{a{a{a{a{a{a{a{a}}}}}}}}}}}}"), Refusal);
}

TEST(GraphTime, CutsDaysAtMidnightInCaliforniaAlsoWhenTheClocksChange) {
  const struct {
    const char *date, *begins;
  } rows[] = {
      {"2026-09-05", "2026-09-05T07:00:00+0000"}, {"2026-11-01", "2026-11-01T07:00:00+0000"},
      {"2026-11-02", "2026-11-02T08:00:00+0000"}, {"2027-03-14", "2027-03-14T08:00:00+0000"},
      {"2027-03-15", "2027-03-15T07:00:00+0000"}, {"2024-02-29", "2024-02-29T08:00:00+0000"},
  };
  for (const auto& row : rows) {
    const auto at = parse_graph_time(row.date);
    ASSERT_TRUE(at) << row.date;
    EXPECT_EQ(to_graph_time(*at), row.begins);
    EXPECT_EQ(pacific_midnight(pacific_day(*at)), *at) << row.date;
    EXPECT_EQ(pacific_day(*at - 1), pacific_day(*at) - 1) << row.date;
  }
  EXPECT_EQ(parse_graph_time("1788591600"), 1788591600);
  EXPECT_FALSE(parse_graph_time("2026-02-30"));
  EXPECT_FALSE(parse_graph_time("yesterday"));
  EXPECT_EQ(in_words(1448316000), "Monday, 23-Nov-15 14:00:00 PST");
}

TEST(GraphVersion, ServesAnExpiredVersionByTheOldestThatLives) {
  const std::int64_t in_november_2026 = 1795348800, in_2029 = 1861920000;
  const struct {
    const char* path;
    std::int64_t now_s;
    int asked, used;
    const char* rest;
  } rows[] = {
      {"/v25.0/me", in_november_2026, 25, 25, "/me"},
      {"/v18.0/1/insights", in_november_2026, 18, 21, "/1/insights"},
      {"/v2.3", in_november_2026, 2, 21, ""},
      {"/me", in_november_2026, 0, 25, "/me"},
      {"/v25.0/me", in_2029, 25, 26, "/me"},
      {"/", in_2029, 0, 26, "/"},
  };
  for (const auto& row : rows) {
    const auto version = read_version(row.path, row.now_s);
    ASSERT_TRUE(version) << row.path;
    EXPECT_EQ(version->asked, row.asked) << row.path;
    EXPECT_EQ(version->used, row.used) << row.path;
    EXPECT_EQ(version->rest, row.rest) << row.path;
  }
  EXPECT_FALSE(read_version("/v99.0/me", in_november_2026));
  EXPECT_FALSE(read_version("/vx.0/me", in_november_2026));
}

TEST(GraphSettings, AreChangedByTextOrSayWhatTheyWant) {
  Settings settings;
  for (const char* text :
       {"reduce_at=2000", "small=3", "retire=post_clicks", "proof=required", "page_limit=on"})
    EXPECT_TRUE(change(settings, text)) << text;
  EXPECT_EQ(settings.reduce_at, 2000);
  EXPECT_TRUE(settings.small.count(3));
  EXPECT_TRUE(settings.retired.count("post_clicks"));
  EXPECT_TRUE(settings.proof_required && settings.page_limit);
  EXPECT_TRUE(change(settings, "retire=-post_clicks"));
  EXPECT_TRUE(settings.retired.empty());
  for (const char* text : {"", "reduce_at", "reduce_at=", "reduce_at=-1", "reduce_at=x", "small=0",
                           "retire=", "stories_a_day=25", "proof=maybe", "colour=blue"}) {
    const auto done = change(settings, text);
    ASSERT_FALSE(done) << text;
    EXPECT_EQ(done.error().code, Code::invalid);
  }
}

}  // namespace
}  // namespace tidemark::sandbox::graph
