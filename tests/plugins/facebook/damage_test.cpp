// Answers in which one thing is not as it should be.

#include "damage.h"

#include <gtest/gtest.h>

#include "page.h"

namespace tidemark::testing {
namespace {

/// A documented zero: shares, or a kind of reaction, that an answer leaves out.
bool is_left_out(std::int64_t value, const std::set<std::int64_t>&) {
  return value == 0;
}

TEST(FacebookDamage, NoDamageCrashesItOrMakesANumberUp) {
  Page page;
  for (int i = 0; i < 5; ++i) page.post(i + 1);
  page.unlisted = {"42_9001", "42_9003"};
  page.reels["777"] = R"(,"post_id":"42_9002","permalink_url":"/reel/777/")";
  page.reels["778"] = R"(,"permalink_url":"/reel/778/")";
  page.headers = {{"x-app-usage", R"({"call_count":28,"total_time":25,"total_cputime":25})"},
                  {"x-business-use-case-usage",
                   R"({"42":[{"type":"pages","call_count":7,"estimated_time_to_regain_access":0}]})"},
                  {"facebook-api-version", "v25.0"}};
  page.meddle = [](const Asked& asked, Answer& answer) {
    if (asked.path.ends_with("/debug_token"))
      answer.body =
          R"({"data":{"type":"PAGE","is_valid":true,"expires_at":1800000000,"data_access_expires_at":1800000000,)"
          R"("scopes":["read_insights"],"granular_scopes":[{"scope":"read_insights","target_ids":["42"]}]}})",
      answer.status = 200;
  };
  auto items = page.items();
  items.push_back({});
  items.push_back({.platform_id = "777"});
  items.push_back({.platform_id = "778", .type = "video"});
  Conversation good;
  good.answer = page.host.play;
  good.items = items;
  good.account = {{"page_id", "42"}};
  good.now_ms = kNow;
  good.config = R"({"api_version":"v25.0","app_id":"1"})";
  good.cursor = "newest 1785578400000";
  good.request_words = {"GET /{page}", "GET /?ids=", "GET /published_posts", "GET /video_reels",
                        "GET /debug_token"};
  const auto sum = [](std::int64_t value, const std::set<std::int64_t>& held) {
    return value == 0 || is_a_sum(value, held);
  };
  good.derived = {{"shares_count", is_left_out}, {"video_watch_time", is_a_thousandth},
                  {"likes_count", sum},          {"reactions_count", sum},
                  {"url_clicks", is_left_out},   {"account_video_watch_time", is_a_thousandth}};
  for (const char* kind : {"like", "love", "care", "haha", "wow", "sad", "angry"})
    good.derived[std::string("reactions_") + kind] = is_left_out;
  good.flips = 30;
  expect_no_damage_hurts(tidemark_plugin_v1, good);
}

}  // namespace
}  // namespace tidemark::testing
