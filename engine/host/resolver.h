#pragma once

#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "domain/result.h"
#include "host/exchange_limits.h"

namespace tidemark {

/// Host names to addresses, as text. The system's look-up can neither be bounded nor cancelled, so each runs
/// in a thread of its own, which is left behind when the asker's time is over; askers for one name share one
/// look-up. Nothing is cached: that is the system's business, and connections are kept. Threads: any.
class Resolver {
 public:
  using LookUp = std::function<Result<std::vector<std::string>>(const std::string& host)>;

  /// `look_up` may block; it may still run after this object is gone.
  explicit Resolver(LookUp look_up = ask_system) : look_up_(std::move(look_up)) {}

  /// Addresses in the order to try them, at least one. Errors: `network_error`, `timeout`, `cancelled`.
  Result<std::vector<std::string>> resolve(const std::string& host, const ExchangeLimits& limits);

 private:
  struct Running;
  static Result<std::vector<std::string>> ask_system(const std::string& host);

  const LookUp look_up_;
  std::mutex mutex_;
  std::map<std::string, std::weak_ptr<Running>> running_;  // guarded by mutex_
};

}  // namespace tidemark
