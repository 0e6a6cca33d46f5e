#include "query/trends.h"

#include "query/world.h"

namespace tidemark::testing {
namespace {

using ::testing::IsEmpty;

class TrendsTest : public World {
 protected:
  std::vector<Trend> ask(const Scope& scope, const TrendsRequest& request) {
    auto found = trends(parts(), scope, request);
    EXPECT_TRUE(found) << found.error().message;
    return found ? *std::move(found) : std::vector<Trend>();
  }
};

const Instant kMay = at("2026-05-01T00:00:00Z"), kJune = at("2026-06-01T00:00:00Z");

TEST_F(TrendsTest, ARowSumsWhatWasMeasuredAndItsRateIsThatOfItsSums) {
  const BusinessId acme = add_business("UTC");
  const AccountId account = add_account(acme, "kiosk");
  const auto one = add_post(acme, account, "kiosk", {}, {}, true),
             two = add_post(acme, account, "kiosk", {}, {}, true);
  const Instant noon = at("2026-05-01T12:00:00Z");
  say(one, noon,
      {{"likes_count", 3},
       {"comments_count", 1},
       {"shares_count", 2},
       {"quote_tweets_count", 4},
       {"impressions", 50}});
  say(two, noon, {{"likes_count", 10}, {"impressions", 250}});  // no shares: not zero, but the sum goes on
  const auto rows = ask(scope({}, kMay, at("2026-05-03T00:00:00Z")), {});
  ASSERT_EQ(rows.size(), 2u);
  EXPECT_EQ(to_date(rows[0].day), "2026-05-01");
  EXPECT_EQ(rows[0].posts, 2);
  EXPECT_EQ(rows[0].sums.likes, 13);
  EXPECT_EQ(shares_with_quotes(rows[0].sums), 6);
  EXPECT_EQ(total_engagement(rows[0].sums), 13 + 1 + 6);
  EXPECT_EQ(engagement_rate_hundredths(rows[0].sums), 667);  // 20 of 300
  EXPECT_EQ(rows[1].posts, 0);
  EXPECT_EQ(rows[1].sums.likes, std::nullopt) << "nothing was measured";
  EXPECT_EQ(total_engagement(rows[1].sums), std::nullopt);
}

TEST_F(TrendsTest, PartsThatNobodyMeasuredAreNullAndSoIsWhatNeedsThem) {
  const BusinessId acme = add_business("UTC");
  const auto post = add_post(acme, add_account(acme, "kiosk"), "kiosk", {}, {}, true);
  say(post, at("2026-05-01T12:00:00Z"), {{"likes_count", 3}, {"comments_count", 1}, {"impressions", 0}});
  const auto rows = ask(scope({}, kMay, at("2026-05-02T00:00:00Z")), {});
  EXPECT_EQ(rows[0].sums.likes, 3);
  EXPECT_EQ(shares_with_quotes(rows[0].sums), std::nullopt);
  EXPECT_EQ(total_engagement(rows[0].sums), std::nullopt);
  EXPECT_EQ(engagement_rate_hundredths(rows[0].sums), std::nullopt);
}

TEST_F(TrendsTest, TotalsAreOfAllPostsMeasuredByThenCountsOfThoseMeasuredInThePeriod) {
  const BusinessId acme = add_business("UTC");
  const AccountId account = add_account(acme, "kiosk");
  say(add_post(acme, account, "kiosk"), at("2026-04-20T12:00:00Z"), {{"likes_count", 100}});
  say(add_post(acme, account, "kiosk"), at("2026-05-20T12:00:00Z"), {{"likes_count", 7}});
  const auto rows =
      ask(scope({}, kMay, at("2026-07-01T00:00:00Z")), {.period = Period::month, .value = TrendValue::total});
  ASSERT_EQ(rows.size(), 2u);
  EXPECT_EQ(rows[0].sums.likes, 107);
  EXPECT_EQ(rows[0].posts, 1);
  EXPECT_EQ(rows[1].sums.likes, 107);
  EXPECT_EQ(rows[1].posts, 0);
}

TEST_F(TrendsTest, PublishedCountsPostsByTheirPublicationAndSumsWhatTheyHave) {
  const BusinessId acme = add_business("Europe/Berlin");
  const AccountId account = add_account(acme, "kiosk");
  const auto post = [&](std::optional<Instant> published) {
    return add_post(acme, account, "kiosk", {}, published);
  };
  say(post(at("2026-05-04T21:59:59Z")), at("2026-08-01T00:00:00Z"), {{"likes_count", 3}});  // a Monday still
  say(post(at("2026-05-04T22:00:00Z")), at("2026-05-05T00:00:00Z"), {{"likes_count", 4}});
  post(at("2026-05-05T10:00:00Z"));  // never measured
  say(post(std::nullopt), at("2026-05-05T00:00:00Z"), {{"likes_count", 50}});
  const auto rows = ask(scope({}, at("2026-05-03T22:00:00Z"), at("2026-05-05T22:00:00Z")),
                        {.value = TrendValue::published});
  ASSERT_EQ(rows.size(), 2u);
  EXPECT_EQ(rows[0].posts, 1);
  EXPECT_EQ(rows[0].sums.likes, 3) << "what it has by now";
  EXPECT_EQ(rows[1].posts, 2);
  EXPECT_EQ(rows[1].sums.likes, 4);
}

TEST_F(TrendsTest, GroupedThereIsARowForEachPeriodAndPlatform) {
  const BusinessId acme = add_business("UTC");
  say(add_post(acme, add_account(acme, "kiosk"), "kiosk", {}, {}, true), at("2026-05-01T12:00:00Z"),
      {{"likes_count", 3}});
  say(add_post(acme, add_account(acme, "booth"), "booth", {}, {}, true), at("2026-05-02T12:00:00Z"),
      {{"likes_count", 4}});
  const auto rows = ask(scope({}, kMay, at("2026-05-03T00:00:00Z")), {.by_platform = true});
  ASSERT_EQ(rows.size(), 4u);
  const std::pair<std::optional<std::string>, Figure> expected[] = {
      {"booth", std::nullopt}, {"kiosk", 3}, {"booth", 4}, {"kiosk", std::nullopt}};
  for (std::size_t i = 0; i < 4; ++i)
    EXPECT_EQ(std::pair(rows[i].platform, rows[i].sums.likes), expected[i]) << i;
}

TEST_F(TrendsTest, AnEmptyWindowHasNoRowsAndTooManyPeriodsAreRefused) {
  add_business("UTC");
  EXPECT_THAT(ask(scope({}, kMay, kMay), {}), IsEmpty());
  const auto refused = trends(parts(), scope({}, at("1000-01-01T00:00:00Z"), kMay), {});
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().field, "period");
}

TEST_F(TrendsTest, AnswerAsTheRulesDoOnRandomHistories) {
  const unsigned seed = std::random_device{}();
  SCOPED_TRACE("seed " + std::to_string(seed));
  std::mt19937 random(seed);
  const std::vector<BusinessId> businesses{add_business("America/New_York"),
                                           add_business("America/New_York")};
  const Instant first = at("2026-10-10T00:00:00Z"), last = at("2026-11-20T00:00:00Z");
  make_random_posts(random, businesses, first, last);
  const ScopeRequest scopes[] = {
      {}, {.business = businesses[0]}, {.platform = "booth"}, {.label = Label{"campaign", "spring"}}};
  const std::pair<const char*, Period> periods[] = {
      {"1d", Period::day}, {"1w", Period::week}, {"1M", Period::month}};
  for (const auto& [name, period] : periods)
    for (const ScopeRequest& request : scopes)
      for (const TrendValue value : {TrendValue::gain, TrendValue::total, TrendValue::published}) {
        const Scope asked = scope(request, first + std::chrono::hours(30), last - std::chrono::minutes(100));
        const auto rows = ask(asked, {.period = period, .value = value});
        const auto buckets = plain_buckets(name, asked.zone, asked.from, asked.to);
        ASSERT_EQ(rows.size(), buckets.size());
        for (std::size_t i = 0; i < rows.size(); ++i) {
          SCOPED_TRACE(std::string(name) + " " + buckets[i].day);
          EXPECT_EQ(to_date(rows[i].day), buckets[i].day);
          Figure likes, shares;
          std::int64_t count = 0;
          for (const PlainPost& post : posts) {
            if (!in_scope(post, asked)) continue;
            const auto& [start, from, to, day] = buckets[i];
            const bool published = post.published_at && from <= *post.published_at && *post.published_at < to;
            count += value == TrendValue::published ? published : measured(post, from, to);
            if (value == TrendValue::published && !published) continue;
            const auto figure = [&](const char* metric) {
              return value == TrendValue::gain    ? gained(post, metric, from, to)
                     : value == TrendValue::total ? stood(post, metric, to)
                                                  : stood(post, metric, last + std::chrono::hours(1));
            };
            add(likes, figure("likes_count"));
            add(shares, figure("shares_count"));
          }
          EXPECT_EQ(rows[i].posts, count);
          EXPECT_EQ(rows[i].sums.likes, likes);
          EXPECT_EQ(rows[i].sums.shares, shares);
        }
      }
}

}  // namespace
}  // namespace tidemark::testing
