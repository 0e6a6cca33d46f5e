#include "query/group_series.h"

#include "query/world.h"

namespace tidemark::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

class GroupSeriesTest : public World {
 protected:
  GroupSeries ask(const Scope& scope, const GroupSeriesRequest& request) {
    auto series = group_series(parts(), scope, request);
    EXPECT_TRUE(series) << series.error().message;
    return series ? *std::move(series) : GroupSeries{};
  }
  /// The figures of one metric as they are answered.
  static std::vector<Figure> column(const GroupSeries& series, std::size_t group, const std::string& metric) {
    std::vector<Figure> figures;
    for (const GroupSeries::Column& one : series.columns) {
      if (one.name != metric) continue;
      SumReader reader(series.groups.at(group).metrics[one.place], series.value);
      for (std::size_t i = 0; i < series.timestamps.size(); ++i) {
        const Figure figure = reader.next();
        figures.push_back(one.adds_up ? figure : std::nullopt);
      }
    }
    return figures;
  }
  static std::vector<std::optional<std::string>> keys(const GroupSeries& series) {
    std::vector<std::optional<std::string>> keys;
    for (const GroupSums& group : series.groups) keys.push_back(group.key);
    return keys;
  }
};

TEST_F(GroupSeriesTest, SumsWhatEachBucketGainedAndWhatStoodAtItsEnd) {
  const BusinessId acme = add_business("UTC");
  const AccountId account = add_account(acme, "kiosk");
  const auto old = add_post(acme, account, "kiosk"), fresh = add_post(acme, account, "kiosk", {}, {}, true);
  say(old, at("2026-05-01T10:00:00Z"), {{"likes_count", 100}});  // a baseline
  say(old, at("2026-05-02T10:00:00Z"), {{"likes_count", 103}});
  say(old, at("2026-05-02T11:00:00Z"), {{"likes_count", 101}});  // it fell
  say(fresh, at("2026-05-02T12:00:00Z"), {{"likes_count", 7}});  // from zero
  say(fresh, at("2026-05-03T12:00:00Z"), {{"impressions", 5}});  // nothing of likes
  say(fresh, at("2026-05-04T12:00:00Z"), {{"likes_count", 7}});  // 0, for a measurement says so
  const Scope may = scope({.business = acme}, at("2026-05-01T00:00:00Z"), at("2026-05-06T00:00:00Z"));
  const auto gains = ask(may, {.metrics = {"likes_count"}});
  EXPECT_EQ(gains.timestamps.size(), 5u);
  EXPECT_THAT(column(gains, 0, "likes_count"), ElementsAre(std::nullopt, 8, std::nullopt, 0, std::nullopt));
  const auto totals = ask(may, {.metrics = {"likes_count"}, .value = SumOf::total});
  EXPECT_THAT(column(totals, 0, "likes_count"), ElementsAre(100, 108, 108, 108, 108));
}

TEST_F(GroupSeriesTest, ATotalIsOfAllPostsMeasuredByThenAndNothingBefore) {
  const BusinessId acme = add_business("UTC");
  const auto post = add_post(acme, add_account(acme, "kiosk"), "kiosk");
  say(post, at("2026-05-02T10:00:00Z"), {{"likes_count", 5}});
  const auto early = ask(scope({}, at("2026-05-01T00:00:00Z"), at("2026-05-03T00:00:00Z")),
                         {.metrics = {"likes_count"}, .value = SumOf::total});
  EXPECT_THAT(column(early, 0, "likes_count"), ElementsAre(std::nullopt, 5));
  const auto late = ask(scope({}, at("2026-06-01T00:00:00Z"), at("2026-06-02T00:00:00Z")),
                        {.metrics = {"likes_count"}, .value = SumOf::total});
  EXPECT_THAT(column(late, 0, "likes_count"), ElementsAre(5));
}

TEST_F(GroupSeriesTest, AWindowInsideABucketIsAnsweredUnderTheBucketsStartAndCountsOnlyWhatLiesInIt) {
  const BusinessId acme = add_business("Europe/Berlin");
  const auto post = add_post(acme, add_account(acme, "kiosk"), "kiosk", {}, {}, true);
  for (int hour = 0; hour < 24; ++hour)
    say(post, Instant{at("2026-05-01T00:00:00Z").ms + hour * 3'600'000}, {{"likes_count", hour + 1}});
  const Scope window = scope({.business = acme}, at("2026-05-01T05:00:00Z"), at("2026-05-01T23:00:00Z"));
  const auto gains = ask(window, {.metrics = {"likes_count"}});
  EXPECT_THAT(gains.timestamps, ElementsAre(at("2026-04-30T22:00:00Z"), at("2026-05-01T22:00:00Z")));
  EXPECT_THAT(column(gains, 0, "likes_count"), ElementsAre(17, 1));
  const auto totals = ask(window, {.metrics = {"likes_count"}, .value = SumOf::total});
  EXPECT_THAT(column(totals, 0, "likes_count"), ElementsAre(22, 23)) << "what stands at the window's end";
}

TEST_F(GroupSeriesTest, WhatDoesNotAddUpIsNull) {
  const BusinessId acme = add_business("UTC");
  const auto kiosk = add_post(acme, add_account(acme, "kiosk"), "kiosk");
  say(kiosk, at("2026-05-01T10:00:00Z"), {{"reach", 5}, {"visitors", 3}});
  const Instant from = at("2026-05-01T00:00:00Z"), to = at("2026-05-02T00:00:00Z");
  const GroupSeriesRequest request{.metrics = {"reach", "visitors"}, .value = SumOf::total};
  const auto all = ask(scope({}, from, to), request);
  EXPECT_THAT(column(all, 0, "reach"), ElementsAre(std::nullopt));
  EXPECT_THAT(column(all, 0, "visitors"), ElementsAre(std::nullopt)) << "booth says so";
  EXPECT_THAT(column(ask(scope({.platform = "k"}, from, to), request), 0, "visitors"), ElementsAre(3));
}

TEST_F(GroupSeriesTest, MetricsAreThoseAskedForEachOnceOrAllThatOccur) {
  const BusinessId acme = add_business("UTC");
  const auto post = add_post(acme, add_account(acme, "kiosk"), "kiosk", {}, {}, true);
  say(post, at("2026-04-01T10:00:00Z"), {{"comments_count", 1}});  // before the window
  say(post, at("2026-05-01T10:00:00Z"), {{"reach", 5}, {"likes_count", 3}, {"clicks", 0}});
  const Scope may = scope({}, at("2026-05-01T00:00:00Z"), at("2026-05-02T00:00:00Z"));
  const auto names = [](const GroupSeries& series) {
    std::vector<std::string> all;
    for (const auto& one : series.columns) all.push_back(one.name);
    return all;
  };
  EXPECT_THAT(names(ask(may, {})), ElementsAre("clicks", "likes_count"));
  EXPECT_THAT(names(ask(may, {.value = SumOf::total})),
              ElementsAre("clicks", "comments_count", "likes_count"));
  EXPECT_THAT(names(ask(may, {.metrics = {"visitors", "reach", "visitors"}})),
              ElementsAre("visitors", "reach"));
  const auto unknown = group_series(parts(), may, {.metrics = {"likes"}});
  ASSERT_FALSE(unknown);
  EXPECT_EQ(unknown.error().code, Code::invalid);
  EXPECT_EQ(unknown.error().field, "metrics");
}

TEST_F(GroupSeriesTest, TooManyBucketsAreRefusedByTheWordStep) {
  add_business("UTC");
  const Scope long_ago = scope({}, at("1990-01-01T00:00:00Z"), at("2026-05-02T00:00:00Z"));
  const auto refused = group_series(parts(), long_ago, {.metrics = {"likes_count"}, .step = Period::quarter});
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, Code::invalid);
  EXPECT_EQ(refused.error().field, "step");
}

TEST_F(GroupSeriesTest, PostsWithoutTheLabelAreTheGroupOfNull) {
  const BusinessId acme = add_business("UTC");
  const AccountId account = add_account(acme, "kiosk");
  const Instant noon = at("2026-05-01T12:00:00Z");
  say(add_post(acme, account, "kiosk", {{"campaign", "spring"}}, {}, true), noon, {{"likes_count", 3}});
  say(add_post(acme, account, "kiosk", {{"campaign", "autumn"}}, {}, true), noon, {{"likes_count", 4}});
  say(add_post(acme, account, "kiosk", {{"team", "spring"}}, {}, true), noon, {{"likes_count", 5}});
  add_post(acme, account, "kiosk", {{"campaign", "never measured"}});
  const Scope may = scope({}, at("2026-05-01T00:00:00Z"), at("2026-05-02T00:00:00Z"));
  const auto series = ask(may, {.metrics = {"likes_count"}, .grouping = {Grouping::By::label, "campaign"}});
  EXPECT_THAT(keys(series), ElementsAre("autumn", "spring", std::nullopt));
  EXPECT_THAT(column(series, 0, "likes_count"), ElementsAre(4));
  EXPECT_THAT(column(series, 1, "likes_count"), ElementsAre(3));
  EXPECT_THAT(column(series, 2, "likes_count"), ElementsAre(5));
}

TEST_F(GroupSeriesTest, AnEmptyWindowHasNoBuckets) {
  const BusinessId acme = add_business("UTC");
  const auto post = add_post(acme, add_account(acme, "kiosk"), "kiosk", {{"campaign", "spring"}});
  say(post, at("2026-05-01T10:00:00Z"), {{"likes_count", 5}});
  const Scope none = scope({}, at("2026-05-02T00:00:00Z"), at("2026-05-02T00:00:00Z"));
  for (const auto by : {Grouping::By::nothing, Grouping::By::platform, Grouping::By::label}) {
    const auto series = ask(none, {.metrics = {"likes_count"}, .grouping = {by, "campaign"}});
    EXPECT_THAT(series.timestamps, IsEmpty());
    EXPECT_EQ(series.groups.size(), 1u);
    EXPECT_THAT(column(series, 0, "likes_count"), IsEmpty());
  }
}

TEST_F(GroupSeriesTest, ARestrictedTokenSumsItsBusinesses) {
  const BusinessId seen = add_business("Asia/Kolkata"), also = add_business("Asia/Kolkata"),
                   unseen = add_business("UTC");
  for (const BusinessId business : {seen, also, unseen})
    say(add_post(business, add_account(business, "kiosk"), "kiosk", {}, {}, true), at("2026-05-01T10:00:00Z"),
        {{"likes_count", static_cast<std::int64_t>(business.value)}});
  const Asker some{.token = {7}, .businesses = std::set<BusinessId>{seen, also, {999}}};
  auto window = scope_of(some, *catalog, platforms, {});
  ASSERT_TRUE(window);
  window->from = at("2026-04-30T18:30:00Z");
  window->to = at("2026-05-01T18:30:00Z");
  const auto series = ask(*window, {.metrics = {"likes_count"}});
  EXPECT_THAT(series.timestamps, ElementsAre(window->from)) << "a day in Kolkata";
  EXPECT_THAT(column(series, 0, "likes_count"),
              ElementsAre(static_cast<std::int64_t>(seen.value + also.value)));
}

// Against the reference.

struct Place {
  const char* zone;
  const char* from;
  const char* to;
};
class GroupSeriesEverywhere : public GroupSeriesTest, public ::testing::WithParamInterface<Place> {
 protected:
  /// By key, as the rules have it.
  std::map<std::optional<std::string>, std::vector<Figure>> plain(const Scope& scope, const std::string& step,
                                                                  const Grouping& grouping, SumOf value,
                                                                  const std::string& metric) {
    const auto buckets = plain_buckets(step, scope.zone, scope.from, scope.to);
    std::map<std::optional<std::string>, std::vector<Figure>> groups;
    if (grouping.by == Grouping::By::nothing) groups[std::nullopt].resize(buckets.size());
    for (const PlainPost& post : posts) {
      if (!in_scope(post, scope) || !stood(post, metric, scope.to)) continue;
      std::optional<std::string> key;
      if (grouping.by == Grouping::By::platform) key = post.platform;
      if (grouping.by == Grouping::By::label && post.labels.contains(grouping.label))
        key = post.labels.at(grouping.label);
      auto& column = groups[key];
      column.resize(buckets.size());
      for (std::size_t i = 0; i < buckets.size(); ++i)
        add(column[i], value == SumOf::gain ? gained(post, metric, buckets[i].from, buckets[i].to)
                                            : stood(post, metric, buckets[i].to));
    }
    return groups;
  }
};

TEST_P(GroupSeriesEverywhere, AnswersAsTheRulesDo) {
  const Place& place = GetParam();
  const unsigned seed = std::random_device{}();
  SCOPED_TRACE(std::string(place.zone) + ", seed " + std::to_string(seed));
  std::mt19937 random(seed);
  const Instant first = at(place.from), last = at(place.to);
  const BusinessId one = add_business(place.zone), two = add_business(place.zone);
  make_random_posts(random, {one, two}, first, last);
  const auto instant = [&](Instant low, Instant high) {
    return Instant{std::uniform_int_distribution<std::int64_t>(low.ms, high.ms)(random)};
  };
  const std::pair<const char*, Period> steps[] = {
      {"15m", Period::quarter}, {"1h", Period::hour}, {"1d", Period::day}, {"1w", Period::week}};
  const ScopeRequest scopes[] = {{},
                                 {.business = one},
                                 {.platform = "k"},
                                 {.label = Label{"campaign", "spring"}},
                                 {.business = two, .platform = "booth", .label = Label{"team", "a"}}};
  const Grouping groupings[] = {{}, {Grouping::By::platform}, {Grouping::By::label, "campaign"}};
  for (const auto& [name, step] : steps)
    for (const ScopeRequest& request : scopes)
      for (const Grouping& grouping : groupings)
        for (const SumOf value : {SumOf::gain, SumOf::total}) {
          const Instant from = instant(first, last);
          const Scope asked = scope(request, from, instant(from, last));
          ASSERT_EQ(asked.zone, place.zone);
          const auto series =
              ask(asked, {.metrics = {"likes_count"}, .step = step, .value = value, .grouping = grouping});
          std::vector<Instant> starts;
          for (const PlainBucket& bucket : plain_buckets(name, asked.zone, asked.from, asked.to))
            starts.push_back(bucket.start);
          SCOPED_TRACE(std::string(name) + " from " + to_rfc3339(asked.from) + " to " + to_rfc3339(asked.to));
          ASSERT_EQ(series.timestamps, starts);
          const auto expected = plain(asked, name, grouping, value, "likes_count");
          ASSERT_EQ(series.groups.size(), expected.size());
          for (std::size_t g = 0; g < series.groups.size(); ++g)
            EXPECT_EQ(column(series, g, "likes_count"), expected.at(series.groups[g].key));
        }
}

INSTANTIATE_TEST_SUITE_P(
    Zones, GroupSeriesEverywhere,
    ::testing::Values(Place{"UTC", "2026-05-25T00:00:00Z", "2026-06-04T00:00:00Z"},
                      Place{"Europe/Berlin", "2026-03-26T00:00:00Z", "2026-04-03T00:00:00Z"},
                      Place{"Europe/Berlin", "2026-10-22T00:00:00Z", "2026-10-29T00:00:00Z"},
                      Place{"America/New_York", "2026-10-29T00:00:00Z", "2026-11-04T00:00:00Z"},
                      Place{"Asia/Kolkata", "2026-02-26T00:00:00Z", "2026-03-05T00:00:00Z"},
                      Place{"Australia/Lord_Howe", "2026-04-01T00:00:00Z", "2026-04-09T00:00:00Z"},
                      Place{"Australia/Lord_Howe", "2026-10-01T00:00:00Z", "2026-10-08T00:00:00Z"},
                      Place{"Pacific/Apia", "2011-12-26T00:00:00Z", "2012-01-04T00:00:00Z"}));

}  // namespace
}  // namespace tidemark::testing
