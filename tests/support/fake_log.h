#pragma once

#include <mutex>
#include <string>
#include <vector>

#include "domain/log.h"
#include "domain/telemetry.h"

namespace tidemark::testing {

/// Keeps what was logged, one "level part: message" a line.
class FakeLog final : public Log {
 public:
  void write(Level level, std::string_view part, std::string_view message) override {
    constexpr std::string_view names[] = {"debug", "info", "warning", "error"};
    std::lock_guard lock(mutex_);
    lines_.push_back(std::string(names[static_cast<int>(level)]) + " " + std::string(part) + ": " +
                     std::string(message));
  }
  std::vector<std::string> lines() const {
    std::lock_guard lock(mutex_);
    return lines_;
  }
  bool contains(std::string_view text) const {
    std::lock_guard lock(mutex_);
    for (const auto& line : lines_)
      if (line.find(text) != std::string::npos) return true;
    return false;
  }

 private:
  mutable std::mutex mutex_;
  std::vector<std::string> lines_;
};

/// Counts nothing.
class NoTelemetry final : public Telemetry {
 public:
  void platform_request(std::string_view, std::string_view, std::chrono::microseconds) override {}
  void run_finished(std::string_view, std::string_view) override {}
  void snapshots_stored(std::string_view, std::size_t) override {}
  void admin_request(std::string_view, std::string_view, int, std::chrono::microseconds) override {}
};

}  // namespace tidemark::testing
