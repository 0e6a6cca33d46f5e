#include "replay.h"

namespace tidemark::testing {
namespace {

const std::string kAccount = "42";
const std::string kTimeline = "783214";
const std::string kUser = "2244994945";

/// Posts whose answer was recorded as a whole. Small ids tell no time, so the author's figures are asked for.
Row looked_up(const std::string& name, const std::vector<std::string>& posts,
              std::map<std::string, Figures> figures, std::set<std::string> errors = {}) {
  return {.name = name,
          .account = kAccount,
          .said = {{"/2/tweets?ids=", name}},
          .posts = posts,
          .figures = std::move(figures),
          .errors = std::move(errors)};
}

/// Post 123 is asked for, and requests with this in them get that answer.
Row refused(const std::string& name, const std::string& part, std::set<std::string> errors,
            const std::string& state) {
  return {.name = name,
          .account = kAccount,
          .said = {{part, name}},
          .posts = {"123"},
          .errors = std::move(errors),
          .state = state};
}

/// As above, ten minutes before the quota that is used up starts anew; two seconds are for clocks that
/// differ.
Row limited(const std::string& name, std::int64_t reset) {
  Row row = refused(name, "/2/tweets?ids=", {"rate_limited of 123"}, "rate_limited");
  row.now_ms = (reset - 600) * 1000;
  row.retry_after = 602;
  return row;
}

std::vector<Row> rows() {
  return {
      // Read, and without figures.
      looked_up("tweet_single_default_fields", {"1293593516040269825"}, {}),
      looked_up("tweets_bulk_default_fields", {"1293593516040269825", "1293595870563381249"}, {}),
      looked_up("tweets_bulk_partial_not_found", {"123", "456"}, {}, {"post_not_found of 456"}),
      looked_up("tweet_single_public_metrics", {"1234567890"},
                {{"1234567890",
                  {{"likes_count", 234},
                   {"comments_count", 12},
                   {"retweets_count", 50},
                   {"shares_count", 50},
                   {"quote_tweets_count", 5},
                   {"bookmarks_count", 8},
                   {"impressions", 5432}}}}),
      // Its organic likes, replies and reposts are not what everybody sees, and stand in for nothing.
      looked_up("tweet_single_private_metrics", {"1234567890"},
                {{"1234567890",
                  {{"url_clicks", 89},
                   {"profile_clicks", 156},
                   {"engagements", 345},
                   {"organic_impressions", 5432}}}}),
      looked_up("tweet_single_video_metrics", {"1234567890"}, {{"1234567890", {{"video_views", 12543}}}}),
      // Neither impressions nor bookmarks were told then: absent.
      looked_up("tweets_bulk_public_metrics_2020_shape", {"1204084171334832128"},
                {{"1204084171334832128",
                  {{"likes_count", 49},
                   {"comments_count", 2},
                   {"retweets_count", 9},
                   {"shares_count", 9},
                   {"quote_tweets_count", 1},
                   {"video_views", 1808}}}}),
      // 19 milliseconds, in seconds; the post itself was not recorded.
      {.name = "media_analytics_timestamped",
       .account = kAccount,
       .said = {{"/2/tweets?ids=", R"({"data":[{"id":"5","author_id":"42","public_metrics":{"like_count":7},)"
                                   R"("attachments":{"media_keys":["13_1204080851740315648"]}}],"includes":)"
                                   R"({"media":[{"media_key":"13_1204080851740315648","type":"video"}]}})"},
                {"media_keys=13_1204080851740315648", "media_analytics_timestamped"}},
       .posts = {"5"},
       .figures = {{"5", {{"likes_count", 7}, {"video_watch_time", 0}}}}},
      // The posts of the last 30 days are listed apart. The last page has a post of the first once more.
      {.name = "user_tweets",
       .account = kTimeline,
       .said = {{"start_time=", "user_tweets_empty"},
                {"pagination_token=7140dibdnow9c7btw4232poeq0wapgnwgwqwvuwn3peex", "user_tweets_last_page"},
                {"/2/users/" + kTimeline + "/tweets?", "user_tweets_page1"}},
       .calls = {Do::discover},
       .told = {{"found", "2"}, {"new", "2"}, {"gone", "0"}}},
      {.name = "user_tweets_empty",
       .account = kTimeline,
       .said = {{"/2/users/" + kTimeline + "/tweets?", "user_tweets_empty"}},
       .calls = {Do::discover},
       .told = {{"found", "0"}, {"new", "0"}, {"gone", "0"}}},
      {.name = "user_public_metrics",
       .account = kUser,
       .said = {{"/2/users/" + kUser + "?", "user_public_metrics"}},
       .account_figures = {{"followers_count", 570842},
                           {"following_count", 2048},
                           {"posts_count", 14052},
                           {"listed_count", 1672}}},
      {.name = "user_public_metrics_of_the_owner",
       .account = kUser,
       .said = {{"/2/users/me?", "user_public_metrics"}},
       .calls = {Do::check},
       .told = {{"ok", "yes"}, {"state", "ok"}, {"scopes", "tweet.read users.read"}, {"role", "owner"}}},
      {.name = "error_403_unsupported_authentication_at_a_check",
       .account = kAccount,
       .said = {{"/2/users/me?", "error_403_unsupported_authentication"}},
       .calls = {Do::check},
       .state = "error",
       .told = {{"ok", "no"},
                {"state", "error"},
                {"missing", "tweet.read users.read"},
                {"role", "app only: no figures of the author's own"}}},
      refused("error_400_invalid_request", "/2/tweets?ids=", {"platform_error of 123"}, "ok"),
      refused("error_400_max_results_out_of_range", "/2/tweets?ids=", {"platform_error of 123"}, "ok"),
      refused("error_401_unauthorized", "/2/", {"invalid_token", "invalid_token of 123"}, "auth_failed"),
      refused("error_402_credits_depleted", "/2/", {"platform_error", "platform_error of 123"}, "error"),
      refused("error_403_client_not_enrolled", "/2/", {"permission_denied", "permission_denied of 123"},
              "error"),
      refused("error_403_unsupported_authentication", "/2/tweets?ids=", {"permission_denied of 123"},
              "error"),
      // Waiting does not help: no rate limit.
      refused("error_429_usage_cap", "/2/", {"platform_error", "platform_error of 123"}, "error"),
      limited("error_429_legacy_code_88", 1705420800),
      limited("error_429_too_many_requests", 1660051376),
  };
}

}  // namespace

const Platform& twitter() {
  static const Platform platform = {
      .id = "twitter",
      .id_field = "platform_user_id",
      .nothing = {{"/tweets?max_results=", R"({"meta":{"result_count":0}})"},
                  {"/2/users/" + kAccount + "?", R"({"data":{"id":")" + kAccount + R"("}})"}},
      .rows = rows()};
  return platform;
}

}  // namespace tidemark::testing
