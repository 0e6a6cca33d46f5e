// The yardstick's questions asked of the store alone, without HTTP, after everything was packed: so that what
// a question costs can be told from what its answer costs.
//
// TIDEMARK_BENCH_POSTS: how many posts, 10,000 unless told (size M; 100,000 is L).

#include <benchmark/benchmark.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <limits>
#include <memory>
#include <random>
#include <stdexcept>
#include <string>
#include <vector>

#include "growth.h"
#include "store/snapshot_store.h"

namespace {

using namespace tidemark;
using bench::kFirstDay;

constexpr std::int64_t kDay = 86'400'000, kHour = 3'600'000;
constexpr std::size_t kPostsOfABusiness = 50, kBatch = 10'000;
constexpr Instant kEarliest{std::numeric_limits<std::int64_t>::min()};
constexpr Instant kLatest{std::numeric_limits<std::int64_t>::max()};

void check(bool good, const std::string& what) {
  if (!good) throw std::runtime_error(what);
}

class GrownStore {
 public:
  GrownStore() {
    const char* wanted = std::getenv("TIDEMARK_BENCH_POSTS");
    const std::size_t posts = wanted ? std::stoul(wanted) : 10'000;
    posts_ = bench::grow_posts(posts, posts / kPostsOfABusiness, 1);
    std::string name = (std::filesystem::temp_directory_path() / "tidemark-bench-XXXXXX").string();
    check(mkdtemp(name.data()), "no temporary directory " + name);
    folder_ = name;
    auto opened = SnapshotStore::open({.folder = folder_ / "store"});
    check(static_cast<bool>(opened), "the store was not opened");
    store_ = std::move(*opened);
    fill();
    const Packing everything{.everything = true, .fold_before = Instant{kFirstDay + 200 * kDay}};
    check(static_cast<bool>(store_->pack(everything)), "the store was not packed");
  }
  ~GrownStore() {
    store_.reset();
    std::error_code ignored;
    std::filesystem::remove_all(folder_, ignored);
  }
  GrownStore(const GrownStore&) = delete;
  GrownStore& operator=(const GrownStore&) = delete;

  const SnapshotStore& store() const { return *store_; }
  Subject any_post() {
    const std::size_t post = random_() % posts_.size();
    return subject_of(PostId{post + 1}, business_of(posts_[post]));
  }
  BusinessId any_business() { return business_of(posts_[random_() % posts_.size()]); }
  /// Midnight of a day such that `days` follow.
  Instant any_day(int days) {
    return {kFirstDay + static_cast<std::int64_t>(random_() % (bench::kDays - days)) * kDay};
  }
  std::string_view any_platform() { return bench::kPlatforms[random_() % bench::kPlatforms.size()]; }

 private:
  static BusinessId business_of(const bench::GrownPost& post) { return {post.business + 1}; }

  void fill() {
    std::vector<Metric> metrics;
    for (const std::string_view metric : bench::kMetrics)
      metrics.push_back({std::string(metric), "1", MetricKind::running_total});
    check(static_cast<bool>(store_->declare(metrics)), "metrics were not declared");
    std::vector<Snapshot> batch;
    const auto append = [&] {
      check(static_cast<bool>(store_->append(batch, OnConflict::reject)), "a batch was not stored");
      batch.clear();
    };
    bench::each_by_post(posts_, [&](const bench::GrownSnapshot& grown) {
      const bench::GrownPost& post = posts_[grown.post];
      Snapshot& one =
          batch.emplace_back(Snapshot{subject_of(PostId{grown.post + 1}, business_of(post)), {grown.at}, {}});
      one.platform = bench::kPlatforms[post.platform];
      for (std::size_t m = 0; m < grown.values.size(); ++m)
        if (grown.values[m] >= 0) one.samples.push_back({bench::kMetrics[m], grown.values[m]});
      if (batch.size() == kBatch) append();
    });
    append();
  }

  std::vector<bench::GrownPost> posts_;
  std::filesystem::path folder_;
  std::unique_ptr<SnapshotStore> store_;
  std::mt19937_64 random_{7};
};

GrownStore& grown() {
  static GrownStore store;
  return store;
}

std::vector<Instant> edges(Instant from, std::int64_t step, int steps) {
  std::vector<Instant> edges;
  for (int i = 0; i <= steps; ++i) edges.push_back({from.ms + i * step});
  return edges;
}

void q1_latest_of_a_post(benchmark::State& state) {
  for (auto _ : state) {
    const auto latest = grown().store().latest(grown().any_post());
    if (!latest || !*latest) state.SkipWithError("nothing stands");
  }
}
BENCHMARK(q1_latest_of_a_post)->Unit(benchmark::kMicrosecond);

void q2_history_of_a_post(benchmark::State& state) {
  for (auto _ : state) {
    const auto columns = grown().store().columns(grown().any_post(), kEarliest, kLatest);
    if (!columns || columns->columns.empty()) state.SkipWithError("there is no history");
  }
}
BENCHMARK(q2_history_of_a_post)->Unit(benchmark::kMicrosecond);

void q3_a_business_by_day(benchmark::State& state) {
  constexpr std::string_view metrics[] = {"likes_count", "impressions"};
  for (auto _ : state) {
    const auto days = edges(grown().any_day(30), kDay, 30);
    const auto gains =
        grown().store().gains({.business = grown().any_business(), .metrics = metrics, .edges = days});
    if (!gains || gains->empty()) state.SkipWithError("nothing was gained");
  }
}
BENCHMARK(q3_a_business_by_day)->Unit(benchmark::kMicrosecond);

constexpr std::string_view kRanked[] = {"likes_count", "comments_count", "shares_count", "quote_tweets_count",
                                        "impressions"};

void q4_posts_of_a_business(benchmark::State& state) {
  std::size_t posts = 0;
  for (auto _ : state) {
    const Instant from = grown().any_day(30);
    const Instant window[] = {from, {from.ms + 30 * kDay}};
    const auto done = grown().store().standings({grown().any_business(), {}, kRanked}, window,
                                                [&](const WindowStanding&) { ++posts; });
    if (!done) state.SkipWithError("nothing stands");
  }
  state.counters["posts"] = static_cast<double>(posts) / static_cast<double>(state.iterations());
}
BENCHMARK(q4_posts_of_a_business)->Unit(benchmark::kMicrosecond);

void q5_a_platform_by_hour(benchmark::State& state) {
  constexpr std::string_view metrics[] = {"impressions"};
  for (auto _ : state) {
    const auto hours = edges(grown().any_day(7), kHour, 168);
    const auto gains =
        grown().store().gains({.platform = grown().any_platform(), .metrics = metrics, .edges = hours});
    if (!gains || gains->empty()) state.SkipWithError("nothing was gained");
  }
}
BENCHMARK(q5_a_platform_by_hour)->Unit(benchmark::kMicrosecond);

void a_business_by_hour_long_past(benchmark::State& state) {
  constexpr std::string_view metrics[] = {"likes_count", "impressions"};
  for (auto _ : state) {
    const auto hours = edges(grown().any_day(7), kHour, 168);
    const auto gains =
        grown().store().gains({.business = grown().any_business(), .metrics = metrics, .edges = hours});
    if (!gains) state.SkipWithError("gains were not read");
  }
}
BENCHMARK(a_business_by_hour_long_past)->Unit(benchmark::kMicrosecond);

void all_businesses_from_an_odd_millisecond(benchmark::State& state) {
  constexpr std::string_view metrics[] = {"impressions"};
  for (auto _ : state) {
    auto days = edges(grown().any_day(30), kDay, 30);
    days.front().ms += 12'345'678;
    const auto gains = grown().store().gains({.metrics = metrics, .edges = days});
    if (!gains) state.SkipWithError("gains were not read");
  }
}
BENCHMARK(all_businesses_from_an_odd_millisecond)->Unit(benchmark::kMicrosecond);

void every_post_of_a_business(benchmark::State& state) {
  std::size_t posts = 0;
  for (auto _ : state) {
    const auto done = grown().store().each_post({grown().any_business(), {}, kRanked}, kLatest,
                                                [&](const VisitedPost&) { ++posts; });
    if (!done) state.SkipWithError("posts were not read");
  }
  state.counters["posts"] = static_cast<double>(posts) / static_cast<double>(state.iterations());
}
BENCHMARK(every_post_of_a_business)->Unit(benchmark::kMicrosecond);

void verify_everything(benchmark::State& state) {
  for (auto _ : state) {
    const auto report = grown().store().verify();
    if (!report || report->found != 0) state.SkipWithError("the store is not sound");
    if (report) state.counters["snapshots"] = static_cast<double>(report->snapshots);
  }
}
BENCHMARK(verify_everything)->Unit(benchmark::kMillisecond)->Iterations(1);

}  // namespace

BENCHMARK_MAIN();
