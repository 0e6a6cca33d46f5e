#include "replay.h"

namespace tidemark::testing {
namespace {

const std::string kPage = "2414183";
const std::string kShare = "urn:li:share:7045020441609936898";
const std::string kOtherShare = "urn:li:share:7045020441609936899";
const std::string kUgcPost = "urn:li:ugcPost:6856810298419044352";
constexpr std::int64_t kMarch2023 = 1679702400000;     // 2023-03-25, a day after the share
constexpr std::int64_t kNovember2023 = 1700400000000;  // 2023-11-19
constexpr std::int64_t kNoon = Row::kSeptember + 43'200'000;

/// A post whose figures are asked for, and that answer.
Row refused(const std::string& name, const std::string& code, const std::string& state,
            std::int64_t retry_after = 0) {
  return {.name = name,
          .account = kPage,
          .said = {{"ShareStatistics", name}},
          .posts = {kShare},
          .now_ms = kNoon,
          .errors = {code + " of " + kShare},
          .retry_after = retry_after,
          .state = state};
}

std::vector<Row> rows() {
  const std::vector<Said> both_pages = {{"start=0", "posts_by_author_page1"},
                                        {"start=2", "posts_by_author_last_page"}};
  return {
      {.name = "share_statistics_bulk_mixed",
       .account = "123",
       .said = {{"ShareStatistics", "share_statistics_bulk_mixed"}},
       .posts = {"urn:li:share:1", "urn:li:ugcPost:2"},
       .figures = {{"urn:li:share:1",
                    {{"likes_count", 3},
                     {"comments_count", 2},
                     {"shares_count", 1},
                     {"impressions", 10},
                     {"reach", 8},
                     {"clicks", 4}}},
                   {"urn:li:ugcPost:2",
                    {{"likes_count", 7},
                     {"comments_count", 1},
                     {"shares_count", 2},
                     {"impressions", 20},
                     {"reach", 15},
                     {"clicks", 6}}}}},
      // The other post is left out, and nothing shows that it is there: absent.
      {.name = "share_statistics_bulk_one_omitted",
       .account = kPage,
       .said = {{"ShareStatistics", "share_statistics_bulk_one_omitted"}},
       .posts = {kShare, kOtherShare},
       .figures = {{kShare,
                    {{"likes_count", 17},
                     {"comments_count", 1},
                     {"shares_count", 2},
                     {"impressions", 1352},
                     {"reach", 918},
                     {"clicks", 38}}}}},
      {.name = "share_statistics_empty",
       .account = "105256406",
       .said = {{"ShareStatistics", "share_statistics_empty"}},
       .posts = {"urn:li:share:7308985351706927104"}},
      // Types that it does not list are zeros only where another answer has the post too.
      {.name = "social_metadata_batch_partial",
       .account = kPage,
       .said = {{"socialMetadata", "social_metadata_batch_partial"},
                {"posts?ids", R"({"results":{},"statuses":{")" + kUgcPost + R"(":404},"errors":{}})"}},
       .posts = {kShare, kUgcPost},
       .figures = {{kShare,
                    {{"comments_count", 1},
                     {"reactions_count", 17},
                     {"reactions_like", 15},
                     {"reactions_praise", 2}}}},
       .errors = {"post_not_found of " + kUgcPost}},
      {.name = "social_metadata_single",
       .account = kPage,
       .said = {{"socialMetadata", "social_metadata_single", R"({"results":{"urn:li:share:123":@}})"}},
       .posts = {"urn:li:share:123"},
       .figures = {{"urn:li:share:123",
                    {{"comments_count", 4},
                     {"reactions_count", 3},
                     {"reactions_like", 2},
                     {"reactions_empathy", 1}}}}},
      // It is there, it is young, and the statistics left it out: zeros.
      {.name = "post_single",
       .account = kPage,
       .said = {{"posts?ids", "post_single", R"({"results":{")" + kShare + R"(":@}})"}},
       .posts = {kShare},
       .now_ms = kMarch2023,
       .figures = {{kShare,
                    {{"likes_count", 0},
                     {"comments_count", 0},
                     {"shares_count", 0},
                     {"impressions", 0},
                     {"reach", 0},
                     {"clicks", 0}}}}},
      {.name = "posts_by_author",
       .account = kPage,
       .said = both_pages,
       .calls = {Do::discover},
       .told = {{"found", "3"}, {"new", "3"}, {"gone", "0"}}},
      // Discovery tells that it is a video; the rest of its figures were not recorded.
      {.name = "video_analytics",
       .account = kPage,
       .said = {{"q=author",
                 R"({"elements":[{"id":"urn:li:ugcPost:789","lifecycleState":"PUBLISHED","publishedAt":)" +
                     std::to_string(kNoon - 86'400'000) +
                     R"(,"content":{"media":{"id":"urn:li:video:C5"}}}]})"},
                {"socialMetadata", R"({"results":{"urn:li:ugcPost:789":{"commentSummary":{"count":5}}}})"},
                {"type=VIDEO_VIEW", "video_analytics"}},
       .calls = {Do::discover, Do::refresh},
       .now_ms = kNoon,
       .figures = {{"urn:li:ugcPost:789", {{"comments_count", 5}, {"video_views", 100}}}},
       .told = {{"found", "1"}, {"new", "1"}, {"gone", "0"}}},
      {.name = "network_size",
       .account = "1337",
       .said = {{"networkSizes", "network_size"}},
       .account_figures = {{"followers_count", 219145}}},
      {.name = "page_statistics_time_bound",
       .account = "1337",
       .said = {{"organization:1337&timeIntervals", "page_statistics_time_bound"}},
       .now_ms = kNovember2023,
       .days = {{"2023-11-15T00:00:00.000Z", {{"daily_page_views", 17}, {"daily_unique_page_views", 9}}}}},
      {.name = "follower_statistics_time_bound",
       .account = kPage,
       .said = {{"FollowerStatistics", "follower_statistics_time_bound"}},
       .now_ms = kNovember2023,
       .days = {{"2023-11-15T00:00:00.000Z",
                 {{"organic_follower_gains", 223}, {"paid_follower_gains", 12}}}}},
      {.name = "organization_acls",
       .account = "108187115",
       .said = {{"organizationAcls", "organization_acls"}},
       .calls = {Do::check},
       .told = {{"ok", "yes"}, {"state", "ok"}, {"role", "ADMINISTRATOR"}}},
      {.name = "organization_acls_of_another_page",
       .account = kPage,
       .said = {{"organizationAcls", "organization_acls"}},
       .calls = {Do::check},
       .state = "error",
       .told = {{"ok", "no"}, {"state", "error"}, {"missing", "ADMINISTRATOR"}}},
      refused("error_400_invalid_parameters_old", "platform_error", "ok"),
      refused("error_400_query_param_not_allowed", "platform_error", "ok"),
      {.name = "error_400_version_missing",
       .account = kPage,
       .said = {{"/rest/", "error_400_version_missing"}},
       .posts = {kShare},
       .errors = {"platform_error", "platform_error of " + kShare},
       .state = "error"},
      refused("error_401_empty_token", "invalid_token", "auth_failed"),
      refused("error_401_invalid_token", "invalid_token", "auth_failed"),
      refused("error_401_revoked", "auth_failed", "auth_failed"),
      refused("error_403_not_enough_permissions", "permission_denied", "error"),
      refused("error_403_unpermitted_fields", "permission_denied", "error"),
      refused("error_404_post_gone", "post_not_found", "ok"),
      refused("error_426_version_not_active", "platform_error", "error"),
      refused("error_429_application_day", "rate_limited", "rate_limited", 43'200),
      refused("error_429_throttle_old", "rate_limited", "rate_limited"),
      refused("error_500_internal", "platform_error", "ok"),
  };
}

}  // namespace

const Platform& linkedin() {
  static const Platform platform = {.id = "linkedin",
                                    .id_field = "page_id",
                                    .nothing = {{"socialMetadata", R"({"results":{}})"},
                                                {"posts?ids", R"({"results":{}})"},
                                                {"networkSizes", "{}"},
                                                {"/rest/", R"({"elements":[]})"}},
                                    .rows = rows()};
  return platform;
}

}  // namespace tidemark::testing
