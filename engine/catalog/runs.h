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
  /// Newest first: `page.after` is the id above the first to answer. Runs in a list carry no errors.
  Result<Page<Run>> list(const Asker& asker, std::optional<BusinessId> business, PageRequest page);

  // For sync, without an asker.
  Result<RunId> begin(const Run& run);
  /// Replaces the whole report. Called as the run goes (checkpoint) and when it ends. A run whose business was deleted
  /// meanwhile is no error.
  Result<> save(const Run& run);
  /// Closes what a crash left running as interrupted, with the counts of its last checkpoint. How many there were.
  Result<std::size_t> close_interrupted();
  /// When the newest finished run of any trigger started, per business; nothing if there is none.
  Result<std::optional<Instant>> last_started(BusinessId business);

 private:
  Database& database_;
  const Clock& clock_;
};

}  // namespace tidemark
