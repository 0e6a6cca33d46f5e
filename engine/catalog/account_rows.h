#pragma once
// How an account lies in its table. Only this folder uses it.

#include <string_view>

#include "catalog/session.h"
#include "domain/account.h"

namespace tidemark {

// Names of the secrets in account_secrets. ON DISK, and part of what each secret is bound to.
inline constexpr std::string_view kAccessToken = "access_token";
inline constexpr std::string_view kRefreshToken = "refresh_token";

inline constexpr std::string_view kSelectAccount =
    "SELECT id, business_id, platform, platform_user_id, page_id, instagram_account_id, "
    "EXISTS (SELECT 1 FROM account_secrets WHERE account_id = accounts.id AND field = 'access_token'), "
    "EXISTS (SELECT 1 FROM account_secrets WHERE account_id = accounts.id AND field = 'refresh_token'), "
    "COALESCE(token_expires_at, told_expires_at), is_active, tracked_since, state, state_message, retry_at, "
    "last_sync_at, created_at, "
    "updated_at "
    "FROM accounts ";

/// A row of kSelectAccount.
Account read_account(Row& row);

}  // namespace tidemark
