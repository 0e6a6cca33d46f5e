#pragma once
// What Instagram offers, in the order of plugin.toml; the build fails at the test that compares the two when
// they differ.

#include <chrono>
#include <tidemark/plugin.hpp>

namespace tidemark::instagram {

inline constexpr sdk::Metric kMetrics[] = {
    {"likes_count", sdk::Kind::running_total},
    {"comments_count", sdk::Kind::running_total},
    {"shares_count", sdk::Kind::running_total},
    {"saves_count", sdk::Kind::running_total},
    {"impressions", sdk::Kind::running_total},
    {"reach", sdk::Kind::running_total},
    {"clicks", sdk::Kind::running_total},
    {"video_views", sdk::Kind::running_total},
    {"video_watch_time", sdk::Kind::running_total, "s"},
    {"engagements", sdk::Kind::running_total},
    {"profile_visits", sdk::Kind::running_total},
    {"reposts_count", sdk::Kind::running_total},
    {"replies_count", sdk::Kind::running_total},
    {"follows_count", sdk::Kind::running_total},
    {"profile_actions", sdk::Kind::running_total},
    {"story_navigation", sdk::Kind::running_total},
    {"average_watch_time", sdk::Kind::gauge, "s"},
    {"followers_count", sdk::Kind::gauge},
    {"following_count", sdk::Kind::gauge},
    {"posts_count", sdk::Kind::gauge},
    {"account_views", sdk::Kind::window_total},
    {"account_reach", sdk::Kind::window_total},
    {"accounts_engaged", sdk::Kind::window_total},
    {"account_interactions", sdk::Kind::window_total},
    {"account_likes", sdk::Kind::window_total},
    {"account_comments", sdk::Kind::window_total},
    {"account_saves", sdk::Kind::window_total},
    {"account_shares", sdk::Kind::window_total},
    {"account_replies", sdk::Kind::window_total},
    {"account_reposts", sdk::Kind::window_total},
    {"account_profile_views", sdk::Kind::window_total},
    {"profile_link_taps", sdk::Kind::window_total},
    {"website_clicks", sdk::Kind::window_total},
    {"new_followers", sdk::Kind::window_total},
    {"follows", sdk::Kind::window_total},
    {"unfollows", sdk::Kind::window_total},
};

// The account's quota is 4,800 units per impression of its content in 24 hours: what it is, only the platform
// knows, and its percent are read. Source: Meta, Graph API rate limiting, read 2026-11-22.
inline constexpr sdk::Bucket kBuckets[] = {
    {"app", 0, std::chrono::hours(1)},
    {"account", 0, std::chrono::hours(24)},
};

consteval std::uint32_t metric(std::string_view name) {
  return sdk::index_of(kMetrics, name);
}
consteval std::uint32_t bucket(std::string_view name) {
  return sdk::index_of(kBuckets, name);
}

inline constexpr std::size_t kPage = 100;  // media on one page of a list
inline constexpr std::size_t kIds = 50;    // ids in one ?ids=

}  // namespace tidemark::instagram
