#pragma once
// The books of one run: what it set out to do, what became of it so far, and the report at its end.

#include <cstddef>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <tuple>
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
    bool itself = true;     ///< its own figures are asked for
    bool discover = false;  ///< its posts are listed first, and what is new is synced too
  };
  BusinessId business;
  Trigger trigger = Trigger::manual;
  std::vector<std::string> platforms;  ///< as the report shows them
  std::vector<OfAccount> accounts;
  std::vector<SyncPost> posts;  ///< each once
  bool gone_count = false;      ///< a gone post was asked for by name, and is part of the totals
  /// Newest posts per platform. Where an account is discovered first, `posts` has none of its: the newest are
  /// not known yet.
  std::optional<std::size_t> limit = {};
  /// Nothing is asked for but what the one account has; what its listing says of figures is kept.
  bool only_discovery = false;
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
  /// A post that is part of this run, synced or not.
  bool knows(PostId post) const;
  /// A post that was found on the way: part of this run from now on.
  void add(PostId post, bool looked_for);
  void discovered(AccountId account, const Result<Discovered>& what);
  /// What concerns an account or a metric and counts nowhere.
  void account_error(std::string_view platform, const Error& why);
  /// The same, once for each metric and account, however many calls meet it.
  void metric_error(AccountId account, std::string_view platform, const UnavailableMetric& metric);

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
  std::set<std::tuple<AccountId, std::string, std::string>> told_metrics_;  // with the type of post
  std::map<AccountId, std::optional<Result<Discovered>>> discoveries_;      // nothing: not over yet
  std::unordered_map<PostId, Instant> synced_;
  std::vector<std::weak_ptr<Piece>> pieces_;
  std::size_t held_ = 0;
  const std::optional<std::size_t> limit_;
  const bool only_discovery_;
  bool interrupted_ = false;

  // The RunBook's own marks.
  std::map<std::string, std::size_t> bulk_;
  PieceLimits limits_;
  bool urgent_ = false;     // a person waits for it
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
