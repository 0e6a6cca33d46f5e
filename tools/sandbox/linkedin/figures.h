#pragma once
// LinkedIn's figures of the invented world. Source: LinkedIn API facts, section 3: statistics lag behind what
// socialMetadata says; some days are restated for a while; gains are net and may be negative.

#include <array>
#include <cstdint>

#include "sandbox/world.h"

namespace tidemark::sandbox::linkedin {

constexpr std::int64_t kStatisticsLagMs = 3LL * 3600 * 1000;

struct PostFigures {
  std::int64_t impressions = 0, unique_impressions = 0, clicks = 0, likes = 0, comments = 0, shares = 0;
  std::int64_t negative_likes =
      0;  ///< taken off `likes` in lifetime figures only, as LinkedIn sometimes does

  bool any() const { return impressions + clicks + likes + comments + shares > 0; }
  /// The fraction that LinkedIn computes itself.
  double engagement() const;
};

/// At an instant, without any lag.
PostFigures figures(const World& world, const Post& post, std::int64_t at_ms);
/// The members that some answers lack.
bool shows_unique_impressions(const World& world, const Post& post);

/// Reactions by type, in the order of kReactions; they add up to `likes`.
constexpr std::array<const char*, 6> kReactions = {"LIKE",     "PRAISE",       "EMPATHY",
                                                   "INTEREST", "APPRECIATION", "ENTERTAINMENT"};
std::array<std::int64_t, 6> reactions(const World& world, const Post& post, std::int64_t at_ms);
std::int64_t top_level_comments(const PostFigures& figures);

struct VideoFigures {
  std::int64_t views = 0, viewers = 0, watched_ms = 0, watched_by_viewers_ms = 0;
};
VideoFigures video_figures(const World& world, const Post& post, std::int64_t at_ms);

/// Followers at the beginning of a UTC day (days since the epoch), and now.
std::int64_t followers_at_day(const World& world, int account, std::int64_t day);
std::int64_t followers(const World& world, int account, std::int64_t at_ms);

/// Page views of one UTC day.
struct PageViews {
  std::int64_t all = 0, unique = 0, careers = 0, overview = 0, mobile = 0, button_clicks = 0;
};
PageViews page_views(const World& world, int account, std::int64_t day);

/// What is said on `now_ms` of a day whose true figure is `value`: too little in the first days after its
/// end.
std::int64_t as_told(std::int64_t value, std::int64_t day_end_ms, std::int64_t now_ms);

}  // namespace tidemark::sandbox::linkedin
