// What the store alone can do, without HTTP: durable batches of a hundred, what stands of one post, a whole
// history.

#include <benchmark/benchmark.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <limits>
#include <stdexcept>
#include <string>

#include "store/snapshot_store.h"

namespace {

using namespace tidemark;

constexpr std::uint64_t kPosts = 10'000;
constexpr std::int64_t kHistory = 1'700;  // snapshots of a post in 120 days
constexpr const char* kMetrics[] = {"likes_count", "comments_count", "shares_count", "impressions",
                                    "reach",       "clicks",         "saves_count",  "video_views"};

/// A store in a temporary folder, which goes when the program ends.
class Store {
 public:
  Store() {
    std::string name = (std::filesystem::temp_directory_path() / "tidemark-bench-XXXXXX").string();
    if (!mkdtemp(name.data())) throw std::runtime_error("no temporary directory " + name);
    folder_ = name;
    auto opened = SnapshotStore::open({.folder = folder_ / "store"});
    if (!opened) throw std::runtime_error(opened.error().message);
    store_ = std::move(*opened);
    std::vector<Metric> metrics;
    for (const char* metric : kMetrics) metrics.push_back({metric, "1", MetricKind::running_total});
    if (!store_->declare(metrics)) throw std::runtime_error("metrics were not declared");
  }
  ~Store() {
    store_.reset();
    std::error_code ignored;
    std::filesystem::remove_all(folder_, ignored);
  }
  Store(const Store&) = delete;
  Store& operator=(const Store&) = delete;
  SnapshotStore& operator*() { return *store_; }
  SnapshotStore* operator->() { return store_.get(); }

 private:
  std::filesystem::path folder_;
  std::unique_ptr<SnapshotStore> store_;
};

Snapshot snapshot(std::uint64_t post, std::int64_t round) {
  Snapshot one{subject_of(PostId{post}), {1'763'819'100'000 + round * 900'000}, {}};
  std::int64_t value = static_cast<std::int64_t>(post % 1000) + round * 3;
  for (const char* metric : kMetrics) one.samples.push_back({metric, value *= 2});
  return one;
}

void append(SnapshotStore& store, const std::vector<Snapshot>& batch, benchmark::State& state) {
  if (!store.append(batch, OnConflict::next_millisecond)) state.SkipWithError("a batch was not stored");
}

void append_durable_batches(benchmark::State& state) {
  static Store store;
  const auto size = static_cast<std::uint64_t>(state.range(0));
  static std::uint64_t next = 0;
  for (auto _ : state) {
    state.PauseTiming();
    std::vector<Snapshot> batch;
    for (std::uint64_t i = 0; i < size; ++i, ++next)
      batch.push_back(snapshot(1 + next % kPosts, static_cast<std::int64_t>(next / kPosts)));
    state.ResumeTiming();
    append(*store, batch, state);
  }
  state.SetItemsProcessed(state.iterations() * state.range(0));
}
BENCHMARK(append_durable_batches)->Arg(100)->Arg(1'000)->UseRealTime();

/// A hundred posts with the history of 120 days each.
Store& with_history(benchmark::State& state) {
  static Store store;
  static const bool filled = [&] {
    for (std::int64_t round = 0; round < kHistory; ++round) {
      std::vector<Snapshot> batch;
      for (std::uint64_t post = 1; post <= 100; ++post) batch.push_back(snapshot(post, round));
      append(*store, batch, state);
    }
    return true;
  }();
  benchmark::DoNotOptimize(filled);
  return store;
}

void latest_of_a_post(benchmark::State& state) {
  Store& store = with_history(state);
  std::uint64_t post = 0;
  for (auto _ : state) benchmark::DoNotOptimize(store->latest(subject_of(PostId{1 + post++ * 37 % 100})));
}
BENCHMARK(latest_of_a_post);

void history_of_a_post(benchmark::State& state) {
  Store& store = with_history(state);
  std::uint64_t post = 0;
  std::size_t read = 0;
  for (auto _ : state) {
    const auto history = store->history(subject_of(PostId{1 + post++ * 37 % 100}), {0},
                                        {std::numeric_limits<std::int64_t>::max()}, 10'000);
    if (!history || history->size() != kHistory) state.SkipWithError("the history is not whole");
    read += history ? history->size() : 0;
  }
  state.SetItemsProcessed(static_cast<std::int64_t>(read));
  state.counters["bytes_a_snapshot"] = static_cast<double>(store->stats().bytes_on_disk) / (100.0 * kHistory);
}
BENCHMARK(history_of_a_post)->Unit(benchmark::kMicrosecond);

void start_of_a_store(benchmark::State& state) {
  const auto folder =
      std::filesystem::temp_directory_path() / ("tidemark-bench-start-" + std::to_string(getpid()));
  for (auto _ : state)
    if (!SnapshotStore::open({.folder = folder})) state.SkipWithError("the store was not opened");
  std::filesystem::remove_all(folder);
}
BENCHMARK(start_of_a_store)->Unit(benchmark::kMillisecond)->UseRealTime();

}  // namespace

BENCHMARK_MAIN();
