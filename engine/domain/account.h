#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "domain/ids.h"
#include "domain/instant.h"
#include "domain/secret.h"

namespace tidemark {

/// How an account's platform stands to it. Words as in the admin API.
enum class AccountState { ok, rate_limited, auth_failed, error, disabled };
std::string_view to_string(AccountState state);
std::optional<AccountState> parse_account_state(std::string_view text);

struct Account {
  AccountId id;
  BusinessId business;
  std::string platform;  ///< canonical id, as the plugin declares it
  std::optional<std::string> platform_user_id = {};
  std::optional<std::string> page_id = {};
  std::optional<std::string> instagram_account_id = {};
  bool has_access_token = false;
  bool has_refresh_token = false;
  std::optional<Instant> token_expires_at = {};
  bool is_active = true;
  Instant tracked_since = {};  ///< posts published from here on gain from zero
  AccountState state = AccountState::ok;
  std::optional<std::string> state_message = {};
  std::optional<Instant> retry_at = {};  ///< with state rate_limited
  std::optional<Instant> last_sync_at = {};
  Instant created_at = {};
  Instant updated_at = {};
};

/// How far the discovery of an account's posts has come.
struct Listing {
  std::string cursor;                     ///< the plugin's, for what is new; empty: nothing kept yet
  std::optional<Instant> full_at = {};    ///< when a listing of everything was last begun
  std::optional<Instant> listed_at = {};  ///< when one last came to its end; absent: never
};

/// Kept apart from Account so that nothing that answers an account can answer these.
struct AccountSecrets {
  Secret access_token;
  Secret refresh_token;
};

}  // namespace tidemark
