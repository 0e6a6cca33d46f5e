#include "query/trends.h"

#include <algorithm>
#include <map>

#include "query/engagement_metrics.h"
#include "query/group_sums.h"
#include "query/label_filter.h"

namespace tidemark {
namespace {

/// One line of the answer for each period.
struct Row {
  std::vector<std::int64_t> posts;
  std::vector<EngagementParts> sums;
};
using Key = std::optional<std::string>;

class Rows {
 public:
  Rows(std::size_t periods, bool by_platform) : periods_(periods), by_platform_(by_platform) {
    if (!by_platform) row({});
  }

  Row& row(std::string_view platform) {
    const Key key = by_platform_ ? Key(std::string(platform)) : Key();
    const auto [found, fresh] = rows_.try_emplace(key);
    if (fresh) {
      found->second.posts.resize(periods_);
      found->second.sums.resize(periods_);
    }
    return found->second;
  }

  std::vector<Trend> trends(const std::vector<Day>& days) const {
    std::vector<Trend> all;
    all.reserve(days.size() * rows_.size());
    for (std::size_t i = 0; i < days.size(); ++i)
      for (const auto& [platform, row] : rows_) all.push_back({days[i], platform, row.posts[i], row.sums[i]});
    return all;
  }

 private:
  std::size_t periods_;
  bool by_platform_;
  std::map<Key, Row> rows_;
};

Result<> sum_booked(const QueryParts& parts, const Scope& scope, const TrendsRequest& request,
                    std::span<const Instant> edges, Rows& rows) {
  SumsRequest sums{.metrics = kEngagementMetrics, .edges = edges};
  if (request.by_platform) sums.grouping.by = Grouping::By::platform;
  const auto groups = group_sums(parts, scope, sums);
  if (!groups) return groups.error();
  const SumOf sum_of = request.value == TrendValue::total ? SumOf::total : SumOf::gain;
  for (const GroupSums& group : *groups) {
    Row& row = rows.row(group.key.value_or(""));
    for (std::size_t m = 0; m < kEngagementMetrics.size(); ++m) {
      SumReader reader(group.metrics[m], sum_of);
      for (EngagementParts& period : row.sums) part_of(period, m) = reader.next();
    }
  }
  return Done{};
}

Result<> count_measured(const QueryParts& parts, const Scope& scope, std::span<const Instant> edges,
                        Rows& rows) {
  for (const BusinessId business : scope.businesses) {
    const auto filter = LabelFilter::of(parts, scope, business);
    if (!filter) return filter.error();
    const auto counted = parts.store.standings(
        {.business = business, .platform = scope.platform}, edges, [&](const WindowStanding& standing) {
          if (!standing.platform.empty() && filter->takes(standing.post))
            ++rows.row(standing.platform).posts[standing.window];
        });
    if (!counted) return counted;
  }
  return Done{};
}

/// Adds what stands for one post.
void add_standing(const Standing& standing, EngagementParts& sums) {
  for (const Standing::Value& value : standing.values) {
    const std::size_t metric = engagement_metric(value.metric);
    if (metric == kEngagementMetrics.size()) continue;
    auto& sum = part_of(sums, metric);
    sum = wrapping_sum(sum.value_or(0), value.value);
  }
}

Result<> sum_published(const QueryParts& parts, const Scope& scope, std::span<const Instant> edges,
                       Rows& rows) {
  for (const BusinessId business : scope.businesses) {
    const auto filter = LabelFilter::of(parts, scope, business);
    if (!filter) return filter.error();
    const auto posts = parts.catalog.census().posts_of(business, scope.platform);
    if (!posts) return posts.error();
    std::vector<const PostFacts*> published;
    std::vector<Subject> subjects;
    for (const PostFacts& post : *posts) {
      if (!post.published_at || *post.published_at < edges.front() || *post.published_at >= edges.back())
        continue;
      if (!filter->takes(post.id)) continue;
      published.push_back(&post);
      subjects.push_back(subject_of(post.id, business));
    }
    const auto standings = parts.store.latest(subjects);
    if (!standings) return standings.error();
    for (std::size_t i = 0; i < published.size(); ++i) {
      const auto after = std::upper_bound(edges.begin(), edges.end(), *published[i]->published_at);
      const auto period = static_cast<std::size_t>(after - edges.begin() - 1);
      Row& row = rows.row(published[i]->platform);
      ++row.posts[period];
      if ((*standings)[i]) add_standing(*(*standings)[i], row.sums[period]);
    }
  }
  return Done{};
}

}  // namespace

Result<std::vector<Trend>> trends(const QueryParts& parts, const Scope& scope, const TrendsRequest& request) {
  const auto cut = cut_window(request.period, scope.zone, scope.from, scope.to, "period");
  if (!cut) return cut.error();
  if (cut->days.empty()) return std::vector<Trend>();
  Rows rows(cut->days.size(), request.by_platform);
  if (request.value == TrendValue::published) {
    if (auto summed = sum_published(parts, scope, cut->edges, rows); !summed) return summed.error();
  } else {
    if (auto summed = sum_booked(parts, scope, request, cut->edges, rows); !summed) return summed.error();
    if (auto counted = count_measured(parts, scope, cut->edges, rows); !counted) return counted.error();
  }
  return rows.trends(cut->days);
}

}  // namespace tidemark
