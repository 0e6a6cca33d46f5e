#pragma once
// The books of one run: what it set out to do, what became of it so far, and the report at its end.

#include <cstddef>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "domain/ids.h"
#include "domain/instant.h"
#include "domain/run.h"
#include "sync/account_verdict.h"
#include "sync/outcome.h"
#include "sync/pieces.h"

namespace tidemark {

/// What a run is to do.
struct WantedRun {
  struct OfAccount {
    AccountId id;
    std::string platform;
  };
  BusinessId business;
  Trigger trigger = Trigger::manual;
  std::vector<std::string> platforms;  ///< as the report shows them
  std::vector<OfAccount> accounts;     ///< whose own figures are asked for too
  std::vector<SyncPost> posts;         ///< each once
  bool gone_count = false;             ///< a gone post was asked for by name, and is part of the totals
};

/// Threads: none; guarded by the RunBook.
class RunLedger {
 public:
  RunLedger(const WantedRun& wanted, Instant started_at);

  /// True if this run does all that `wanted` asks, so that its report answers for it.
  bool covers(const WantedRun& wanted) const;

  /// A subject of this run has its answer. Each is settled once.
  void settle(std::string_view platform, const Settlement& what, Instant now);
  /// When this run, which is still under way, synced that post; nothing if it has not.
  std::optional<Instant> synced_at(PostId post) const;
  /// What concerns an account or a metric and counts nowhere.
  void account_error(std::string_view platform, const Error& why);
  /// The same, once for each metric and account, however many calls meet it.
  void metric_error(AccountId account, std::string_view platform, std::string_view metric, const Error& why);

  /// The run goes on while something is held: unanswered subjects, and calls that still have to tidy up.
  void hold(std::size_t count) { held_ += count; }
  /// True when this was the last.
  bool release(std::size_t count);

  /// A call for `account` starts to be part of this run; `piece_ended` gives what all calls together learned,
  /// once the last of them has ended.
  void piece_planned(const PiecePtr& piece);
  std::optional<AccountVerdict> piece_ended(AccountId account, const AccountVerdict& verdict);
  /// The error with which every further call for this account with that token would end.
  std::optional<Error> dead(AccountId account, const Secret& token) const;
  /// Those that may still be queued.
  std::vector<PiecePtr> pieces() const;

  /// Status, message and time of the end.
  void close(Instant now);
  /// Gives back the memory that only a run under way needs.
  void forget_plan();

  Run report;

 private:
  friend class RunBook;

  struct Accounts {
    std::size_t pieces = 0;
    AccountVerdict verdict;
  };
  std::vector<PostId> posts_;        // sorted; those that count
  std::vector<PostId> looked_for_;   // sorted; gone ones, which count only if they are found
  std::vector<AccountId> accounts_;  // sorted; whose own figures are asked for
  std::map<AccountId, Accounts> by_account_;
  std::set<std::pair<AccountId, std::string>> told_metrics_;
  std::unordered_map<PostId, Instant> synced_;
  std::vector<std::weak_ptr<Piece>> pieces_;
  std::size_t held_ = 0;
  bool interrupted_ = false;

  // The RunBook's own marks.
  bool begun_ = false;      // it has its id
  bool abandoned_ = false;  // it could not be entered into the catalog
  bool saving_ =
      false;            // somebody writes the report; only one at a time, so that none overwrites a newer one
  bool over_ = false;   // nothing is held any more
  bool ended_ = false;  // the final report is durable and public
  Clock::Steady saved_at_{};
};

/// The report's sentence, such as "247 of 250 posts were synced, 2 failed and 1 was rate limited."
std::string sentence_of(const Run& run);

}  // namespace tidemark
