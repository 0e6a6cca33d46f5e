#pragma once
// When which business is synced unasked: every interval, soon after the start if one was missed while the
// engine was off.

#include <chrono>
#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <random>
#include <set>
#include <stop_token>
#include <string>
#include <thread>
#include <vector>

#include "domain/clock.h"
#include "domain/log.h"
#include "sync/ports.h"

namespace tidemark {

/// Counts on the steady clock, so that a wall clock set back or forth neither loses nor doubles a run. Times
/// that were missed, because the engine was paused or busy, are made up for once, not once each. Threads:
/// any; `run` is called on the scheduler's own, and answers whether there was anybody to ask: a business
/// without an active account does not use up its turn, and is synced soon after it has one.
class Scheduler {
 public:
  /// The list of businesses is read again at least this often.
  static constexpr std::chrono::milliseconds kLookAround{60'000};
  /// Who is overdue at the start comes within this time, or a tenth of the interval if that is shorter.
  static constexpr std::chrono::milliseconds kSoon{5'000};

  /// All outlive the scheduler.
  struct Parts {
    Directory& directory;
    const Clock& clock;
    Log& log;
  };
  Scheduler(Parts parts, std::chrono::milliseconds every, std::function<bool(BusinessId)> run);
  ~Scheduler() { stop(); }

  void start();
  /// Returns once a call of `run` under way has returned. Idempotent.
  void stop();

  void pause();
  void resume();
  bool is_paused() const;
  /// The business is new, or its interval changed.
  void reschedule(BusinessId business);

  /// Nothing while paused or stopped, and for a business it does not know.
  std::optional<Instant> next(BusinessId business) const;
  std::optional<Instant> next() const;

 private:
  struct Entry {
    std::string own_interval;  // as the business has it
    std::chrono::milliseconds every{};
    std::optional<Clock::Steady> last;  // when it last started
    Clock::Steady due{};
  };
  void loop();
  void look_around();
  void enter(const Business& business, Clock::Steady now);
  std::vector<BusinessId> take_due();
  void try_again_soon(BusinessId business);
  std::pair<std::chrono::milliseconds, std::stop_token> until_next();
  void wake();
  std::chrono::milliseconds interval_of(const Business& business) const;
  std::optional<Instant> instant_of(Clock::Steady due) const;

  const Parts parts_;
  const std::chrono::milliseconds every_;
  const std::function<bool(BusinessId)> run_;

  mutable std::mutex mutex_;
  // Guarded by mutex_.
  std::map<BusinessId, Entry> entries_;
  bool running_ = false;
  bool paused_ = false;
  bool look_ = true;  // read the businesses before anything else
  Clock::Steady looked_at_{};
  std::stop_source wake_;  // of the sleep under way, or the next
  std::minstd_rand random_;
  std::thread thread_;
};

}  // namespace tidemark
