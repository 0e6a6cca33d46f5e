// Snapshots packed by column: what packing and reading a chunk costs, and how many bytes it takes. Schedules
// as engines keep them, a little late; counts that grow less and less, and mostly stand still.

#include <benchmark/benchmark.h>

#include <cmath>
#include <random>
#include <vector>

#include "store/column_chunk.h"
#include "store/gain_cell.h"

namespace {

using namespace tidemark;
using namespace tidemark::disk;

constexpr std::size_t kPosts = 64;
constexpr std::uint32_t kMetrics = 8;
constexpr std::int64_t kQuarter = 900'000;

std::vector<TimedRow> history(std::mt19937_64& random) {
  std::exponential_distribution<double> late(1.0 / 4'000);
  std::vector<TimedRow> rows;
  std::vector<std::int64_t> values(kMetrics, 0);
  std::int64_t quarters = 0;
  for (std::size_t i = 0; i < 180; ++i) {
    rows.push_back({{1'763'819'100'000 + quarters * kQuarter + static_cast<std::int64_t>(late(random))}, {}});
    const std::int64_t more = quarters < 24 ? 1 : quarters < 288 ? 4 : quarters < 1'344 ? 24 : 96;
    for (std::uint32_t metric = 0; metric < kMetrics; ++metric) {
      const double rate = std::exp(-static_cast<double>(quarters) / 200) * std::pow(2.5, metric) / 20;
      std::poisson_distribution<std::int64_t> gain(rate * static_cast<double>(more) + 1e-9);
      rows.back().row.push_back({metric + 1, values[metric] += gain(random)});
    }
    quarters += more;
  }
  return rows;
}

const std::vector<std::vector<TimedRow>>& histories() {
  static const auto made = [] {
    std::mt19937_64 random(7);
    std::vector<std::vector<TimedRow>> all;
    for (std::size_t i = 0; i < kPosts; ++i) all.push_back(history(random));
    return all;
  }();
  return made;
}

const std::vector<std::string>& chunks() {
  static const auto made = [] {
    std::vector<std::string> all;
    for (const auto& rows : histories()) all.push_back(encode_chunk(rows));
    return all;
  }();
  return made;
}

/// One chunk an iteration; `each` answers how many snapshots or values it worked on.
template <class Each>
void for_chunks(benchmark::State& state, const Each& each) {
  std::size_t at = 0, done = 0;
  for (auto _ : state) {
    const auto chunk = Chunk::open(chunks()[at++ % kPosts]);
    if (!chunk) return state.SkipWithError("a chunk was not opened");
    done += each(*chunk);
  }
  state.SetItemsProcessed(static_cast<std::int64_t>(done));
}

void encode_snapshots(benchmark::State& state) {
  std::size_t at = 0, snapshots = 0, bytes = 0;
  for (auto _ : state) {
    const auto& rows = histories()[at++ % kPosts];
    bytes += encode_chunk(rows).size();
    snapshots += rows.size();
  }
  state.SetItemsProcessed(static_cast<std::int64_t>(snapshots));
  state.counters["bytes_a_value"] = static_cast<double>(bytes) / static_cast<double>(snapshots * kMetrics);
}
BENCHMARK(encode_snapshots);

void read_times(benchmark::State& state) {
  std::vector<Instant> times;
  for_chunks(state, [&](const Chunk& chunk) {
    times.clear();
    return chunk.times(times) ? times.size() : 0;
  });
}
BENCHMARK(read_times);

void read_values(benchmark::State& state) {
  std::vector<std::int64_t> values;
  std::vector<std::uint8_t> present;
  for_chunks(state, [&](const Chunk& chunk) {
    values.clear();
    present.clear();
    for (std::uint32_t metric = 1; metric <= kMetrics; ++metric)
      if (!chunk.values(metric, values, present)) return std::size_t{0};
    return values.size();
  });
}
BENCHMARK(read_values);

void read_what_stands(benchmark::State& state) {
  std::optional<std::int64_t> value;
  for_chunks(state, [&](const Chunk& chunk) {
    std::size_t read = 0;
    for (std::uint32_t metric = 1; metric <= kMetrics; ++metric)
      read += chunk.standing(metric, chunk.size() / 2, value) ? 1 : 0;
    return read;
  });
}
BENCHMARK(read_what_stands);

/// A day's cell of so many bookings, each of a quarter's sums of all metrics.
void merge_bookings(benchmark::State& state) {
  std::mt19937_64 random(7);
  std::vector<std::string> operands;
  for (std::int64_t i = 0; i < state.range(0); ++i) {
    std::vector<Booking> bookings;
    for (std::uint32_t metric = 1; metric <= kMetrics; ++metric)
      bookings.push_back({static_cast<std::uint8_t>(i * kQuartersInDay / state.range(0)),
                          metric,
                          {.gains = 1, .gain = static_cast<std::int64_t>(random() % 20)}});
    operands.push_back(encode_bookings(bookings));
  }
  const std::vector<std::string_view> views(operands.begin(), operands.end());
  for (auto _ : state) benchmark::DoNotOptimize(merge_gains(std::nullopt, views));
  state.SetItemsProcessed(state.iterations() * state.range(0));
}
BENCHMARK(merge_bookings)->Arg(10)->Arg(1'000);

}  // namespace
