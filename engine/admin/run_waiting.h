#pragma once

#include <optional>

#include "admin/admin_context.h"
#include "domain/access.h"
#include "domain/run.h"

namespace tidemark {

/// The run as it stands once it has ended, or once patience, a place to wait in, or the server itself is at
/// its end: then its status is still `running`.
Result<Run> await_run(const Asker& asker, RunId id, AdminContext& context);
/// What the run's discovery of the account found; nothing if it outlasts the same.
Result<std::optional<Discovered>> await_discovery(RunId id, AccountId account, AdminContext& context);
/// The run as it stands now, under way or over.
Result<Run> run_now(const Asker& asker, RunId id, AdminContext& context);

}  // namespace tidemark
