// The same figures period by period: however many there are, every post is read once.

#include <chrono>
#include <map>
#include <string_view>

#include "query/follower_growth.h"
#include "query/period_queries.h"
#include "query/scoped_standings.h"

namespace tidemark {
namespace {

constexpr std::string_view kField = "period_type";

struct Tally {
  PeriodSums sums;
  std::optional<BestPost> best;

  /// Posts come by rising id within a business, but businesses come as they are.
  void add(const WindowStanding& standing) {
    sums.add(standing.values);
    const auto rate = engagement_rate_hundredths(parts_of(standing.values));
    if (!rate) return;
    const bool better = !best || *rate > best->rate_hundredths ||
                        (*rate == best->rate_hundredths && standing.post < best->post);
    if (better) best = {standing.post, *rate};
  }
};
using Tallies = std::map<std::string, std::vector<Tally>, std::less<>>;

std::vector<Tally>& tallies_of(Tallies& all, std::string_view platform, std::size_t periods) {
  const auto known = all.find(platform);
  return known != all.end() ? known->second
                            : all.emplace(platform, std::vector<Tally>(periods)).first->second;
}

/// Where the last of `periods` ends by the calendar, whatever the window cuts off.
Result<Instant> end_of_last(const CutWindow& periods, Period period, std::string_view zone) {
  // Longer than any period, however its zone's clocks jump, and too short for many: the next begins within.
  const int days = period == Period::day     ? 3
                   : period == Period::week  ? 9
                   : period == Period::month ? 33
                                             : 368;
  const Instant start = periods.starts.back();
  const auto two = cut_window(period, zone, start, start + std::chrono::hours(24 * days), kField);
  if (!two) return two.error();
  return two->starts.at(1);
}

}  // namespace

Result<Summaries> period_summaries(const QueryParts& parts, const Scope& scope, Period period) {
  const auto cut = cut_window(period, scope.zone, scope.from, scope.to, kField);
  if (!cut) return cut.error();
  Summaries summaries{.starts = cut->starts, .platforms = {}};
  if (summaries.starts.empty()) return summaries;
  const std::size_t periods = summaries.starts.size();
  if (periods > kMostPeriods)
    return Error{.code = Code::invalid,
                 .message = "that would be more than " + std::to_string(kMostPeriods) +
                            " periods; ask for longer ones or a shorter window",
                 .field = std::string(kField)};
  const auto end = end_of_last(*cut, period, scope.zone);
  if (!end) return end.error();
  summaries.starts.push_back(*end);

  Tallies tallies;
  if (scope.platform) tallies_of(tallies, *scope.platform, periods);
  const auto read = each_standing(
      parts, scope, kSummaryMetrics, cut->edges, [&](BusinessId, const WindowStanding& standing) {
        tallies_of(tallies, standing.platform, periods)[standing.window].add(standing);
      });
  if (!read) return read.error();

  // Followers are an account's, and accounts have no labels.
  std::vector<FollowerGrowth> followers;
  if (!scope.label) {
    auto growth = follower_growth(parts, scope, cut->edges);
    if (!growth) return growth.error();
    followers = *std::move(growth);
    for (const FollowerGrowth& one : followers) tallies_of(tallies, one.platform, periods);
  }
  for (const auto& [platform, of_periods] : tallies) {
    Summaries::OfPlatform& answer = summaries.platforms.emplace_back();
    answer.platform = platform;
    for (const Tally& tally : of_periods)
      answer.periods.push_back(
          {.summary = tally.sums.summary(), .follower_growth = std::nullopt, .best = tally.best});
  }
  for (const FollowerGrowth& one : followers)
    for (Summaries::OfPlatform& answer : summaries.platforms)
      if (answer.platform == one.platform)
        for (std::size_t i = 0; i < periods; ++i) answer.periods[i].follower_growth = one.gained[i];
  return summaries;
}

}  // namespace tidemark
