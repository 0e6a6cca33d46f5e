#include "query/post_answers.h"

#include <algorithm>
#include <string_view>
#include <utility>

#include "query/derived_metrics.h"

namespace tidemark {
namespace {

using Metrics = std::vector<std::pair<std::string, std::optional<std::int64_t>>>;

std::optional<std::int64_t> find(const Metrics& metrics, std::string_view name) {
  const auto found =
      std::lower_bound(metrics.begin(), metrics.end(), name,
                       [](const auto& one, std::string_view wanted) { return one.first < wanted; });
  return found == metrics.end() || found->first != name ? std::nullopt : found->second;
}

EngagementParts parts_of(const Metrics& metrics) {
  return {.likes = find(metrics, "likes_count"),
          .comments = find(metrics, "comments_count"),
          .shares = find(metrics, "shares_count"),
          .quotes = find(metrics, "quote_tweets_count"),
          .impressions = find(metrics, "impressions"),
          .clicks = find(metrics, "clicks")};
}

/// A metric that the platform declares, or one that was stored, which goes before it.
struct Named {
  std::string_view name;
  bool stored = false;
  std::optional<std::int64_t> value = {};
};

Metrics in_order(std::vector<Named> all) {
  std::sort(all.begin(), all.end(), [](const Named& a, const Named& b) {
    return a.name != b.name ? a.name < b.name : a.stored > b.stored;
  });
  Metrics metrics;
  metrics.reserve(all.size());
  for (const Named& one : all)
    if (metrics.empty() || metrics.back().first != one.name) metrics.emplace_back(one.name, one.value);
  return metrics;
}

}  // namespace

PostAnalytics analytics_of(Post post, const std::optional<Standing>& standing,
                           std::span<const Metric> declared) {
  std::vector<Named> all;
  all.reserve(declared.size() + (standing ? standing->values.size() : 0));
  const auto is_of_windows = [&](std::string_view name) {
    return std::any_of(declared.begin(), declared.end(), [&](const Metric& metric) {
      return metric.kind == MetricKind::window_total && metric.name == name;
    });
  };
  for (const Metric& metric : declared)
    if (metric.kind != MetricKind::window_total) all.push_back({metric.name});

  PostAnalytics answer;
  answer.post = std::move(post);
  if (standing) {
    answer.fetched_at = standing->fetched_at;
    for (const Standing::Value& value : standing->values) {
      if (is_of_windows(value.metric)) continue;
      all.push_back({value.metric, true, value.value});
      if (value.fetched_at < standing->fetched_at) answer.stale.emplace(value.metric, value.fetched_at);
    }
  }
  answer.metrics = in_order(std::move(all));
  const EngagementParts parts = parts_of(answer.metrics);
  answer.total_engagement = total_engagement(parts);
  answer.engagement_rate = percent(engagement_rate_hundredths(parts));
  answer.click_through_rate = percent(click_through_rate_hundredths(parts));
  return answer;
}

}  // namespace tidemark
