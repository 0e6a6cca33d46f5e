#include "host/quota_counter.h"

#include <algorithm>

namespace tidemark {
namespace {

using std::chrono::milliseconds;

/// An instant of the wall clock on the steady one. What is absurdly far away is a mistake of somebody's clock
/// or units.
Clock::Steady steady_of(Instant at, QuotaCounter::Now now) {
  if (at <= now.wall) return now.steady;
  const bool absurd = at.ms > 0 && now.wall.ms < at.ms - QuotaBook::kLongest.count();
  return now.steady + (absurd ? QuotaBook::kLongest : at - now.wall);
}

Instant wall_of(Clock::Steady at, QuotaCounter::Now now) {
  return now.wall + std::chrono::ceil<milliseconds>(at - now.steady);
}

milliseconds until(Clock::Steady at, QuotaCounter::Now now) {
  return std::max(milliseconds(1), std::chrono::ceil<milliseconds>(at - now.steady));
}

}  // namespace

QuotaCounter QuotaCounter::restored(const BucketState& state, Now now) {
  QuotaCounter counter;
  counter.limit_ = std::max<std::int64_t>(state.limit, 0);
  counter.remaining_ = std::max<std::int64_t>(state.remaining, 0);
  if (state.reset_at > now.wall) counter.ends_ = steady_of(state.reset_at, now);
  if (state.closed_until && *state.closed_until > now.wall)
    counter.closed_until_ = steady_of(*state.closed_until, now);
  return counter;
}

QuotaCounter::Steady QuotaCounter::window_over(Now now) const {
  if (announced_) return *ends_ + QuotaBook::kGrace;
  if (!boundary_) return *ends_;
  return std::clamp(steady_of(*boundary_, now), *ends_, *ends_ + window_);
}

void QuotaCounter::roll(Now now) {
  if (!over(now)) return;
  ends_.reset();
  boundary_.reset();
  announced_ = false;
  remaining_ = full();
}

Instant QuotaCounter::next_boundary(Now now) const {
  const std::int64_t window = window_.count();
  const std::int64_t into = ((now.wall.ms % window) + window) % window;
  return now.wall + milliseconds(window - into);
}

void QuotaCounter::begin(Now now) {
  ends_ = now.steady + (window_.count() > 0 ? window_ : QuotaBook::kUnknownPause);
  if (!starts_utc_) return;
  boundary_ = next_boundary(now);
  ends_ = steady_of(*boundary_, now);
}

std::optional<milliseconds> QuotaCounter::wait(std::int64_t cost, const QuotaNeed& declared, Now now) {
  window_ = std::clamp(declared.window, milliseconds(1), QuotaBook::kLongest);
  starts_utc_ = declared.starts_utc;
  if (starts_utc_ && ends_ && !announced_ && !boundary_) boundary_ = wall_of(*ends_, now);  // after a restart
  roll(now);
  if (!limit_said_ && (!ends_ || limit_ == 0)) {
    limit_ = std::max<std::int64_t>(declared.limit, 0);
    remaining_ = ends_ ? std::min(remaining_, full()) : full();
  }
  std::optional<milliseconds> pause;
  if (std::max<std::int64_t>(cost, 1) > remaining_) {
    QuotaCounter begun = *this;
    if (!ends_) begun.begin(now);
    pause = until(begun.window_over(now), now);
  }
  if (closed(now)) pause = std::max(pause.value_or(milliseconds(0)), until(*closed_until_, now));
  return pause;
}

void QuotaCounter::spend(std::int64_t cost, Now now) {
  if (!ends_) begin(now);
  if (remaining_ != kUnlimited) remaining_ -= std::max<std::int64_t>(cost, 1);
}

void QuotaCounter::adopt_limit(std::int64_t limit) {
  // What was used stays used: a lower limit takes from what is left, a higher one counts from the next
  // window.
  if (limit_ > 0 && limit < limit_ && remaining_ != kUnlimited)
    remaining_ = std::max<std::int64_t>(0, remaining_ - (limit_ - limit));
  limit_ = limit;
  limit_said_ = true;
  remaining_ = std::min(remaining_, limit);
}

void QuotaCounter::adopt_window(Steady ends, std::optional<std::int64_t> remaining, Now now) {
  const auto tolerance = QuotaBook::kGrace;  // relative resets tremble by a second or two
  const bool known = ends_ && announced_;
  if (known && ends < *ends_ - tolerance && ends <= now.steady + tolerance)
    return;  // an answer of the window before, overtaken by one of this window
  const bool later = known && ends > *ends_ + tolerance;
  if (later) remaining_ = full();
  if (!known || later || ends < *ends_ - tolerance) ends_ = ends;
  announced_ = true;
  boundary_.reset();
  if (remaining) remaining_ = std::min(remaining_, *remaining);
}

/// Where windows begin in UTC, their ends are known: a platform that has nothing left until some moment
/// before asks for a pause, and after it the window's count goes on.
bool QuotaCounter::is_pause(Steady ends, std::int64_t remaining, Now now) const {
  return starts_utc_ && remaining == 0 && ends > now.steady &&
         ends < steady_of(next_boundary(now), now) - QuotaBook::kGrace;
}

void QuotaCounter::observe(std::optional<std::int64_t> limit, std::optional<std::int64_t> remaining,
                           std::optional<Instant> reset_at, Now now) {
  roll(now);
  if (limit && *limit > 0) adopt_limit(*limit);
  if (remaining) *remaining = std::max<std::int64_t>(*remaining, 0);
  const std::optional<Steady> ends = reset_at ? std::optional(steady_of(*reset_at, now)) : std::nullopt;
  // A window that is over by our clock, while none is known: one of the clocks is wrong, or the answer is
  // late. What is left counts all the same, for a window of ours.
  const bool usable = ends && (announced_ || *ends > now.steady);
  if (usable && remaining && is_pause(*ends, *remaining, now)) {
    const Steady opens = *ends + QuotaBook::kGrace;
    closed_until_ = closed(now) ? std::max(*closed_until_, opens) : opens;
    return;
  }
  if (usable) return adopt_window(*ends, remaining, now);
  if (!remaining) return;
  if (!ends_) begin(now);
  remaining_ = std::min(remaining_, *remaining);
}

void QuotaCounter::close(std::optional<Instant> until_when, Now now) {
  const Steady until_steady =
      until_when ? steady_of(*until_when, now) : now.steady + QuotaBook::kUnknownPause;
  closed_until_ = closed(now) ? std::max(*closed_until_, until_steady) : until_steady;
}

BucketState QuotaCounter::state(Now now) const {
  BucketState state{limit_, full(), now.wall};
  if (!over(now)) {
    state.remaining = remaining_;
    state.reset_at = wall_of(window_over(now), now);
  }
  if (closed(now)) state.closed_until = wall_of(*closed_until_, now);
  return state;
}

BucketStatus QuotaCounter::status(Now now) const {
  BucketStatus status;
  status.limit = limit_;
  const std::int64_t left = over(now) ? full() : remaining_;
  if (left != kUnlimited) status.remaining = left;
  if (!over(now)) status.reset_at = wall_of(announced_ ? *ends_ : window_over(now), now);
  if (closed(now)) {
    const Instant opens = wall_of(*closed_until_, now);
    status.remaining = 0;
    // Where the window has units left, they may be used as soon as the pause ends.
    status.reset_at = left > 0 ? opens : std::max(status.reset_at.value_or(Instant{}), opens);
  }
  return status;
}

}  // namespace tidemark
