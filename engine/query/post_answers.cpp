#include "query/post_answers.h"

#include <algorithm>
#include <map>
#include <set>
#include <string_view>

#include "query/derived_metrics.h"

namespace tidemark {
namespace {

using Metrics = std::map<std::string, std::optional<std::int64_t>, std::less<>>;

std::optional<std::int64_t> find(const Metrics& metrics, std::string_view name) {
  const auto found = metrics.find(name);
  return found == metrics.end() ? std::nullopt : found->second;
}

EngagementParts parts_of(const Metrics& metrics) {
  return {.likes = find(metrics, "likes_count"),
          .comments = find(metrics, "comments_count"),
          .shares = find(metrics, "shares_count"),
          .quotes = find(metrics, "quote_tweets_count"),
          .impressions = find(metrics, "impressions"),
          .clicks = find(metrics, "clicks")};
}

}  // namespace

PostAnalytics analytics_of(Post post, const std::optional<Standing>& standing,
                           std::span<const Metric> declared) {
  Metrics metrics;
  std::set<std::string_view> of_windows;
  for (const Metric& metric : declared) {
    if (metric.kind == MetricKind::window_total)
      of_windows.insert(metric.name);
    else
      metrics.emplace(metric.name, std::nullopt);
  }

  PostAnalytics answer;
  answer.post = std::move(post);
  if (standing) {
    answer.fetched_at = standing->fetched_at;
    for (const Standing::Value& value : standing->values) {
      if (of_windows.contains(value.metric)) continue;
      metrics.insert_or_assign(std::string(value.metric), value.value);
      if (value.fetched_at < standing->fetched_at) answer.stale.emplace(value.metric, value.fetched_at);
    }
  }
  const EngagementParts parts = parts_of(metrics);
  answer.total_engagement = total_engagement(parts);
  answer.engagement_rate = percent(engagement_rate_hundredths(parts));
  answer.click_through_rate = percent(click_through_rate_hundredths(parts));
  answer.metrics.assign(metrics.begin(), metrics.end());
  return answer;
}

}  // namespace tidemark
