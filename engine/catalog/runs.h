#pragma once

#include <optional>
#include <vector>

#include "catalog/page.h"
#include "domain/access.h"
#include "domain/clock.h"
#include "domain/result.h"
#include "domain/run.h"

namespace tidemark {

class Database;

/// See catalog.h for threads and scope.
class Runs {
 public:
  Runs(Database& database, const Clock& clock) : database_(database), clock_(clock) {}

  Result<Run> get(const Asker& asker, RunId id);
  /// Newest first: `page.after` is the id above the first to answer. Runs in a list carry no errors. Error
  /// `not_found` with field business_id for a business that is unknown or out of sight.
  Result<Page<Run>> list(const Asker& asker, std::optional<BusinessId> business, PageRequest page);

  // For sync, without an asker.
  /// Its status is `running`, whatever `run` says; a started_at of 0 is now. Error `not_found`: no such
  /// business.
  Result<RunId> begin(const Run& run);
  /// Replaces the whole report. Called as the run goes (checkpoint) and when it ends. A run whose business
  /// was deleted meanwhile is no error. Errors are kept grouped: those alike come back together, by rising
  /// post id, in the order in which each kind came first.
  Result<> save(const Run& run);
  /// Closes what a crash left running as interrupted, with the counts of its last checkpoint. How many there
  /// were.
  Result<std::size_t> close_interrupted();
  /// When the newest finished run of any trigger started, per business; nothing if there is none. An
  /// interrupted run did not finish: its posts are still due.
  Result<std::optional<Instant>> last_started(BusinessId business);

 private:
  Database& database_;
  const Clock& clock_;
};

}  // namespace tidemark
