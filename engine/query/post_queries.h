#pragma once
// What is asked about one post. Scope is applied here: a post out of the asker's sight is `not_found`.

#include <cstdint>
#include <map>
#include <optional>
#include <shared_mutex>
#include <string>
#include <utility>
#include <vector>

#include "catalog/catalog.h"
#include "domain/access.h"
#include "domain/platform.h"
#include "domain/result.h"
#include "query/gaps_of.h"
#include "query/series.h"
#include "store/snapshot_store.h"

namespace tidemark {

/// `GET /analytics/posts/{id}`: what stands.
struct PostAnalytics {
  Post post;
  std::optional<Instant> fetched_at;
  /// Every metric of the post's platform, by name, and any other that was ever stored for it; absent ones
  /// without value.
  std::vector<std::pair<std::string, std::optional<std::int64_t>>> metrics;
  std::map<std::string, Instant> stale;  ///< metrics older than fetched_at
  std::optional<std::int64_t> total_engagement;
  std::optional<double> engagement_rate;  ///< percent, 2 decimals, half away from zero
  std::optional<double> click_through_rate;
};

/// How far a business is: `GET /analytics/sync-status` without what the scheduler knows.
struct MeasuredPosts {
  std::int64_t total = 0;
  std::int64_t measured = 0;  ///< with at least one snapshot
};

/// Threads: any. All parts outlive it.
class PostQueries {
 public:
  PostQueries(Catalog& catalog, SnapshotStore& store, const Platforms& platforms)
      : catalog_(catalog), store_(store), platforms_(platforms) {}

  Result<PostAnalytics> analytics(const Asker& asker, PostId id);
  /// Error `invalid` with field metrics: a metric that neither a plugin declares nor the store knows; with
  /// field step: too many buckets.
  Result<Series> series(const Asker& asker, PostId id, const SeriesRequest& request);
  Result<Series> series(const Asker& asker, AccountId id, const SeriesRequest& request);
  /// The same for a request of raw snapshots and last values, as the store has them, which is much faster;
  /// nothing where only `series` can answer: the post has totals of windows.
  Result<std::optional<Columns>> raw(const Asker& asker, PostId id, const SeriesRequest& request);
  /// What kept it from being measured in the request's window.
  template <typename Measured>
  Result<std::vector<Gap>> gaps(const Measured& subject, const SeriesRequest& request) const {
    return gaps_of(store_, subject, {.from = request.from, .to = request.to, .metrics = request.metrics});
  }
  Result<MeasuredPosts> measured(const Asker& asker, BusinessId id);

 private:
  std::vector<Metric> known_metrics() const;
  std::optional<MetricKind> kind_of(std::string_view metric) const;
  Result<Series> read(Subject subject, const SeriesRequest& request, bool from_zero) const;

  Catalog& catalog_;
  SnapshotStore& store_;
  const Platforms& platforms_;

  mutable std::shared_mutex mutex_;
  // Guarded by mutex_. For good: a metric's kind never changes.
  mutable std::map<std::string, MetricKind, std::less<>> kinds_;
};

}  // namespace tidemark
