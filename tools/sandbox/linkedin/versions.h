#pragma once
// Which months of the versioned API are served. Source: LinkedIn API facts, section 1, "Versions": a version
// lives for twelve months; 202512 never existed; nothing after 202609 is known.

#include <cstdint>
#include <map>
#include <mutex>
#include <string>

namespace tidemark::sandbox::linkedin {

/// Threads: any.
class Versions {
 public:
  /// `version` as in the header: "202609" or "202609.01".
  bool active(const std::string& version, std::int64_t now_ms) const;
  void expire(const std::string& version);
  void release(const std::string& version);

 private:
  mutable std::mutex mutex_;
  std::map<std::string, bool> by_hand_;  // wins over the calendar
};

}  // namespace tidemark::sandbox::linkedin
