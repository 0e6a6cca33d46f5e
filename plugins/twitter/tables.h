#pragma once
// What X offers, in the order of plugin.toml; the build fails at the test that compares the two when they
// differ.

#include <chrono>
#include <tidemark/plugin.hpp>

namespace tidemark::twitter {

inline constexpr sdk::Metric kMetrics[] = {
    {"likes_count", sdk::Kind::running_total},
    {"comments_count", sdk::Kind::running_total},
    {"shares_count", sdk::Kind::running_total},
    {"retweets_count", sdk::Kind::running_total},
    {"quote_tweets_count", sdk::Kind::running_total},
    {"bookmarks_count", sdk::Kind::running_total},
    {"impressions", sdk::Kind::running_total},
    {"url_clicks", sdk::Kind::running_total},
    {"profile_clicks", sdk::Kind::running_total},
    {"engagements", sdk::Kind::running_total},
    {"organic_impressions", sdk::Kind::running_total},
    {"video_views", sdk::Kind::running_total},
    {"video_watch_time", sdk::Kind::running_total, "s"},
    {"followers_count", sdk::Kind::gauge},
    {"following_count", sdk::Kind::gauge},
    {"posts_count", sdk::Kind::gauge},
    {"listed_count", sdk::Kind::gauge},
};

// Limits of a user's token: docs.x.com, rate limits, read 2026-11-22. What the headers say wins.
inline constexpr sdk::Bucket kBuckets[] = {
    {"tweets", 5000, std::chrono::minutes(15)},         {"users", 900, std::chrono::minutes(15)},
    {"users_me", 75, std::chrono::minutes(15)},         {"user_tweets", 900, std::chrono::minutes(15)},
    {"media_analytics", 300, std::chrono::minutes(15)},
};

consteval std::uint32_t metric(std::string_view name) {
  return sdk::index_of(kMetrics, name);
}
consteval std::uint32_t bucket(std::string_view name) {
  return sdk::index_of(kBuckets, name);
}

/// The author's own figures, asked for together and refused together.
inline constexpr std::uint32_t kPrivateMetrics[] = {metric("url_clicks"), metric("profile_clicks"),
                                                    metric("engagements"), metric("organic_impressions")};

inline constexpr std::size_t kBulk = 100;  // ids or media keys of one request

}  // namespace tidemark::twitter
