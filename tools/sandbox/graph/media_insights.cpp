// Insights of Instagram media and stories. Source: Instagram facts, sections 4 and 5.

#include <algorithm>

#include "sandbox/graph/insights.h"

namespace tidemark::sandbox::graph {
namespace {

constexpr std::int64_t kStoryMs = 24LL * 3600 * 1000;

enum Products : unsigned { kFeed = 1, kReels = 2, kStory = 4, kAll = 7, kNone = 0 };

struct Metric {
  std::string_view name;
  unsigned products;
  std::int64_t (*value)(const Figures&) = nullptr;
  std::string_view title = {};
  bool only_facebook_login = false;
};

/// In the order in which the refusal lists them; what no media of ours has is there for the list's sake.
const Metric kMetrics[] = {
    {"impressions", kNone},
    {"shares", kAll, [](const Figures& f) { return f.shares; }, "Shares"},
    {"comments", kFeed | kReels, [](const Figures& f) { return f.comments; }, "Comments"},
    {"likes", kFeed | kReels, [](const Figures& f) { return f.likes(); }, "Likes"},
    {"saved", kFeed | kReels, [](const Figures& f) { return f.saves; }, "Saved"},
    {"replies", kStory, [](const Figures& f) { return f.replies; }, "Replies"},
    {"total_interactions", kAll,
     [](const Figures& f) { return f.likes() + f.comments + f.saves + f.shares + f.reposts + f.replies; },
     "Interactions"},
    {"navigation", kStory, [](const Figures& f) { return f.navigation(); }, "Navigation"},
    {"follows", kFeed | kStory, [](const Figures& f) { return f.follows; }, "Follows"},
    {"profile_visits", kFeed | kStory, [](const Figures& f) { return f.profile_visits; }, "Profile visits"},
    {"profile_activity", kFeed | kStory, [](const Figures& f) { return f.profile_actions(); },
     "Profile activity"},
    {"reach", kAll, [](const Figures& f) { return f.reach; }, "Accounts reached"},
    {"ig_reels_video_view_total_time", kReels, [](const Figures& f) { return f.watch_ms; }, "Watch time"},
    {"ig_reels_avg_watch_time", kReels, [](const Figures& f) { return f.plays ? f.watch_ms / f.plays : 0; },
     "Average watch time"},
    {"views", kAll, [](const Figures& f) { return f.views; }, "Views"},
    {"thread_replies", kNone},
    {"reposts", kAll, [](const Figures& f) { return f.reposts; }, "Reposts"},
    {"quotes", kNone},
    {"thread_shares", kNone},
    {"threads_views", kNone},
    {"threads_media_clicks", kNone},
    {"reels_skip_rate", kReels,
     [](const Figures& f) { return f.plays ? (f.plays - f.watched_3s) * 100 / f.plays : 0; }, "Skip rate"},
    {"threads_reposts", kNone},
    {"facebook_views", kAll, [](const Figures& f) { return f.views / 5; }, "Facebook views"},
    {"crossposted_views", kReels, [](const Figures& f) { return f.views + f.views / 5; },
     "Crossposted views"},
    {"total_views", kAll, [](const Figures& f) { return f.views + f.views / 20; }, "Total views", true},
    {"total_likes", kFeed | kReels, [](const Figures& f) { return f.likes() + f.likes() / 20; },
     "Total likes", true},
    {"total_comments", kFeed | kReels, [](const Figures& f) { return f.comments; }, "Total comments", true},
    {"link_clicks", kStory, [](const Figures& f) { return f.link_clicks; }, "Link clicks"},
};

const Metric* metric_named(std::string_view name) {
  const auto* found = std::find_if(std::begin(kMetrics), std::end(kMetrics),
                                   [&](const Metric& metric) { return metric.name == name; });
  return found == std::end(kMetrics) ? nullptr : found;
}

std::string all_names(const Settings& settings) {
  std::string names;
  for (const auto& metric : kMetrics)
    if (!settings.retired.count(std::string(metric.name)))
      (names += names.empty() ? "" : ", ") += metric.name;
  return names;
}

/// First the list of names is checked, then each name against the media.
void check_names(const Call& call, const std::vector<std::string>& names) {
  for (std::size_t i = 0; i < names.size(); ++i)
    if (!metric_named(names[i]) || call.settings.retired.count(names[i]))
      throw invalid_parameter("metric[" + std::to_string(i) +
                              "] must be one of the following values: " + all_names(call.settings));
}

void check_metric(const Call& call, const Object& media, const Metric& metric) {
  if (metric.name == "impressions")
    throw invalid_parameter(
        "Starting from version v22.0 and above, the impressions metric is no longer "
        "supported for the queried media.");
  const unsigned product = product_type(media) == "STORY"   ? kStory
                           : product_type(media) == "REELS" ? kReels
                                                            : kFeed;
  if (!(metric.products & product) || (metric.only_facebook_login && call.host == Host::instagram))
    throw invalid_parameter("The Media Insights API does not support the " + std::string(metric.name) +
                            " metric for this media product type.");
  const bool is_shared_to_facebook = call.objects.chance_of(media, 41) < 100;
  const bool is_of_facebook = metric.name == "facebook_views" || metric.name == "crossposted_views";
  if (is_of_facebook && !is_shared_to_facebook) throw not_applicable();
  if (metric.name == "total_views" && call.objects.chance_of(media, 42) < 30)
    throw Refusal{.status = 403, .code = 200, .numbered = true, .message = "Permissions error"};
}

/// A breakdown belongs to one metric; another beside it and the platform gives up without a reason.
void check_breakdown(const std::string& breakdown, const std::vector<std::string>& names) {
  if (breakdown.empty()) return;
  if (breakdown != "action_type" && breakdown != "story_navigation_action_type")
    throw invalid_parameter(
        "breakdown[0] must be one of the following values: action_type, "
        "story_navigation_action_type");
  const std::string_view wants = breakdown == "action_type" ? "profile_activity" : "navigation";
  for (const auto& name : names)
    if (name != wants) throw Refusal{.status = 500, .code = 1, .message = "An unknown error has occurred."};
}

void write_breakdown(JsonText& json, const std::string& breakdown, const Figures& f) {
  const std::vector<std::pair<const char*, std::int64_t>> parts =
      breakdown == "action_type"
          ? std::vector<std::pair<const char*, std::int64_t>>{{"bio_link_clicked", f.bio_clicks},
                                                              {"email", f.emails}}
          : std::vector<std::pair<const char*, std::int64_t>>{{"tap_forward", f.tap_forward},
                                                              {"tap_back", f.tap_back},
                                                              {"tap_exit", f.tap_exit},
                                                              {"swipe_forward", f.swipe_forward}};
  json.key("breakdowns").begin_array().begin_object();
  json.key("dimension_keys").begin_array().string(breakdown).end_array();
  json.key("results").begin_array();
  for (const auto& [key, value] : parts)
    if (value) {
      json.begin_object().key("dimension_values").begin_array().string(key).end_array();
      json.member("value", value).end_object();
    }
  json.end_array().end_object().end_array();
}

void write_metric(JsonText& json, const Metric& metric, const Object& media, const Figures& known,
                  const std::string& breakdown, bool total_only) {
  const std::int64_t value = metric.value(known);
  begin_insight(json, metric.name, "lifetime");
  if (!total_only)
    json.key("values").begin_array().begin_object().member("value", value).end_object().end_array();
  if (total_only || !breakdown.empty()) {
    json.key("total_value").begin_object().member("value", value);
    if (!breakdown.empty()) write_breakdown(json, breakdown, known);
    json.end_object();
  }
  end_insight(json, media.id + "/insights/" + std::string(metric.name) + "/lifetime", metric.title,
              std::string(metric.title) + " of what was published.");
}

}  // namespace

void write_media_insights(JsonText& json, const Call& call, const Object& media, const Pairs& asked) {
  require_instagram_insights(call);
  const auto names = metrics_asked(asked);
  check_names(call, names);
  const std::string breakdown = word(asked, "breakdown");
  check_breakdown(breakdown, names);
  if (media.kind == Kind::media && call.objects.chance_of(media, 43) < call.settings.before_conversion)
    throw before_conversion();
  for (const auto& name : names) check_metric(call, media, *metric_named(name));

  const std::int64_t as_of = insights_as_of(call.now_ms);
  // A story has few hours in all: its figures are not made up four times a day.
  const Figures known = figures(call.objects, media, media.kind == Kind::story ? call.now_ms : as_of);
  if (media.kind == Kind::story && known.reach < 5 && call.now_ms - media.published_ms() < kStoryMs)
    throw not_enough_viewers();
  const bool has_any = media.kind == Kind::story ? call.now_ms - media.published_ms() < kStoryMs
                                                 : as_of > media.published_ms();
  // Both forms without a breakdown are about.
  const bool total_only = word(asked, "metric_type") == "total_value" && breakdown.empty();
  json.begin_object().key("data").begin_array();
  if (has_any)
    for (const auto& name : names)
      write_metric(json, *metric_named(name), media, known, breakdown, total_only);
  json.end_array().end_object();
}

}  // namespace tidemark::sandbox::graph
