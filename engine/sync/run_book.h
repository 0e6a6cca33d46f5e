#pragma once
// All runs under way and those that ended a moment ago: who joins which, who waits for what, when a report is
// written.

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <deque>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "domain/clock.h"
#include "domain/log.h"
#include "domain/telemetry.h"
#include "sync/in_flight.h"
#include "sync/pieces.h"
#include "sync/run_ledger.h"

namespace tidemark {

/// Threads: any. Calls into the catalog, the log and telemetry are made without the lock.
class RunBook {
 public:
  /// A report is written at most this often while its run goes on.
  static constexpr std::chrono::milliseconds kCheckpoint{500};
  /// How long, and how many, ended runs can still be waited for.
  static constexpr std::chrono::milliseconds kKept{600'000};
  static constexpr std::size_t kKeptRuns = 128;

  RunBook(Directory& directory, const Clock& clock, Log& log, Telemetry& telemetry)
      : directory_(directory), clock_(clock), log_(log), telemetry_(telemetry) {}

  struct Entry {
    std::shared_ptr<RunLedger> run;
    bool joined = false;
    std::vector<PiecePtr> pieces;   ///< to be run; of a run joined, none
    std::vector<PiecePtr> parked;   ///< discoveries that wait for the one of another run
    std::vector<PiecePtr> awaited;  ///< of other runs: this one waits for something in them
  };
  /// Joins the running run that covers `wanted`, or opens one. A post that is in flight is awaited, all
  /// others are cut into `pieces`. `bulk`: by platform. An opened run is held until `begin`'s caller releases
  /// it.
  Entry enter(const WantedRun& wanted, const std::map<std::string, std::size_t>& bulk, PieceLimits limits);
  /// Writes an opened run into the catalog. On error the run is gone, and those of its pieces that others
  /// wait for are left in `entry`.
  Result<RunId> begin(Entry& entry);
  /// The id of a run that was joined; waits until it has one. Error: it could not be begun.
  Result<RunId> id_of(const RunLedger& run);

  /// Subjects of `piece` have their answers, for every run that waits for them. Unknown ones are passed over.
  void settle(const Piece& piece, std::span<const Settlement> settled);
  void metric_unavailable(const Piece& piece, const UnavailableMetric& metric);
  /// A call failed, and no post with it: it was a listing, or all of its posts had their answers before.
  void account_failed(const Piece& piece, const Error& why);

  /// Posts of which a discovery has brought figures are synced; those that its run did not know are part of
  /// it from now on.
  void figures_found(const PiecePtr& discovery, std::span<const PostId> posts);
  /// What is left to be synced after a discovery, cut into pieces: what its run set out with and has no
  /// answer yet, and what else is `due` now.
  std::vector<PiecePtr> after_discovery(const PiecePtr& discovery, const std::vector<SyncPost>& due);
  /// A discovery has ended. The discoveries of other runs that waited for it: to be run now.
  std::vector<PiecePtr> discovery_ended(const PiecePtr& discovery, const Result<Discovered>& what);
  /// The engine stopped before the piece's work was done, which left nobody without an answer.
  void interrupted(const Piece& piece);
  /// Whether a person waits for the piece's run.
  bool is_urgent(const Piece& piece) const;
  /// What a run found of an account; nothing if it is not through after `patience`. Error `not_found`: no
  /// such run or discovery here; else why it failed.
  Result<std::optional<Discovered>> wait_discovered(RunId id, AccountId account,
                                                    std::chrono::milliseconds patience);
  /// The error with which any call for the piece's account with that token would end, as its run has learned.
  std::optional<Error> dead(const Piece& piece, const Secret& token) const;
  /// For the log: "run 17".
  std::string name_of(const Piece& piece) const;
  /// What the run's calls for the account learned together, if this was the last of them.
  std::optional<AccountVerdict> piece_ended(const Piece& piece, const AccountVerdict& verdict);
  /// Lets go of a hold; ends the run if it was the last.
  void release(const std::shared_ptr<RunLedger>& run);

  Result<std::optional<Run>> wait(RunId id, std::chrono::milliseconds patience);
  /// Also of a run that has ended and whose end the catalog could not take yet.
  std::optional<Run> running(RunId id) const;
  std::vector<RunId> running_ids() const;
  bool is_syncing(BusinessId business) const;
  /// A run of that business and trigger is under way.
  bool is_running(BusinessId business, Trigger trigger) const;

 private:
  using LedgerPtr = std::shared_ptr<RunLedger>;
  /// What a run fetches of one account.
  struct OfAccount {
    std::string platform;
    bool itself = false;
    bool discover = false;
    std::vector<SyncPost> posts = {};
  };
  void open(Entry& entry, const WantedRun& wanted);
  void plan_discovery(Entry& entry, AccountId account, OfAccount of);
  std::vector<PiecePtr> plan(const LedgerPtr& run, AccountId account, OfAccount of);
  void take_off(Subject subject, const PiecePtr& piece);
  void abandon(Entry& entry);
  LedgerPtr find_run(RunId id) const;
  void checkpoint(const LedgerPtr& run);
  void conclude(const LedgerPtr& run);
  void save_last(const LedgerPtr& run);
  void save_late();
  void forget_old();

  Directory& directory_;
  const Clock& clock_;
  Log& log_;
  Telemetry& telemetry_;

  mutable std::mutex mutex_;
  mutable std::condition_variable changed_;
  // Guarded by mutex_, like every ledger in them.
  std::vector<LedgerPtr> active_;
  InFlight flights_;
  struct Discovering {
    PiecePtr piece;
    std::vector<PiecePtr> parked;  // they wait for it
  };
  std::map<AccountId, Discovering> discovering_;
  struct Ended {
    LedgerPtr run;
    Clock::Steady at;
  };
  std::deque<Ended> ended_;         // oldest first
  std::vector<LedgerPtr> unsaved_;  // ended on a full disk, say: written when the catalog next takes a report
};

}  // namespace tidemark
