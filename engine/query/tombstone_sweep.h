#pragma once

#include "catalog/catalog.h"
#include "domain/result.h"
#include "store/snapshot_store.h"

namespace tidemark {

/// Drops from the store what the catalog has buried, and closes the graves. Called after each deletion and at
/// start; what fails stays buried for the next call.
Result<> sweep_tombstones(Catalog& catalog, SnapshotStore& store);

}  // namespace tidemark
