#pragma once

#include <optional>

#include "domain/ids.h"
#include "domain/instant.h"
#include "domain/result.h"
#include "store/snapshot_store.h"

namespace tidemark {

/// What stood for a subject when its snapshot at `at` had come: as SnapshotStore::latest says it, of then.
/// Nothing if the subject was not measured by then.
/// `at` is the instant of one of its snapshots: the last in some window.
Result<std::optional<Standing>> standing_at(const SnapshotStore& store, Subject subject, Instant at);

}  // namespace tidemark
