#pragma once

#include <chrono>
#include <string_view>

namespace tidemark {

/// What the engine counts about itself, for /metrics. Threads: any; calls must be cheap.
class Telemetry {
 public:
  virtual ~Telemetry() = default;
  /// One request to a platform was answered, or failed: `status` is the HTTP status as text, or the error
  /// code.
  virtual void platform_request(std::string_view platform, std::string_view status,
                                std::chrono::microseconds took) = 0;
  virtual void run_finished(std::string_view trigger, std::string_view status) = 0;
  virtual void snapshots_stored(std::string_view platform, std::size_t count) = 0;
  /// One request to the admin API was answered. `route` is the pattern ("/posts/{id}"), never the path.
  virtual void admin_request(std::string_view method, std::string_view route, int status,
                             std::chrono::microseconds took) = 0;
};

}  // namespace tidemark
