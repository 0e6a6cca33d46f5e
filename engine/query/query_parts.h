#pragma once

#include "catalog/catalog.h"
#include "domain/platform.h"
#include "store/snapshot_store.h"

namespace tidemark {

/// What questions are answered from. All of it outlives the answering.
struct QueryParts {
  Catalog& catalog;
  SnapshotStore& store;
  const Platforms& platforms;
};

}  // namespace tidemark
