#pragma once

#include <optional>
#include <string>
#include <vector>

#include "catalog/page.h"
#include "domain/access.h"
#include "domain/business.h"
#include "domain/clock.h"
#include "domain/result.h"

namespace tidemark {

class ApiTokens;
class Database;

struct NewBusiness {
  std::string name;
  std::string time_zone = "UTC";
};

struct BusinessChange {
  std::optional<std::string> name = {};
  std::optional<std::string> time_zone = {};
};

/// See catalog.h for threads and scope.
class Businesses {
 public:
  Businesses(Database& database, ApiTokens& tokens, const Clock& clock)
      : database_(database), tokens_(tokens), clock_(clock) {}

  /// Error `forbidden` for an asker who sees only certain businesses; `invalid`: blank name, unknown time
  /// zone.
  Result<Business> add(const Asker& asker, const NewBusiness& business);
  Result<Business> get(const Asker& asker, BusinessId id);
  Result<Page<Business>> list(const Asker& asker, PageRequest page);
  Result<Business> change(const Asker& asker, BusinessId id, const BusinessChange& change);
  /// Sync interval of its own as a duration text ("30m"); empty: the engine's.
  Result<Business> set_schedule(const Asker& asker, BusinessId id, const std::string& every);
  /// Takes accounts, posts and runs along, and leaves a tombstone for each subject (tombstones.h). A token
  /// that saw this business only sees nothing from here on.
  Result<> remove(const Asker& asker, BusinessId id);
  /// All of them, for the scheduler.
  Result<std::vector<Business>> all();

 private:
  Database& database_;
  ApiTokens& tokens_;
  const Clock& clock_;
};

}  // namespace tidemark
