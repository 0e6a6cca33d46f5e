#pragma once
// What a refresh means: which platforms, accounts and posts it is about.

#include <cstddef>
#include <map>
#include <string>

#include "domain/clock.h"
#include "sync/ports.h"
#include "sync/run_ledger.h"
#include "sync/sync_service.h"

namespace tidemark {

/// Threads: any.
class Planner {
 public:
  /// A gone post is looked for once in this time.
  static constexpr std::chrono::milliseconds kLookAgain{86'400'000};

  /// `discover`: runs find new posts by themselves.
  Planner(const SyncService::Parts& parts, bool discover)
      : directory_(parts.directory), hosts_(parts.hosts), clock_(parts.clock), discover_(discover) {}

  /// Errors: `not_found` business; `invalid` platforms. A scheduled run discovers first where the platform
  /// can be asked for a list; by hand that is done only for accounts that were never listed and have no
  /// posts, so that a newcomer sees some. A scheduled run leaves out accounts whose access is known to be lost; by hand each is tried
  /// once.
  Result<WantedRun> of_business(const Asker& asker, const RefreshRequest& request, Trigger trigger);
  /// Errors: `not_found` post; `conflict`: its account is switched off.
  Result<WantedRun> of_post(const Asker& asker, PostId post);
  /// Only what the account has. Errors: `not_found` account; `unsupported`: its platform is not loaded or has
  /// no list; `conflict`: it is switched off.
  Result<WantedRun> of_discovery(const Asker& asker, AccountId account);
  /// Posts that one request can ask for, by platform; those that are not loaded are left out.
  std::map<std::string, std::size_t> bulk(const WantedRun& wanted) const;

 private:
  bool can_discover(const std::string& platform) const;
  bool has_no_posts(AccountId account) const;
  bool is_worth_listing(AccountId account, Trigger trigger) const;

  Directory& directory_;
  PluginHosts& hosts_;
  const Clock& clock_;
  const bool discover_;
};

}  // namespace tidemark
