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
  std::size_t workers = 16;  ///< requests that may be under way to one platform
  /// Requests that a call into a plugin should be worth before one account's posts are spread over several
  /// calls. A plugin that sees more posts at once packs them better and learns once, not in every call, what
  /// an account may not read.
  std::size_t requests_per_call = 4;
  std::chrono::milliseconds call_deadline{300'000};  ///< of one call into a plugin
};

struct RefreshRequest {
  BusinessId business;
  std::vector<std::string> platforms = {};  ///< canonical ids; empty: those of active accounts
  std::optional<std::size_t> limit = {};    ///< newest posts per platform
};

struct AccountCheck {
  bool ok = false;
  AccountState state = AccountState::ok;
  std::string message;
  std::optional<Instant> expires_at = {};
};

struct Discovered {
  std::size_t found = 0;
  std::size_t fresh = 0;  ///< "new" in the API
  std::size_t gone = 0;
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

  /// Asks the platform for the account's own figures, the smallest thing there is, and keeps the state that
  /// follows.
  Result<AccountCheck> check(const Asker& asker, AccountId account);
  /// Registers the account's posts as the platform lists them. Error `unsupported`: its plugin cannot list
  /// posts.
  Result<Discovered> discover(const Asker& asker, AccountId account);

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
