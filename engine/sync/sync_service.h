#pragma once
// Refreshes and scheduled runs: what to fetch, when, and what became of it.

#include <chrono>
#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "domain/access.h"
#include "domain/account.h"
#include "domain/clock.h"
#include "domain/log.h"
#include "domain/result.h"
#include "domain/run.h"
#include "domain/telemetry.h"
#include "sync/ports.h"

namespace tidemark {

struct SyncOptions {
  bool scheduled = true;
  std::chrono::milliseconds every{3'600'000};
  bool discover = true;      ///< a run finds an account's new posts before it syncs
  std::size_t workers = 16;  ///< requests that may be under way to one platform
  /// Requests that a call into a plugin should be worth before one account's posts are spread over several
  /// calls. A plugin that sees more posts at once packs them better and learns once, not in every call, what
  /// an account may not read.
  std::size_t requests_per_call = 4;
  std::chrono::milliseconds call_deadline{300'000};  ///< of one call into a plugin
  /// Of one discovery: a long list takes many requests, and breaks off for nothing if it is cut short.
  std::chrono::milliseconds discovery_deadline{1'800'000};
  std::chrono::milliseconds check_deadline{30'000};
};

struct RefreshRequest {
  BusinessId business;
  std::vector<std::string> platforms = {};  ///< canonical ids; empty: those of active accounts
  std::optional<std::size_t> limit = {};    ///< newest posts per platform
};

struct AccountCheck {
  bool ok = false;
  AccountState state = AccountState::ok;
  std::string message;                    ///< what the platform said, and what a person must do
  std::vector<std::string> scopes = {};   ///< granted; empty: the platform does not say
  std::vector<std::string> missing = {};  ///< what syncs need and was not granted
  std::string role = {};                  ///< of who signed in; empty: unknown
  std::optional<Instant> expires_at = {};
};

struct SchedulerStatus {
  bool enabled = true;
  bool paused = false;
  std::chrono::milliseconds every{};
  std::vector<RunId> running;
  std::optional<Instant> next_run_at = {};
};

/// Threads: any. One platform's trouble never delays another: each platform has workers of its own.
class SyncService {
 public:
  struct Parts {
    Directory& directory;
    Measurements& measurements;
    PluginHosts& hosts;
    const Clock& clock;
    Log& log;
    Telemetry& telemetry;
  };
  SyncService(Parts parts, SyncOptions options);
  ~SyncService();  ///< as `stop`

  /// Starts the scheduler, if it is enabled.
  void start();
  /// Cancels what is under way, saves its runs as interrupted, ends the threads. Idempotent.
  void stop();

  /// Starts a run, or joins the running one of that business if that covers what is asked. Does not wait.
  /// Errors: `not_found` business; `invalid` platforms: one is not loaded.
  Result<RunId> refresh(const Asker& asker, const RefreshRequest& request, Trigger trigger = Trigger::manual);
  /// The same for one post.
  Result<RunId> refresh_post(const Asker& asker, PostId post);

  /// The report once the run has ended; nothing if it still runs after `patience`. A run that ended a while
  /// ago is no longer known here, which is `not_found`: the catalog has it.
  Result<std::optional<Run>> wait(RunId run, std::chrono::milliseconds patience);
  /// The report so far of a run that is under way, or has ended and could not be written into the catalog
  /// yet.
  std::optional<Run> running(RunId run) const;
  bool is_syncing(BusinessId business) const;
  std::optional<Instant> next_sync_at(BusinessId business) const;

  /// Asks the platform the smallest thing that tells whether the account's access is good (else for its own
  /// figures), and keeps the state that follows. Returns within `check_deadline`.
  Result<AccountCheck> check(const Asker& asker, AccountId account);
  /// Starts a run that registers the account's posts as the platform lists them, or joins one that is at it.
  /// Does not wait. Errors: `not_found` account; `unsupported`: its platform has no list, or is not loaded;
  /// `conflict`: the account is switched off.
  Result<RunId> discover(const Asker& asker, AccountId account);
  /// What that run found of the account; nothing if it is still at it after `patience`. An error is why it
  /// could not be listed; `not_found` also if the run ended a while ago.
  Result<std::optional<Discovered>> wait_discovered(RunId run, AccountId account,
                                                    std::chrono::milliseconds patience);

  SchedulerStatus status() const;
  void pause();
  void resume();
  /// Takes a business's changed interval into account at once.
  void reschedule(BusinessId business);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace tidemark
