#include "query/derived_metrics.h"

#include <limits>

namespace tidemark {
namespace {

/// Wide enough for 20,000 times any sum of four 64-bit numbers: nothing below can overflow, and nothing is a
/// fraction.
__extension__ using Wide = __int128;

std::optional<std::int64_t> narrow(Wide value) {
  if (value < std::numeric_limits<std::int64_t>::min() || value > std::numeric_limits<std::int64_t>::max())
    return std::nullopt;
  return static_cast<std::int64_t>(value);
}

std::optional<Wide> engagement(const EngagementParts& parts) {
  if (!parts.likes || !parts.comments || !parts.shares) return std::nullopt;
  return Wide{*parts.likes} + *parts.comments + *parts.shares + parts.quotes.value_or(0);
}

std::optional<std::int64_t> rate(std::optional<Wide> part, std::optional<std::int64_t> whole) {
  if (!part || !whole || *whole == 0) return std::nullopt;
  Wide numerator = *part * 10'000, divisor = *whole;
  if (divisor < 0) {
    numerator = -numerator;
    divisor = -divisor;
  }
  // Division cuts towards zero, so half a divisor more, on the numerator's side, rounds half away from zero.
  const Wide half = numerator < 0 ? -divisor : divisor;
  return narrow((numerator * 2 + half) / (divisor * 2));
}

}  // namespace

std::optional<std::int64_t> shares_with_quotes(const EngagementParts& parts) {
  if (!parts.shares) return std::nullopt;
  return narrow(Wide{*parts.shares} + parts.quotes.value_or(0));
}

std::optional<std::int64_t> total_engagement(const EngagementParts& parts) {
  const auto sum = engagement(parts);
  if (!sum) return std::nullopt;
  return narrow(*sum);
}

std::optional<std::int64_t> engagement_rate_hundredths(const EngagementParts& parts) {
  return rate(engagement(parts), parts.impressions);
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
