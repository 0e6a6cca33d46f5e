#pragma once
// What Facebook offers, in the order of plugin.toml, and what the Graph API calls it.

#include <chrono>
#include <tidemark/metric_sets.hpp>
#include <tidemark/plugin.hpp>

namespace tidemark::facebook {

inline constexpr sdk::Metric kMetrics[] = {
    {"likes_count", sdk::Kind::running_total},
    {"reactions_count", sdk::Kind::running_total},
    {"comments_count", sdk::Kind::running_total},
    {"shares_count", sdk::Kind::running_total},
    {"reactions_like", sdk::Kind::running_total},
    {"reactions_love", sdk::Kind::running_total},
    {"reactions_care", sdk::Kind::running_total},
    {"reactions_haha", sdk::Kind::running_total},
    {"reactions_wow", sdk::Kind::running_total},
    {"reactions_sad", sdk::Kind::running_total},
    {"reactions_angry", sdk::Kind::running_total},
    {"impressions", sdk::Kind::running_total},
    {"reach", sdk::Kind::running_total},
    {"clicks", sdk::Kind::running_total},
    {"url_clicks", sdk::Kind::running_total},
    {"video_views", sdk::Kind::running_total},
    {"video_watch_time", sdk::Kind::running_total, "s"},
    {"followers_count", sdk::Kind::gauge},
    {"fans_count", sdk::Kind::gauge},
    {"account_views", sdk::Kind::window_total},
    {"account_reach", sdk::Kind::window_total},
    {"account_interactions", sdk::Kind::window_total},
    {"account_clicks", sdk::Kind::window_total},
    {"account_profile_views", sdk::Kind::window_total},
    {"account_follows", sdk::Kind::window_total},
    {"account_unfollows", sdk::Kind::window_total},
    {"account_video_views", sdk::Kind::window_total},
    {"account_video_watch_time", sdk::Kind::window_total, "s"},
};

// A limit of 0: it depends on how many people use the app or the page, which nobody here knows. What the
// platform says of its quotas counts, and nothing else does.
inline constexpr sdk::Bucket kBuckets[] = {
    {"app", 0, std::chrono::hours(1)},
    {"page", 0, std::chrono::hours(24)},
};

consteval std::uint32_t metric(std::string_view name) {
  return sdk::index_of(kMetrics, name);
}
consteval std::uint32_t bucket(std::string_view name) {
  return sdk::index_of(kBuckets, name);
}

/// A kind of reaction: what the request calls it and what it answers with (an alias of ours), its key in the
/// figures of videos, its metric.
struct Reaction {
  std::string_view name, alias, key, other_key;
  std::uint32_t metric;
};
inline constexpr Reaction kReactions[] = {
    {"LIKE", "like", "REACTION_LIKE", "like", metric("reactions_like")},
    {"LOVE", "love", "REACTION_LOVE", "love", metric("reactions_love")},
    {"CARE", "care", "REACTION_CARE", "care", metric("reactions_care")},
    {"HAHA", "haha", "REACTION_HAHA", "haha", metric("reactions_haha")},
    {"WOW", "wow", "REACTION_WOW", "wow", metric("reactions_wow")},
    {"SAD", "sad", "REACTION_SORRY", "sorry", metric("reactions_sad")},
    {"ANGRY", "angry", "REACTION_ANGER", "anger", metric("reactions_angry")},
};

// Names and their dates: Meta, "Page Insights" and its list of removed metrics, read 2026-11-22. The older
// names were switched off on 2025-11-15 and 2026-06-15; they are asked for only where the new one is refused.
inline constexpr sdk::WantedMetric kPostMetrics[] = {
    {metric("impressions"), "post_media_view", "post_impressions"},
    {metric("reach"), "post_total_media_view_unique", "post_impressions_unique"},
    {metric("clicks"), "post_clicks"},
    {metric("url_clicks"), "post_clicks_by_type"},
    {metric("video_views"), "post_video_views"},
    {metric("video_watch_time"), "post_video_view_time"},
};
inline constexpr sdk::WantedMetric kReelMetrics[] = {
    {metric("video_views"), "blue_reels_play_count"},
    {metric("impressions"), "fb_reels_total_plays"},
    {metric("reach"), "post_impressions_unique"},
    {metric("video_watch_time"), "post_video_view_time"},
    {metric("shares_count"), "post_video_social_actions"},
    {metric("reactions_count"), "post_video_likes_by_reaction_type"},
};
inline constexpr sdk::WantedMetric kVideoMetrics[] = {
    {metric("video_views"), "total_video_views"},
    {metric("video_watch_time"), "total_video_view_total_time"},
    {metric("reactions_count"), "total_video_reactions_by_type_total"},
};
/// Of the page itself, per day; page_follows is a running figure in the dress of a day's.
inline constexpr sdk::WantedMetric kPageMetrics[] = {
    {metric("account_views"), "page_media_view", "page_impressions"},
    {metric("account_reach"), "page_total_media_view_unique", "page_impressions_unique"},
    {metric("account_interactions"), "page_post_engagements"},
    {metric("account_clicks"), "page_total_actions"},
    {metric("account_profile_views"), "page_views_total"},
    {metric("account_follows"), "page_daily_follows"},
    {metric("account_unfollows"), "page_daily_unfollows_unique"},
    {metric("account_video_views"), "page_video_views"},
    {metric("account_video_watch_time"), "page_video_view_time"},
    {metric("followers_count"), "page_follows"},
};

inline constexpr std::size_t kListed = 100;  // posts of one page of a list; more is refused
inline constexpr std::size_t kAtOnce = 50;   // ids of one request; more is refused

}  // namespace tidemark::facebook
