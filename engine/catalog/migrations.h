#pragma once
// The tables of catalog.db by version. `PRAGMA user_version` says which version a file has; a step up is one
// transaction.

#include <span>
#include <string_view>

#include "catalog/session.h"
#include "domain/result.h"

namespace tidemark {

struct Migration {
  int to;  ///< the version it leads to, from the one below
  std::span<const std::string_view> statements;
};

/// All steps from an empty file, in order. What was released is never edited: a change is a new step.
std::span<const Migration> migrations();

/// Error `storage`: a database of another program, or a format that only a newer version knows. Throws for
/// what is no SQLite database.
Result<> check_format(Session& session);

/// Takes one step, within the caller's transaction, unless the file is there already.
Result<> migrate(Session& session, const Migration& migration);

}  // namespace tidemark
