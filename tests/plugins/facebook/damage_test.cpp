// Answers in which one thing is not as it should be; each kind of request by itself, with little in its
// answer.

#include "damage.h"

#include <gtest/gtest.h>

#include "page.h"
#include "recordings.h"

namespace tidemark::testing {
namespace {

/// A documented zero: shares, or a kind of reaction, that an answer leaves out.
bool is_left_out(std::int64_t value, const std::set<std::int64_t>&) {
  return value == 0;
}

bool is_a_sum_or_left_out(std::int64_t value, const std::set<std::int64_t>& held) {
  return value == 0 || is_a_sum(value, held);
}

void expect_it_holds(Script script, std::vector<AskedItem> items, const std::string& cursor = "") {
  const Script rest = {{"/v25.0/42/published_posts", {.body = R"({"data":[]})"}},
                       {"/v25.0/42/video_reels", {.body = R"({"data":[]})"}},
                       {"/v25.0/debug_token", {.body = R"({"data":{"expires_at":0}})"}},
                       {"/v25.0/42?", {.body = R"({"id":"42","followers_count":1203,"fan_count":1107})"}}};
  script.insert(rest.begin(), rest.end());
  Conversation good;
  good.answer = playing(script);
  good.items = std::move(items);
  good.account = {{"page_id", "42"}};
  good.now_ms = kNow;
  good.config = R"({"api_version":"v25.0","app_id":"1"})";
  good.cursor = cursor;
  good.request_words = {"GET /{page}", "GET /?ids=", "GET /published_posts", "GET /video_reels",
                        "GET /debug_token"};
  good.derived = {{"shares_count", is_left_out},
                  {"video_watch_time", is_a_thousandth},
                  {"account_video_watch_time", is_a_thousandth},
                  {"likes_count", is_a_sum_or_left_out},
                  {"reactions_count", is_a_sum_or_left_out},
                  {"url_clicks", is_left_out}};
  for (const char* kind : {"like", "love", "care", "haha", "wow", "sad", "angry"})
    good.derived[std::string("reactions_") + kind] = is_left_out;
  good.flips = 50;
  expect_no_damage_hurts(tidemark_plugin_v1, good);
}

TEST(FacebookDamage, OfOnePost) {
  expect_it_holds(
      {{"/v25.0/42_7",
        {.body =
             R"({"id":"42_7","created_time":"2026-07-30T12:00:00+0000","shares":{"count":11},)"
             R"("reactions":{"data":[],"summary":{"total_count":234}},"comments":{"summary":{"total_count":12}},)"
             R"("like":{"summary":{"total_count":230}},"insights":{"data":[{"name":"post_media_view","period":"lifetime",)"
             R"("values":[{"value":5432}]},{"name":"post_clicks_by_type","period":"lifetime","values":[{"value":{"link clicks":89}}]},)"
             R"({"name":"post_video_view_time","period":"lifetime","values":[{"value":8123456}]}]}})",
         .headers = {{"x-app-usage", R"({"call_count":28,"total_time":25})"},
                     {"x-business-use-case-usage", R"({"42":[{"type":"pages","call_count":7}]})"},
                     {"facebook-api-version", "v25.0"}}}}},
      {{.platform_id = "42_7"}});
}

TEST(FacebookDamage, OfAListAndOfSeveralIds) {
  const auto node = [](int n) {
    return R"({"id":"42_)" + std::to_string(n) + R"(","shares":{"count":)" + std::to_string(30 + n) + "}}";
  };
  Script script = {{"/v25.0/?ids", {.body = R"({"42_5":)" + node(5) + R"(,"42_6":)" + node(6) + "}"}},
                   {"/v25.0/42/published_posts",
                    {.body = R"({"data":[)" + node(1) + "," + node(2) +
                             R"(],"paging":{"cursors":{"after":"A"},"next":"https://x/y?after=A"}})"}}};
  std::vector<AskedItem> items;
  for (int n = 1; n <= 6; ++n) {
    items.push_back({.platform_id = "42_" + std::to_string(n), .published_at_ms = kNow - n * kDay});
    script["/v25.0/42_" + std::to_string(n)] = {.body = node(n)};
  }
  expect_it_holds(script, items);
}

TEST(FacebookDamage, OfThePage) {
  expect_it_holds(
      {{"/v25.0/42/insights",
        {.body =
             R"({"data":[{"name":"page_media_view","period":"day","values":[{"value":64,"end_time":"2026-07-31T07:00:00+0000"},)"
             R"({"value":65,"end_time":"2026-08-01T07:00:00+0000"}]},{"name":"page_follows","period":"day",)"
             R"("values":[{"value":1201,"end_time":"2026-08-01T07:00:00+0000"}]}]})"}}},
      {{}});
}

TEST(FacebookDamage, OfAReel) {
  expect_it_holds(
      {{"/v25.0/777",
        {.body =
             R"({"id":"777","likes":{"summary":{"total_count":34}},"comments":{"summary":{"total_count":5}},)"
             R"("video_insights":{"data":[{"name":"blue_reels_play_count","period":"lifetime","values":[{"value":77}]},)"
             R"({"name":"post_video_likes_by_reaction_type","values":[{"value":{"REACTION_LIKE":31,"REACTION_LOVE":4}}]}]}})"}}},
      {{.platform_id = "777", .type = "reel"}});
}

TEST(FacebookDamage, OfADiscovery) {
  expect_it_holds(
      {{"/v25.0/42/published_posts",
        {.body =
             R"({"data":[{"id":"42_1","created_time":"2026-07-30T12:00:00+0000","message":"a","permalink_url":"https://f/1",)"
             R"("status_type":"added_photos","attachments":{"data":[{"media_type":"photo","media":{"image":{"src":"https://c"}}}]},)"
             R"("shares":{"count":31}},{"id":"42_2","created_time":"2026-07-29T12:00:00+0000","shares":{"count":32}}],"paging":{}})"}},
       {"/v25.0/42/video_reels",
        {.body =
             R"({"data":[{"id":"779","created_time":"2026-07-28T12:00:00+0000","post_id":"42_3","permalink_url":"/reel/779/"}]})"}}},
      {}, "newest 1785578400000");
}

TEST(FacebookDamage, OfACheck) {
  expect_it_holds(
      {{"/v25.0/debug_token",
        {.body =
             R"({"data":{"type":"PAGE","is_valid":true,"expires_at":1800000000,"data_access_expires_at":1800000001,)"
             R"("scopes":["read_insights"],"granular_scopes":[{"scope":"read_insights","target_ids":["42"]}]}})"}}},
      {});
}

}  // namespace
}  // namespace tidemark::testing
