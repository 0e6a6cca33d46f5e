#pragma once
// The call about one account that a person makes outside of runs: is its access good?

#include <chrono>
#include <optional>
#include <stop_token>

#include "sync/account_keeper.h"
#include "sync/account_verdict.h"
#include "sync/ports.h"
#include "sync/sync_service.h"

namespace tidemark {

/// Threads: any. A call takes as long as the platform does, at most the deadline.
class AccountCalls {
 public:
  AccountCalls(SyncService::Parts parts, std::chrono::milliseconds call_deadline)
      : parts_(parts), call_deadline_(call_deadline) {}

  Result<AccountCheck> check(const Asker& asker, AccountId id, std::stop_token stop);

 private:
  struct Asked {
    std::optional<Error> problem = {};
    AccessReport report = {};
    AccountVerdict verdict = {};
  };
  /// Error: the platform cannot be asked at all, or the engine stops.
  Result<Asked> ask(PluginHost& host, const AccountForCall& account, std::stop_token stop);
  /// By the account's own figures, where the plugin has no check.
  Result<Asked> ask_figures(PluginHost& host, const AccountForCall& account, const CallLimits& limits);
  void keep(const AccountForCall& account, const Asked& asked);

  const SyncService::Parts parts_;
  const std::chrono::milliseconds call_deadline_;
};

}  // namespace tidemark
