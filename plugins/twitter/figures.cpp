#include "figures.h"

#include <algorithm>
#include <charconv>
#include <utility>

#include "tables.h"

namespace tidemark::twitter {
namespace {

constexpr std::int64_t kImpressionsSince = 1671062400000;  // 2022-12-15: older posts say 0
constexpr std::int64_t kSnowflakeEpoch = 1288834974657;
constexpr std::uint64_t kFirstSnowflake = 29'700'859'247;  // of November 2010; smaller ids were counted up

json::Value either(const json::Value& object, std::string_view name, std::string_view other) {
  return object[name] ? object[name] : object[other];
}

bool has_private(const json::Value& post) {
  return !post["non_public_metrics"].object().absent() || !post["organic_metrics"].object().absent();
}

/// Adds what the post's videos were seen, and returns their keys.
std::vector<std::string> add_videos(sdk::Batch& batch, const json::Value& post, const PostAnswer& answer) {
  std::vector<std::string> keys;
  std::optional<std::int64_t> views;
  bool complete = true;  // a sum without one of the videos would be too small
  for (const json::Value key : post["attachments"].object()["media_keys"].array()) {
    const auto media = answer.media.find(key.string().value_or(""));
    if (media == answer.media.end() || media->second["type"].string().value_or("video") != "video") continue;
    if (std::find(keys.begin(), keys.end(), media->first) != keys.end()) continue;
    keys.emplace_back(media->first);
    const auto seen = media->second["public_metrics"].object()["view_count"].count();
    std::int64_t sum = 0;
    complete = complete && seen && !__builtin_add_overflow(views.value_or(0), *seen, &sum);
    views = sum;
  }
  if (complete) batch.add(metric("video_views"), views);
  return keys;
}

}  // namespace

std::optional<std::int64_t> made_at(std::string_view id) {
  std::uint64_t number = 0;
  const auto [end, problem] = std::from_chars(id.data(), id.data() + id.size(), number);
  if (problem != std::errc() || end != id.data() + id.size() || number < kFirstSnowflake) return std::nullopt;
  return static_cast<std::int64_t>(number >> 22) + kSnowflakeEpoch;
}

std::int64_t published(std::string_view id, std::optional<std::int64_t> known, const json::Value& post) {
  if (const auto text = post["created_at"].string()) {
    const auto at = sdk::parse_time(*text);
    if (!at) throw json::Error("\"" + post["created_at"].path() + "\" is no time: " + std::string(*text));
    return *at;
  }
  return known ? *known : made_at(id).value_or(0);  // a small id: before November 2010
}

void add_figures(sdk::Batch& batch, std::uint32_t item, const json::Value& post, const PostAnswer& answer,
                 std::int64_t published_at_ms, std::string_view account, std::vector<OwnVideo>& videos) {
  const auto author = id_of(post["author_id"]);
  const json::Value shown = post["public_metrics"].object();
  const json::Value figures = post["non_public_metrics"].object(), organic = post["organic_metrics"].object();
  const auto reposts = either(shown, "retweet_count", "repost_count").count();
  const auto impressions = shown["impression_count"].count();
  batch.add(metric("likes_count"), shown["like_count"].count());
  batch.add(metric("comments_count"), shown["reply_count"].count());
  batch.add(metric("retweets_count"), reposts);
  batch.add(metric("shares_count"), reposts);
  batch.add(metric("quote_tweets_count"), shown["quote_count"].count());
  batch.add(metric("bookmarks_count"), shown["bookmark_count"].count());
  if (impressions != 0 || published_at_ms >= kImpressionsSince) batch.add(metric("impressions"), impressions);
  batch.add(metric("url_clicks"), figures["url_link_clicks"].count());
  batch.add(metric("profile_clicks"), figures["user_profile_clicks"].count());
  batch.add(metric("engagements"), figures["engagements"].count());
  batch.add(metric("organic_impressions"), organic["impression_count"].count());
  std::vector<std::string> keys = add_videos(batch, post, answer);
  const bool own = has_private(post) || (!account.empty() && author == account);
  if (own && !keys.empty()) videos.push_back({item, published_at_ms, std::move(keys)});
}

AuthorFigures::AuthorFigures(const sdk::Reading& reading) : reading_(reading) {
  for (const std::uint32_t metric : kPrivateMetrics) allowed_ = allowed_ && !reading.unavailable(metric);
}

void AuthorFigures::note(const json::Value& post, std::int64_t published_at_ms, bool refused) {
  if (has_private(post)) {
    somebody_got_some_ = true;
    return;
  }
  const std::string_view account = reading_.account("platform_user_id");
  const auto author = id_of(post["author_id"]);
  const bool another_s = author && !account.empty() && *author != account;
  if (refused && given_for(published_at_ms) && !another_s) own_was_refused_ = true;
}

bool AuthorFigures::nobody_got_any() {
  const bool nobody = !std::exchange(somebody_got_some_, false);
  if (std::exchange(own_was_refused_, false) && nobody)
    give_up("X does not give this token the author's figures");
  return nobody;
}

void AuthorFigures::give_up(std::string_view why) {
  allowed_ = false;
  for (const std::uint32_t metric : kPrivateMetrics) reading_.metric_unavailable(metric, why);
}

}  // namespace tidemark::twitter
