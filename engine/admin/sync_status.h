#pragma once

#include "admin/route.h"

namespace tidemark {

/// GET /analytics/sync-status
Reply sync_status(const Call& call, AdminContext& context);
Schema sync_status_schema();

/// The state of a platform is its accounts' worst; one that was switched off on purpose worries nobody.
AccountState worst(AccountState one, AccountState other);

}  // namespace tidemark
