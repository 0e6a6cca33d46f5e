#pragma once
// Which gaps end, and which metrics' begin, with one call of a plugin.

#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "domain/gap.h"
#include "domain/log.h"
#include "sync/account_verdict.h"
#include "sync/ports.h"

namespace tidemark {

/// Gaps are told beside what they are about: one that cannot be kept is a line in the log and no failure of
/// the sync. Threads: none.
class CallGaps {
 public:
  /// All outlive it.
  CallGaps(Measurements& measurements, Log& log, BusinessId business, AccountId account)
      : measurements_(measurements), log_(log), business_(business), account_(account) {}

  /// A sample of a post of that media type, or of the account itself. `metric` and `type` outlive this.
  void sampled(std::string_view metric, std::string_view type);
  /// What was stored just now of a post, or of the account itself. Told at the next flush().
  void measured(Subject subject, Instant at);
  void flush();
  void refused(const UnavailableMetric& metric, Instant now);
  /// The call is over: metrics that were answered are no longer missing.
  void finish(Instant now);

 private:
  Measurements& measurements_;
  Log& log_;
  const BusinessId business_;
  const AccountId account_;
  std::vector<GapNote> notes_;
  std::set<std::pair<std::string_view, std::string_view>> sampled_;  // metric, media type
  std::set<std::pair<std::string, std::string>> refused_;
};

/// What an account's calls in a run failed to measure. Threads: any.
void keep_missed(Measurements& measurements, Log& log, BusinessId business, AccountId account,
                 const AccountVerdict& verdict);

}  // namespace tidemark
