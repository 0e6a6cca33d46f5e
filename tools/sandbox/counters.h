#pragma once

#include <deque>
#include <map>
#include <mutex>
#include <string>
#include <vector>

#include "sandbox/sandbox.h"

namespace tidemark::sandbox {

/// What was asked so far. Threads: any.
class Counters {
 public:
  void count(const std::string& platform, const std::string& endpoint, int status, bool by_fault,
             std::string line) {
    std::lock_guard lock(mutex_);
    ++by_platform_[platform];
    auto& entry = by_endpoint_[endpoint];
    ++entry.requests;
    entry.faults += by_fault ? 1 : 0;
    ++entry.by_status[status];
    log_.push_back(std::move(line));
    if (log_.size() > kLogged) log_.pop_front();
  }
  std::map<std::string, EndpointCount> by_endpoint() const {
    std::lock_guard lock(mutex_);
    return by_endpoint_;
  }
  std::int64_t of_platform(const std::string& name) const {
    std::lock_guard lock(mutex_);
    const auto found = by_platform_.find(name);
    return found == by_platform_.end() ? 0 : found->second;
  }
  std::vector<std::string> log() const {
    std::lock_guard lock(mutex_);
    return {log_.begin(), log_.end()};
  }
  void reset() {
    std::lock_guard lock(mutex_);
    by_endpoint_.clear();
    by_platform_.clear();
    log_.clear();
  }

 private:
  static constexpr std::size_t kLogged = 1000;
  mutable std::mutex mutex_;
  std::map<std::string, EndpointCount> by_endpoint_;
  std::map<std::string, std::int64_t> by_platform_;
  std::deque<std::string> log_;
};

}  // namespace tidemark::sandbox
