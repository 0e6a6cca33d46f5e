// Insights of pages, by day. Source: Facebook facts, sections 5.6 and 6.

#include <algorithm>

#include "sandbox/graph/insights.h"
#include "sandbox/graph/pacific.h"

namespace tidemark::sandbox::graph {
namespace {

constexpr std::int64_t kDayS = 86'400;
constexpr std::int64_t kTwoYearsS = 730 * kDayS;
/// A day is told some hours after it has ended.
constexpr std::int64_t kToldAfterS = 4 * 3600;

struct Metric {
  std::string_view name, title;
  std::int64_t DayFigures::*figure;  ///< null: followers at the end of the day
  bool is_unique = false;
  bool is_map = false;
};

constexpr Metric kMetrics[] = {
    {"page_media_view", "Daily Page Media Views", &DayFigures::views},
    {"page_total_media_view_unique", "Daily Page Viewers", &DayFigures::reach, true},
    {"page_post_engagements", "Daily Post Engagements", &DayFigures::engagements},
    {"page_views_total", "Daily Total views count per Page", &DayFigures::page_views},
    {"page_follows", "Lifetime Total Follows", nullptr},
    {"page_daily_follows", "Daily New Follows", &DayFigures::follows},
    {"page_daily_follows_unique", "Daily New Followers", &DayFigures::follows, true},
    {"page_daily_unfollows_unique", "Daily Unfollowers", &DayFigures::unfollows, true},
    {"page_total_actions", "Daily Total Actions on Page", &DayFigures::actions},
    {"page_video_views", "Daily Total Video Views", &DayFigures::video_views},
    {"page_video_view_time", "Daily Video View Time (in MS)", &DayFigures::watch_ms},
    {"page_actions_post_reactions_total", "Daily Total post Reactions by Type.", &DayFigures::reactions,
     false, true},
};

const Metric* metric_named(std::string_view name) {
  const auto* found = std::find_if(std::begin(kMetrics), std::end(kMetrics),
                                   [&](const Metric& metric) { return metric.name == name; });
  return found == std::end(kMetrics) ? nullptr : found;
}

struct Window {
  std::int64_t since_s = 0, until_s = 0;
};

Window window_of(const Call& call, const Pairs& asked) {
  auto since = moment(asked, "since"), until = moment(asked, "until");
  const std::int64_t today = pacific_day(call.now_s());
  if (!until && !since) return {pacific_midnight(today - 2), pacific_midnight(today)};
  if (!until) until = call.now_s();
  if (!since) since = *until - 2 * kDayS;
  if (*since > *until) throw invalid_parameter("Param since must be before until");
  // An hour of grace: 90 days by the calendar are longer when the clocks go back.
  if (*until - *since > 90 * kDayS + 3600)
    throw invalid_parameter("There cannot be more than 90 days (7776000 s) between since and until");
  return {*since, *until};
}

std::int64_t days_of(std::string_view period) {
  return period == "day" ? 1 : period == "week" ? 7 : period == "days_28" ? 28 : 0;
}

/// What the days up to and with `day` are said to have brought.
std::int64_t value_of(const Call& call, const Metric& metric, int account, std::int64_t day,
                      std::int64_t days) {
  if (!metric.figure) return followers(call.objects, call.settings, account, day);
  std::int64_t sum = 0;
  for (std::int64_t d = day - days + 1; d <= day; ++d)
    sum += day_figures(call.objects, account, d, call.now_s()).*metric.figure;
  // People who came on several days count once.
  return metric.is_unique && days > 1 ? sum * (days == 7 ? 6 : 4) / 10 : sum;
}

void write_value(JsonText& json, const Metric& metric, std::int64_t value) {
  json.key("value");
  if (!metric.is_map) {
    json.number(value);
    return;
  }
  json.begin_object();
  const std::int64_t love = value / 9, wow = value / 40;
  if (value - love - wow) json.member("like", value - love - wow);
  if (love) json.member("love", love);
  if (wow) json.member("wow", wow);
  json.end_object();
}

void write_series(JsonText& json, const Call& call, const Object& page, const Metric& metric,
                  const std::string& period, const Window& window) {
  begin_insight(json, metric.name, period);
  json.key("values").begin_array();
  for (std::int64_t day = pacific_day(window.since_s); pacific_midnight(day + 1) <= window.until_s; ++day) {
    const std::int64_t end = pacific_midnight(day + 1);
    if (end <= window.since_s || end + kToldAfterS > call.now_s() || end < call.now_s() - kTwoYearsS)
      continue;
    json.begin_object();
    write_value(json, metric, value_of(call, metric, page.account, day, days_of(period)));
    json.member("end_time", to_graph_time(end)).end_object();
  }
  json.end_array();
  end_insight(json, page.id + "/insights/" + std::string(metric.name) + "/" + period, metric.title,
              std::string(metric.title));
}

}  // namespace

void write_page_insights(JsonText& json, const Call& call, const Object& page, const Pairs& asked) {
  require_page_token(call);
  const auto names = metrics_asked(asked);
  for (const auto& name : names)
    if (!metric_named(name) || call.settings.retired.count(name)) throw not_valid_insights_metric();
  const std::string period = word(asked, "period");
  if (!period.empty() && !days_of(period) && period != "lifetime")
    throw invalid_parameter("The value must be a valid insights period");
  const Window window = window_of(call, asked);

  std::vector<std::string> periods{period};
  if (period.empty()) periods = {"day", "week", "days_28"};
  const bool known = call.may("read_insights");
  json.begin_object().key("data").begin_array();
  for (const auto& name : names)
    for (const auto& one : periods) {
      const Metric& metric = *metric_named(name);
      const bool has_period = days_of(one) == 1 || (days_of(one) > 1 && metric.figure);
      if (known && has_period) write_series(json, call, page, metric, one, window);
    }
  json.end_array();
  if (known)
    write_window_links(json, call, "/" + call.version + "/" + page.id + "/insights", asked, window.since_s,
                       window.until_s);
  json.end_object();
}

}  // namespace tidemark::sandbox::graph
