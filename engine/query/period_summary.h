#pragma once
// What the posts measured in a period add up to: the fields `summary` of the contract, made in one place.

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include "query/derived_metrics.h"
#include "query/wide_sum.h"

namespace tidemark {

/// What a summary is made of; the order in which PeriodSums and parts_of take their values.
inline constexpr std::array<std::string_view, 7> kSummaryMetrics{
    "likes_count", "comments_count", "shares_count", "quote_tweets_count", "impressions", "clicks", "reach"};
/// The first of them are all that an engagement rate needs.
inline constexpr std::size_t kRateMetrics = 5;

/// Of the first kRateMetrics or more values; what is not there is absent.
EngagementParts parts_of(std::span<const std::optional<std::int64_t>> values);

/// Absent where no post said so, and where the sum is no 64-bit number.
struct PeriodSummary {
  std::int64_t total_posts = 0;  ///< measured in the period
  std::optional<std::int64_t> total_likes, total_comments;
  std::optional<std::int64_t> total_shares;  ///< shares_count + quote_tweets_count, as engagement takes them
  std::optional<std::int64_t> total_impressions;
  std::optional<std::int64_t> total_reach;  ///< an upper bound: who saw two posts is counted twice
  std::optional<std::int64_t> total_clicks;
  std::optional<std::int64_t> total_engagement;  ///< of the posts that have one
  /// 100 × Σ engagement / Σ impressions over the posts that have both, in hundredths of a percent.
  std::optional<std::int64_t> avg_engagement_rate_hundredths;
  /// Per post that has impressions, in hundredths.
  std::optional<std::int64_t> avg_impressions_hundredths;
};

/// Threads: none.
class PeriodSums {
 public:
  /// One more post, with what stood at its last snapshot in the period, in the order of kSummaryMetrics.
  void add(std::span<const std::optional<std::int64_t>> values);
  PeriodSummary summary() const;

 private:
  std::int64_t posts_ = 0;
  WideSum likes_, comments_, shares_, impressions_, clicks_, reach_, engagement_;
  WideSum rated_engagement_, rated_impressions_;  // of the posts that have both
};

}  // namespace tidemark
