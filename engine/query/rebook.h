#pragma once

#include <span>

#include "catalog/catalog.h"
#include "domain/ids.h"
#include "domain/result.h"
#include "store/snapshot_store.h"

namespace tidemark {

/// Has the store book these posts' first figures anew, as gains or as baselines: whoever changed when a post
/// was published, or since when its account is tracked, calls it once the catalog has it. Called again it
/// changes nothing. One that fails does not keep the others; the first failure is told.
Result<> rebook_posts(Catalog& catalog, SnapshotStore& store, std::span<const PostId> posts);

}  // namespace tidemark
