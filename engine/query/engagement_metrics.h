#pragma once
// The metrics that engagement is derived from, and their places in EngagementParts.

#include <array>
#include <cstddef>
#include <optional>
#include <string_view>

#include "query/derived_metrics.h"

namespace tidemark {

inline constexpr std::array<std::string_view, 5> kEngagementMetrics{
    "likes_count", "comments_count", "shares_count", "quote_tweets_count", "impressions"};

/// `metric`: a place in kEngagementMetrics.
inline std::optional<std::int64_t>& part_of(EngagementParts& parts, std::size_t metric) {
  std::optional<std::int64_t>* const places[] = {&parts.likes, &parts.comments, &parts.shares, &parts.quotes,
                                                 &parts.impressions};
  return *places[metric];
}

/// The place of a metric; that behind the last for another one.
inline std::size_t engagement_metric(std::string_view name) {
  std::size_t place = 0;
  while (place < kEngagementMetrics.size() && kEngagementMetrics[place] != name) ++place;
  return place;
}

}  // namespace tidemark
