#include "page.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "tidemark/time.hpp"

namespace tidemark::testing {
namespace {

constexpr const char* kReactions[] = {"like", "love", "care", "haha", "wow", "sad", "angry"};

std::string summary(const std::string& name, std::size_t count) {
  return ",\"" + name + R"(":{"data":[],"summary":{"total_count":)" + std::to_string(count) + "}}";
}

std::string figure(const std::string& name, std::string value) {
  return R"({"name":")" + name + R"(","period":"lifetime","values":[{"value":)" + value + "}]}";
}

std::string figures(const std::vector<std::string>& metrics, std::size_t n) {
  const std::map<std::string, std::string> values = {
      {"post_media_view", std::to_string(5000 + n)},
      {"post_impressions", std::to_string(5000 + n)},
      {"post_total_media_view_unique", std::to_string(4000 + n)},
      {"post_impressions_unique", std::to_string(4100 + n)},
      {"post_clicks", std::to_string(600 + n)},
      {"post_clicks_by_type", R"({"other clicks":3,"link clicks":)" + std::to_string(300 + n) + "}"},
      {"post_video_views", std::to_string(700 + n)},
      {"post_video_view_time", std::to_string(8'000'999 + n * 1000)},
      {"blue_reels_play_count", "77"},
      {"fb_reels_total_plays", "99"},
      {"post_video_social_actions", R"({"COMMENT":4,"SHARE":6})"},
      {"post_video_likes_by_reaction_type", R"({"REACTION_LIKE":30,"REACTION_LOVE":4,"REACTION_SORRY":1})"},
      {"total_video_views", "55"},
      {"total_video_view_total_time", "66500"},
      {"total_video_reactions_by_type_total", R"({"like":7,"anger":2})"}};
  std::string all;
  for (const std::string& name : metrics)
    if (const auto at = values.find(name); at != values.end())
      all += (all.empty() ? "" : ",") + figure(name, at->second);
  return R"({"data":[)" + all +
         R"(],"paging":{"previous":"https://graph.facebook.com/x?since=1","next":"https://graph.facebook.com/x?since=2"}})";
}

std::string time_text(std::int64_t ms) {
  std::string text = sdk::format_time(ms);
  return text.substr(0, text.size() - 1) + "+0000";
}

}  // namespace

std::string Asked::unescaped(const std::string& text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    out += text[i] == '%' ? static_cast<char>(std::stoi(text.substr(i + 1, 2), nullptr, 16)) : text[i];
    if (text[i] == '%') i += 2;
  }
  return out;
}

Asked::Asked(const std::string& target) : path(target.substr(0, target.find('?'))) {
  if (path.size() == target.size()) return;
  std::string rest = target.substr(path.size() + 1);
  while (!rest.empty()) {
    const std::size_t end = std::min(rest.find('&'), rest.size());
    const std::string pair = rest.substr(0, end);
    query[pair.substr(0, pair.find('='))] = unescaped(pair.substr(pair.find('=') + 1));
    rest.erase(0, end + 1);
  }
}

std::vector<std::string> Asked::metrics() const {
  std::string names = query.contains("metric") ? query.at("metric") : "";
  const std::string fields = query.contains("fields") ? query.at("fields") : "";
  if (const auto at = fields.find("insights.metric("); at != std::string::npos)
    names = fields.substr(at + 16, fields.find(')', at) - at - 16);
  std::vector<std::string> all;
  while (!names.empty()) {
    all.push_back(names.substr(0, names.find(',')));
    names.erase(0, all.back().size() + 1);
  }
  return all;
}

Page::Page() : host(tidemark_plugin_v1, R"({"api_version":"v25.0","app_id":"1"})") {
  host.now_ms = kNow;
  host.account = {{"page_id", "42"}};
  host.play = [this](const SentRequest& request) {
    Answer out = answer(request);
    out.headers.insert(out.headers.end(), headers.begin(), headers.end());
    meddle(Asked(request.target), out);
    return out;
  };
}

std::string Page::post(int days_old, const std::string& more) {
  const std::int64_t made_at = kNow - days_old * kDay - 1000 * static_cast<std::int64_t>(posts_.size() + 1);
  const std::string id = "42_" + std::to_string(9000 + posts_.size());
  posts_.push_back({id, made_at, more});
  items_.push_back({.platform_id = id, .published_at_ms = made_at});
  return id;
}

std::vector<Asked> Page::asked(const Outcome& outcome, const std::string& end) {
  std::vector<Asked> all;
  for (const SentRequest& request : outcome.requests)
    if (const Asked asked(request.target); asked.path.ends_with(end)) all.push_back(asked);
  return all;
}

Answer Page::answer(const SentRequest& request) const {
  const Asked asked(request.target);
  EXPECT_TRUE(asked.path.starts_with("/v25.0/")) << asked.path;
  if (!may_see_page)
    return error(
        400, R"("code":10,"message":"(#10) This endpoint requires the 'pages_read_engagement' permission")");
  if (asked.path == "/v25.0/42/published_posts") return list(asked);
  if (asked.path == "/v25.0/42/video_reels") return reel_list();
  if (asked.path == "/v25.0/42/insights") return page_insights(asked);
  if (asked.path == "/v25.0/42") return {.body = R"({"id":"42","followers_count":1200,"fan_count":1100})"};
  if (asked.path == "/v25.0/") return by_ids(asked);
  return one(asked.path.substr(7), asked);
}

std::string Page::refusal(const Asked& asked, const std::vector<std::string>& ids) const {
  if (ids.size() > too_much_above)
    return R"("code":1,"message":"Please reduce the amount of data you're asking for, then retry your request")";
  if (!may_see_totals && asked.has("summary"))
    return R"("code":10,"message":"(#10) This endpoint requires the 'pages_read_engagement' permission")";
  if (!may_see_insights && asked.has("insights"))
    return R"("code":200,"message":"(#200) Provide valid app permission")";
  for (const std::string& name : asked.metrics())
    if (bad_metrics.contains(name))
      return R"("code":100,"message":"(#100) The value must be a valid insights metric")";
  if (asked.has("insights"))
    for (const std::string& id : ids)
      if (without_insights.contains(id)) return R"("code":100,"message":"(#100) Invalid parameter")";
  return {};
}

std::string Page::node(std::size_t n, const Asked& asked) const {
  const Post& post = posts_[n];
  std::string out = R"({"id":")" + post.id + R"(","created_time":")" + time_text(post.made_at) + "\"";
  if (asked.has("shares") && n % 2 == 0) out += R"(,"shares":{"count":)" + std::to_string(10 + n) + "}";
  if (asked.has("reactions.limit(0)")) out += summary("reactions", 1000 + n) + summary("comments", 100 + n);
  if (asked.has("reactions.type"))
    for (std::size_t i = 0; i < std::size(kReactions); ++i) out += summary(kReactions[i], 20 * (i + 1) + n);
  if (asked.has("message"))
    out += R"(,"message":"text of )" + post.id + R"(","permalink_url":"https://www.facebook.com/42/posts/)" +
           std::to_string(n) + R"(","status_type":"added_photos","full_picture":"https://cdn/p.jpg")";
  if (asked.has("insights")) out += ",\"insights\":" + figures(asked.metrics(), n);
  return out + post.more + "}";
}

std::string Page::reel(const std::string& id, const Asked& asked) const {
  std::string out = R"({"id":")" + id + R"(","created_time":"2026-07-20T10:00:00+0000")" + reels.at(id);
  if (asked.has("likes")) out += summary("likes", 34) + summary("comments", 5);
  if (asked.has("insights")) out += ",\"video_insights\":" + figures(asked.metrics(), 0);
  return out + "}";
}

Answer Page::list(const Asked& asked) const {
  const std::int64_t since = asked.query.contains("since") ? std::stoll(asked.query.at("since")) * 1000 : 0;
  const std::int64_t until =
      asked.query.contains("until") ? std::stoll(asked.query.at("until")) * 1000 : INT64_MAX;
  std::size_t first = asked.query.contains("after") ? std::stoul(asked.query.at("after")) : 0;
  const std::size_t limit = std::stoul(asked.query.at("limit"));
  std::vector<std::size_t> all;
  for (std::size_t n = 0; n < posts_.size(); ++n)
    if (posts_[n].made_at >= since && posts_[n].made_at <= until && !unlisted.contains(posts_[n].id) &&
        !deleted.contains(posts_[n].id))
      all.push_back(n);
  std::string data;
  std::vector<std::string> ids;
  const std::size_t end = std::min(all.size(), first + limit);
  for (; first < end; ++first) {
    data += (data.empty() ? "" : ",") + node(all[first], asked);
    ids.push_back(posts_[all[first]].id);
  }
  if (const std::string why = refusal(asked, ids); !why.empty())
    return error(why.find("reduce") != std::string::npos ? 500 : 400, why);
  std::string paging = R"("cursors":{"before":"x","after":")" + std::to_string(end) + "\"}";
  if (end < all.size()) paging += R"(,"next":"https://graph.facebook.com/v25.0/42/published_posts?after=x")";
  return {.body = "{\"data\":[" + data + "],\"paging\":{" + paging + "}}"};
}

Answer Page::by_ids(const Asked& asked) const {
  std::string rest = asked.query.at("ids"), out;
  std::vector<std::string> ids;
  while (!rest.empty()) {
    ids.push_back(rest.substr(0, rest.find(',')));
    rest.erase(0, ids.back().size() + 1);
  }
  EXPECT_LE(ids.size(), 50u);
  for (const std::string& id : ids) {
    if (deleted.contains(id))
      return error(404, R"("code":803,"message":"(#803) Some of the aliases you requested do not exist: )" +
                            id + "\"");
    const Answer answer = one(id, asked);
    if (answer.status != 200) return answer;
    out += (out.empty() ? "\"" : ",\"") + id + "\":" + answer.body;
  }
  if (const std::string why = refusal(asked, ids); !why.empty()) return error(400, why);
  return {.body = "{" + out + "}"};
}

Answer Page::one(const std::string& id, const Asked& asked) const {
  if (const std::string why = refusal(asked, {id}); !why.empty()) return error(400, why);
  if (reels.contains(id)) return {.body = reel(id, asked)};
  for (std::size_t n = 0; n < posts_.size(); ++n)
    if (posts_[n].id == id && !deleted.contains(id)) return {.body = node(n, asked)};
  return error(
      400,
      R"("code":100,"error_subcode":33,"type":"GraphMethodException","message":"Unsupported get request. Object with ID ')" +
          id +
          R"(' does not exist, cannot be loaded due to missing permissions, or does not support this operation.")");
}

Answer Page::reel_list() const {
  if (!knows_reels) return error(400, R"("code":100,"message":"(#100) nonexisting field video_reels")");
  std::string data;
  for (const auto& [id, more] : reels) data += (data.empty() ? "" : ",") + reel(id, Asked("/"));
  return {.body = "{\"data\":[" + data + "]}"};
}

Answer Page::page_insights(const Asked& asked) const {
  if (const std::string why = refusal(asked, {}); !why.empty()) return error(400, why);
  std::string data;
  std::size_t at = 0;
  for (const std::string& name : asked.metrics()) {
    const std::size_t value = 1000 * ++at;
    data += (data.empty() ? "" : ",") + (R"({"name":")" + name + R"(","period":"day","values":[)");
    for (int day = 3; day >= 0; --day)  // the last one is not over yet
      data += R"({"value":)" + std::to_string(value + static_cast<std::size_t>(day)) + R"(,"end_time":")" +
              time_text(1785567600000 + kDay - day * kDay) + "\"}" + (day > 0 ? "," : "]}");
  }
  return {.body = "{\"data\":[" + data + "]}"};
}

}  // namespace tidemark::testing
