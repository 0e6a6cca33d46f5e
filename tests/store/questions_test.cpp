// Questions to packed, half packed and unpacked histories, beside the plain reference.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <random>

#include "packed_store.h"
#include "support/long_tests.h"

namespace tidemark::testing {
namespace {

const std::vector<Metric> kMetrics{{"likes_count", "1", MetricKind::running_total},
                                   {"comments_count", "1", MetricKind::running_total},
                                   {"impressions", "1", MetricKind::running_total},
                                   {"a_gauge", "1", MetricKind::gauge}};
constexpr std::string_view kNames[] = {"likes_count", "comments_count", "impressions", "a_gauge",
                                       "undeclared"};
constexpr std::string_view kPlatforms[] = {"twitter", "linkedin", "facebook", ""};
constexpr std::uint64_t kBusinesses = 3;
constexpr Instant kFirst{std::numeric_limits<std::int64_t>::min()};
constexpr Instant kLast{std::numeric_limits<std::int64_t>::max()};

/// Instants that meet each other: few days, many of them on a border of something.
class Draw {
 public:
  explicit Draw(std::mt19937_64& random) : random_(random) {
    // From a few hours to some spans, in the midst of 1970 or well away from it.
    constexpr std::int64_t kSteps[] = {60'000, disk::kQuarterMs, 3'600'000, disk::kDayMs};
    step_ = kSteps[random() % 4];
    steps_ = 10 + random() % 100;
    origin_ = random() % 2 ? -static_cast<std::int64_t>(steps_ / 2) * step_ : 1'763'769'600'000;
  }
  Instant instant() {
    std::int64_t ms = origin_ + static_cast<std::int64_t>(random_() % steps_) * step_;
    switch (random_() % 4) {
      case 0:
        ms += static_cast<std::int64_t>(random_() % 3) - 1;
        break;
      case 1:
        ms += static_cast<std::int64_t>(random_() % 86'400'000);
        break;
      default:
        break;
    }
    return {ms};
  }
  std::int64_t value() {
    if (random_() % 40 == 0)
      return random_() % 2 ? std::numeric_limits<std::int64_t>::max()
                           : std::numeric_limits<std::int64_t>::min();
    return static_cast<std::int64_t>(random_() % 2000) - 500;
  }
  std::vector<Instant> edges() {
    std::set<Instant> edges;
    const std::size_t count = 1 + random_() % (random_() % 3 ? 4 : 40);
    while (edges.size() < count) edges.insert(random_() % 60 ? instant() : random_() % 2 ? kFirst : kLast);
    return {edges.begin(), edges.end()};
  }
  std::vector<std::string_view> metrics() {
    std::vector<std::string_view> metrics;
    for (const std::string_view name : kNames)
      if (random_() % 2) metrics.push_back(name);
    std::shuffle(metrics.begin(), metrics.end(), random_);
    if (!metrics.empty() && random_() % 8 == 0) metrics.push_back(metrics.front());
    return metrics;
  }
  std::optional<std::string_view> platform() {
    if (random_() % 2) return std::nullopt;
    return random_() % 10 ? kPlatforms[random_() % std::size(kPlatforms)] : "unheard_of";
  }
  Reference histories() {
    Reference reference(kMetrics);
    const std::size_t posts = 1 + random_() % 12;
    for (std::size_t id = 1; id <= posts; ++id) {
      Snapshot one{{random_() % 8 ? Subject::Kind::post : Subject::Kind::account, id,
                    BusinessId{1 + random_() % kBusinesses}},
                   {},
                   {}};
      if (one.subject.kind == Subject::Kind::post) {
        one.platform = kPlatforms[random_() % std::size(kPlatforms)];
        one.from_zero = random_() % 2;
      }
      const std::size_t snapshots = 1 + random_() % (random_() % 3 ? 12 : 60);
      const std::size_t metrics = 1 + random_() % kMetrics.size();
      for (std::size_t i = 0; i < snapshots; ++i) {
        one.fetched_at = instant();
        one.samples.clear();
        for (std::size_t m = 0; m < metrics; ++m)
          if (random_() % 3) one.samples.push_back({kMetrics[m].name, value()});
        reference.add(one);
      }
    }
    return reference;
  }

 private:
  std::mt19937_64& random_;
  std::int64_t step_ = 1, origin_ = 0;
  std::size_t steps_ = 1;
};

/// One question of each kind, drawn at random, to each store.
void ask(const Reference& reference, std::vector<std::unique_ptr<PackedStore>>& stores, Draw& draw,
         std::mt19937_64& random) {
  const auto metrics = draw.metrics();
  const auto platform = draw.platform();
  const auto edges = draw.edges();
  const PostsRequest posts{{1 + random() % kBusinesses}, platform, metrics};
  const GainsRequest gained{random() % 2 ? std::optional(posts.business) : std::nullopt, platform, metrics,
                            edges};
  const auto from = random() % 2 ? kFirst : draw.instant(), to = random() % 2 ? kLast : draw.instant();
  const auto posts_expected = reference.each_post(posts, to);
  const auto standings_expected = reference.standings(posts, edges);
  const auto gains_expected = reference.gains(gained);
  for (auto& store : stores) {
    ASSERT_EQ(each_post(**store, posts, to), posts_expected);
    ASSERT_EQ(standings(**store, posts, edges), standings_expected);
    ASSERT_EQ(gains(**store, gained), gains_expected);
    for (const Reference::Post* post : reference.posts()) {
      const auto columns = (*store)->columns(post->subject, from, to, metrics);
      ASSERT_TRUE(columns) << columns.error().message;
      ASSERT_EQ(answer(*columns), reference.columns(post->subject, from, to, metrics));
    }
  }
}

TEST(Questions, AreAnsweredAlikeWhateverIsPacked) {
  const auto seed = std::random_device{}();
  SCOPED_TRACE("seed " + std::to_string(seed));
  std::mt19937_64 random(seed);
  for (int history = 0; history < times(6, 400); ++history) {
    SCOPED_TRACE("history " + std::to_string(history));
    Draw draw(random);
    const Reference reference = draw.histories();
    std::vector<std::unique_ptr<PackedStore>> stores;
    for (const Layout& layout : {all_in_rows(), all_packed(), at_random(random)})
      stores.push_back(std::make_unique<PackedStore>(reference, kMetrics, layout));
    for (auto& store : stores) {
      const auto report = (*store)->verify();
      ASSERT_TRUE(report) << report.error().message;
      ASSERT_THAT(report->findings, ::testing::IsEmpty());
    }
    for (int question = 0; question < 60; ++question) ask(reference, stores, draw, random);
    if (HasFatalFailure()) return;
  }
}

}  // namespace
}  // namespace tidemark::testing
