// Figures over time, and the bill. Source: X API facts, section 2, "Analytics over time".

#include <algorithm>

#include "domain/instant.h"
#include "sandbox/x/endpoints.h"
#include "sandbox/x/figures.h"
#include "sandbox/x/ids.h"
#include "sandbox/x/kinds.h"

namespace tidemark::sandbox::x {
namespace {

constexpr std::int64_t kHourMs = 3600LL * 1000;

/// The stretch asked about, in steps.
struct Period {
  std::int64_t start_ms = 0, end_ms = 0, step_ms = 0;  ///< step 0: one figure for all
};

std::int64_t read_time(const Pairs& query, const std::string& name, std::vector<Fault400>& faults) {
  const std::string* text = find(query, name);
  if (!text) {
    faults.push_back({name, {}, "The `" + name + "` query parameter can not be empty"});
    return 0;
  }
  const auto at = parse_rfc3339(*text);
  if (!at)
    faults.push_back(
        {name, {*text}, "The `" + name + "` query parameter value [" + *text + "] is not valid"});
  return at ? at->ms : 0;
}

Period read_period(const Pairs& query, bool weekly_too, const std::string& usual,
                   std::vector<Fault400>& faults) {
  Period period{read_time(query, "start_time", faults), read_time(query, "end_time", faults)};
  const std::string* given = find(query, "granularity");
  const std::string granularity = given ? *given : usual;
  if (granularity == "hourly") {
    period.step_ms = kHourMs;
  } else if (granularity == "daily") {
    period.step_ms = 24 * kHourMs;
  } else if (granularity == "weekly" && weekly_too) {
    period.step_ms = 7 * 24 * kHourMs;
  } else if (granularity != "total") {
    faults.push_back({"granularity",
                      {granularity},
                      "The `granularity` query parameter value [" + granularity +
                          "] is not one of [hourly,daily," + (weekly_too ? "weekly," : "") + "total]"});
  }
  if (faults.empty() && period.end_ms <= period.start_ms)
    faults.push_back(
        {"end_time", {*find(query, "end_time")}, "The `end_time` query parameter is not after `start_time`"});
  return period;
}

void check_names(const Pairs& query, const std::vector<std::string_view>& known,
                 std::vector<Fault400>& faults) {
  for (const auto& [name, value] : query)
    if (std::find(known.begin(), known.end(), name) == known.end())
      faults.push_back({name, {value}, "The query parameter [" + name + "] is not known"});
}

/// Writes `timestamped_metrics`: for each step in which the post existed, what it added.
template <typename WriteGain>
void write_steps(JsonText& json, const Period& period, const Post& post, std::int64_t now_ms,
                 WriteGain write_gain) {
  json.key("timestamped_metrics").begin_array();
  const std::int64_t end = std::min(period.end_ms, now_ms);
  const std::int64_t step =
      period.step_ms ? period.step_ms : std::max<std::int64_t>(1, end - period.start_ms);
  std::int64_t from = period.start_ms;
  if (period.step_ms && post.published_ms > from) from += (post.published_ms - from) / step * step;
  for (; from < end; from += step) {
    json.begin_object().member("timestamp", to_rfc3339({from})).key("metrics").begin_object();
    write_gain(from, std::min(from + step, end));
    json.end_object().end_object();
  }
  json.end_array();
}

void write_post_gain(JsonText& json, const PostFigures& a, const PostFigures& b) {
  json.member("impressions", b.impressions - a.impressions)
      .member("engagements", b.engagements - a.engagements);
  json.member("likes", b.likes - a.likes)
      .member("unlikes", std::int64_t{0})
      .member("replies", b.replies - a.replies);
  json.member("retweets", b.reposts - a.reposts).member("quote_tweets", b.quotes - a.quotes);
  json.member("bookmarks", b.bookmarks - a.bookmarks).member("shares", b.shares - a.shares);
  json.member("url_clicks", b.link_clicks - a.link_clicks)
      .member("user_profile_clicks", b.profile_clicks - a.profile_clicks);
  json.member("hashtag_clicks", b.hashtag_clicks - a.hashtag_clicks);
  json.member("permalink_clicks", b.permalink_clicks - a.permalink_clicks);
  json.member("detail_expands", b.detail_expands - a.detail_expands).member("follows", b.follows - a.follows);
  json.member("unfollows", std::int64_t{0}).key("app_opens").null();
}

void write_video_gain(JsonText& json, const Post& post, const VideoFigures& a, const VideoFigures& b) {
  json.member("video_views", b.views - a.views);
  // The schema allows a string here: every other video has one.
  const std::int64_t watched = b.watch_ms - a.watch_ms;
  if (post.number % 2 == 0) {
    json.member("watch_time_ms", watched);
  } else {
    json.member("watch_time_ms", std::to_string(watched));
  }
  constexpr const char* names[] = {"playback_start", "playback25", "playback50", "playback75",
                                   "playback_complete"};
  for (std::size_t i = 0; i < 5; ++i) json.member(names[i], b.playback[i] - a.playback[i]);
  json.member("play_from_tap", b.play_from_tap - a.play_from_tap)
      .key("cta_url_clicks")
      .null()
      .key("cta_watch_clicks")
      .null();
}

/// The key of one list's thing, and the post behind it.
struct Wanted {
  std::string key;
  std::optional<Post> post;
};

template <typename WriteGain>
Answer answer(const Call& call, const Period& period, const std::vector<Wanted>& all, const char* key_name,
              const char* parameter, const char* type, WriteGain write_gain) {
  std::vector<PartialError> errors;
  JsonText data(1024);
  data.begin_array();
  std::int64_t shown = 0;
  for (const auto& [key, post] : all) {
    if (!post || post->state == PostState::deleted || post->account != call.caller) {
      const auto kind =
          post && post->account != call.caller ? PartialError::not_authorized : PartialError::not_found;
      errors.push_back({kind, type, key, parameter});
      continue;
    }
    data.begin_object().member(key_name, key);
    write_steps(data, period, *post, call.now_ms,
                [&](std::int64_t from, std::int64_t to) { write_gain(data, *post, from, to); });
    data.end_object();
    ++shown;
  }
  JsonText json;
  json.begin_object();
  if (shown > 0) json.key("data").raw(data.end_array().take());
  if (!errors.empty()) {
    json.key("errors").begin_array();
    for (const auto& error : errors) write(json, error);
    json.end_array();
  }
  return {200, {{"content-type", "application/json; charset=utf-8"}}, json.end_object().take(), {}};
}

}  // namespace

Answer post_analytics(const Call& call) {
  std::vector<Fault400> faults;
  check_names(call.request.query, {"ids", "start_time", "end_time", "granularity", "analytics.fields"},
              faults);
  const auto ids = read_ids(call.request.query, "ids", faults);
  const Period period = read_period(call.request.query, true, "total", faults);
  if (!faults.empty()) return invalid_request(faults);
  std::vector<Wanted> wanted;
  for (auto id : ids) wanted.push_back({std::to_string(id), call.world.find(id, call.now_ms)});
  return answer(call, period, wanted, "id", "ids", "tweet",
                [&](JsonText& json, const Post& post, std::int64_t from, std::int64_t to) {
                  write_post_gain(json, figures(call.world, post, from), figures(call.world, post, to));
                });
}

Answer media_analytics(const Call& call) {
  std::vector<Fault400> faults;
  check_names(call.request.query,
              {"media_keys", "start_time", "end_time", "granularity", "media_analytics.fields"}, faults);
  const auto keys = read_list(call.request.query, "media_keys", faults);
  const Period period = read_period(call.request.query, false, "daily", faults);
  std::vector<Wanted> wanted;
  for (const auto& key : keys) {
    const auto line = key.find('_');
    const auto id =
        line == std::string::npos ? std::nullopt : parse_id(std::string_view(key).substr(line + 1));
    if (!id) {
      faults.push_back(
          {"media_keys",
           {key},
           "The `media_keys` query parameter value [" + key + "] does not match ^([0-9]+)_([0-9]+)$"});
      continue;
    }
    wanted.push_back({key, post_of_film(call.world, *id, call.now_ms)});
  }
  if (!faults.empty()) return invalid_request(faults);
  return answer(call, period, wanted, "media_key", "media_keys", "media",
                [&](JsonText& json, const Post& post, std::int64_t from, std::int64_t to) {
                  write_video_gain(json, post, video_figures(call.world, post, from),
                                   video_figures(call.world, post, to));
                });
}

Answer usage(const Call& call) {
  JsonText json;
  json.begin_object()
      .key("data")
      .begin_object()
      .member("project_id", "1000000001")
      .member("project_cap", 3'000'000);
  json.member("project_usage", call.charged).end_object().end_object();
  return {200, {{"content-type", "application/json; charset=utf-8"}}, json.take(), {}};
}

}  // namespace tidemark::sandbox::x
