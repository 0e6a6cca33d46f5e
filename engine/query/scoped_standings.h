#pragma once

#include <functional>
#include <span>
#include <string_view>

#include "domain/ids.h"
#include "domain/instant.h"
#include "domain/result.h"
#include "query/query_parts.h"
#include "query/scope.h"
#include "store/snapshot_store.h"

namespace tidemark {

using VisitStanding = std::function<void(BusinessId, const WindowStanding&)>;

/// SnapshotStore::standings of all posts that a question is about: of each of its businesses, of its
/// platform, with its label. The scope's own window plays no part: `edges` say when.
Result<> each_standing(const QueryParts& parts, const Scope& scope, std::span<const std::string_view> metrics,
                       std::span<const Instant> edges, const VisitStanding& visit);

}  // namespace tidemark
