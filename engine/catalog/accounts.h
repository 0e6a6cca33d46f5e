#pragma once

#include <optional>
#include <string>
#include <vector>

#include "catalog/page.h"
#include "domain/access.h"
#include "domain/account.h"
#include "domain/clock.h"
#include "domain/result.h"

namespace tidemark {

class Database;
class SecretBox;

struct NewAccount {
  BusinessId business;
  std::string platform;  ///< canonical
  std::optional<std::string> platform_user_id = {};
  std::optional<std::string> page_id = {};
  std::optional<std::string> instagram_account_id = {};
  Secret access_token = {};
  Secret refresh_token = {};  ///< empty: none
  std::optional<Instant> token_expires_at = {};
  bool is_active = true;
  std::optional<Instant> tracked_since = {};  ///< default: now
};

/// Secrets: outer absent, leave; empty, clear. business and platform cannot change.
struct AccountChange {
  Change<std::string> platform_user_id = {};
  Change<std::string> page_id = {};
  Change<std::string> instagram_account_id = {};
  std::optional<Secret> access_token = {};
  std::optional<Secret> refresh_token = {};
  Change<Instant> token_expires_at = {};
  std::optional<bool> is_active = {};
  std::optional<Instant> tracked_since = {};
};

struct AccountFilter {
  std::optional<BusinessId> business = {};
  std::optional<std::string> platform = {};
};

/// A metric that the platform refuses for this account's items of a type (empty: all).
struct RefusedMetric {
  std::string metric;
  std::string type;
  std::optional<Instant> until;  ///< absent: until the access token changes
  std::string why;
};

struct RefusedOfAccount {
  AccountId account;
  std::string platform;
  RefusedMetric metric;
};

/// See catalog.h for threads and scope.
class Accounts {
 public:
  Accounts(Database& database, SecretBox& box, const Clock& clock)
      : database_(database), box_(box), clock_(clock) {}

  /// Error `invalid` with field business_id for a business that is unknown or out of sight, else with the
  /// field whose text is blank, too long or (a token) not one line.
  Result<Account> add(const Asker& asker, const NewAccount& account);
  Result<Account> get(const Asker& asker, AccountId id);
  /// Error `not_found` with field business_id for a business that is unknown or out of sight.
  Result<Page<Account>> list(const Asker& asker, const AccountFilter& filter, PageRequest page);
  /// A new access token ends a state of auth_failed or error and forgets the metrics refused until then and
  /// what the platform told of the old one's end; a quota that is used up stays so. Another identity begins
  /// its discovery afresh. An account that is not active answers state `disabled`, and its own
  /// again once it is active.
  Result<Account> change(const Asker& asker, AccountId id, const AccountChange& change);
  Result<> remove(const Asker& asker, AccountId id);

  // For sync, without an asker. What is written about an account that was deleted meanwhile is passed over.
  Result<std::vector<Account>> of_business(BusinessId business);
  Result<AccountSecrets> secrets(AccountId id);
  /// `state` with its message and time, as a sync found them; `synced_at`: when the last snapshot became
  /// durable, if any did. What is so already is not written again. Error `invalid`: `disabled`, which only
  /// is_active says.
  Result<> set_state(AccountId id, AccountState state, std::optional<std::string> message,
                     std::optional<Instant> retry_at, std::optional<Instant> synced_at);
  Result<std::vector<RefusedMetric>> refused_metrics(AccountId id);  ///< those whose time has not come
  Result<> remember_refused(AccountId id, const RefusedMetric& metric);
  /// All of an asker's accounts' metrics that are refused now, by account, type and metric.
  Result<std::vector<RefusedOfAccount>> all_refused(const Asker& asker);
  /// When the platform says that the access token ends (absent: it never does). The user's own word stands.
  Result<> set_told_expiry(AccountId id, std::optional<Instant> expires_at);

  Result<Listing> listing(AccountId id);
  /// A listing of everything begins now.
  Result<> begin_full_listing(AccountId id);
  /// A listing came to its end, a `full` one or one of what is new; `cursor` is handed over next time.
  Result<> keep_listing(AccountId id, const std::string& cursor, bool full);

 private:
  Database& database_;
  SecretBox& box_;
  const Clock& clock_;
};

}  // namespace tidemark
