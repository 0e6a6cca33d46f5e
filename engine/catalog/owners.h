#pragma once
// Whose a post or an account is: what the store has to be told with each snapshot.

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "domain/ids.h"
#include "domain/result.h"

namespace tidemark {

class Database;

struct PostOwner {
  BusinessId business;
  AccountId account;
  std::string platform;
  bool from_zero = false;  ///< published at or after its account's `tracked_since`
};

/// See catalog.h for threads. Without an asker: for what writes measurements.
class Owners {
 public:
  explicit Owners(Database& database) : database_(database) {}

  /// In order; nothing for a post that is not there (any more).
  Result<std::vector<std::optional<PostOwner>>> of(std::span<const PostId> posts);
  Result<std::optional<BusinessId>> of(AccountId account);

 private:
  Database& database_;
};

}  // namespace tidemark
