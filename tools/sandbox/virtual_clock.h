#pragma once
// The sandbox's time: what posts grow by, when quotas and tokens end, what the Date header says.
//
// `real` is the system's time; `fast=N` starts at the system's time and runs N times as quickly; `stepped`
// starts there and stands still. Each can be moved over the control API. A clock that a test brought along
// cannot.

#include <chrono>
#include <cstdint>
#include <functional>
#include <mutex>
#include <optional>
#include <string_view>

#include "domain/result.h"

namespace tidemark::sandbox {

/// "150ms", "2s", "5m", "3h", "60d"; nothing for any other text.
std::optional<std::chrono::milliseconds> parse_duration(std::string_view text);

struct ClockKind {
  double speed = 1;  ///< virtual milliseconds in a real one; 0: stepped
  bool is_virtual() const { return speed != 1; }
};
/// "real", "stepped" or "fast=3600".
std::optional<ClockKind> parse_clock(std::string_view text);

/// Threads: any.
class VirtualClock {
 public:
  /// `outside`, if given, is asked for the Unix time instead.
  VirtualClock(ClockKind kind, std::function<std::int64_t()> outside);

  std::int64_t now_ms() const;
  /// True if real time says nothing about this clock: it moves in steps, or as a test wants.
  bool in_steps() const { return outside_ || kind_.speed == 0; }

  /// Error `invalid`: the clock is a test's own, or the step goes back.
  Result<Done> advance(std::chrono::milliseconds step);
  Result<Done> set(std::int64_t now_ms);

 private:
  std::int64_t now_locked() const;

  const ClockKind kind_;
  const std::function<std::int64_t()> outside_;
  mutable std::mutex mutex_;
  std::int64_t base_ms_ = 0;                       // what this clock said at
  std::chrono::steady_clock::time_point base_at_;  // this instant
};

}  // namespace tidemark::sandbox
