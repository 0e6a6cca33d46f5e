#pragma once
// Questions about a window: what its posts add up to, which of them stand out, how platforms and periods
// compare. A window counts each post with a snapshot in it once, with what stands at its last snapshot there.

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "domain/access.h"
#include "domain/ids.h"
#include "domain/instant.h"
#include "domain/result.h"
#include "query/cut_window.h"
#include "query/period_summary.h"
#include "query/post_queries.h"
#include "query/query_parts.h"
#include "query/scope.h"

namespace tidemark {

struct TopPostsRequest {
  std::string metric = "engagement_rate";  ///< any stored or derived one
  std::size_t limit = 10;
};

struct TopPosts {
  struct Item {
    std::int64_t value = 0;  ///< of a rate: hundredths of a percent
    PostAnalytics post;      ///< as it stood at its last snapshot in the window: what was ranked
  };
  bool is_rate = false;
  std::vector<Item> items;  ///< the first is rank 1
};

struct PlatformSummary {
  std::string platform;
  PeriodSummary summary;
};

struct WindowSummary {
  PeriodSummary all;
  std::vector<PlatformSummary> by_platform;  ///< by name; those with a post measured in the window
};

struct PlatformComparison {
  std::vector<PlatformSummary> platforms;  ///< by name
  /// That with the highest avg_engagement_rate; of equals the first by name.
  std::optional<std::string> best_platform;
  std::optional<std::int64_t> best_rate_hundredths;
  /// That with the highest growth (platform_growth.h), if any grew; of equals the first by name.
  std::optional<std::string> fastest_growing;
  std::optional<std::int64_t> growth_hundredths;
};

struct BestPost {
  PostId post;
  std::int64_t rate_hundredths = 0;
};

/// What one platform did in one period.
struct PlatformPeriod {
  PeriodSummary summary;
  std::optional<std::int64_t> follower_growth;
  /// That with the highest engagement rate, as rounded; of equals the lower id.
  std::optional<BestPost> best;
};

struct Summaries {
  std::vector<Instant> starts;  ///< of each period, whole, and of the one behind the last
  struct OfPlatform {
    std::string platform;
    std::vector<PlatformPeriod> periods;  ///< all of them, in order
  };
  std::vector<OfPlatform> platforms;  ///< by name; those that occur, and one that was asked for
};

/// 27 years of days: each is a line of the answer for every platform.
inline constexpr std::size_t kMostPeriods = 10'000;

// Threads: any. `scope` was made for the same asker.

Result<WindowSummary> window_summary(const QueryParts& parts, const Scope& scope);
/// Posts whose value is absent are not ranked; of equal ones, the lower id is first. Error `invalid` with
/// field metric: neither derived nor declared by anybody, or a total of windows, of which no post has one
/// that stands.
Result<TopPosts> top_posts(const QueryParts& parts, const Asker& asker, const Scope& scope,
                           const TopPostsRequest& request);
Result<PlatformComparison> platform_comparison(const QueryParts& parts, const Scope& scope);
/// Error `invalid` with field period_type: more than kMostPeriods.
Result<Summaries> period_summaries(const QueryParts& parts, const Scope& scope, Period period);

}  // namespace tidemark
