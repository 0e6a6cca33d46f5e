#pragma once

#include <cstdint>
#include <limits>
#include <optional>

#include "domain/clock.h"
#include "host/quota_book.h"

namespace tidemark {

/// One bucket's window, count and pause. All arithmetic is on the steady clock: wall time is looked at only
/// when a platform's instant comes in and when a state goes out, so that a jump of the wall clock neither
/// opens a bucket nor freezes it. Threads: none; guarded by the book.
class QuotaCounter {
 public:
  using Steady = Clock::Steady;
  struct Now {
    Instant wall;
    Steady steady;
  };

  /// What was kept before a restart.
  static QuotaCounter restored(const BucketState& state, Now now);

  /// As QuotaBook::take: nothing if consent is given, else how long to wait, more than zero.
  std::optional<std::chrono::milliseconds> take(std::int64_t cost, std::int64_t limit,
                                                std::chrono::milliseconds window, Now now);
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

  Steady window_over() const { return announced_ ? *ends_ + QuotaBook::kGrace : *ends_; }
  bool over(Now now) const { return !ends_ || now.steady >= window_over(); }
  bool closed(Now now) const { return closed_until_ && now.steady < *closed_until_; }
  std::int64_t full() const { return limit_ > 0 ? limit_ : kUnlimited; }
  /// If the window is over: full again, the next one not begun.
  void roll(Now now);
  void adopt_limit(std::int64_t limit);
  void adopt_window(Steady ends, std::optional<std::int64_t> remaining, Now now);

  std::int64_t limit_ = 0;
  bool limit_said_ = false;  ///< by the platform: the manifest's does not replace it
  std::int64_t remaining_ = kUnlimited;
  std::optional<Steady> ends_;  ///< of the window; none: not begun
  bool announced_ = false;      ///< `ends_` is the platform's word
  std::optional<Steady> closed_until_;
  std::chrono::milliseconds window_{};  ///< the manifest's, once known
};

}  // namespace tidemark
