#include "posts.h"

#include <algorithm>
#include <charconv>
#include <utility>

#include "answers.h"
#include "tables.h"

namespace tidemark::twitter {
namespace {

constexpr std::int64_t kPrivateFor = std::int64_t{30} * 24 * 60 * 60 * 1000;  // X, "Metrics", read 2026-11-22
constexpr std::int64_t kImpressionsSince = 1671062400000;                     // 2022-12-15: older posts say 0
constexpr std::int64_t kSnowflakeEpoch = 1288834974657;
constexpr std::uint64_t kFirstSnowflake = 29'700'859'247;  // of November 2010; smaller ids were counted up

std::int64_t published(const sdk::Item& item, const json::Value& data) {
  if (const auto text = data["created_at"].string()) {
    const auto at = sdk::parse_time(*text);
    if (!at) throw json::Error("\"" + data["created_at"].path() + "\" is no time: " + std::string(*text));
    return *at;
  }
  if (item.published_at_ms) return *item.published_at_ms;
  return made_at(item.platform_id).value_or(0);  // a small id: before November 2010
}

json::Value either(const json::Value& object, std::string_view name, std::string_view other) {
  return object[name] ? object[name] : object[other];
}

/// Whether going on with the next group has a chance; otherwise the failure stands in the way of all.
bool concerns_one_group(const sdk::Failure& why) {
  if (why.code == TIDEMARK_NETWORK_ERROR || why.code == TIDEMARK_TIMEOUT || why.code == TIDEMARK_BAD_RESPONSE)
    return true;
  return why.code == TIDEMARK_PLATFORM_ERROR && (why.http_status >= 500 || why.http_status == 400);
}

}  // namespace

std::optional<std::int64_t> made_at(std::string_view id) {
  std::uint64_t number = 0;
  const auto [end, problem] = std::from_chars(id.data(), id.data() + id.size(), number);
  if (problem != std::errc() || end != id.data() + id.size() || number < kFirstSnowflake) return std::nullopt;
  return static_cast<std::int64_t>(number >> 22) + kSnowflakeEpoch;
}

/// What one answer says, by id.
struct PostLookup::Answer {
  explicit Answer(const json::Value& root);
  void add_post(const json::Value& post);
  std::unordered_map<std::string_view, json::Value> posts;
  std::unordered_map<std::string_view, json::Value> media;
  std::unordered_map<std::string_view, PartialError> missing;
  std::unordered_map<std::string_view, PartialError> fields;
  std::string unreadable;  // of a post without a readable id
  int with_figures = 0;    // posts that came with private figures
  bool refused = false;    // a young post of the account's own was refused them
};

PostLookup::Answer::Answer(const json::Value& root) {
  if (!root.object()["data"] && !root["errors"])
    throw json::Error("the answer has neither \"data\" nor \"errors\"");
  if (root["data"].type() == json::Type::object)
    add_post(root["data"]);  // as the look-up of a single post has it
  else
    for (const json::Value post : root["data"].array()) add_post(post);
  for (const json::Value one : root["includes"].object()["media"].array())
    if (const auto key = one["media_key"].string()) media.emplace(*key, one);
  for (const json::Value error : root["errors"].array())
    if (auto read = read_partial_error(error)) {
      auto& kind = read->about == PartialError::About::field ? fields : missing;
      kind.emplace(read->id, std::move(*read));
    }
}

void PostLookup::Answer::add_post(const json::Value& post) {
  const json::Value id = post["id"];
  if (id.type() == json::Type::string || id.type() == json::Type::number)
    posts.emplace(*id_of(id), post);
  else if (unreadable.empty())
    unreadable =
        "\"" + post.path() + ".id\" is " + std::string(json::to_string(id.type())) + ", wanted a string";
}

PostLookup::PostLookup(const sdk::Sync& sync) : sync_(sync), private_allowed_(true) {
  for (const std::uint32_t metric : kPrivateMetrics)
    private_allowed_ = private_allowed_ && !sync.unavailable(metric);
  fill_groups();
}

void PostLookup::fill_groups() {
  for (const sdk::Item& item : sync_.items()) {
    if (item.is_account) continue;
    const auto made = item.published_at_ms ? item.published_at_ms : made_at(item.platform_id);
    const bool young = !made || sync_.now_ms() - *made < kPrivateFor;
    (young && private_allowed_ ? young_ : old_)
        .push_back({.item = &item, .made_at = made.value_or(INT64_MAX)});
  }
  const auto groups = [](std::size_t posts) { return (posts + kBulk - 1) / kBulk; };
  const std::size_t to_spare = groups(young_.size() + old_.size()) - groups(old_.size());
  const std::size_t seats = std::max<std::size_t>(to_spare, 1) * kBulk;
  if (young_.size() <= seats) return;

  std::stable_sort(young_.begin(), young_.end(),
                   [](const Post& a, const Post& b) { return a.made_at > b.made_at; });
  const auto sure = young_.begin() + static_cast<std::ptrdiff_t>(seats / 2);
  // Any instant turns the rest by another amount, so that no rhythm of syncs leaves the same posts out.
  const auto turn = static_cast<std::uint64_t>(sync_.now_ms()) * 0x9E3779B97F4A7C15u >> 32;
  const auto first =
      sure + static_cast<std::ptrdiff_t>(turn % static_cast<std::uint64_t>(young_.end() - sure));
  std::rotate(sure, first, young_.end());
  old_.insert(old_.end(), young_.begin() + static_cast<std::ptrdiff_t>(seats), young_.end());
  young_.erase(young_.begin() + static_cast<std::ptrdiff_t>(seats), young_.end());
}

PostLookup::Group PostLookup::take(std::deque<Post>& from, std::size_t most) {
  const auto end = from.begin() + static_cast<std::ptrdiff_t>(std::min(most, from.size()));
  Group group(from.begin(), end);
  from.erase(from.begin(), end);
  return group;
}

void PostLookup::run() {
  while (!young_.empty() || !old_.empty()) {
    if (!private_allowed_) {
      old_.insert(old_.end(), young_.begin(), young_.end());
      young_.clear();
    }
    // Dropped posts whose refusal has still to be judged stand in front of the old ones and go first.
    const bool judging = !old_.empty() && old_.front().dropped;
    const bool with_private = !young_.empty() && !judging;
    look_up(take(with_private ? young_ : old_, kBulk), with_private);
  }
}

void PostLookup::look_up(const Group& group, bool with_private) {
  std::string ids;
  for (const Post& post : group) (ids += ids.empty() ? "" : ",") += post.item->platform_id;
  const auto request = [&](bool figures) {
    return sdk::Target("/2/tweets")
        .add("ids", ids)
        .add("tweet.fields",
             figures ? "attachments,author_id,created_at,public_metrics,non_public_metrics,organic_metrics"
                     : "attachments,author_id,created_at,public_metrics")
        .add("expansions", "attachments.media_keys")
        .add("media.fields", "public_metrics,type");
  };
  try {
    sdk::Response answer = ask(sync_, request(with_private), bucket("tweets"));
    if (with_private && asking_for_less_may_help(answer)) {
      const std::string why = refusal(answer, "GET /2/tweets", sync_).message;
      answer = ask(sync_, request(false), bucket("tweets"));
      if (answer.ok()) give_up_private(why);
      with_private = false;
    }
    if (!answer.ok()) throw refusal(answer, "GET /2/tweets", sync_);
    const json::Document document = answer.json();
    read_answer(group, with_private, document);
    failures_in_a_row_ = 0;
  } catch (const json::Error& problem) {
    fail(group, {TIDEMARK_BAD_RESPONSE, std::string("GET /2/tweets: ") + problem.what()});
  } catch (const sdk::Failure& why) {
    if (!concerns_one_group(why)) throw;
    fail(group, why);
  }
}

void PostLookup::fail(const Group& group, const sdk::Failure& why) {
  if (++failures_in_a_row_ == 2) throw why;  // X is in trouble: the rest is not worth its time
  for (const Post& post : group) sync_.item_failed(post.item->index, why);
}

void PostLookup::read_answer(const Group& group, bool with_private, const json::Document& document) {
  Answer answer(document.root());
  sdk::Batch batch(sync_);
  std::vector<Post> dropped;
  for (const Post& post : group) {
    const std::string_view id = post.item->platform_id;
    const auto fields = answer.fields.find(id);
    if (const auto data = answer.posts.find(id); data != answer.posts.end()) {
      batch.item(post.item->index, [&] { read_post(batch, post, data->second, answer); });
    } else if (const auto missing = answer.missing.find(id); missing != answer.missing.end()) {
      batch.fail(post.item->index, {missing->second.code, missing->second.sentence});
    } else if (fields == answer.fields.end()) {
      batch.fail(post.item->index,
                 {TIDEMARK_BAD_RESPONSE, answer.unreadable.empty()
                                             ? "X's answer says nothing of post " + std::string(id)
                                             : answer.unreadable});
    } else if (with_private) {
      dropped.push_back(post);
    } else {
      batch.fail(post.item->index, {fields->second.code, fields->second.sentence});
    }
  }
  batch.commit();
  if (answer.refused && answer.with_figures == 0)
    give_up_private("X does not give this token the author's figures");
  // Nobody got figures: whose posts were refused says whether it is the token, and the public answer says
  // whose they are.
  const bool judge_next = with_private && private_allowed_ && answer.with_figures == 0;
  for (Post& post : dropped) {
    post.dropped = judge_next;
    if (judge_next)
      old_.push_front(post);
    else
      old_.push_back(post);
  }
}

void PostLookup::read_post(sdk::Batch& batch, const Post& post, const json::Value& data, Answer& answer) {
  const std::int64_t published_at = published(*post.item, data);
  const auto author = id_of(data["author_id"]);
  const json::Value shown = data["public_metrics"].object();
  const json::Value figures = data["non_public_metrics"].object(), organic = data["organic_metrics"].object();
  const auto reposts = either(shown, "retweet_count", "repost_count").count();
  const auto impressions = shown["impression_count"].count();
  batch.add(metric("likes_count"), shown["like_count"].count());
  batch.add(metric("comments_count"), shown["reply_count"].count());
  batch.add(metric("retweets_count"), reposts);
  batch.add(metric("shares_count"), reposts);
  batch.add(metric("quote_tweets_count"), shown["quote_count"].count());
  batch.add(metric("bookmarks_count"), shown["bookmark_count"].count());
  if (impressions != 0 || published_at >= kImpressionsSince) batch.add(metric("impressions"), impressions);
  batch.add(metric("url_clicks"), figures["url_link_clicks"].count());
  batch.add(metric("profile_clicks"), figures["user_profile_clicks"].count());
  batch.add(metric("engagements"), figures["engagements"].count());
  batch.add(metric("organic_impressions"), organic["impression_count"].count());
  read_videos(batch, post, data, answer, published_at);

  const std::string_view account = sync_.account("platform_user_id");
  if (!figures.absent() || !organic.absent()) {
    ++answer.with_figures;
    return;
  }
  const auto field = answer.fields.find(post.item->platform_id);
  const bool refused =
      post.dropped || (field != answer.fields.end() && field->second.code == TIDEMARK_PERMISSION_DENIED);
  const bool another_s = author && !account.empty() && *author != account;
  const bool young = sync_.now_ms() - published_at < kPrivateFor;
  if (refused && young && !another_s) answer.refused = true;
}

void PostLookup::read_videos(sdk::Batch& batch, const Post& post, const json::Value& data,
                             const Answer& answer, std::int64_t published_at) {
  std::vector<std::string> keys;
  std::optional<std::int64_t> views;
  bool complete = true;  // a sum without one of the videos would be too small
  for (const json::Value key : data["attachments"].object()["media_keys"].array()) {
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
  const std::string_view account = sync_.account("platform_user_id");
  const bool own = data["non_public_metrics"] || data["organic_metrics"] ||
                   (!account.empty() && id_of(data["author_id"]) == account);
  if (own && !keys.empty()) own_videos_.push_back({post.item->index, published_at, std::move(keys)});
}

void PostLookup::give_up_private(std::string_view why) {
  private_allowed_ = false;
  for (const std::uint32_t metric : kPrivateMetrics) sync_.metric_unavailable(metric, why);
}

}  // namespace tidemark::twitter
