#pragma once
// A real catalog and store, and beside them every snapshot as it was given: what a slow reference reads.

#include <gtest/gtest.h>

#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "catalog/catalog.h"
#include "query/period_queries.h"
#include "query/scope.h"
#include "store/snapshot_store.h"
#include "support/fake_clock.h"
#include "support/temp_dir.h"

namespace tidemark::testing {

using Values = std::map<std::string, std::int64_t, std::less<>>;
using History = std::map<std::int64_t, Values>;  ///< by instant

/// What was said of one post or account.
struct RawSubject {
  Subject subject;
  std::string platform;
  bool from_zero = false;
  std::map<std::string, std::string> labels = {};
  History history = {};

  std::optional<std::int64_t> stood(std::string_view metric, std::int64_t at) const {
    std::optional<std::int64_t> value;
    for (const auto& [time, values] : history)
      if (time <= at)
        if (const auto found = values.find(metric); found != values.end()) value = found->second;
    return value;
  }
  std::optional<std::int64_t> last_in(Instant from, Instant to) const {
    std::optional<std::int64_t> last;
    for (const auto& [time, values] : history)
      if (time >= from.ms && time < to.ms) last = time;
    return last;
  }
};

/// Two platforms; gulls are counted there as well, and people of a week, who are no property of a post.
class PlatformsOfBusinesses final : public Platforms {
 public:
  std::optional<std::string> canonical(std::string_view id) const override {
    if (id == "k") return "kiosk";
    return id == "kiosk" || id == "tower" ? std::optional(std::string(id)) : std::nullopt;
  }
  std::vector<std::string> loaded() const override { return {"kiosk", "tower"}; }
  std::vector<PlatformStatus> status() const override { return {}; }
  std::vector<Metric> metrics(std::string_view platform) const override {
    std::vector<Metric> metrics;
    for (const Metric& one : standard_metrics()) {
      const bool common = one.name == "likes_count" || one.name == "comments_count" ||
                          one.name == "shares_count" || one.name == "impressions" || one.name == "reach" ||
                          one.name == "clicks" || one.name == "followers_count";
      if (common || (platform == "tower" && one.name == "quote_tweets_count")) metrics.push_back(one);
    }
    if (platform == "kiosk") {
      metrics.push_back({"gulls", "1", MetricKind::gauge});
      metrics.push_back({"people_of_week", "1", MetricKind::window_total, false});
    }
    return metrics;
  }
  Result<> check_post_id(std::string_view, std::string_view) const override { return Done{}; }
  Result<> check_account_field(std::string_view, std::string_view, std::string_view) const override {
    return Done{};
  }
};

class MeasuredBusinesses : public ::testing::Test {
 protected:
  static constexpr std::int64_t kHour = 3'600'000, kDay = 24 * kHour;

  MeasuredBusinesses() {
    EXPECT_TRUE(store->declare(platforms.metrics("kiosk")));
    EXPECT_TRUE(store->declare(platforms.metrics("tower")));
  }

  static Instant at(std::string_view rfc3339) { return parse_rfc3339(rfc3339).value(); }

  BusinessId add_business(const std::string& zone = "UTC") {
    return catalog->businesses().add(engine, {.name = "Acme", .time_zone = zone})->id;
  }
  AccountId add_account(BusinessId business, const std::string& platform) {
    const auto account = catalog->accounts().add(
        engine, {.business = business, .platform = platform, .access_token = Secret("t")});
    EXPECT_TRUE(account) << account.error().message;
    raw[subject_of(account->id, business)] = {subject_of(account->id, business), platform};
    return account->id;
  }
  PostId add_post(BusinessId business, AccountId account, bool from_zero = false,
                  std::map<std::string, std::string> labels = {}) {
    const NewPost post{.business = business,
                       .account = account,
                       .platform_post_id = "p" + std::to_string(++posts_made_),
                       .content_text = "words",
                       .labels = labels};
    const PostId id = catalog->posts().add(engine, std::span(&post, 1), false).value().at(0).id;
    const Subject subject = subject_of(id, business);
    raw[subject] = {subject, raw.at(subject_of(account, business)).platform, from_zero, std::move(labels)};
    return id;
  }
  /// In one append, in this order; one that contradicts what is there stays out.
  void measure(Subject subject, std::int64_t ms, const Values& values) {
    RawSubject& known = raw.at(subject);
    Snapshot snapshot{.subject = known.subject, .fetched_at = {ms}};
    for (const auto& [metric, value] : values) snapshot.samples.push_back({metric, value});
    if (subject.kind == Subject::Kind::post) {
      snapshot.platform = known.platform;
      snapshot.from_zero = known.from_zero;
    }
    const auto appended = store->append(std::span(&snapshot, 1), OnConflict::reject);
    ASSERT_TRUE(appended) << appended.error().message;
    Values& there = known.history[ms];
    bool contradicts = false;
    for (const auto& [metric, value] : values)
      if (const auto found = there.find(metric); found != there.end() && found->second != value)
        contradicts = true;
    EXPECT_EQ(appended->front().as == Appended::As::rejected, contradicts);
    if (!contradicts) there.insert(values.begin(), values.end());
  }
  void measure(PostId post, Instant when, const Values& values) {
    measure(subject_of(post), when.ms, values);
  }
  void forget(PostId post) {
    const Subject subject = raw.at(subject_of(post)).subject;
    ASSERT_TRUE(catalog->posts().remove(engine, post));
    ASSERT_TRUE(store->drop(subject));
    raw.erase(subject);
  }
  /// Of everything, or of what the request says.
  Scope scope(Instant from, Instant to, const ScopeRequest& request = {}) {
    auto made = scope_of(engine, *catalog, platforms, request);
    EXPECT_TRUE(made) << made.error().message;
    made->from = from;
    made->to = to;
    return *made;
  }
  static bool takes(const Scope& scope, const RawSubject& one) {
    if (scope.platform && one.platform != *scope.platform) return false;
    if (std::find(scope.businesses.begin(), scope.businesses.end(), one.subject.business) ==
        scope.businesses.end())
      return false;
    if (!scope.label || one.subject.kind != Subject::Kind::post) return true;
    const auto label = one.labels.find(scope.label->name);
    return label != one.labels.end() && label->second == scope.label->value;
  }

  TempDir folder;
  FakeClock clock;
  PlatformsOfBusinesses platforms;
  const Asker engine = Asker::engine();
  std::unique_ptr<Catalog> catalog = Catalog::open(folder.path(), clock).value();
  std::unique_ptr<SnapshotStore> store = SnapshotStore::open({.folder = folder / "store"}).value();
  const QueryParts parts{*catalog, *store, platforms};
  std::map<Subject, RawSubject> raw;

 private:
  int posts_made_ = 0;
};

}  // namespace tidemark::testing
