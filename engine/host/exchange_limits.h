#pragma once
// What bounds one exchange, asked between any two waits.

#include <algorithm>
#include <chrono>
#include <stop_token>

#include "domain/clock.h"
#include "domain/result.h"

namespace tidemark {

/// Threads: none; one exchange's.
class ExchangeLimits {
 public:
  /// Nothing waits longer than this without looking up: a cancel is noticed within it.
  static constexpr std::chrono::milliseconds kSlice{50};

  ExchangeLimits(const Clock& clock, Clock::Steady deadline, std::stop_token stop)
      : clock_(clock), deadline_(deadline), stop_(std::move(stop)) {}

  /// Error `cancelled` or `timeout`: it is over.
  Result<> check() const {
    if (stop_.stop_requested()) return Error{Code::cancelled, "cancelled"};
    if (clock_.steady() >= deadline_) return Error{Code::timeout, "no whole answer in time"};
    return Done{};
  }
  /// How long to wait before the next `check`, at least a millisecond.
  std::chrono::milliseconds slice() const {
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(deadline_ - clock_.steady());
    return std::clamp(left, std::chrono::milliseconds(1), kSlice);
  }
  /// The same with `share` of the time that is left, for one attempt of several.
  ExchangeLimits shortened(int share) const {
    const auto now = clock_.steady();
    return {clock_, now + (std::max(deadline_, now) - now) / share, stop_};
  }

 private:
  const Clock& clock_;
  Clock::Steady deadline_;
  std::stop_token stop_;
};

}  // namespace tidemark
