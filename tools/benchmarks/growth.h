#pragma once
// Histories as social posts have them, for benchmarks: deterministic by seed.
//
// Posts on four platforms over 120 days, more by day than by night; totals log-normal, growth that saturates
// with a fast and a slow part and a daily rhythm, steps by chance (Poisson), now and then a reaction taken
// back. Snapshots every 15 minutes for 6 hours, hourly to day 3, six-hourly to day 14, daily to day 90, late
// by milliseconds to seconds; one in 200 is missing.

#include <array>
#include <cstdint>
#include <functional>
#include <string_view>
#include <vector>

namespace tidemark::bench {

inline constexpr std::array<std::string_view, 13> kMetrics{
    "likes_count",        "comments_count", "shares_count",   "reactions_count", "retweets_count",
    "quote_tweets_count", "impressions",    "reach",          "clicks",          "video_views",
    "video_watch_time",   "saves_count",    "bookmarks_count"};
inline constexpr std::array<std::string_view, 4> kPlatforms{"facebook", "instagram", "linkedin", "twitter"};
inline constexpr std::int64_t kFirstDay = 1'735'689'600'000;  // 2025-01-01T00:00Z
inline constexpr int kDays = 120;

struct GrownPost {
  std::uint64_t seed = 0;
  std::int64_t published_at = 0;  // ms
  std::uint32_t business = 0;     // from 0
  std::uint8_t platform = 0;      // of kPlatforms
  bool video = false;
};

struct GrownSnapshot {
  std::uint32_t post = 0;                              // index
  std::int64_t at = 0;                                 // ms
  std::array<std::int64_t, kMetrics.size()> values{};  // -1: absent
};

/// By time of publication.
std::vector<GrownPost> grow_posts(std::size_t posts, std::size_t businesses, std::uint64_t seed);
/// One post after the other.
void each_by_post(const std::vector<GrownPost>& posts, const std::function<void(const GrownSnapshot&)>& take);
/// As they come to pass.
void each_by_time(const std::vector<GrownPost>& posts, const std::function<void(const GrownSnapshot&)>& take);

}  // namespace tidemark::bench
