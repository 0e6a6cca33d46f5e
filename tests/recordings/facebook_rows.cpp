#include "replay.h"

namespace tidemark::testing {
namespace {

const std::string kPage = "723701000827665";

/// A post that is asked for, and what answers requests with this in them.
Row refused(const std::string& name, const std::string& part, const std::string& code,
            const std::string& state, std::int64_t retry_after = 0) {
  return {.name = name,
          .account = kPage,
          .said = {{part, name}},
          .posts = {"1_2"},
          .errors = {code + " of 1_2"},
          .retry_after = retry_after,
          .state = state};
}

Figures listed(std::int64_t reactions, std::int64_t comments, std::int64_t shares, std::int64_t like,
               std::int64_t love, std::int64_t haha, std::int64_t wow, std::int64_t sad) {
  return {{"likes_count", reactions}, {"reactions_count", reactions}, {"comments_count", comments},
          {"shares_count", shares},   {"reactions_like", like},       {"reactions_love", love},
          {"reactions_haha", haha},   {"reactions_wow", wow},         {"reactions_sad", sad},
          {"reactions_angry", 0}};
}

std::vector<Row> rows() {
  return {
      // Nobody asked for insights then, and no reaction was called care: absent.
      {.name = "post_single_reactions_by_type",
       .account = "175154750010052",
       .said = {{"/175154750010052_424924701699721?", "post_single_reactions_by_type"}},
       .posts = {"175154750010052_424924701699721"},
       .figures = {{"175154750010052_424924701699721", listed(1, 0, 0, 0, 0, 1, 0, 0)}}},
      // Shares that are left out of a post that is there are none.
      {.name = "posts_by_ids",
       .account = "19292868552",
       .said = {{"ids=", "posts_by_ids"}},
       .posts = {"19292868552_10158347294088553", "19292868552_10158345715593553"},
       .figures = {{"19292868552_10158347294088553", {{"shares_count", 0}}},
                   {"19292868552_10158345715593553", {{"shares_count", 0}}}}},
      {.name = "post_insights_clicks_lifetime",
       .account = kPage,
       .said = {{"723701000827665_122167637282960180?", "post_insights_clicks_lifetime",
                 R"({"id":"723701000827665_122167637282960180","insights":@})"}},
       .posts = {"723701000827665_122167637282960180"},
       .figures = {{"723701000827665_122167637282960180", {{"shares_count", 0}, {"clicks", 6}}}}},
      {.name = "feed_list",
       .account = "19292868552",
       .said = {{"after=after", "feed_list_last_page"}, {"published_posts", "feed_list_page1"}},
       .calls = {Do::discover},
       .figures = {{"19292868552_10158349356748553", listed(125, 13, 10, 119, 6, 0, 0, 0)},
                   {"19292868552_10158347294088553", listed(131, 17, 6, 124, 5, 0, 1, 1)},
                   {"19292868552_10158345715593553", listed(143, 15, 15, 130, 12, 0, 1, 0)},
                   {"19292868552_10158331020098553", listed(157, 23, 17, 144, 9, 0, 3, 1)},
                   {"19292868552_10158329301388553", listed(219, 16, 19, 208, 6, 1, 3, 1)}},
       .told = {{"found", "5"}, {"new", "5"}, {"gone", "0"}}},
      // The list never ends: each page is that page.
      {.name = "published_posts_cursor_page",
       .account = kPage,
       .said = {{"published_posts", "published_posts_cursor_page"}},
       .calls = {Do::discover},
       .figures = {{"723701000827665_122167637282960180", {{"shares_count", 0}}}},
       .told = {{"found", "1"}, {"new", "1"}, {"gone", "0"}}},
      {.name = "page_fields_followers",
       .account = kPage,
       .said = {{"/" + kPage + "?", "page_fields_followers"}},
       .account_figures = {{"followers_count", 64}, {"fans_count", 64}}},
      {.name = "page_insights_views_and_engagements_day",
       .account = kPage,
       .said = {{"/insights?", "page_insights_views_and_engagements_day"}},
       .days = {{"2026-09-02T07:00:00.000Z", {{"account_profile_views", 0}, {"account_interactions", 0}}},
                {"2026-09-03T07:00:00.000Z", {{"account_profile_views", 0}, {"account_interactions", 0}}}}},
      // A running figure in the dress of a day's; the page itself does not tell it here.
      {.name = "page_insights_follows_day",
       .account = kPage,
       .said = {{"/insights?", "page_insights_follows_day"}},
       .account_figures = {{"followers_count", 64}}},
      {.name = "debug_token",
       .account = kPage,
       .said = {{"debug_token", "debug_token"}},
       .calls = {Do::check},
       .now_ms = 1570000000000,  // 2019-10-02, before that token's end
       .state = "error",         // a person's token, and not for all that is wanted
       .told = {{"ok", "no"},
                {"state", "error"},
                {"scopes", "email manage_pages pages_show_list public_profile read_insights"},
                {"missing", "pages_read_engagement pages_read_user_content page_access_token"},
                {"expires_at", "2019-12-26T08:00:00.000Z"}}},
      // One metric is refused without its name: all others are there.
      {.name = "error_invalid_metric_100",
       .account = kPage,
       .said = {{"/insights?", R"({"data":[]})"},
                {"post_video_views", "error_invalid_metric_100"},
                {"/1_2?", R"({"id":"1_2","shares":{"count":3},"insights":{"data":[)"
                          R"({"name":"post_clicks","period":"lifetime","values":[{"value":6}]}]}})"}},
       .posts = {"1_2"},
       .figures = {{"1_2", {{"shares_count", 3}, {"clicks", 6}}}},
       .errors = {"metric_unavailable"}},
      refused("error_missing_object_100_33", "/1_2?", "post_not_found", "ok"),
      refused("error_permission_200", "/1_2?", "permission_denied", "ok"),
      refused("error_permission_as_code_100", "/1_2?", "permission_denied", "ok"),
      refused("error_reduce_data_1", "/1_2?", "platform_error", "ok"),
      refused("error_transient_2", "/1_2?", "platform_error", "ok"),
      {.name = "error_token_expired_190_463",
       .account = kPage,
       .said = {{"/", "error_token_expired_190_463"}},
       .posts = {"1_2"},
       .errors = {"invalid_token", "invalid_token of 1_2"},
       .state = "auth_failed"},
      refused("error_rate_limit_app_4", "/1_2?", "rate_limited", "rate_limited", 3600),
      refused("error_rate_limit_custom_613", "/1_2?", "rate_limited", "rate_limited", 3600),
      refused("error_rate_limit_page_32", "/1_2?", "rate_limited", "rate_limited", 3600),
      refused("error_rate_limit_page_buc_80001", "/1_2?", "rate_limited", "rate_limited", 19 * 60),
      refused("error_rate_limit_user_17", "/1_2?", "rate_limited", "rate_limited", 3600),
  };
}

}  // namespace

const Platform& facebook() {
  static const Platform platform = {
      .id = "facebook",
      .id_field = "page_id",
      .nothing = {{"/" + kPage + "?", R"({"id":")" + kPage + R"("})"}, {"/v", R"({"data":[]})"}},
      .rows = rows(),
      .environment = {{"META_APP_ID", "1"}, {"META_APP_SECRET", "the-apps-secret"}}};
  return platform;
}

}  // namespace tidemark::testing
