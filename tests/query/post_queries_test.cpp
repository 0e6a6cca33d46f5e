// Questions about posts over a real catalog and store: scope, and what the parts make of it together.

#include "query/post_queries.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "query/tombstone_sweep.h"
#include "support/fake_clock.h"
#include "support/temp_dir.h"

namespace tidemark::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::Pair;

/// One platform that declares likes, and reach of a day.
class OnePlatform final : public Platforms {
 public:
  std::optional<std::string> canonical(std::string_view id) const override { return std::string(id); }
  std::vector<std::string> loaded() const override { return {"kiosk"}; }
  std::vector<PlatformStatus> status() const override { return {}; }
  std::vector<Metric> metrics(std::string_view platform) const override {
    if (platform != "kiosk") return {};
    return {{"likes_count", "1", MetricKind::running_total}, {"reach_of_day", "1", MetricKind::window_total}};
  }
  Result<> check_post_id(std::string_view, std::string_view) const override { return Done{}; }
  Result<> check_account_field(std::string_view, std::string_view, std::string_view) const override {
    return Done{};
  }
};

class PostQueriesTest : public ::testing::Test {
 protected:
  PostQueriesTest()
      : catalog(Catalog::open(dir.path(), clock).value()),
        store(SnapshotStore::open({.folder = dir / "store"}).value()),
        queries(*catalog, *store, platforms) {
    const std::vector<Metric> metrics{{"likes_count", "1", MetricKind::running_total},
                                      {"claps", "1", MetricKind::running_total},
                                      {"followers_count", "1", MetricKind::gauge}};
    EXPECT_TRUE(store->declare(metrics));
    business = catalog->businesses().add(engine, {.name = "Acme"})->id;
    account = catalog->accounts()
                  .add(engine, {.business = business, .platform = "kiosk", .access_token = Secret("t")})
                  ->id;
    first = add_post("1");
    second = add_post("2");
  }

  PostId add_post(const std::string& id) {
    const NewPost post{.business = business, .account = account, .platform_post_id = id};
    return catalog->posts().add(engine, std::span(&post, 1), false).value().at(0).id;
  }
  void append(Subject subject, std::int64_t ms, std::vector<Sample> samples) {
    const Snapshot one{subject, {ms}, std::move(samples)};
    EXPECT_TRUE(store->append(std::span(&one, 1), OnConflict::reject));
  }

  TempDir dir;
  FakeClock clock;
  OnePlatform platforms;
  const Asker engine = Asker::engine();
  const Asker stranger{.token = {7}, .role = Role::admin, .businesses = std::set<BusinessId>{{999}}};
  std::unique_ptr<Catalog> catalog;
  std::unique_ptr<SnapshotStore> store;
  PostQueries queries;
  BusinessId business;
  AccountId account;
  PostId first, second;
};

TEST_F(PostQueriesTest, AnalyticsJoinThePostWithWhatStands) {
  append(subject_of(first, business), 10, {{"likes_count", 4}, {"claps", 2}});
  append(subject_of(first, business), 20, {{"likes_count", 5}});
  const auto answer = queries.analytics(engine, first);
  ASSERT_TRUE(answer) << answer.error().message;
  EXPECT_EQ(answer->post.platform_post_id, "1");
  EXPECT_EQ(answer->fetched_at, Instant{20});
  EXPECT_THAT(answer->metrics, ElementsAre(Pair("claps", 2), Pair("likes_count", 5)));
  EXPECT_THAT(answer->stale, ElementsAre(Pair("claps", Instant{10})));
  EXPECT_THAT(queries.analytics(engine, second)->metrics, ElementsAre(Pair("likes_count", std::nullopt)));
}

TEST_F(PostQueriesTest, SeriesAreCutToTheirWindow) {
  for (const std::int64_t ms : {-10, 0, 10}) append(subject_of(first, business), ms, {{"likes_count", ms}});
  EXPECT_THAT(queries.series(engine, first, {})->timestamps,
              ElementsAre(Instant{-10}, Instant{0}, Instant{10}));
  const auto cut = queries.series(engine, first, {.from = Instant{-10}, .to = Instant{10}});
  EXPECT_THAT(cut->metrics, ElementsAre(Pair("likes_count", ElementsAre(-10, 0))));
  append(subject_of(account, business), 5, {{"followers_count", 77}});
  EXPECT_THAT(queries.series(engine, account, {})->metrics,
              ElementsAre(Pair("followers_count", ElementsAre(77))));
}

TEST_F(PostQueriesTest, AnyKnownMetricMayBeAskedForAndNoOther) {
  append(subject_of(first, business), 10, {{"likes_count", 4}});
  // Of a plugin, stored at some time, neither.
  EXPECT_TRUE(queries.series(engine, first, {.metrics = {"reach_of_day"}}));
  EXPECT_TRUE(queries.series(engine, account, {.metrics = {"claps"}}));
  const auto unknown = queries.series(engine, first, {.metrics = {"likes_count", "likes"}});
  ASSERT_FALSE(unknown);
  EXPECT_EQ(unknown.error().code, Code::invalid);
  EXPECT_EQ(unknown.error().field, "metrics");
  EXPECT_THAT(unknown.error().message, ::testing::HasSubstr("likes is unknown"));
}

TEST_F(PostQueriesTest, APostIsMeasuredOnceItHasASnapshot) {
  append(subject_of(first, business), 10, {});
  const auto measured = queries.measured(engine, business);
  ASSERT_TRUE(measured);
  EXPECT_EQ(measured->total, 2);
  EXPECT_EQ(measured->measured, 1);
}

TEST_F(PostQueriesTest, WhatIsOutOfSightDoesNotExist) {
  append(subject_of(first, business), 10, {{"likes_count", 4}});
  EXPECT_EQ(queries.analytics(stranger, first).error().code, Code::not_found);
  EXPECT_EQ(queries.series(stranger, first, {}).error().code, Code::not_found);
  EXPECT_EQ(queries.series(stranger, account, {}).error().code, Code::not_found);
  EXPECT_EQ(queries.measured(stranger, business).error().code, Code::not_found);
  // Nor does a wrong question tell that it does.
  EXPECT_EQ(queries.series(stranger, first, {.metrics = {"likes"}}).error().code, Code::not_found);
}

TEST_F(PostQueriesTest, WhatTheCatalogBuriedIsDroppedFromTheStore) {
  append(subject_of(first, business), 10, {{"likes_count", 4}});
  append(subject_of(second, business), 10, {{"likes_count", 4}});
  append(subject_of(account, business), 10, {{"followers_count", 4}});
  ASSERT_TRUE(sweep_tombstones(*catalog, *store)) << "nothing to do";
  ASSERT_TRUE(catalog->posts().remove(engine, first));
  EXPECT_TRUE(store->latest(subject_of(first, business)).value()) << "until it is swept";
  ASSERT_TRUE(sweep_tombstones(*catalog, *store));
  EXPECT_FALSE(store->latest(subject_of(first, business)).value());
  EXPECT_TRUE(store->latest(subject_of(second, business)).value());
  EXPECT_TRUE(catalog->tombstones().all()->empty());

  ASSERT_TRUE(catalog->businesses().remove(engine, business));
  ASSERT_TRUE(sweep_tombstones(*catalog, *store));
  EXPECT_FALSE(store->latest(subject_of(second, business)).value());
  EXPECT_FALSE(store->latest(subject_of(account, business)).value());
  EXPECT_TRUE(catalog->tombstones().all()->empty());
}

TEST_F(PostQueriesTest, AllThatABusinessOfThousandsLeavesIsDropped) {
  std::vector<NewPost> many;
  for (int i = 0; i < 2'500; ++i)
    many.push_back(
        {.business = business, .account = account, .platform_post_id = "many-" + std::to_string(i)});
  const auto registered = catalog->posts().add(engine, many, true);
  ASSERT_TRUE(registered) << registered.error().message;
  for (const std::size_t i : {0u, 999u, 1'000u, 2'499u})
    append(subject_of((*registered)[i].id, business), 10, {{"likes_count", 4}});
  ASSERT_TRUE(catalog->businesses().remove(engine, business));
  ASSERT_TRUE(sweep_tombstones(*catalog, *store));
  for (const std::size_t i : {0u, 999u, 1'000u, 2'499u})
    EXPECT_FALSE(store->latest(subject_of((*registered)[i].id, business)).value());
  EXPECT_TRUE(catalog->tombstones().all()->empty());
}

}  // namespace
}  // namespace tidemark::testing
