#include "query/post_answers.h"

#include <algorithm>
#include <map>
#include <set>
#include <string_view>
#include <unordered_map>

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

std::vector<std::string> columns_of(std::span<const Snapshot> history,
                                    const std::vector<std::string>& asked) {
  std::vector<std::string> columns;
  std::set<std::string_view> seen;
  if (asked.empty()) {
    for (const Snapshot& one : history)
      for (const Sample& sample : one.samples) seen.insert(sample.metric);
    columns.assign(seen.begin(), seen.end());
    return columns;
  }
  for (const std::string& name : asked)
    if (seen.insert(name).second) columns.push_back(name);
  return columns;
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

Series series_of(std::span<const Snapshot> history, const std::vector<std::string>& metrics) {
  Series series;
  std::unordered_map<std::string_view, std::size_t> index;
  for (std::string& name : columns_of(history, metrics))
    series.metrics.emplace_back(std::move(name), std::vector<std::optional<std::int64_t>>(history.size()));
  for (std::size_t column = 0; column < series.metrics.size(); ++column)
    index.emplace(series.metrics[column].first, column);

  series.timestamps.reserve(history.size());
  for (std::size_t row = 0; row < history.size(); ++row) {
    series.timestamps.push_back(history[row].fetched_at);
    for (const Sample& sample : history[row].samples)
      if (const auto column = index.find(sample.metric); column != index.end())
        series.metrics[column->second].second[row] = sample.value;
  }
  return series;
}

}  // namespace tidemark
