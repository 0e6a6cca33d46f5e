#include "query/derived_metrics.h"

namespace tidemark {
namespace {

std::optional<std::int64_t> rate(std::optional<Wide> part, std::optional<std::int64_t> whole) {
  if (!part || !whole) return std::nullopt;
  return percent_hundredths_of(*part, *whole);
}

}  // namespace

std::optional<Wide> wide_shares(const EngagementParts& parts) {
  if (!parts.shares) return std::nullopt;
  return Wide{*parts.shares} + parts.quotes.value_or(0);
}
std::optional<Wide> wide_engagement(const EngagementParts& parts) {
  const auto shares = wide_shares(parts);
  if (!parts.likes || !parts.comments || !shares) return std::nullopt;
  return Wide{*parts.likes} + *parts.comments + *shares;
}

std::optional<std::int64_t> shares_with_quotes(const EngagementParts& parts) {
  const auto shares = wide_shares(parts);
  if (!shares) return std::nullopt;
  return narrow(*shares);
}

std::optional<std::int64_t> total_engagement(const EngagementParts& parts) {
  const auto sum = wide_engagement(parts);
  if (!sum) return std::nullopt;
  return narrow(*sum);
}

std::optional<std::int64_t> engagement_rate_hundredths(const EngagementParts& parts) {
  return rate(wide_engagement(parts), parts.impressions);
}

std::optional<std::int64_t> click_through_rate_hundredths(const EngagementParts& parts) {
  std::optional<Wide> clicks;
  if (parts.clicks) clicks = *parts.clicks;
  return rate(clicks, parts.impressions);
}

std::optional<double> percent(std::optional<std::int64_t> hundredths) {
  if (!hundredths) return std::nullopt;
  return static_cast<double>(*hundredths) / 100.0;
}

}  // namespace tidemark
