#pragma once
// Whose a post or an account is: what the store has to be told with each snapshot, and what an import asks
// for each row. Kept in memory in a few bytes a post (owner_cache.h), so that a known post costs no SQL.

#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "domain/ids.h"
#include "domain/result.h"

namespace tidemark {

class Database;

struct PostOwner {
  BusinessId business;
  AccountId account;
  std::string_view platform;  ///< lives as long as the catalog
  bool from_zero = false;     ///< published at or after its account's `tracked_since`
};

/// A post as its platform names it. All that is given has to fit; one of account and business is given.
struct PostName {
  std::string_view platform;  ///< canonical
  std::string_view platform_post_id;
  std::optional<AccountId> account = {};
  std::optional<BusinessId> business = {};
};

struct NamedPost {
  PostId id;
  PostOwner owner;
  bool ambiguous = false;  ///< several accounts of the business have it; this is the one with the lowest id
};

/// See catalog.h for threads. Without an asker: for what writes measurements. A change of the catalog is seen
/// by every question that begins after the change returned.
class Owners {
 public:
  explicit Owners(Database& database) : database_(database) {}

  /// In order; nothing for a post that is not there (any more).
  Result<std::vector<std::optional<PostOwner>>> of(std::span<const PostId> posts);
  Result<std::optional<PostOwner>> of(PostId post);
  Result<std::optional<BusinessId>> of(AccountId account);
  /// In order; nothing where no post fits.
  Result<std::vector<std::optional<NamedPost>>> find(std::span<const PostName> names);

 private:
  Database& database_;
};

}  // namespace tidemark
