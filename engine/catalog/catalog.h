#pragma once
// Who and what: the truth about identity. One SQLite file, `catalog.db`, and the key that encrypts tokens,
// `catalog.key`.
//
// Threads: any, on everything below. Times are the clock's. An id out of the asker's sight is `not_found`, as
// an unknown one is; whether the asker's role may do a thing at all is decided by the admin API's route
// table, not here.

#include <filesystem>
#include <memory>

#include "catalog/accounts.h"
#include "catalog/api_tokens.h"
#include "catalog/businesses.h"
#include "catalog/census.h"
#include "catalog/owners.h"
#include "catalog/posts.h"
#include "catalog/quotas.h"
#include "catalog/runs.h"
#include "catalog/tombstones.h"
#include "domain/clock.h"
#include "domain/result.h"

namespace tidemark {

class Catalog {
 public:
  /// Opens or makes the catalog in `data_dir`, migrates it. Error `storage`: the folder cannot be written,
  /// the file is damaged or no SQLite database, its format is newer than this version, the key file is
  /// missing while secrets are there, or readable by others.
  static Result<std::unique_ptr<Catalog>> open(const std::filesystem::path& data_dir, const Clock& clock);
  ~Catalog();

  Businesses& businesses();
  Accounts& accounts();
  Posts& posts();
  Runs& runs();
  ApiTokens& api_tokens();
  Quotas& quotas();
  Tombstones& tombstones();
  Owners& owners();
  Census& census();

  /// Error `storage` if a trivial read fails; or, since a write failed on the disk, a trivial write.
  Result<> healthy();

 private:
  struct Impl;
  explicit Catalog(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace tidemark
