#pragma once
// How much of its quotas a client has used, as Graph tells it: percentages, and minutes to wait.
// Source: Facebook facts, section 9; Instagram facts, section 9.

#include <array>
#include <cstdint>
#include <map>
#include <mutex>
#include <string>

namespace tidemark::sandbox::graph {

struct Meter {
  std::int64_t percent = 0;          ///< of the calls; over 100 for a client that goes on
  std::int64_t minutes_to_wait = 0;  ///< 0: it is open
  bool refused = false;
  bool was_told = false;  ///< refused, and an earlier answer had said that nothing is left
  bool is_new = false;    ///< so few calls that Graph says nothing about them yet
};

/// Rolling windows, each in 24 slots. Refused calls count too: who goes on waits longer.
/// Threads: any.
class Usage {
 public:
  /// Counts `units` calls on a quota of `limit` calls in `window_ms`.
  Meter take(const std::string& quota, std::int64_t units, std::int64_t limit, std::int64_t window_ms,
             std::int64_t now_ms);

 private:
  static constexpr std::int64_t kSlots = 24;
  struct Window {
    std::array<std::int64_t, kSlots> used{};
    std::int64_t slot = 0;           // the newest
    std::int64_t told_until_ms = 0;  // when the wait ends that the last answer stated
  };

  std::mutex mutex_;
  std::map<std::string, Window> windows_;
};

/// {"call_count":28,"total_cputime":8,"total_time":15}
std::string usage_text(const Meter& meter);
/// One element of the list of an id in X-Business-Use-Case-Usage. `estimates`: false leaves the minutes at 0,
/// as Graph does where it has no estimate.
std::string business_usage_text(const Meter& meter, const std::string& type, bool estimates);

}  // namespace tidemark::sandbox::graph
