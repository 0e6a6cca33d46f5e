#pragma once
// The rule by which samples become gains. One place: what is booked at a write, what a check recomputes, and
// what a question adds up from posts all come from here.

#include <cstdint>
#include <functional>
#include <span>

#include "domain/instant.h"
#include "domain/metric.h"
#include "store/snapshot_store.h"

namespace tidemark {

/// One metric of one post over time, from its first known value on; shows what each sample is booked as.
/// A gain is the difference to the value known before, booked whole at the later sample's instant. The first
/// known value is a baseline, except of a running total of a post that gains from zero.
class Bookings {
 public:
  Bookings(MetricKind kind, bool from_zero)
      : known_(from_zero && kind == MetricKind::running_total), first_(true) {}

  /// Goes on after a sample that was booked before.
  static Bookings after(std::int64_t value) {
    Bookings on(MetricKind::gauge, false);
    on.first_ = false;
    on.last_ = value;
    return on;
  }

  /// The next sample, by time.
  Booked next(std::int64_t value) {
    const bool baseline = first_ && !known_;
    const auto gain =
        static_cast<std::int64_t>(static_cast<std::uint64_t>(value) - static_cast<std::uint64_t>(last_));
    first_ = false;
    last_ = value;
    return baseline ? Booked{.baselines = 1, .baseline = value} : Booked{.gains = 1, .gain = gain};
  }

 private:
  bool known_;  // before the first sample, namely 0
  bool first_;
  std::int64_t last_ = 0;
};

inline std::int64_t wrapping_sum(std::int64_t a, std::int64_t b) {
  return static_cast<std::int64_t>(static_cast<std::uint64_t>(a) + static_cast<std::uint64_t>(b));
}
inline std::int64_t wrapping_difference(std::int64_t a, std::int64_t b) {
  return static_cast<std::int64_t>(static_cast<std::uint64_t>(a) - static_cast<std::uint64_t>(b));
}

inline Booked& operator+=(Booked& sum, const Booked& more) {
  sum.gains = wrapping_sum(sum.gains, more.gains);
  sum.gain = wrapping_sum(sum.gain, more.gain);
  sum.baselines = wrapping_sum(sum.baselines, more.baselines);
  sum.baseline = wrapping_sum(sum.baseline, more.baseline);
  return sum;
}
inline Booked& operator-=(Booked& sum, const Booked& less) {
  sum.gains = wrapping_difference(sum.gains, less.gains);
  sum.gain = wrapping_difference(sum.gain, less.gain);
  sum.baselines = wrapping_difference(sum.baselines, less.baselines);
  sum.baseline = wrapping_difference(sum.baseline, less.baseline);
  return sum;
}

}  // namespace tidemark
