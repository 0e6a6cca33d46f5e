#include "query/aged_posts.h"

#include <algorithm>
#include <unordered_map>

#include "query/engagement_metrics.h"
#include "query/label_filter.h"

namespace tidemark {
namespace {

/// What stood at `then`; nothing if it was not measured around then.
std::optional<EngagementParts> stood_at(const Columns& history, Instant then,
                                        std::chrono::milliseconds around) {
  const auto after = std::upper_bound(history.times.begin(), history.times.end(), then);
  if (after == history.times.begin() || *(after - 1) < then - around) return std::nullopt;
  const auto count = static_cast<std::size_t>(after - history.times.begin());
  EngagementParts stood;
  for (const Columns::Column& column : history.columns) {
    const std::size_t metric = engagement_metric(column.metric);
    if (metric == kEngagementMetrics.size()) continue;
    for (std::size_t i = count; i > 0 && !part_of(stood, metric); --i)
      part_of(stood, metric) = column.at(i - 1);
  }
  return stood;
}

Result<> add_posts(const QueryParts& parts, const Scope& scope, BusinessId business,
                   std::chrono::milliseconds age, Instant now, std::vector<AgedPost>& aged) {
  const auto filter = LabelFilter::of(parts, scope, business);
  if (!filter) return filter.error();
  const auto posts = parts.catalog.census().posts_of(business, scope.platform);
  if (!posts) return posts.error();
  std::unordered_map<PostId, const PostFacts*> wanted;
  for (const PostFacts& post : *posts) {
    if (!post.published_at || *post.published_at < scope.from || *post.published_at >= scope.to) continue;
    if (*post.published_at + age > now || !filter->takes(post.id)) continue;
    wanted.emplace(post.id, &post);
  }
  if (wanted.empty()) return Done{};
  const Instant end = std::min(now, scope.to + age) + std::chrono::milliseconds(1);
  const PostsRequest request{business, scope.platform, kEngagementMetrics};
  return parts.store.each_post(request, end, [&](const VisitedPost& post) {
    const auto known = wanted.find(post.post);
    if (known == wanted.end()) return;
    const PostFacts& facts = *known->second;
    const auto stood = stood_at(post.history, *facts.published_at + age, measured_around(age));
    if (stood) aged.push_back({facts.account, facts.platform, *facts.published_at, *stood});
  });
}

}  // namespace

std::chrono::milliseconds measured_around(std::chrono::milliseconds age) {
  return std::max<std::chrono::milliseconds>(age / 6, std::chrono::minutes(20));
}

Result<std::vector<AgedPost>> posts_at_age(const QueryParts& parts, const Scope& scope,
                                           std::chrono::milliseconds age, Instant now) {
  std::vector<AgedPost> aged;
  for (const BusinessId business : scope.businesses)
    if (auto added = add_posts(parts, scope, business, age, now, aged); !added) return added.error();
  return aged;
}

}  // namespace tidemark
