#include "store/time_column.h"

#include <algorithm>
#include <array>
#include <bit>

#include "store/bits.h"
#include "store/bytes.h"

namespace tidemark::disk {
namespace {

/// What the lateness is measured from. ON DISK.
enum class From : std::uint8_t {
  first,   ///< the first time and whole intervals: a clock's schedule
  before,  ///< the time before and whole intervals: a timer's
};

constexpr std::uint64_t kSecond = 1'000, kMinute = 60 * kSecond, kHour = 60 * kMinute, kDay = 24 * kHour;
/// Intervals people choose.
constexpr std::array kUsual{kSecond,      5 * kSecond, 10 * kSecond, 30 * kSecond, kMinute,
                            2 * kMinute,  5 * kMinute, 10 * kMinute, 15 * kMinute, 20 * kMinute,
                            30 * kMinute, kHour,       2 * kHour,    3 * kHour,    4 * kHour,
                            6 * kHour,    8 * kHour,   12 * kHour,   kDay};

/// How many intervals lie between a time and the next, so many times in a row.
struct Run {
  std::uint64_t steps = 0, length = 0;
};

struct Plan {
  From from = From::before;
  std::uint64_t interval = 0;  ///< 0: no schedule
  std::vector<Run> runs;
  std::uint64_t least = 0;              ///< lateness, modulo 2^64; may be early
  std::vector<std::uint64_t> lateness;  ///< above the least
  unsigned width = 0;                   ///< of the Rice codes
  std::uint64_t cost = 0;               ///< bits, about
};

std::uint64_t bits(Instant at) {
  return std::bit_cast<std::uint64_t>(at.ms);
}

std::uint64_t rice_cost(std::span<const std::uint64_t> values, unsigned width) {
  std::uint64_t cost = 0;
  for (const std::uint64_t value : values) {
    const std::uint64_t quotient = value >> width;
    cost += quotient < kLongQuotient ? quotient + 1 + width : kLongQuotient + 64;
  }
  return cost;
}

/// The median's length tells about how wide the codes should be, whatever a few outliers say.
void choose_width(Plan& plan) {
  std::array<std::size_t, 65> lengths{};
  for (const std::uint64_t value : plan.lateness) ++lengths[static_cast<std::size_t>(std::bit_width(value))];
  unsigned middle = 0;
  for (std::size_t seen = lengths[0]; seen * 2 < plan.lateness.size(); seen += lengths[middle]) ++middle;
  plan.cost = ~std::uint64_t{0};
  for (unsigned width = middle - std::min(middle, 2u); width <= std::min(middle + 1, kMostRiceBits);
       ++width) {
    const std::uint64_t cost = rice_cost(plan.lateness, width);
    if (cost < plan.cost) {
      plan.cost = cost;
      plan.width = width;
    }
  }
}

Plan plan_for(std::span<const Instant> times, From from, std::uint64_t interval) {
  Plan plan{from, interval, {}, {}, {}, 0, 0};
  plan.lateness.reserve(times.size());
  std::uint64_t nearest = 0;  // the multiple nearest to the time before
  for (std::size_t i = 1; i < times.size(); ++i) {
    const std::uint64_t start = from == From::first ? bits(times[0]) : bits(times[i - 1]);
    const std::uint64_t passed = bits(times[i]) - start;
    const std::uint64_t multiple =
        interval == 0 ? 0 : passed / interval + (passed % interval >= interval - interval / 2);
    const std::uint64_t steps = from == From::first ? multiple - nearest : multiple;
    nearest = multiple;
    if (plan.runs.empty() || plan.runs.back().steps != steps) plan.runs.push_back({steps, 0});
    ++plan.runs.back().length;
    plan.lateness.push_back(passed - multiple * interval);
  }
  plan.least =
      *std::min_element(plan.lateness.begin(), plan.lateness.end(), [](std::uint64_t a, std::uint64_t b) {
        return std::bit_cast<std::int64_t>(a) < std::bit_cast<std::int64_t>(b);
      });
  for (std::uint64_t& late : plan.lateness) late -= plan.least;
  choose_width(plan);
  plan.cost += plan.runs.size() * 16;
  return plan;
}

/// Intervals that may suit: the shortest and the usual distance as people would choose it, or as it is.
std::vector<std::uint64_t> intervals(std::span<const Instant> times) {
  std::vector<std::uint64_t> distances;
  for (std::size_t i = 1; i < times.size(); ++i) distances.push_back(bits(times[i]) - bits(times[i - 1]));
  std::sort(distances.begin(), distances.end());
  const std::uint64_t shorter = distances[distances.size() / 16], middle = distances[distances.size() / 2];
  std::vector<std::uint64_t> suit;
  const auto add = [&](std::uint64_t interval) {
    if (interval != 0 && std::find(suit.begin(), suit.end(), interval) == suit.end())
      suit.push_back(interval);
  };
  const auto rounded = [](std::uint64_t distance, std::uint64_t unit) {
    return distance - distance % unit + (distance % unit > unit / 2 ? unit : 0);
  };
  for (const std::uint64_t distance : {shorter, middle}) {
    // Far more than any schedule; rounding it might leave 64 bits.
    if (distance > 400 * kDay) continue;
    const auto above = std::lower_bound(kUsual.begin(), kUsual.end(), distance);
    if (above == kUsual.end())
      add(rounded(distance, kDay));
    else if (above == kUsual.begin() || *above - distance <= distance - *(above - 1))
      add(*above);
    else
      add(*(above - 1));
    add(rounded(distance, kMinute));
    add(rounded(distance, kSecond));
  }
  return suit;
}

}  // namespace

std::string encode_times(std::span<const Instant> times) {
  std::string out;
  if (times.size() < 2) return out;
  Plan best = plan_for(times, From::before, 0);
  for (const std::uint64_t interval : intervals(times))
    for (const From from : {From::first, From::before})
      if (Plan plan = plan_for(times, from, interval); plan.cost < best.cost) best = std::move(plan);

  put_varint(out, std::uint64_t{best.width} << 1 | static_cast<std::uint64_t>(best.from));
  put_zigzag(out, std::bit_cast<std::int64_t>(best.least));
  put_varint(out, best.interval);
  if (best.interval != 0)
    for (const Run& run : best.runs) {
      put_varint(out, run.steps);
      put_varint(out, run.length - 1);
    }
  BitWriter codes(out);
  for (const std::uint64_t late : best.lateness) codes.put_rice(late, best.width);
  codes.finish();
  return out;
}

bool decode_times(std::string_view bytes, Instant first, std::size_t size, std::vector<Instant>& times) {
  if (size == 0) return false;
  const std::size_t begin = times.size();
  times.resize(begin + size);
  Instant* out = times.data() + begin;
  out[0] = first;
  if (size == 1) return bytes.empty();
  Reader in(bytes);
  const std::uint64_t head = in.varint();
  const std::uint64_t least = std::bit_cast<std::uint64_t>(in.zigzag());
  const std::uint64_t interval = in.varint();
  const auto width = static_cast<unsigned>(std::min<std::uint64_t>(head >> 1, kMostRiceBits + 1));
  if (!in.ok() || width > kMostRiceBits) return false;

  const bool from_first = (head & 1) == static_cast<std::uint64_t>(From::first);
  if (interval == 0 && from_first) return false;
  // First what the lateness of each is measured from, but for the time before.
  std::uint64_t base = from_first ? bits(first) : 0;
  std::size_t i = 1;
  if (interval == 0) std::fill(out + 1, out + size, Instant{});
  while (interval != 0 && i < size) {
    const std::uint64_t step = in.varint() * interval, more = in.varint();
    if (!in.ok() || more >= size - i) return false;
    for (const std::size_t end = i + static_cast<std::size_t>(more) + 1; i < end; ++i) {
      base = from_first ? base + step : step;
      out[i].ms = std::bit_cast<std::int64_t>(base);
    }
  }
  BitReader codes(in.rest());
  for (i = 1; i < size; ++i) {
    const std::uint64_t before = from_first ? 0 : bits(out[i - 1]);
    out[i].ms = std::bit_cast<std::int64_t>(bits(out[i]) + before + least + codes.get_rice(width));
  }
  // Rising, each once: as nobody may rely on otherwise.
  return codes.complete() && std::is_sorted(out, out + size, std::less_equal<>());
}

}  // namespace tidemark::disk
