#pragma once
// What is derived when read and never stored: total_engagement, engagement_rate, click_through_rate.

#include <cstdint>
#include <optional>

#include "query/wide_sum.h"

namespace tidemark {

/// The counters that the formulas take; an absent one is one the platform never reported.
struct EngagementParts {
  std::optional<std::int64_t> likes = {};
  std::optional<std::int64_t> comments = {};
  std::optional<std::int64_t> shares = {};
  std::optional<std::int64_t> quotes = {};  ///< absent counts as 0
  std::optional<std::int64_t> impressions = {};
  std::optional<std::int64_t> clicks = {};
};

/// shares + quotes, and likes + comments + these, for sums. Nothing if a part but quotes is absent.
std::optional<Wide> wide_shares(const EngagementParts& parts);
std::optional<Wide> wide_engagement(const EngagementParts& parts);
/// shares + quotes: what answers call shares. Nothing if there are no shares, or as below.
std::optional<std::int64_t> shares_with_quotes(const EngagementParts& parts);

/// likes + comments + shares + quotes. Nothing if a part but quotes is absent, or the sum is no 64-bit
/// number.
std::optional<std::int64_t> total_engagement(const EngagementParts& parts);

/// 100 × total_engagement / impressions and 100 × clicks / impressions, as hundredths of a percent: rounded
/// half away from zero, exactly. Nothing if a part is absent, the divisor is 0, or the result no 64-bit
/// number.
std::optional<std::int64_t> engagement_rate_hundredths(const EngagementParts& parts);
std::optional<std::int64_t> click_through_rate_hundredths(const EngagementParts& parts);

/// In percent, the double next to the two decimals.
std::optional<double> percent(std::optional<std::int64_t> hundredths);

}  // namespace tidemark
