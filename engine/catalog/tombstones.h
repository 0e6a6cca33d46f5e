#pragma once

#include <span>
#include <vector>

#include "domain/ids.h"
#include "domain/result.h"

namespace tidemark {

class Database;

/// Subjects that were deleted here and that the store has still to drop. Written in the transaction that
/// deletes, so that a crash between the two is made good at the next start.
class Tombstones {
 public:
  explicit Tombstones(Database& database) : database_(database) {}
  Result<std::vector<Subject>> all();
  Result<> done(Subject subject);
  /// In one transaction: a deleted business leaves thousands.
  Result<> done(std::span<const Subject> subjects);

 private:
  Database& database_;
};

}  // namespace tidemark
