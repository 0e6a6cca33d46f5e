#pragma once
// The calls about one account that a person makes outside of runs: is its access good, and which posts has
// it.

#include <chrono>
#include <stop_token>

#include "sync/ports.h"
#include "sync/sync_service.h"

namespace tidemark {

/// Threads: any. Both calls take as long as the platform does, at most the deadline.
class AccountCalls {
 public:
  AccountCalls(SyncService::Parts parts, std::chrono::milliseconds call_deadline)
      : parts_(parts), call_deadline_(call_deadline) {}

  Result<AccountCheck> check(const Asker& asker, AccountId id, std::stop_token stop);
  Result<Discovered> discover(const Asker& asker, AccountId id, std::stop_token stop);

 private:
  CallLimits limits(std::stop_token stop, std::string what) const;

  const SyncService::Parts parts_;
  const std::chrono::milliseconds call_deadline_;
};

}  // namespace tidemark
