#pragma once
// `POST /import`: snapshots from outside, in any amount and in flat memory. README.md has the rules.

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "catalog/catalog.h"
#include "domain/access.h"
#include "domain/clock.h"
#include "domain/platform.h"
#include "domain/result.h"
#include "query/import_rows.h"
#include "store/snapshot_store.h"

namespace tidemark {

struct ImportAnswer {
  std::uint64_t rows = 0;       ///< of the body, the CSV header not counted
  std::uint64_t stored = 0;     ///< brought anything new
  std::uint64_t unchanged = 0;  ///< were there already
  std::uint64_t rejected = 0;
  std::vector<RejectedRow> errors;  ///< by line, the first kMostErrors
};

enum class ImportFormat { csv, ndjson };

struct ImportRequest {
  ImportFormat format = ImportFormat::csv;
  bool create = false;  ///< unknown posts are registered
};

/// Appends more of the body, at least one byte; false at its end. Error: it broke off.
using ImportSource = std::function<Result<bool>(std::string& into)>;

/// Threads: any. All parts outlive it.
class Import {
 public:
  Import(Catalog& catalog, SnapshotStore& store, const Platforms& platforms, const Clock& clock)
      : catalog_(catalog), store_(store), platforms_(platforms), clock_(clock) {}

  /// Portion by portion, each durable as a whole before the answer. Errors: `invalid`, the form itself cannot
  /// be read and nothing was stored; `storage`; the source's own: good rows that came whole before it are
  /// stored all the same.
  Result<ImportAnswer> run(const Asker& asker, const ImportRequest& request, const ImportSource& source);

 private:
  Catalog& catalog_;
  SnapshotStore& store_;
  const Platforms& platforms_;
  const Clock& clock_;
};

}  // namespace tidemark
