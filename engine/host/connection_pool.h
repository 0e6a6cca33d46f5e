#pragma once

#include <map>
#include <memory>
#include <mutex>
#include <vector>

#include "domain/clock.h"
#include "host/connection.h"
#include "host/origin.h"

namespace tidemark {

/// Connections that wait for their next request, the latest used first. Threads: any.
class ConnectionPool {
 public:
  /// Longer idle, and whatever lies between may have forgotten the connection without a word: a request on it
  /// would only meet its deadline.
  static constexpr std::chrono::seconds kLongestIdle{60};

  ConnectionPool(std::size_t per_origin, const Clock& clock) : per_origin_(per_origin), clock_(clock) {}

  /// One that still looks alive, or nothing. What looks dead is closed on the way.
  std::unique_ptr<Connection> take(const Origin& origin);
  void give_back(const Origin& origin, std::unique_ptr<Connection> connection);

 private:
  using Idle = std::vector<std::unique_ptr<Connection>>;
  /// Takes out those that have waited too long; the caller closes them outside the lock.
  Idle stale_of(Idle& idle) const;

  const std::size_t per_origin_;
  const Clock& clock_;
  std::mutex mutex_;
  std::map<Origin, Idle> idle_;  // guarded by mutex_; oldest first
};

}  // namespace tidemark
