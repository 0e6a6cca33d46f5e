// Random histories, and every question about windows beside a slow answer made from the raw snapshots alone.

#include <cmath>
#include <random>

#include "measured_businesses.h"

namespace tidemark::testing {
namespace {

using Count = std::optional<std::int64_t>;

constexpr const char* kZones[] = {"UTC", "Europe/Berlin", "Asia/Kolkata", "Australia/Lord_Howe",
                                  "America/St_Johns"};
constexpr const char* kMetrics[] = {"likes_count", "comments_count", "shares_count", "quote_tweets_count",
                                    "impressions", "clicks",         "reach"};

/// Small numbers, so that doubles are exact enough to round like the product.
Count rate(Count part, Count whole) {
  if (!part || !whole || *whole == 0) return std::nullopt;
  return std::llround(static_cast<double>(*part) * 10'000.0 / static_cast<double>(*whole));
}
Count sum(Count a, Count b) {
  if (!a && !b) return std::nullopt;
  return a.value_or(0) + b.value_or(0);
}

/// What a post is worth at an instant.
struct Figures {
  Count likes, comments, shares, impressions, clicks, reach, engagement, rate;
  Figures(const RawSubject& post, std::int64_t at) {
    likes = post.stood("likes_count", at);
    comments = post.stood("comments_count", at);
    shares = post.stood("shares_count", at);
    if (shares) *shares += post.stood("quote_tweets_count", at).value_or(0);
    impressions = post.stood("impressions", at);
    clicks = post.stood("clicks", at);
    reach = post.stood("reach", at);
    if (likes && comments && shares) engagement = *likes + *comments + *shares;
    rate = testing::rate(engagement, impressions);
  }
};

class PeriodReference : public MeasuredBusinesses {
 protected:
  std::vector<const RawSubject*> all(const Scope& scope, Subject::Kind kind) const {
    std::vector<const RawSubject*> some;
    for (const auto& [subject, one] : raw)
      if (subject.kind == kind && takes(scope, one)) some.push_back(&one);
    return some;
  }

  void expect_summary(const PeriodSummary& got, const std::vector<const RawSubject*>& posts, Instant from,
                      Instant to) {
    PeriodSummary want;
    Count rated_engagement, rated_impressions;
    std::int64_t seen = 0;
    for (const RawSubject* post : posts) {
      const auto last = post->last_in(from, to);
      if (!last) continue;
      const Figures figures(*post, *last);
      ++want.total_posts;
      want.total_likes = sum(want.total_likes, figures.likes);
      want.total_comments = sum(want.total_comments, figures.comments);
      want.total_shares = sum(want.total_shares, figures.shares);
      want.total_impressions = sum(want.total_impressions, figures.impressions);
      want.total_clicks = sum(want.total_clicks, figures.clicks);
      want.total_reach = sum(want.total_reach, figures.reach);
      want.total_engagement = sum(want.total_engagement, figures.engagement);
      seen += figures.impressions.has_value();
      if (!figures.engagement || !figures.impressions) continue;
      rated_engagement = sum(rated_engagement, figures.engagement);
      rated_impressions = sum(rated_impressions, figures.impressions);
    }
    EXPECT_EQ(got.total_posts, want.total_posts);
    EXPECT_EQ(got.total_likes, want.total_likes);
    EXPECT_EQ(got.total_comments, want.total_comments);
    EXPECT_EQ(got.total_shares, want.total_shares);
    EXPECT_EQ(got.total_impressions, want.total_impressions);
    EXPECT_EQ(got.total_clicks, want.total_clicks);
    EXPECT_EQ(got.total_reach, want.total_reach);
    EXPECT_EQ(got.total_engagement, want.total_engagement);
    EXPECT_EQ(got.avg_engagement_rate_hundredths, rate(rated_engagement, rated_impressions));
    const Count average = rate(want.total_impressions, seen);  // ten thousandths: a hundred times too many
    EXPECT_EQ(got.avg_impressions_hundredths.has_value(), average.has_value());
    if (average) {
      EXPECT_NEAR(static_cast<double>(*got.avg_impressions_hundredths), static_cast<double>(*average) / 100.0,
                  0.51);
    }
  }

  /// Highest first, then the lower id.
  std::vector<std::pair<std::int64_t, std::uint64_t>> ranks(const Scope& scope, std::string_view metric) {
    std::vector<std::pair<std::int64_t, std::uint64_t>> all_ranks;
    for (const RawSubject* post : all(scope, Subject::Kind::post)) {
      const auto last = post->last_in(scope.from, scope.to);
      if (!last) continue;
      const Figures figures(*post, *last);
      const Count value = metric == "engagement_rate"      ? figures.rate
                          : metric == "total_engagement"   ? figures.engagement
                          : metric == "click_through_rate" ? rate(figures.clicks, figures.impressions)
                                                           : post->stood(metric, *last);
      if (value) all_ranks.emplace_back(-*value, post->subject.id);
    }
    std::sort(all_ranks.begin(), all_ranks.end());
    return all_ranks;
  }

  void expect_top(const Scope& scope, std::string_view metric, std::size_t limit) {
    SCOPED_TRACE(metric);
    const auto got = top_posts(parts, engine, scope, {.metric = std::string(metric), .limit = limit});
    ASSERT_TRUE(got) << got.error().message;
    auto want = ranks(scope, metric);
    if (want.size() > limit) want.resize(limit);
    ASSERT_EQ(got->items.size(), want.size());
    for (std::size_t i = 0; i < want.size(); ++i) {
      const PostAnalytics& shown = got->items[i].post;
      EXPECT_EQ(got->items[i].value, -want[i].first);
      ASSERT_EQ(shown.post.id.value, want[i].second);
      const RawSubject& post = raw.at(subject_of(shown.post.id));
      const std::int64_t last = *post.last_in(scope.from, scope.to);
      EXPECT_EQ(shown.fetched_at, Instant{last});
      for (const auto& [name, value] : shown.metrics) EXPECT_EQ(value, post.stood(name, last)) << name;
      for (const auto& [name, when] : shown.stale) {
        EXPECT_LT(when.ms, last);
        EXPECT_TRUE(post.history.at(when.ms).contains(name));
        EXPECT_FALSE(post.history.at(last).contains(name));
      }
      for (const auto& [name, value] : shown.metrics)
        EXPECT_EQ(shown.stale.contains(name), value && !post.history.at(last).contains(name)) << name;
    }
  }

  /// In hundredths of a percent.
  Count growth(const Scope& scope, std::string_view platform) {
    struct Sums {
      Count stood, gained;
    };
    std::map<std::string_view, Sums> sums;
    for (const RawSubject* post : all(scope, Subject::Kind::post)) {
      if (post->platform != platform) continue;
      for (const std::string_view metric : kMetrics) {
        Count known = post->from_zero ? Count(0) : std::nullopt;
        for (const auto& [time, values] : post->history) {
          const auto value = values.find(metric);
          if (value == values.end()) continue;
          if (time < scope.from.ms)
            sums[metric].stood =
                sum(sums[metric].stood, value->second - (post->stood(metric, time - 1).value_or(0)));
          else if (time < scope.to.ms && known)
            sums[metric].gained = sum(sums[metric].gained, value->second - *known);
          known = value->second;
        }
      }
    }
    Count stood, gained;
    if (sums["likes_count"].stood && sums["comments_count"].stood && sums["shares_count"].stood) {
      for (const char* part : {"likes_count", "comments_count", "shares_count", "quote_tweets_count"}) {
        stood = sum(stood, sums[part].stood);
        gained = sum(gained, sums[part].gained);
      }
    } else {
      stood = sums["impressions"].stood;
      gained = sums["impressions"].gained;
    }
    if (!stood || *stood <= 0) return std::nullopt;
    return rate(gained, stood);
  }

  void expect_comparison(const Scope& scope) {
    const auto got = platform_comparison(parts, scope);
    ASSERT_TRUE(got) << got.error().message;
    std::size_t occurring = 0;
    Count best_rate, best_growth;
    std::optional<std::string> best, fastest;
    for (const std::string platform : {"kiosk", "tower"}) {
      std::vector<const RawSubject*> posts;
      for (const RawSubject* post : all(scope, Subject::Kind::post))
        if (post->platform == platform && post->last_in(scope.from, scope.to)) posts.push_back(post);
      if (const Count grown = growth(scope, platform); grown && *grown > best_growth.value_or(0)) {
        best_growth = grown;
        fastest = platform;
      }
      if (posts.empty()) continue;
      ASSERT_LT(occurring, got->platforms.size());
      const PlatformSummary& one = got->platforms[occurring++];
      EXPECT_EQ(one.platform, platform);
      expect_summary(one.summary, posts, scope.from, scope.to);
      const Count of_platform = one.summary.avg_engagement_rate_hundredths;
      if (of_platform && (!best_rate || *of_platform > *best_rate)) {
        best_rate = of_platform;
        best = platform;
      }
    }
    EXPECT_EQ(got->platforms.size(), occurring);
    EXPECT_EQ(got->best_platform, best);
    EXPECT_EQ(got->best_rate_hundredths, best_rate);
    EXPECT_EQ(got->fastest_growing, fastest);
    EXPECT_EQ(got->growth_hundredths, best_growth);
  }

  /// Sum over accounts of the last known number less the one known before, or less the first within.
  Count followers(const Scope& scope, std::string_view platform, Instant from, Instant to) {
    Count gained;
    for (const RawSubject* account : all(scope, Subject::Kind::account)) {
      if (account->platform != platform) continue;
      Count known = account->stood("followers_count", from.ms - 1);
      for (const auto& [time, values] : account->history) {
        const auto value = values.find("followers_count");
        if (time < from.ms || time >= to.ms || value == values.end()) continue;
        if (known) gained = sum(gained, value->second - *known);
        known = value->second;
      }
    }
    return scope.label ? std::nullopt : gained;
  }

  void expect_summaries(const Scope& scope, Period period) {
    const auto got = period_summaries(parts, scope, period);
    ASSERT_TRUE(got) << got.error().message;
    const Calendar calendar(scope.zone);
    ASSERT_GE(got->starts.size(), 2u);
    EXPECT_LE(got->starts.front(), scope.from);
    EXPECT_GE(got->starts.back(), scope.to);
    for (const auto& of : got->platforms) {
      ASSERT_EQ(of.periods.size() + 1, got->starts.size());
      for (std::size_t i = 0; i < of.periods.size(); ++i) {
        EXPECT_EQ(calendar.start_of(calendar.day_at(got->starts[i])), got->starts[i]) << "a local midnight";
        const Instant from = std::max(got->starts[i], scope.from),
                      to = std::min(got->starts[i + 1], scope.to);
        EXPECT_LT(from, to) << "every period has a part in the window";
        std::vector<const RawSubject*> posts;
        std::optional<std::pair<std::int64_t, std::uint64_t>> best;
        for (const RawSubject* post : all(scope, Subject::Kind::post)) {
          if (post->platform != of.platform) continue;
          posts.push_back(post);
          const auto last = post->last_in(from, to);
          if (!last) continue;
          const Count of_post = Figures(*post, *last).rate;
          if (of_post && (!best || std::pair(-*of_post, post->subject.id) < *best))
            best = {-*of_post, post->subject.id};
        }
        expect_summary(of.periods[i].summary, posts, from, to);
        EXPECT_EQ(of.periods[i].follower_growth, followers(scope, of.platform, from, to));
        ASSERT_EQ(of.periods[i].best.has_value(), best.has_value());
        if (best) {
          EXPECT_EQ(of.periods[i].best->rate_hundredths, -best->first);
          EXPECT_EQ(of.periods[i].best->post.value, best->second);
        }
      }
    }
  }

  /// Around the end of daylight saving in Europe, in late October 2026.
  std::int64_t some_time(std::mt19937_64& random) {
    return at("2026-10-20T00:00:00Z").ms + static_cast<std::int64_t>(random() % 40) * (6 * kHour) +
           static_cast<std::int64_t>(random() % 3) * 1'800'000;
  }

  void measure_at_random(std::mt19937_64& random, const std::vector<PostId>& posts,
                         const std::vector<AccountId>& accounts) {
    for (int i = 0; i < 250; ++i) {
      Values values;
      if (random() % 12 == 0) {
        values["followers_count"] = static_cast<std::int64_t>(random() % 50);
        measure(subject_of(accounts[random() % accounts.size()]), some_time(random), values);
        continue;
      }
      for (const char* metric : kMetrics)
        if (random() % 3)
          values[metric] = static_cast<std::int64_t>(random() % (metric[0] == 'i' ? 400 : 40));
      measure(subject_of(posts[random() % posts.size()]), some_time(random), values);
    }
  }

  void play(std::uint64_t seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    std::mt19937_64 random(seed);
    std::vector<BusinessId> businesses;
    std::vector<AccountId> accounts;
    std::vector<PostId> posts;
    for (int b = 0; b < 2; ++b) {
      businesses.push_back(add_business(kZones[random() % std::size(kZones)]));
      for (const char* platform : {"kiosk", "tower"}) {
        accounts.push_back(add_account(businesses.back(), platform));
        for (int p = 0; p < 6; ++p)
          posts.push_back(add_post(businesses.back(), accounts.back(), random() % 2,
                                   random() % 2 ? std::map<std::string, std::string>{{"campaign", "spring"}}
                                                : std::map<std::string, std::string>{}));
      }
    }
    measure_at_random(random, posts, accounts);
    for (int i = 0; i < 2; ++i) {
      const auto gone = posts.begin() + static_cast<std::ptrdiff_t>(random() % posts.size());
      forget(*gone);
      posts.erase(gone);
    }
    measure_at_random(random, posts, accounts);
    for (int question = 0; question < 12; ++question) {
      ScopeRequest request;
      if (random() % 3) request.business = businesses[random() % businesses.size()];
      if (random() % 3 == 0) request.platform = random() % 2 ? "kiosk" : "tower";
      if (random() % 3 == 0) request.label = Label{"campaign", "spring"};
      std::int64_t from = some_time(random), to = some_time(random);
      if (to < from) std::swap(from, to);
      ask_everything(scope({from}, {to + 1}, request), random);
    }
  }

  void ask_everything(const Scope& scope, std::mt19937_64& random) {
    const auto summary = window_summary(parts, scope);
    ASSERT_TRUE(summary);
    expect_summary(summary->all, all(scope, Subject::Kind::post), scope.from, scope.to);
    for (const std::string_view metric :
         {"engagement_rate", "total_engagement", "click_through_rate", "reach"})
      expect_top(scope, metric, 1 + random() % 12);
    expect_comparison(scope);
    for (const Period period : {Period::day, Period::week, Period::month, Period::year})
      expect_summaries(scope, period);
  }
};

TEST_F(PeriodReference, EveryAnswerIsThatOfTheRawSnapshots) {
  play(20261122);
}

TEST_F(PeriodReference, EveryAnswerIsThatOfTheRawSnapshotsWhateverTheSeed) {
  play(std::random_device{}());
}

}  // namespace
}  // namespace tidemark::testing
