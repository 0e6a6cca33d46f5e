#pragma once
// How stored snapshots become answers: the part of PostQueries that needs neither catalog nor store.

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "domain/metric.h"
#include "domain/snapshot.h"
#include "query/post_queries.h"
#include "store/snapshot_store.h"

namespace tidemark {

/// `declared` are the metrics of the post's platform. Those of windows are left out, stored or not: they are
/// no property of the post as it stands.
PostAnalytics analytics_of(Post post, const std::optional<Standing>& standing,
                           std::span<const Metric> declared);

}  // namespace tidemark
