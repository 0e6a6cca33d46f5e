// Insights of posts, videos and Reels. Source: Facebook facts, sections 5.3, 5.4 and 6.

#include <algorithm>

#include "sandbox/graph/insights.h"
#include "sandbox/graph/pacific.h"

namespace tidemark::sandbox::graph {
namespace {

/// A number, or a map that has only what is not zero.
struct Value {
  std::int64_t number = 0;
  std::vector<std::pair<std::string_view, std::int64_t>> parts;
  bool is_map = false;

  Value(std::int64_t plain) : number(plain) {}  // NOLINT: a number is a value
  Value(std::initializer_list<std::pair<std::string_view, std::int64_t>> map) : parts(map), is_map(true) {}
};

struct Metric {
  std::string_view name, title;
  Value (*value)(const Figures&);
};

std::int64_t mean_ms(const Figures& f) {
  return f.plays ? f.watch_ms / f.plays : 0;
}

const Metric kPostMetrics[] = {
    {"post_media_view", "Lifetime Post Media Views", [](const Figures& f) -> Value { return f.views; }},
    {"post_total_media_view_unique", "Lifetime Post Viewers",
     [](const Figures& f) -> Value { return f.reach; }},
    {"post_clicks", "Lifetime Matched Audience Targeting Consumptions on Post",
     [](const Figures& f) -> Value { return f.clicks(); }},
    {"post_clicks_by_type", "Lifetime Matched Audience Targeting Consumptions by Type",
     [](const Figures& f) -> Value {
       return {
           {"link clicks", f.link_clicks}, {"photo view", f.photo_views}, {"other clicks", f.other_clicks}};
     }},
    {"post_reactions_by_type_total", "Lifetime Total post Reactions by Type.",
     [](const Figures& f) -> Value {
       return {{"like", f.reactions[like] + f.reactions[care]},
               {"love", f.reactions[love]},
               {"wow", f.reactions[wow]},
               {"haha", f.reactions[haha]},
               {"sorry", f.reactions[sad]},
               {"anger", f.reactions[angry]}};
     }},
    {"post_reactions_like_total", "Lifetime Total Like Reactions of a post.",
     [](const Figures& f) -> Value { return f.reactions[like] + f.reactions[care]; }},
    {"post_reactions_love_total", "Lifetime Total Love Reactions of a post.",
     [](const Figures& f) -> Value { return f.reactions[love]; }},
    {"post_reactions_wow_total", "Lifetime Total wow Reactions of a post.",
     [](const Figures& f) -> Value { return f.reactions[wow]; }},
    {"post_reactions_haha_total", "Lifetime Total haha Reactions of a post.",
     [](const Figures& f) -> Value { return f.reactions[haha]; }},
    {"post_reactions_sorry_total", "Lifetime Total sad Reactions of a post.",
     [](const Figures& f) -> Value { return f.reactions[sad]; }},
    {"post_reactions_anger_total", "Lifetime Total angry Reactions of a post.",
     [](const Figures& f) -> Value { return f.reactions[angry]; }},
    {"post_activity_by_action_type", "Lifetime Post Stories by action type",
     [](const Figures& f) -> Value {
       return {{"share", f.shares}, {"like", f.reacted()}, {"comment", f.comments}};
     }},
    {"post_activity_by_action_type_unique", "Lifetime Talking About This (Post) by action type",
     [](const Figures& f) -> Value {
       return {{"share", f.shares * 9 / 10}, {"like", f.reacted()}, {"comment", f.comments * 8 / 10}};
     }},
    {"post_video_views", "Lifetime Total Video Views",
     [](const Figures& f) -> Value { return f.watched_3s; }},
    {"post_video_view_time", "Lifetime Video View Time (in MS)",
     [](const Figures& f) -> Value { return f.watch_ms; }},
    {"post_video_avg_time_watched", "Lifetime Average time video viewed",
     [](const Figures& f) -> Value { return mean_ms(f); }},
};

const Metric kReelMetrics[] = {
    {"blue_reels_play_count", "Initial Plays", [](const Figures& f) -> Value { return f.plays; }},
    {"fb_reels_total_plays", "Total Plays", [](const Figures& f) -> Value { return f.plays + f.replays; }},
    {"fb_reels_replay_count", "Replays", [](const Figures& f) -> Value { return f.replays; }},
    {"post_impressions_unique", "Lifetime Post Total Reach",
     [](const Figures& f) -> Value { return f.reach; }},
    {"post_video_view_time", "Lifetime Video View Time (in MS)",
     [](const Figures& f) -> Value { return f.watch_ms; }},
    {"post_video_avg_time_watched", "Lifetime Average time video viewed",
     [](const Figures& f) -> Value { return mean_ms(f); }},
    {"post_video_social_actions", "Lifetime Video Social Actions",
     [](const Figures& f) -> Value {
       return {{"COMMENT", f.comments}, {"SHARE", f.shares}};
     }},
    {"post_video_likes_by_reaction_type", "Lifetime Video Likes by Reaction Type",
     [](const Figures& f) -> Value {
       return {{"REACTION_LIKE", f.reactions[like]},  {"REACTION_LOVE", f.reactions[love]},
               {"REACTION_CARE", f.reactions[care]},  {"REACTION_HAHA", f.reactions[haha]},
               {"REACTION_WOW", f.reactions[wow]},    {"REACTION_SORRY", f.reactions[sad]},
               {"REACTION_ANGER", f.reactions[angry]}};
     }},
    {"post_video_followers", "Lifetime New Followers", [](const Figures& f) -> Value { return f.follows; }},
};

const Metric kVideoMetrics[] = {
    {"total_video_views", "Total Video Views", [](const Figures& f) -> Value { return f.watched_3s; }},
    {"total_video_view_total_time", "Total Video View Time (in MS)",
     [](const Figures& f) -> Value { return f.watch_ms; }},
    {"total_video_avg_time_watched", "Average Time Watched",
     [](const Figures& f) -> Value { return mean_ms(f); }},
    {"total_video_complete_views", "Total Video Complete Views",
     [](const Figures& f) -> Value { return f.completed; }},
    {"total_video_reactions_by_type_total", "Total Video Reactions by Type",
     [](const Figures& f) -> Value {
       return {{"like", f.reactions[like] + f.reactions[care]},
               {"love", f.reactions[love]},
               {"wow", f.reactions[wow]},
               {"haha", f.reactions[haha]},
               {"sorry", f.reactions[sad]},
               {"anger", f.reactions[angry]}};
     }},
};

template <std::size_t N>
const Metric* metric_named(const Metric (&table)[N], std::string_view name) {
  const auto* found = std::find_if(table, table + N, [&](const Metric& m) { return m.name == name; });
  return found == table + N ? nullptr : found;
}

void write_value(JsonText& json, const Value& value) {
  json.begin_object().key("value");
  if (value.is_map) {
    json.begin_object();
    for (const auto& [key, part] : value.parts)
      if (part) json.member(key, part);
    json.end_object();
  } else {
    json.number(value.number);
  }
}

/// With `breakdown=is_from_ads` a figure comes in two entries, and one of zero does not come at all.
void write_values(JsonText& json, const Value& value, const std::string& breakdown) {
  json.key("values").begin_array();
  if (breakdown.empty()) {
    write_value(json, value);
    json.end_object();
  } else {
    const std::int64_t paid = value.number / 8;
    for (const auto& [bucket, part] : {std::pair{"0", value.number - paid}, {"1", paid}}) {
      if (!part) continue;
      write_value(json, Value(part));
      json.member(breakdown, bucket).end_object();
    }
  }
  json.end_array();
}

void write_metric(JsonText& json, const Metric& metric, const Figures& known, const Object& of,
                  const std::string& edge, const std::string& breakdown) {
  begin_insight(json, metric.name, "lifetime");
  write_values(json, metric.value(known), breakdown);
  end_insight(json, of.id + "/" + edge + "/" + std::string(metric.name) + "/lifetime", metric.title,
              "Lifetime: " + std::string(metric.title));
}

void write_links(JsonText& json, const Call& call, const Object& of, const std::string& edge,
                 const Pairs& asked) {
  const std::int64_t until = pacific_midnight(pacific_day(call.now_s()));
  write_window_links(json, call, "/" + call.version + "/" + of.id + "/" + edge, asked, until - 2 * 86'400,
                     until);
}

std::string breakdown_of(const Pairs& asked, const std::vector<std::string>& names) {
  std::string breakdown = word(asked, "breakdown");
  if (breakdown.empty()) return breakdown;
  if (breakdown != "is_from_ads" && breakdown != "is_from_followers")
    throw invalid_parameter("The value must be a valid insights breakdown");
  for (const auto& name : names)
    if (name != "post_media_view")
      throw invalid_parameter("The breakdown " + breakdown + " is not available for the metric " + name);
  return breakdown;
}

}  // namespace

void write_post_insights(JsonText& json, const Call& call, const Object& post, const Pairs& asked) {
  require_page_token(call);
  const auto names = metrics_asked(asked);
  for (const auto& name : names)
    if (!metric_named(kPostMetrics, name) || call.settings.retired.count(name))
      throw not_valid_insights_metric();
  const std::string breakdown = breakdown_of(asked, names);
  const std::string period = word(asked, "period", "lifetime");
  if (period != "lifetime" && period != "day" && period != "week" && period != "days_28")
    throw invalid_parameter("The value must be a valid insights period");

  // Silence has many reasons: the permission, a young post, another period, and sometimes none that is told.
  const std::int64_t as_of = insights_as_of(call.now_ms);
  const bool known = call.may("read_insights") && period == "lifetime" && as_of > post.published_ms();
  const Figures figures = graph::figures(call.objects, post, as_of);
  json.begin_object().key("data").begin_array();
  for (const auto& name : names) {
    const bool left_out = name == "post_total_media_view_unique" && call.objects.chance_of(post, 11) < 20;
    if (known && !left_out)
      write_metric(json, *metric_named(kPostMetrics, name), figures, post, "insights", breakdown);
  }
  json.end_array();
  if (known) write_links(json, call, post, "insights", asked);
  json.end_object();
}

void write_video_insights(JsonText& json, const Call& call, const Object& video, const Pairs& asked) {
  require_page_token(call);
  const bool is_reel = video.form == Form::reel;
  if (is_reel && find(asked, "period"))
    throw invalid_parameter("The parameter period is not supported for this video");
  auto names = metrics_asked(asked, false);
  for (const auto& name : names) {
    const bool known = metric_named(kReelMetrics, name) || metric_named(kVideoMetrics, name) ||
                       name == "post_video_retention_graph";
    if (!known || call.settings.retired.count(name)) throw not_valid_insights_metric();
  }
  if (names.empty() && is_reel)
    for (const auto& metric : kReelMetrics) names.emplace_back(metric.name);
  if (names.empty())
    for (const auto& metric : kVideoMetrics) names.emplace_back(metric.name);

  const std::int64_t as_of = insights_as_of(call.now_ms);
  const bool known = call.may("read_insights") && as_of > video.published_ms();
  const Figures figures = graph::figures(call.objects, video, as_of);
  json.begin_object().key("data").begin_array();
  for (const auto& name : names) {
    const Metric* metric = is_reel ? metric_named(kReelMetrics, name) : metric_named(kVideoMetrics, name);
    if (known && metric) write_metric(json, *metric, figures, video, "video_insights", "");
  }
  json.end_array();
  if (known) write_links(json, call, video, "video_insights", asked);
  json.end_object();
}

}  // namespace tidemark::sandbox::graph
