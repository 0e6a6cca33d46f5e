#pragma once
// The engine's only source of time, so that tests can play years in milliseconds.

#include <chrono>
#include <stop_token>

#include "domain/instant.h"

namespace tidemark {

/// Threads: any, concurrently.
class Clock {
 public:
  using Steady = std::chrono::steady_clock::time_point;

  virtual ~Clock() = default;
  /// Wall time; may jump either way.
  virtual Instant now() const = 0;
  /// Never goes back; for deadlines and pauses.
  virtual Steady steady() const = 0;
  /// Waits for `pause` on the steady clock. False if `stop` was requested before it was over.
  virtual bool sleep(std::chrono::milliseconds pause, std::stop_token stop) const = 0;
};

class SystemClock final : public Clock {
 public:
  Instant now() const override;
  Steady steady() const override;
  bool sleep(std::chrono::milliseconds pause, std::stop_token stop) const override;
};

}  // namespace tidemark
