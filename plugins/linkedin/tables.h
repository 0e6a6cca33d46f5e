#pragma once
// What LinkedIn offers, in the order of plugin.toml; the build fails at the test that compares the two when
// they differ.

#include <chrono>
#include <tidemark/plugin.hpp>

namespace tidemark::linkedin {

inline constexpr sdk::Metric kMetrics[] = {
    {"likes_count", sdk::Kind::running_total},
    {"comments_count", sdk::Kind::running_total},
    {"shares_count", sdk::Kind::running_total},
    {"reactions_count", sdk::Kind::running_total},
    {"impressions", sdk::Kind::running_total},
    {"reach", sdk::Kind::running_total},
    {"clicks", sdk::Kind::running_total},
    {"video_views", sdk::Kind::running_total},
    {"video_watch_time", sdk::Kind::running_total, "s"},
    {"reactions_like", sdk::Kind::running_total},
    {"reactions_praise", sdk::Kind::running_total},
    {"reactions_empathy", sdk::Kind::running_total},
    {"reactions_interest", sdk::Kind::running_total},
    {"reactions_appreciation", sdk::Kind::running_total},
    {"reactions_entertainment", sdk::Kind::running_total},
    {"followers_count", sdk::Kind::gauge},
    {"page_views", sdk::Kind::running_total},
    {"daily_page_views", sdk::Kind::window_total},
    {"daily_unique_page_views", sdk::Kind::window_total},
    {"organic_follower_gains", sdk::Kind::window_total},
    {"paid_follower_gains", sdk::Kind::window_total},
};

// Two quotas a day for each resource, of the member and of the app; LinkedIn publishes neither, so only its
// own word (a 429), or the operator's, closes them.
inline constexpr sdk::Bucket kBuckets[] = {
    {"share_statistics", 0, std::chrono::days(1)},
    {"share_statistics_app", 0, std::chrono::days(1)},
    {"posts", 0, std::chrono::days(1)},
    {"posts_app", 0, std::chrono::days(1)},
    {"social_metadata", 0, std::chrono::days(1)},
    {"social_metadata_app", 0, std::chrono::days(1)},
    {"video_analytics", 0, std::chrono::days(1)},
    {"video_analytics_app", 0, std::chrono::days(1)},
    {"network_sizes", 0, std::chrono::days(1)},
    {"network_sizes_app", 0, std::chrono::days(1)},
    {"page_statistics", 0, std::chrono::days(1)},
    {"page_statistics_app", 0, std::chrono::days(1)},
    {"follower_statistics", 0, std::chrono::days(1)},
    {"follower_statistics_app", 0, std::chrono::days(1)},
    {"organization_acls", 0, std::chrono::days(1)},
    {"organization_acls_app", 0, std::chrono::days(1)},
};

consteval std::uint32_t metric(std::string_view name) {
  return sdk::index_of(kMetrics, name);
}
consteval std::uint32_t bucket(std::string_view name) {
  return sdk::index_of(kBuckets, name);
}

/// A resource under /rest/, the quotas that it counts on, and the scope that it wants.
struct Endpoint {
  std::string_view resource;
  std::uint32_t member_bucket, app_bucket;
  std::string_view scope;
};

inline constexpr std::string_view kAdminScope = "rw_organization_admin";
inline constexpr std::string_view kSocialScope = "r_organization_social";

inline constexpr Endpoint kShareStatistics{"organizationalEntityShareStatistics", bucket("share_statistics"),
                                           bucket("share_statistics_app"), kAdminScope};
inline constexpr Endpoint kPosts{"posts", bucket("posts"), bucket("posts_app"), kSocialScope};
inline constexpr Endpoint kSocialMetadata{"socialMetadata", bucket("social_metadata"),
                                          bucket("social_metadata_app"), kSocialScope};
inline constexpr Endpoint kVideoAnalytics{"videoAnalytics", bucket("video_analytics"),
                                          bucket("video_analytics_app"), kSocialScope};
inline constexpr Endpoint kNetworkSizes{"networkSizes", bucket("network_sizes"), bucket("network_sizes_app"),
                                        kSocialScope};
inline constexpr Endpoint kPageStatistics{"organizationPageStatistics", bucket("page_statistics"),
                                          bucket("page_statistics_app"), kAdminScope};
inline constexpr Endpoint kFollowerStatistics{"organizationalEntityFollowerStatistics",
                                              bucket("follower_statistics"),
                                              bucket("follower_statistics_app"), kAdminScope};
inline constexpr Endpoint kOrganizationAcls{"organizationAcls", bucket("organization_acls"),
                                            bucket("organization_acls_app"), kAdminScope};

inline constexpr std::int64_t kMinute = 60'000;
inline constexpr std::int64_t kHour = 60 * kMinute;
inline constexpr std::int64_t kDay = 24 * kHour;

}  // namespace tidemark::linkedin
