#include "domain/clock.h"

#include <condition_variable>
#include <mutex>

namespace tidemark {

Instant SystemClock::now() const {
  auto since_epoch = std::chrono::system_clock::now().time_since_epoch();
  return {std::chrono::floor<std::chrono::milliseconds>(since_epoch).count()};
}

Clock::Steady SystemClock::steady() const {
  return std::chrono::steady_clock::now();
}

bool SystemClock::sleep(std::chrono::milliseconds pause, std::stop_token stop) const {
  std::mutex mutex;
  std::condition_variable_any woken;
  std::unique_lock lock(mutex);
  return !woken.wait_for(lock, stop, pause, [&] { return stop.stop_requested(); });
}

}  // namespace tidemark
