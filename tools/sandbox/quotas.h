#pragma once
// How many requests each bucket has left in its window, and what the resources read have cost.

#include <cstdint>
#include <map>
#include <mutex>
#include <string>
#include <unordered_set>
#include <vector>

namespace tidemark::sandbox {

constexpr std::int64_t kDayMs = 24LL * 3600 * 1000;

struct QuotaState {
  std::int64_t limit = 0, remaining = 0, reset_s = 0;  ///< reset: Unix seconds, rounded up
  bool refused = false;
};

/// Windows end all at once. They begin with their first request, or at multiples of their length since the
/// epoch (a day then ends at midnight UTC). Threads: any.
class Quotas {
 public:
  enum class Starts { with_first_request, utc };

  explicit Quotas(std::int64_t window_ms, Starts starts = Starts::with_first_request)
      : window_ms_(window_ms), starts_(starts) {}

  /// Counts one request on `bucket`, unless it is refused.
  QuotaState take(const std::string& bucket, std::int64_t limit, std::int64_t now_ms);

 private:
  struct Window {
    std::int64_t ends_ms = 0, used = 0;
  };
  const std::int64_t window_ms_;
  const Starts starts_;
  std::mutex mutex_;
  std::map<std::string, Window> windows_;
};

/// Each resource counts once a UTC day. Threads: any.
class Bill {
 public:
  void charge(const std::vector<std::uint64_t>& resources, std::int64_t now_ms);
  std::int64_t charged() const;

 private:
  mutable std::mutex mutex_;
  std::int64_t charged_ = 0, day_ = 0;
  std::unordered_set<std::uint64_t> today_;
};

}  // namespace tidemark::sandbox
