// Reactions, comments and films. Source: LinkedIn API facts, section 3, "Reactions and comments" and "Video".

#include <algorithm>

#include "sandbox/linkedin/batch.h"
#include "sandbox/linkedin/figures.h"
#include "sandbox/linkedin/paging.h"
#include "sandbox/linkedin/problems.h"
#include "sandbox/quotas.h"

namespace tidemark::sandbox::linkedin {
namespace {

constexpr std::size_t kBatch = 100;
constexpr std::int64_t kVideoKeptMs = 183 * kDayMs;

void write_metadata(JsonText& json, const Call& call, const Post& post) {
  const PostFigures now = figures(call.world, post, call.now_ms);
  const auto by_type = reactions(call.world, post, call.now_ms);
  json.begin_object().member("entity", post_urn(call.world, post)).member("commentsState", "OPEN");
  json.key("commentSummary").begin_object().member("count", now.comments);
  json.member("topLevelCount", top_level_comments(now)).end_object();
  json.key("reactionSummaries").begin_object();
  for (std::size_t i = 0; i < kReactions.size(); ++i) {
    if (by_type[i] == 0) continue;
    json.key(kReactions[i]).begin_object().member("reactionType", kReactions[i]);
    json.member("count", by_type[i]).end_object();
  }
  json.end_object().end_object();
}

void write_actions(JsonText& json, const Call& call, const Post& post) {
  const PostFigures now = figures(call.world, post, call.now_ms);
  json.begin_object().key("likesSummary").begin_object().member("totalLikes", now.likes).end_object();
  json.key("commentsSummary").begin_object().member("totalFirstLevelComments", top_level_comments(now));
  json.member("aggregatedTotalComments", now.comments).end_object();
  json.member("target", post_urn(call.world, post)).end_object();
}

constexpr std::string_view kTypes[] = {"VIDEO_VIEW", "VIEWER", "TIME_WATCHED",
                                       "TIME_WATCHED_FOR_VIDEO_VIEWS"};

std::int64_t value_of(const VideoFigures& figures, std::string_view type) {
  if (type == "VIDEO_VIEW") return figures.views;
  if (type == "VIEWER") return figures.viewers;
  return type == "TIME_WATCHED" ? figures.watched_ms : figures.watched_by_viewers_ms;
}

/// The part of `timeRange` that has anything to tell; nothing if it cannot be read.
std::optional<std::pair<std::int64_t, std::int64_t>> read_range(const Call& call, const Post& post) {
  std::pair range{post.published_ms, call.now_ms};
  const Value* const asked = call.asked.find("timeRange");
  if (!asked) return range;
  for (const auto& [name, into] : {std::pair("start", &range.first), std::pair("end", &range.second)}) {
    const Value* const value = asked->field(name);
    const auto ms = value ? parse_id(value->string) : std::nullopt;
    if (!ms) return std::nullopt;
    *into = static_cast<std::int64_t>(*ms);
  }
  if (range.second <= range.first) return std::nullopt;
  range.second = std::min(range.second, call.now_ms);
  return range;
}

}  // namespace

Answer social_metadata(const Call& call) {
  return batch(call, kBatch, [&](JsonText& json, const Post& post) { write_metadata(json, call, post); });
}

Answer one_social_metadata(const Call& call) {
  return single(call, [&](JsonText& json, const Post& post) { write_metadata(json, call, post); });
}

Answer social_actions(const Call& call) {
  return single(call, [&](JsonText& json, const Post& post) { write_actions(json, call, post); });
}

Answer video_analytics(const Call& call) {
  if (call.asked.text("q") != "entity" || call.asked.text("entity").empty()) return invalid_query();
  const std::string entity = call.asked.text("entity"), type = call.asked.text("type");
  const std::string aggregation = call.asked.text("aggregation");
  const auto urn = parse_urn(entity);
  if (!urn || urn->kind != "ugcPost") return param_invalid("entity");
  const bool known = std::find(std::begin(kTypes), std::end(kTypes), type) != std::end(kTypes);
  if (!known || call.state.retired(type)) return param_invalid("type");
  const bool in_steps = aggregation == "DAY" || aggregation == "WEEK";
  if (!in_steps && aggregation != "ALL") return param_invalid("aggregation");
  const auto post = find_post(call.world, entity, call.now_ms);
  if (!post || !exists(*post)) return post_gone(entity);
  if (!call.runs(post->account))
    return not_enough_permissions("videoAnalytics.FINDER-entity." + call.version);
  const auto range = read_range(call, *post);
  if (!range) return param_invalid("timeRange");

  const bool kept = type == "TIME_WATCHED" || call.now_ms - post->published_ms <= kVideoKeptMs;
  const auto at = [&](std::int64_t ms) { return value_of(video_figures(call.world, *post, ms), type); };
  JsonText json(512);
  json.begin_object();
  write_paging(json, {}, 0, "", false);
  json.key("elements").begin_array();
  const std::int64_t step = aggregation == "WEEK" ? 7 * kDayMs : kDayMs;
  std::int64_t from = in_steps ? std::max(range->first, post->published_ms) / kDayMs * kDayMs : range->first;
  for (std::int64_t to = 0; kept && from < range->second; from = to) {
    to = in_steps ? from + step : range->second;
    json.begin_object().member("entity", entity).member("value", at(std::min(to, call.now_ms)) - at(from));
    if (in_steps) {
      json.key("timeRange").begin_object().member("start", from).member("end", to).end_object();
    }
    json.end_object();
  }
  return ok(json.end_array().end_object().take());
}

}  // namespace tidemark::sandbox::linkedin
