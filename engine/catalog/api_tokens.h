#pragma once

#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>

#include "catalog/page.h"
#include "domain/access.h"
#include "domain/clock.h"
#include "domain/result.h"
#include "domain/secret.h"

namespace tidemark {

class Database;

struct ApiToken {
  ApiTokenId id;
  std::string name;
  Role role = Role::viewer;
  std::optional<std::set<BusinessId>> businesses;  ///< absent: all
  Instant created_at;
};

std::string_view to_string(Role role);
std::optional<Role> parse_role(std::string_view text);

/// Tokens of the admin API, stored as hashes only. See catalog.h for threads and scope. Looking one up does
/// not touch the database: all tokens lie in memory. An asker who sees only certain businesses sees its own
/// token and those that see no business beyond its own; the others do not exist for it.
class ApiTokens {
 public:
  ApiTokens(Database& database, const Clock& clock);
  ~ApiTokens();

  struct Created {
    ApiToken token;
    Secret text;  ///< "tm_" and 43 characters; shown once
  };
  /// Error `invalid` with field business_ids: one does not exist, or is out of the asker's sight; an asker
  /// who sees only certain businesses makes tokens for those only, and must name them. An empty set is
  /// `invalid` too.
  Result<Created> add(const Asker& asker, const std::string& name, Role role,
                      std::optional<std::set<BusinessId>> businesses);
  Result<ApiToken> get(const Asker& asker, ApiTokenId id);
  Result<Page<ApiToken>> list(const Asker& asker, PageRequest page);
  /// Takes effect before it returns. Error `conflict` for the last admin token that sees all businesses:
  /// without it nobody could make tokens any more.
  Result<> remove(const Asker& asker, ApiTokenId id);

  /// Who that is; nothing for a token we did not give out. Constant time in the token's text.
  std::optional<Asker> who(std::string_view token) const;
  /// True until the first token was made.
  Result<bool> none_yet();

  // For the catalog itself.
  /// Reads all tokens into memory.
  Result<> load();
  /// A business was deleted: no token sees it any more.
  void forget(BusinessId business);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace tidemark
