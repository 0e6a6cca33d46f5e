#pragma once

#include <algorithm>
#include <condition_variable>
#include <list>
#include <mutex>
#include <vector>

#include "domain/clock.h"

namespace tidemark::testing {

/// A clock that stands still until it is told. With `sleepers_advance` (the default) whoever sleeps moves the
/// clock by that much and goes on at once, and the pauses are kept; without it sleepers wait for `advance`.
class FakeClock final : public Clock {
 public:
  explicit FakeClock(Instant start = {1'800'000'000'000}) : now_(start) {}

  Instant now() const override {
    std::lock_guard lock(mutex_);
    return now_;
  }
  Steady steady() const override {
    std::lock_guard lock(mutex_);
    return steady_;
  }
  bool sleep(std::chrono::milliseconds pause, std::stop_token stop) const override {
    std::unique_lock lock(mutex_);
    pauses_.push_back(pause);
    if (stop.stop_requested()) return false;
    if (sleepers_advance_) {
      now_ = now_ + pause;
      steady_ += pause;
      return true;
    }
    const Steady until = steady_ + pause;
    const auto sleeper = sleepers_.insert(sleepers_.end(), stop);
    moved_.notify_all();
    const bool over = moved_.wait(lock, stop, [&] { return steady_ >= until; });
    sleepers_.erase(sleeper);
    return over && !stop.stop_requested();
  }

  /// Both clocks go on.
  void advance(std::chrono::milliseconds by) {
    std::lock_guard lock(mutex_);
    now_ = now_ + by;
    steady_ += by;
    moved_.notify_all();
  }
  /// The wall clock alone jumps, either way.
  void jump(std::chrono::milliseconds by) {
    std::lock_guard lock(mutex_);
    now_ = now_ + by;
  }
  void sleepers_advance(bool yes) {
    std::lock_guard lock(mutex_);
    sleepers_advance_ = yes;
  }
  /// Waits until that many threads sleep; one that was told to wake up does not.
  void await_sleepers(int count) {
    std::unique_lock lock(mutex_);
    moved_.wait(lock, [&] {
      return std::count_if(sleepers_.begin(), sleepers_.end(),
                           [](const std::stop_token& stop) { return !stop.stop_requested(); }) >= count;
    });
  }
  /// Waits until that many pauses have begun in all: who was woken by `advance` may still be on the way.
  void await_pauses(std::size_t count) {
    std::unique_lock lock(mutex_);
    moved_.wait(lock, [&] { return pauses_.size() >= count; });
  }
  std::vector<std::chrono::milliseconds> pauses() const {
    std::lock_guard lock(mutex_);
    return pauses_;
  }

 private:
  mutable std::mutex mutex_;
  mutable std::condition_variable_any moved_;
  mutable Instant now_;
  mutable Steady steady_{};
  mutable std::vector<std::chrono::milliseconds> pauses_;
  mutable std::list<std::stop_token> sleepers_;
  bool sleepers_advance_ = true;
};

}  // namespace tidemark::testing
