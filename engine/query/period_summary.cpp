#include "query/period_summary.h"

namespace tidemark {
namespace {

enum Place : std::size_t { likes, comments, shares, quotes, impressions, clicks, reach };

}  // namespace

EngagementParts parts_of(std::span<const std::optional<std::int64_t>> values) {
  const auto at = [&](Place place) { return place < values.size() ? values[place] : std::nullopt; };
  return {.likes = at(likes),
          .comments = at(comments),
          .shares = at(shares),
          .quotes = at(quotes),
          .impressions = at(impressions),
          .clicks = at(clicks)};
}

void PeriodSums::add(std::span<const std::optional<std::int64_t>> values) {
  const EngagementParts parts = parts_of(values);
  ++posts_;
  likes_.add(parts.likes);
  comments_.add(parts.comments);
  if (const auto shared = wide_shares(parts)) shares_.add(*shared);
  impressions_.add(parts.impressions);
  clicks_.add(parts.clicks);
  reach_.add(values[reach]);
  const auto engagement = wide_engagement(parts);
  if (engagement) engagement_.add(*engagement);
  if (engagement && parts.impressions) {
    rated_engagement_.add(*engagement);
    rated_impressions_.add(parts.impressions);
  }
}

PeriodSummary PeriodSums::summary() const {
  return {.total_posts = posts_,
          .total_likes = likes_.value(),
          .total_comments = comments_.value(),
          .total_shares = shares_.value(),
          .total_impressions = impressions_.value(),
          .total_reach = reach_.value(),
          .total_clicks = clicks_.value(),
          .total_engagement = engagement_.value(),
          .avg_engagement_rate_hundredths =
              percent_hundredths_of(rated_engagement_.wide(), rated_impressions_.wide()),
          .avg_impressions_hundredths = hundredths_of(impressions_.wide(), impressions_.count())};
}

}  // namespace tidemark
