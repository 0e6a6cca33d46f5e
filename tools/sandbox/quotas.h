#pragma once
// How many requests each token has left at each endpoint. Source: X API facts, section 3: windows of 15
// minutes that begin with their first request and end all at once.

#include <cstdint>
#include <map>
#include <mutex>
#include <string>
#include <unordered_set>
#include <utility>
#include <vector>

namespace tidemark::sandbox {

constexpr std::int64_t kWindowMs = 15LL * 60 * 1000;
constexpr std::int64_t kDayMs = 24LL * 3600 * 1000;  // of the second quota that some endpoints have

struct QuotaState {
  std::int64_t limit = 0, remaining = 0, reset_s = 0;
  bool refused = false;
};

/// Threads: any.
class Quotas {
 public:
  explicit Quotas(std::int64_t window_ms) : window_ms_(window_ms) {}

  QuotaState take(const std::string& endpoint, const std::string& token, std::int64_t limit,
                  std::int64_t now_ms);

 private:
  struct Window {
    std::int64_t ends_ms = 0, used = 0;
  };
  const std::int64_t window_ms_;
  std::mutex mutex_;
  std::map<std::pair<std::string, std::string>, Window> windows_;
};

/// What the resources read have cost: each counts once a UTC day. Threads: any.
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
