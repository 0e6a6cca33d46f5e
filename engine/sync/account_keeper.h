#pragma once
// What a plugin call needs to know of an account, and keeping the state that a call leaves it in.

#include <vector>

#include "domain/account.h"
#include "domain/log.h"
#include "host/plugin_host.h"
#include "sync/account_verdict.h"
#include "sync/ports.h"

namespace tidemark {

/// An account as it stands when a call begins: tokens are renewed and metrics refused while others run.
struct AccountForCall {
  Account account;
  AccountAccess access;
  std::vector<UnavailableMetric> unavailable;
};
/// Error `not_found`: it was deleted. Threads: any.
Result<AccountForCall> read_account(Directory& directory, const Asker& asker, AccountId id);

/// Writes the state that follows from `verdict`, if any, and logs bad news. A token that was renewed
/// meanwhile is not blamed for the old one's end. Threads: any.
void keep_state(Directory& directory, Log& log, AccountId id, const AccountVerdict& verdict);

/// Remembers that the platform refuses a metric. Threads: any.
void keep_refusal(Directory& directory, Log& log, AccountId id, const UnavailableMetric& metric);

}  // namespace tidemark
