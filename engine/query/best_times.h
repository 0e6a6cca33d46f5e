#pragma once
// `GET /analytics/best-times`: when posts were published that did well.
//
// Posts are compared at equal age, since counters only grow: by what stood when a post was `age` old. Left
// out are posts that are younger, that were not measured in the sixth of that age before (at least 20
// minutes), and those without a total_engagement then.
//
// So that accounts of different size compare, a post counts by its distance from the mean of ln(1 +
// total_engagement) of its account, or of its platform's remaining posts for accounts of fewer than
// kLeastInMean; posts of groups that stay smaller than that are not compared.
//
// An effect is the mean distance of a slot's n posts, drawn towards 0 as if there were kPrior more without
// any: it is the mean of a normal posterior whose prior is centred at 0 with a variance of σ²/kPrior. Its
// interval holds 95 % of that posterior: effect ± t σ/√(n + kPrior), with σ² the distances' mean square over
// N - means degrees of freedom and Student's t of as many. Both are told in percent: 100 × (e^effect - 1).
//
// The best of many slots looks good by chance too: what is recommended is above 0 even by an interval that
// is as wide as the best of so many needs (Bonferroni: 5 % shared among them).

#include <array>
#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "query/query_parts.h"
#include "query/scope.h"

namespace tidemark {

/// How much more engagement, in percent, than the mean post: -50 is half of it.
struct Effect {
  double effect = 0, low = 0, high = 0;
};

struct TimeSlot {
  int weekday = 1;  ///< 1 Monday to 7 Sunday
  int hour = 0;     ///< 0 to 23
  std::int64_t posts = 0;
  Effect effect;
};

/// All posts of a weekday, or of an hour.
struct TimeSum {
  std::int64_t posts = 0;  ///< that have an engagement at that age
  /// 100 × Σ total_engagement / Σ impressions of those that have both, in hundredths.
  std::optional<std::int64_t> rate_hundredths;
  std::optional<Effect> effect;  ///< if there is enough data and any of them was compared
};

struct BestTimes {
  bool enough_data = false;     ///< at least kLeastPosts were compared
  std::int64_t posts = 0;       ///< compared
  std::vector<TimeSlot> items;  ///< the best first; none without enough data
  std::array<TimeSum, 7> by_day;
  std::array<std::optional<int>, 7> best_hour;  ///< of each day: that of its best slot
  std::array<TimeSum, 24> by_hour;
  std::vector<std::string> recommendations;  ///< none that chance may have made
};

inline constexpr std::int64_t kLeastPosts = 30, kLeastInMean = 5;
inline constexpr double kPrior = 4;
inline constexpr std::chrono::hours kUsualAge{7 * 24};

/// Of posts published in the scope's window, by their local time.
Result<BestTimes> best_times(const QueryParts& parts, const Scope& scope, std::chrono::milliseconds age,
                             Instant now);

}  // namespace tidemark
