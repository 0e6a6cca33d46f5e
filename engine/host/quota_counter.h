#pragma once

#include <cstdint>
#include <limits>
#include <optional>

#include "domain/clock.h"
#include "host/quota_book.h"

namespace tidemark {

/// One bucket's window, count and pause. All arithmetic is on the steady clock: wall time is looked at only
/// when a platform's instant or a UTC boundary comes in and when a state goes out, so that a jump of the wall
/// clock neither opens a bucket nor freezes it. Threads: none; guarded by the book.
class QuotaCounter {
 public:
  using Steady = Clock::Steady;
  struct Now {
    Instant wall;
    Steady steady;
  };

  /// What was kept before a restart.
  static QuotaCounter restored(const BucketState& state, Now now);

  /// Nothing if `cost` units can be had now, else how long to wait, more than zero. Takes none: where a
  /// request needs several counters, all are asked before one gives.
  std::optional<std::chrono::milliseconds> wait(std::int64_t cost, const QuotaNeed& declared, Now now);
  /// Takes the units that `wait` has just consented to.
  void spend(std::int64_t cost, Now now);
  /// As QuotaBook::observe.
  void observe(std::optional<std::int64_t> limit, std::optional<std::int64_t> remaining,
               std::optional<Instant> reset_at, Now now);
  /// As QuotaBook::close.
  void close(std::optional<Instant> until, Now now);

  BucketState state(Now now) const;
  BucketStatus status(Now now) const;

 private:
  /// With a platform that says nothing and a manifest without a limit: all is allowed until it refuses.
  static constexpr std::int64_t kUnlimited = std::numeric_limits<std::int64_t>::max();

  Steady window_over(Now now) const;
  bool over(Now now) const { return !ends_ || now.steady >= window_over(now); }
  bool closed(Now now) const { return closed_until_ && now.steady < *closed_until_; }
  std::int64_t full() const { return limit_ > 0 ? limit_ : kUnlimited; }
  /// If the window is over: full again, the next one not begun.
  void roll(Now now);
  /// The next multiple of the window in UTC.
  Instant next_boundary(Now now) const;
  /// A window that no platform announced begins.
  void begin(Now now);
  bool is_pause(Steady ends, std::int64_t remaining, Now now) const;
  void adopt_limit(std::int64_t limit);
  void adopt_window(Steady ends, std::optional<std::int64_t> remaining, Now now);

  std::int64_t limit_ = 0;
  bool limit_said_ = false;  ///< by the platform: the manifest's does not replace it
  std::int64_t remaining_ = kUnlimited;
  std::optional<Steady> ends_;  ///< of the window; none: not begun
  bool announced_ = false;      ///< `ends_` is the platform's word
  /// Where the window that begins in UTC ends on the wall clock. Within it the steady clock decides, so that
  /// a wall clock that is set forward opens nothing. One that is set back says that the day is not over yet:
  /// it is believed, for one window at most.
  std::optional<Instant> boundary_;
  std::optional<Steady> closed_until_;
  std::chrono::milliseconds window_{};  ///< the manifest's, once known
  bool starts_utc_ = false;             ///< as well
};

}  // namespace tidemark
