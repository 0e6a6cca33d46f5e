#include "store/time_column.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cassert>
#include <optional>

#include "store/bytes.h"
#include "store/rice_code.h"

namespace tidemark::disk {
namespace {

/// What the lateness is measured from. ON DISK.
enum class From : std::uint8_t {
  first,   ///< the first time and whole intervals: a clock's schedule
  before,  ///< the time before and whole intervals: a timer's
};

constexpr std::int64_t kSecond = 1'000, kMinute = 60 * kSecond, kHour = 60 * kMinute, kDay = 24 * kHour;
/// Intervals people choose.
constexpr std::array kUsual{kSecond,      5 * kSecond, 10 * kSecond, 30 * kSecond, kMinute,
                            2 * kMinute,  5 * kMinute, 10 * kMinute, 15 * kMinute, 20 * kMinute,
                            30 * kMinute, kHour,       2 * kHour,    3 * kHour,    4 * kHour,
                            6 * kHour,    8 * kHour,   12 * kHour,   kDay};
/// Far more than any schedule; below it, nothing that is added up here leaves 64 bits.
constexpr std::int64_t kLongest = 400 * kDay;
/// What a run of multiples costs in bits, about.
constexpr std::uint64_t kRunBits = 16;

using Numbers64 = std::array<std::int64_t, kMostRiceNumbers>;

/// How the times could be written.
struct Plan {
  From from = From::before;
  std::int64_t interval = 0;  ///< 0: no schedule
  std::int64_t least = 0;     ///< lateness; may be early
  std::uint64_t cost = 0;     ///< bits, about
};

/// From one time to the next.
struct Distances {
  Numbers64 numbers;  ///< modulo 2^64
  std::size_t size = 0;
  bool usual = true;  ///< all are positive and no longer than kLongest
};

Distances distances_of(std::span<const Instant> times) {
  Distances distances;
  distances.size = times.size() - 1;
  for (std::size_t i = 0; i < distances.size; ++i) {
    const std::int64_t distance = std::bit_cast<std::int64_t>(std::bit_cast<std::uint64_t>(times[i + 1].ms) -
                                                              std::bit_cast<std::uint64_t>(times[i].ms));
    distances.numbers[i] = distance;
    distances.usual &= 0 < distance && distance <= kLongest;
  }
  return distances;
}

/// The lateness of each time, and how many intervals it is from the one before. Distances are usual ones.
void measure(const Distances& distances, From from, std::int64_t interval, Numbers64& lateness,
             Numbers64& steps) {
  // Exact enough: below 2^53 ms, and next to a half either multiple will do.
  const double intervals_in_ms = 1.0 / static_cast<double>(interval);
  const auto nearest = [&](std::int64_t passed) {
    return static_cast<std::int64_t>(static_cast<double>(passed) * intervals_in_ms + 0.5);
  };
  std::int64_t passed = 0, reached = 0;  // since the first; in whole intervals
  for (std::size_t i = 0; i < distances.size; ++i) {
    passed = from == From::first ? passed + distances.numbers[i] : distances.numbers[i];
    const std::int64_t multiple = nearest(passed);
    lateness[i] = passed - multiple * interval;
    steps[i] = from == From::first ? multiple - reached : multiple;
    reached = multiple;
  }
}

std::uint64_t cost_of(std::span<const std::int64_t> lateness, std::int64_t least) {
  std::uint64_t bits = 0;
  for (const std::int64_t late : lateness)
    bits += static_cast<std::uint64_t>(
        std::bit_width(std::bit_cast<std::uint64_t>(late) - std::bit_cast<std::uint64_t>(least)));
  return bits;
}

Plan plan_for(const Distances& distances, From from, std::int64_t interval) {
  Plan plan{from, interval, 0, 0};
  Numbers64 lateness, steps;
  measure(distances, from, interval, lateness, steps);
  plan.least =
      *std::min_element(lateness.begin(), lateness.begin() + static_cast<std::ptrdiff_t>(distances.size));
  plan.cost = cost_of({lateness.data(), distances.size}, plan.least) + kRunBits;
  for (std::size_t i = 1; i < distances.size; ++i)
    if (steps[i] != steps[i - 1]) plan.cost += kRunBits;
  return plan;
}

/// As people would have chosen it.
std::int64_t rounded(std::int64_t distance) {
  const auto above = std::lower_bound(kUsual.begin(), kUsual.end(), distance);
  if (above == kUsual.end()) return (distance + kDay / 2) / kDay * kDay;
  if (above == kUsual.begin()) return *above;
  return *above - distance <= distance - *(above - 1) ? *above : *(above - 1);
}

/// Intervals that may suit, or 0: the short distance and the usual one, as people would have chosen them; and
/// to the second, for those who chose another.
std::array<std::int64_t, 3> intervals(const Distances& distances) {
  Numbers64 sorted = distances.numbers;
  const auto at = [&](std::size_t place) {
    const auto nth = sorted.begin() + static_cast<std::ptrdiff_t>(place);
    std::nth_element(sorted.begin(), nth, sorted.begin() + static_cast<std::ptrdiff_t>(distances.size));
    return *nth;
  };
  const std::int64_t shorter = at(distances.size / 16), middle = at(distances.size / 2);
  const std::int64_t exact = (middle + kSecond / 2) / kSecond * kSecond;
  std::array suit{rounded(shorter), rounded(middle), exact};
  if (suit[1] == suit[0]) suit[1] = 0;
  if (suit[2] == suit[0] || suit[2] == suit[1]) suit[2] = 0;
  return suit;
}

Plan best_plan(const Distances& distances) {
  const std::span<const std::int64_t> numbers(distances.numbers.data(), distances.size);
  Plan best;
  // Distances of 2^63 and more are negative, and the greatest.
  best.least = std::bit_cast<std::int64_t>(std::bit_cast<std::uint64_t>(
      *std::min_element(numbers.begin(), numbers.end(), [](std::int64_t a, std::int64_t b) {
        return std::bit_cast<std::uint64_t>(a) < std::bit_cast<std::uint64_t>(b);
      })));
  best.cost = cost_of(numbers, best.least);
  if (!distances.usual) return best;
  for (const std::int64_t interval : intervals(distances))
    for (const From from : {From::first, From::before})
      if (interval != 0)
        if (const Plan plan = plan_for(distances, from, interval); plan.cost < best.cost) best = plan;
  return best;
}

void put_runs(std::string& out, std::span<const std::int64_t> steps) {
  for (std::size_t begin = 0, end; begin < steps.size(); begin = end) {
    for (end = begin + 1; end < steps.size() && steps[end] == steps[begin];) ++end;
    put_varint(out, static_cast<std::uint64_t>(steps[begin]));
    put_varint(out, end - begin - 1);
  }
}

}  // namespace

void put_times(std::string& out, std::span<const Instant> times) {
  assert(times.size() <= kMostRiceNumbers + 1);
  if (times.size() < 2) return;
  const Distances distances = distances_of(times);
  const Plan plan = best_plan(distances);
  put_varint(out, static_cast<std::uint64_t>(plan.interval) << 1 | static_cast<std::uint64_t>(plan.from));
  put_zigzag(out, plan.least);
  Numbers64 lateness = distances.numbers;
  if (plan.interval != 0) {
    Numbers64 steps;
    measure(distances, plan.from, plan.interval, lateness, steps);
    put_runs(out, {steps.data(), distances.size});
  }
  for (std::int64_t& late : std::span(lateness.data(), distances.size))
    late = std::bit_cast<std::int64_t>(std::bit_cast<std::uint64_t>(late) -
                                       std::bit_cast<std::uint64_t>(plan.least));
  put_rice(out, {lateness.data(), distances.size});
}

bool read_times(std::string_view bytes, Instant first, std::size_t size, std::vector<Instant>& times) {
  if (size == 0 || size > kMostRiceNumbers + 1) return false;
  const std::size_t begin = times.size();
  times.resize(begin + size);
  Instant* out = times.data() + begin;
  out[0] = first;
  if (size == 1) return bytes.empty();
  Reader in(bytes);
  const std::uint64_t head = in.varint(), least = std::bit_cast<std::uint64_t>(in.zigzag());
  const std::uint64_t interval = head >> 1;
  const bool from_first = (head & 1) == static_cast<std::uint64_t>(From::first);
  if (!in.ok() || (interval == 0 && from_first)) return false;

  // What the lateness of each is measured from, but for the time before.
  std::array<std::uint64_t, kMostRiceNumbers> bases;
  std::uint64_t base = (from_first ? std::bit_cast<std::uint64_t>(first.ms) : 0) + least;
  if (interval == 0) std::fill_n(bases.begin(), size - 1, base);
  for (std::size_t i = 0; interval != 0 && i < size - 1;) {
    const std::uint64_t step = in.varint() * interval, more = in.varint();
    if (!in.ok() || more >= size - 1 - i) return false;
    for (const std::size_t end = i + static_cast<std::size_t>(more) + 1; i < end; ++i)
      bases[i] = from_first ? base += step : base + step;
  }
  Numbers64 lateness;
  if (!read_rice(in.rest(), size - 1, {lateness.data(), size - 1})) return false;
  std::uint64_t before = std::bit_cast<std::uint64_t>(first.ms);
  bool rising = true;  // each once: as nobody may rely on otherwise
  for (std::size_t i = 0; i < size - 1; ++i) {
    const std::uint64_t at = bases[i] + std::bit_cast<std::uint64_t>(lateness[i]) + (from_first ? 0 : before);
    rising &= std::bit_cast<std::int64_t>(at) > std::bit_cast<std::int64_t>(before);
    out[i + 1].ms = std::bit_cast<std::int64_t>(at);
    before = at;
  }
  return rising;
}

}  // namespace tidemark::disk
