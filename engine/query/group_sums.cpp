#include "query/group_sums.h"

#include <algorithm>
#include <map>
#include <unordered_map>

#include "query/label_filter.h"

namespace tidemark {
namespace {

using Labels = std::unordered_map<PostId, std::string>;
using ByKey = std::map<std::optional<std::string>, GroupSums>;

GroupSums& group_of(ByKey& groups, std::optional<std::string> key, const SumsRequest& request) {
  const auto [found, fresh] = groups.try_emplace(key);
  if (fresh) {
    found->second.key = std::move(key);
    found->second.metrics.assign(request.metrics.size(), std::vector<Booked>(request.edges.size()));
  }
  return found->second;
}

Result<> add_ready_sums(const QueryParts& parts, const Scope& scope, std::optional<BusinessId> business,
                        const SumsRequest& request, ByKey& groups) {
  auto ready = parts.store.gains(
      {.business = business, .platform = scope.platform, .metrics = request.metrics, .edges = request.edges});
  if (!ready) return ready.error();
  for (PlatformGains& of_platform : *ready) {
    std::optional<std::string> key;
    if (request.grouping.by == Grouping::By::platform) key = std::string(of_platform.platform);
    GroupSums& group = group_of(groups, std::move(key), request);
    for (std::size_t m = 0; m < request.metrics.size(); ++m)
      for (std::size_t i = 0; i < request.edges.size(); ++i) group.metrics[m][i] += of_platform.metrics[m][i];
  }
  return Done{};
}

/// Books one metric of one post.
void book(const Columns& history, const Columns::Column& column, Bookings bookings,
          std::span<const Instant> edges, std::vector<Booked>& sums) {
  std::size_t bucket = 0;
  for (std::size_t i = 0; i < history.times.size(); ++i) {
    if (!column.has(i)) continue;
    while (bucket < edges.size() && edges[bucket] <= history.times[i]) ++bucket;
    if (bucket == edges.size()) return;
    sums[bucket] += bookings.next(column.values[i]);
  }
}

/// The sums of one business from its posts.
class FromPosts {
 public:
  FromPosts(const QueryParts& parts, const Scope& scope, const SumsRequest& request, ByKey& groups)
      : parts_(parts), scope_(scope), request_(request), groups_(groups), known_(parts.store.metrics()) {}

  Result<> add(BusinessId business) {
    const auto filter = LabelFilter::of(parts_, scope_, business);
    if (!filter) return filter.error();
    Result<Labels> grouped = Labels{};
    if (request_.grouping.by == Grouping::By::label)
      grouped = parts_.catalog.census().labels_of(business, request_.grouping.label);
    if (!grouped) return grouped.error();
    const PostsRequest posts{business, scope_.platform, request_.metrics};
    return parts_.store.each_post(posts, request_.edges.back(), [&](const VisitedPost& post) {
      // One without a platform counts in no sums.
      if (!post.platform.empty() && filter->takes(post.post)) add(post, *grouped);
    });
  }

 private:
  void add(const VisitedPost& post, const Labels& labels) {
    std::optional<std::string> key;
    if (request_.grouping.by == Grouping::By::platform) key = std::string(post.platform);
    if (const auto label = labels.find(post.post); label != labels.end()) key = label->second;
    GroupSums& group = group_of(groups_, std::move(key), request_);
    for (const Columns::Column& column : post.history.columns) {
      const auto metric = std::find(request_.metrics.begin(), request_.metrics.end(), column.metric);
      if (metric == request_.metrics.end()) continue;
      const auto known = std::find_if(known_.begin(), known_.end(),
                                      [&](const Metric& one) { return one.name == column.metric; });
      const MetricKind kind = known == known_.end() ? MetricKind::running_total : known->kind;
      book(post.history, column, Bookings(kind, post.from_zero), request_.edges,
           group.metrics[static_cast<std::size_t>(metric - request_.metrics.begin())]);
    }
  }

  const QueryParts& parts_;
  const Scope& scope_;
  const SumsRequest& request_;
  ByKey& groups_;
  const std::vector<Metric> known_;
};

bool was_measured(const GroupSums& group) {
  for (const auto& metric : group.metrics)
    for (const Booked& booked : metric)
      if (booked.gains != 0 || booked.baselines != 0) return true;
  return false;
}

Result<> add_all(const QueryParts& parts, const Scope& scope, const SumsRequest& request, ByKey& groups) {
  if (scope.label || request.grouping.by == Grouping::By::label) {
    FromPosts posts(parts, scope, request, groups);
    for (const BusinessId business : scope.businesses)
      if (auto added = posts.add(business); !added) return added;
    return Done{};
  }
  if (scope.everything) return add_ready_sums(parts, scope, std::nullopt, request, groups);
  for (const BusinessId business : scope.businesses)
    if (auto added = add_ready_sums(parts, scope, business, request, groups); !added) return added;
  return Done{};
}

}  // namespace

Result<std::vector<GroupSums>> group_sums(const QueryParts& parts, const Scope& scope,
                                          const SumsRequest& request) {
  ByKey groups;
  if (request.grouping.by == Grouping::By::nothing) group_of(groups, std::nullopt, request);
  if (auto added = add_all(parts, scope, request, groups); !added) return added.error();
  std::vector<GroupSums> found;
  for (auto& [key, group] : groups)
    if (request.grouping.by == Grouping::By::nothing || was_measured(group))
      found.push_back(std::move(group));
  // A map has that of nothing first.
  if (found.size() > 1 && !found.front().key) std::rotate(found.begin(), found.begin() + 1, found.end());
  return found;
}

}  // namespace tidemark
