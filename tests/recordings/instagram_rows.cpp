#include "replay.h"

namespace tidemark::testing {
namespace {

const std::string kAccount = "17841400008460056";

/// What `?ids=` answers of one media: its kind, and what stands beside it.
std::string media(const std::string& id, const std::string& product, const std::string& form,
                  const std::string& more = "") {
  return "{\"" + id + R"(":{"id":")" + id + R"(","media_product_type":")" + product + R"(","media_type":")" +
         form + R"(","timestamp":"2026-09-05T23:00:00+0000")" + more + "}}";
}

/// A media whose insights were recorded; its own fields have no figures.
Row insights(const std::string& name, const std::string& id, const std::string& product,
             const std::string& form, Figures figures) {
  return {.name = name,
          .account = kAccount,
          .said = {{"/" + kAccount + "/", R"({"data":[]})"},
                   {"insights", name, "{\"" + id + R"(":{"id":")" + id + R"(","insights":@}})"},
                   {"ids=", media(id, product, form)}},
          .posts = {id},
          .figures = {{id, std::move(figures)}}};
}

/// Media 5, with seven likes, whose insights are refused where `part` is asked for.
Row refused_insights(const std::string& name, const std::string& part, const std::string& product,
                     std::map<std::string, Figures> figures, std::set<std::string> errors) {
  const std::string likes = product == "STORY" ? "" : R"(,"like_count":7)";
  const std::string reach = R"(,"insights":{"data":[{"name":"reach","values":[{"value":9}]}]})";
  return {.name = name,
          .account = kAccount,
          .said = {{"/" + kAccount + "/", R"({"data":[]})"},
                   {part, name},
                   {"insights", media("5", product, "IMAGE", likes + reach)},
                   {"ids=", media("5", product, "IMAGE", likes)}},
          .posts = {"5"},
          .figures = std::move(figures),
          .errors = std::move(errors)};
}

/// Media 5 is asked for, and requests with this in them get that answer.
Row refused(const std::string& name, const std::string& part, std::set<std::string> errors,
            const std::string& state, std::int64_t retry_after = 0) {
  return {.name = name,
          .account = kAccount,
          .said = {{part, name}},
          .posts = {"5"},
          .errors = std::move(errors),
          .retry_after = retry_after,
          .state = state};
}

std::map<std::string, Figures> each_of_three_days(const Figures& figures) {
  return {{"2026-09-02T07:00:00.000Z", figures},
          {"2026-09-03T07:00:00.000Z", figures},
          {"2026-09-04T07:00:00.000Z", figures}};
}

std::vector<Row> rows() {
  return {
      {.name = "media_by_ids",
       .account = kAccount,
       .said = {{"/" + kAccount + "/", R"({"data":[]})"},
                {"insights", R"({"17893085207160254":{"id":"17893085207160254"},)"
                             R"("17896129349106152":{"id":"17896129349106152"}})"},
                {"ids=", "media_by_ids"}},
       .posts = {"17893085207160254", "17896129349106152"},
       .figures = {{"17893085207160254", {{"likes_count", 1}, {"comments_count", 0}}},
                   {"17896129349106152", {{"likes_count", 1}, {"comments_count", 0}}}}},
      // No likes and no comments: those are the media's own fields, and they were not recorded with it.
      insights("media_insights_reel_2026", "17897668449516451", "REELS", "VIDEO",
               {{"shares_count", 202},
                {"saves_count", 63},
                {"engagements", 888},
                {"reach", 15486},
                {"impressions", 21159},
                {"video_views", 21159}}),
      // Its impressions are not what is called so now, and are not asked for.
      insights("media_insights_legacy_impressions", "17846368219941692", "FEED", "IMAGE",
               {{"reach", 5}, {"saves_count", 0}}),
      insights("media_insights_profile_activity_breakdown", "17932174733377207", "FEED", "IMAGE",
               {{"profile_actions", 4}}),
      insights("story_insights_legacy", "3874523487643", "STORY", "IMAGE",
               {{"replies_count", 0},
                {"reach", 105},
                {"follows_count", 5},
                {"profile_visits", 23},
                {"shares_count", 0},
                {"engagements", 4}}),
      insights("story_insights_navigation_breakdown", "17969782069736348", "STORY", "IMAGE",
               {{"story_navigation", 25}}),
      {.name = "media_list",
       .account = "17841406338772941",
       .said = {{"after=after", "media_list_page2_carousel"},
                {"/media?", "media_list_page1"},
                {"ids=", R"({"17895731045244887":{"id":"17895731045244887"}})"}},
       .calls = {Do::discover},
       .figures = {{"17895731045244887", {{"likes_count", 0}, {"comments_count", 0}}},
                   {"17896622936197745", {{"likes_count", 2}, {"comments_count", 6}}},
                   {"17896129349106152", {{"likes_count", 1}, {"comments_count", 0}}},
                   {"17893085207160254", {{"likes_count", 1}, {"comments_count", 0}}}},
       .told = {{"found", "4"}, {"new", "4"}, {"gone", "0"}}},
      {.name = "media_list_2026_image",
       .account = kAccount,
       .said = {{"/media?", "media_list_2026_image"},
                {"ids=", R"({"17942655069055722":{"id":"17942655069055722"}})"}},
       .calls = {Do::discover},
       .token = "IGA-signed-in-with-instagram",
       .figures = {{"17942655069055722", {{"likes_count", 201}, {"comments_count", 2}}}},
       .told = {{"found", "1"}, {"new", "1"}, {"gone", "0"}}},
      {.name = "account_profile",
       .account = "17841407673135339",
       .said = {{"/17841407673135339?", "account_profile"}},
       .account_figures = {{"followers_count", 64363}, {"posts_count", 427}}},
      {.name = "account_insights_reach_total_value",
       .account = kAccount,
       .said = {{"/insights?", "account_insights_reach_total_value"}},
       .days = each_of_three_days({{"account_reach", 224}})},
      {.name = "account_insights_total_value_two_dimensions",
       .account = kAccount,
       .said = {{"/insights?", "account_insights_total_value_two_dimensions"}},
       .days = each_of_three_days({{"account_reach", 14516883}})},
      // A series names its days; impressions of then are not asked for.
      {.name = "account_insights_time_series_day",
       .account = kAccount,
       .said = {{"/insights?", "account_insights_time_series_day"}},
       .now_ms = 1493985600000,  // 2017-05-05, noon
       .days = {{"2017-05-03T07:00:00.000Z", {{"account_reach", 3}, {"account_profile_views", 0}}},
                {"2017-05-04T07:00:00.000Z", {{"account_reach", 36}, {"account_profile_views", 2}}}}},
      refused_insights("error_metric_not_for_product_type", "views", "FEED",
                       {{"5", {{"likes_count", 7}, {"reach", 9}}}}, {"metric_unavailable"}),
      // It names a place in the request it was recorded of: what is refused is found by halves.
      refused_insights("error_invalid_metric_list_igapi", "reposts", "FEED",
                       {{"5", {{"likes_count", 7}, {"reach", 9}}}}, {"metric_unavailable"}),
      refused_insights("error_media_before_business_2108006", "insights", "FEED",
                       {{"5", {{"likes_count", 7}}}}, {}),
      refused_insights("error_story_not_enough_viewers_10", "insights", "STORY", {}, {}),
      refused("error_missing_object_100_33", "ids=", {"post_not_found of 5"}, "ok"),
      refused("error_transient_2", "ids=", {"platform_error of 5"}, "ok"),
      refused("error_permission_10", "/", {"permission_denied", "permission_denied of 5"}, "error"),
      refused("error_token_expired_190_463", "/", {"invalid_token", "invalid_token of 5"}, "auth_failed"),
      refused("error_rate_limit_80002", "ids=", {"rate_limited of 5"}, "rate_limited", 3600),
      refused("error_rate_limit_app_4", "ids=", {"rate_limited of 5"}, "rate_limited", 3600),
  };
}

}  // namespace

const Platform& instagram() {
  static const Platform platform = {.id = "instagram",
                                    .id_field = "instagram_account_id",
                                    .nothing = {{"/v", R"({"data":[]})"}},
                                    .rows = rows(),
                                    .environment = {{"META_APP_ID", "1"},
                                                    {"META_APP_SECRET", "the-apps-secret"},
                                                    {"TIDEMARK_PLATFORMS_INSTAGRAM_LOGIN_BASE_URL", "@"}}};
  return platform;
}

}  // namespace tidemark::testing
