#pragma once
// Businesses, accounts and posts in a real catalog and store, and the same as plain vectors beside them.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <iterator>
#include <memory>
#include <random>

#include "query/query_parts.h"
#include "query/reference.h"
#include "query/scope.h"
#include "query/tombstone_sweep.h"
#include "support/fake_clock.h"
#include "support/temp_dir.h"

namespace tidemark::testing {

/// kiosk (alias k) and booth. Visitors do not add up on booth; reach does nowhere.
class TwoPlatforms final : public Platforms {
 public:
  std::optional<std::string> canonical(std::string_view id) const override {
    if (id == "k" || id == "kiosk") return "kiosk";
    return id == "booth" ? std::optional<std::string>("booth") : std::nullopt;
  }
  std::vector<std::string> loaded() const override { return {"booth", "kiosk"}; }
  std::vector<PlatformStatus> status() const override { return {}; }
  std::vector<Metric> metrics(std::string_view platform) const override {
    std::vector<Metric> all{
        {"likes_count", "1"}, {"impressions", "1"}, {"reach", "1", MetricKind::running_total, false}};
    all.push_back({"visitors", "1", MetricKind::running_total, platform != "booth"});
    return all;
  }
  Result<> check_post_id(std::string_view, std::string_view) const override { return Done{}; }
  Result<> check_account_field(std::string_view, std::string_view, std::string_view) const override {
    return Done{};
  }
};

inline Instant at(std::string_view text) {
  return parse_rfc3339(text).value();
}

class World : public ::testing::Test {
 protected:
  World()
      : catalog(Catalog::open(dir.path(), clock).value()),
        store(SnapshotStore::open({.folder = dir / "store"}).value()) {
    std::vector<Metric> metrics;
    for (const char* name : {"likes_count", "comments_count", "shares_count", "quote_tweets_count",
                             "impressions", "clicks", "reach", "visitors"})
      metrics.push_back({name, "1", MetricKind::running_total});
    EXPECT_TRUE(store->declare(metrics));
  }

  BusinessId add_business(const std::string& zone) {
    return catalog->businesses().add(engine, {.name = "Acme", .time_zone = zone})->id;
  }
  AccountId add_account(BusinessId business, const std::string& platform) {
    return catalog->accounts()
        .add(engine, {.business = business, .platform = platform, .access_token = Secret("t")})
        ->id;
  }
  /// Its place in `posts`.
  std::size_t add_post(BusinessId business, AccountId account, const std::string& platform,
                       std::map<std::string, std::string> labels = {},
                       std::optional<Instant> published_at = {}, bool from_zero = false) {
    NewPost post{.business = business,
                 .account = account,
                 .platform_post_id = std::to_string(posts.size()),
                 .published_at = published_at,
                 .labels = labels};
    const PostId id = catalog->posts().add(engine, std::span(&post, 1), false).value().at(0).id;
    posts.push_back({id, business, account, platform, std::move(labels), published_at, from_zero, {}});
    return posts.size() - 1;
  }
  /// To both, wherever it belongs in time.
  void say(std::size_t post, Instant when, std::map<std::string, std::int64_t> values) {
    store_it(posts[post], {when, values});
    auto& history = posts[post].history;
    const auto place =
        std::find_if(history.begin(), history.end(), [&](const Said& s) { return s.at > when; });
    history.insert(place, {when, std::move(values)});
  }
  void store_it(const PlainPost& post, const Said& said) {
    Snapshot one{.subject = subject_of(post.id, post.business),
                 .fetched_at = said.at,
                 .platform = post.platform,
                 .from_zero = post.from_zero};
    for (const auto& [metric, value] : said.values) one.samples.push_back({metric, value});
    EXPECT_TRUE(store->append(std::span(&one, 1), OnConflict::reject));
  }
  void remove_post(std::size_t post) {
    EXPECT_TRUE(catalog->posts().remove(engine, posts[post].id));
    EXPECT_TRUE(sweep_tombstones(*catalog, *store));
    posts.erase(posts.begin() + static_cast<std::ptrdiff_t>(post));
  }

  /// Posts with late, repeated and absent values, that fall, with labels; some are deleted again.
  void make_random_posts(std::mt19937& random, const std::vector<BusinessId>& businesses, Instant from,
                         Instant to) {
    const auto draw = [&](std::int64_t low, std::int64_t high) {
      return std::uniform_int_distribution<std::int64_t>(low, high)(random);
    };
    for (const BusinessId business : businesses)
      for (const char* platform : {"kiosk", "booth"}) {
        const AccountId account = add_account(business, platform);
        for (int i = 0; i < 4; ++i) {
          std::map<std::string, std::string> labels;
          if (draw(0, 2) > 0) labels["campaign"] = draw(0, 1) ? "spring" : "autumn";
          if (draw(0, 1) > 0) labels["team"] = "a";
          std::optional<Instant> published;
          if (draw(0, 3) > 0) published = Instant{draw(from.ms, to.ms)};
          add_post(business, account, platform, labels, published, draw(0, 1) > 0);
        }
      }
    for (std::size_t post = 0; post < posts.size(); ++post) {
      std::map<std::int64_t, std::map<std::string, std::int64_t>> all;
      std::map<std::string, std::int64_t> known;
      std::vector<std::int64_t> times;
      for (std::int64_t n = draw(0, 25); n > 0; --n) times.push_back(draw(from.ms, to.ms));
      std::sort(times.begin(), times.end());
      for (const std::int64_t time : times)
        for (const char* metric : {"likes_count", "comments_count", "shares_count", "quote_tweets_count",
                                   "impressions", "reach", "visitors"})
          if (all[time]; draw(0, 2) > 0) all[time][metric] = known[metric] += draw(-2, 40);
      std::vector<std::pair<std::int64_t, std::map<std::string, std::int64_t>>> order(all.begin(), all.end());
      std::shuffle(order.begin(), order.end(), random);
      for (const auto& [time, values] : order) {
        say(post, {time}, values);
        if (draw(0, 4) == 0) store_it(posts[post], {{time}, values});  // once more: nothing changes
      }
    }
    for (int i = 0; i < 2 && !posts.empty(); ++i)
      remove_post(static_cast<std::size_t>(draw(0, static_cast<std::int64_t>(posts.size()) - 1)));
  }

  QueryParts parts() { return {*catalog, *store, platforms}; }
  Scope scope(const ScopeRequest& request, Instant from, Instant to) {
    Scope made = scope_of(engine, *catalog, platforms, request).value();
    made.from = from;
    made.to = to;
    return made;
  }
  bool in_scope(const PlainPost& post, const Scope& scope) const {
    if (scope.platform && post.platform != *scope.platform) return false;
    if (scope.label) {
      const auto label = post.labels.find(scope.label->name);
      if (label == post.labels.end() || label->second != scope.label->value) return false;
    }
    return std::find(scope.businesses.begin(), scope.businesses.end(), post.business) !=
           scope.businesses.end();
  }

  TempDir dir;
  FakeClock clock;
  TwoPlatforms platforms;
  const Asker engine = Asker::engine();
  std::unique_ptr<Catalog> catalog;
  std::unique_ptr<SnapshotStore> store;
  std::vector<PlainPost> posts;
};

}  // namespace tidemark::testing
