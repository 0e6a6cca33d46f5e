// Insights of an Instagram account. Source: Instagram facts, section 6.

#include <algorithm>

#include "sandbox/graph/insights.h"
#include "sandbox/graph/pacific.h"

namespace tidemark::sandbox::graph {
namespace {

constexpr std::int64_t kDayS = 86'400;
constexpr std::int64_t kLongestS = 30 * kDayS, kTwoYearsS = 730 * kDayS;
constexpr std::int64_t kToldAfterS = 4 * 3600;

enum Forms : unsigned { kSeries = 1, kTotal = 2 };

struct Metric {
  std::string_view name, title;
  unsigned forms;
  std::int64_t DayFigures::*figure = nullptr;
  std::string_view breakdowns = {};  ///< separated by spaces
  bool is_unique = false;
  bool needs_followers = false;  ///< 100 of them
};

constexpr Metric kMetrics[] = {
    {"reach", "Accounts reached", kSeries | kTotal, &DayFigures::reach, "media_product_type follow_type",
     true},
    {"follower_count", "Follower count", kSeries, &DayFigures::follows, "", false, true},
    {"website_clicks", "Website clicks", kTotal, &DayFigures::link_taps},
    {"profile_views", "Profile views", kTotal, &DayFigures::page_views},
    {"online_followers", "Online followers", kSeries, nullptr, "", false, true},
    {"accounts_engaged", "Accounts engaged", kTotal, &DayFigures::engagements, "", true},
    {"total_interactions", "Content interactions", kTotal, &DayFigures::engagements, "media_product_type"},
    {"likes", "Likes", kTotal, &DayFigures::likes, "media_product_type"},
    {"comments", "Comments", kTotal, &DayFigures::comments, "media_product_type"},
    {"shares", "Shares", kTotal, &DayFigures::shares, "media_product_type"},
    {"saves", "Saves", kTotal, &DayFigures::saves, "media_product_type"},
    {"replies", "Replies", kTotal, &DayFigures::replies},
    {"follows_and_unfollows", "Follows and unfollows", kTotal, nullptr, "follow_type", false, true},
    {"profile_links_taps", "Profile links taps", kTotal, &DayFigures::link_taps, "contact_button_type"},
    {"views", "Views", kTotal, &DayFigures::views, "follow_type media_product_type"},
    {"reposts", "Reposts", kTotal, &DayFigures::reposts},
};

const Metric* metric_named(std::string_view name) {
  const auto* found = std::find_if(std::begin(kMetrics), std::end(kMetrics),
                                   [&](const Metric& metric) { return metric.name == name; });
  return found == std::end(kMetrics) ? nullptr : found;
}

void check_names(const Call& call, const std::vector<std::string>& names) {
  std::string all;
  for (const auto& metric : kMetrics)
    if (!call.settings.retired.count(std::string(metric.name)))
      (all += all.empty() ? "" : ", ") += metric.name;
  for (std::size_t i = 0; i < names.size(); ++i)
    if (!metric_named(names[i]) || call.settings.retired.count(names[i]))
      throw invalid_parameter("metric[" + std::to_string(i) +
                              "] must be one of the following values: " + all);
}

struct Window {
  std::int64_t since_s = 0, until_s = 0;
};

Window window_of(const Call& call, const Pairs& asked, const std::vector<std::string>& names) {
  const std::int64_t now = call.now_s();
  Window window{now - kDayS, now};
  const auto since = moment(asked, "since"), until = moment(asked, "until");
  if (until) window = {*until - kDayS, *until};
  if (since) window.since_s = *since;
  if (since && !until) window.until_s = std::min(now, *since + kLongestS);
  if (window.since_s > now || window.since_s < now - kTwoYearsS)
    throw invalid_parameter("since param is not valid. Metrics data is available for the last 2 years");
  if (window.until_s < window.since_s) throw invalid_parameter("until param must be after since");
  if (window.until_s - window.since_s > kLongestS)
    throw invalid_parameter("There cannot be more than 30 days (2592000 s) between since and until.");
  for (const auto& name : names)
    if (name == "follower_count" && window.since_s < now - 31 * kDayS)
      throw invalid_parameter(
          "(follower_count) metric only supports querying data for the last 30 days "
          "excluding the current day");
  return window;
}

std::vector<std::string> breakdowns_of(const Pairs& asked, const std::vector<std::string>& names) {
  std::vector<std::string> all;
  const std::string text = word(asked, "breakdown");
  for (auto one : split(text, ',')) all.emplace_back(one);
  for (const auto& breakdown : all)
    for (const auto& name : names) {
      const auto allowed = split(metric_named(name)->breakdowns, ' ');
      if (std::find(allowed.begin(), allowed.end(), breakdown) == allowed.end())
        throw invalid_parameter("Incompatible breakdown (" + breakdown + ") with metric (" + name + ")");
    }
  return all;
}

/// The days of California that end in the window, as far as they are told.
std::vector<std::int64_t> days_in(const Call& call, const Window& window) {
  std::vector<std::int64_t> days;
  for (std::int64_t day = pacific_day(window.since_s); pacific_midnight(day + 1) <= window.until_s; ++day)
    if (pacific_midnight(day + 1) > window.since_s && pacific_midnight(day + 1) + kToldAfterS <= call.now_s())
      days.push_back(day);
  return days;
}

std::int64_t value_on(const Call& call, const Metric& metric, int account, std::int64_t day) {
  return day_figures(call.objects, account, day, call.now_s()).*metric.figure;
}

void write_series(JsonText& json, const Call& call, const Object& user, const Metric& metric,
                  const Window& window) {
  begin_insight(json, metric.name, "day");
  json.key("values").begin_array();
  for (std::int64_t day : days_in(call, window)) {
    json.begin_object().key("value");
    if (metric.figure) {
      json.number(value_on(call, metric, user.account, day));
    } else {
      json.begin_object().end_object();  // online_followers comes empty now
    }
    json.member("end_time", to_graph_time(pacific_midnight(day + 1))).end_object();
  }
  json.end_array();
  end_insight(json, user.id + "/insights/" + std::string(metric.name) + "/day", metric.title, metric.title);
}

struct Part {
  std::vector<std::string> keys;
  std::int64_t value;
};

std::vector<Part> parts_of(std::int64_t value, const std::vector<std::string>& breakdowns) {
  std::vector<Part> parts{{{}, value}};
  for (const auto& breakdown : breakdowns) {
    std::vector<std::pair<std::string, std::int64_t>> shares{{"POST", 45}, {"REEL", 40}, {"STORY", 15}};
    if (breakdown == "follow_type") shares = {{"FOLLOWER", 70}, {"NON_FOLLOWER", 30}};
    if (breakdown == "contact_button_type") shares = {{"EMAIL", 60}, {"CALL", 40}};
    std::vector<Part> finer;
    for (const auto& part : parts)
      for (const auto& [key, percent] : shares) {
        finer.push_back({part.keys, part.value * percent / 100});
        finer.back().keys.push_back(key);
      }
    parts = std::move(finer);
  }
  return parts;
}

void write_breakdowns(JsonText& json, const std::vector<std::string>& breakdowns,
                      const std::vector<Part>& parts) {
  json.key("breakdowns").begin_array().begin_object().key("dimension_keys").begin_array();
  for (const auto& breakdown : breakdowns) json.string(breakdown);
  json.end_array();
  if (!parts.empty()) {
    json.key("results").begin_array();
    for (const auto& part : parts) {
      json.begin_object().key("dimension_values").begin_array();
      for (const auto& key : part.keys) json.string(key);
      json.end_array().member("value", part.value).end_object();
    }
    json.end_array();
  }
  json.end_object().end_array();
}

/// `follows_and_unfollows` has no value of its own; without its breakdown, and for small accounts, nothing at
/// all is in its element.
void write_follows(JsonText& json, const Call& call, const Object& user,
                   const std::vector<std::int64_t>& days, const std::vector<std::string>& breakdowns,
                   bool is_small) {
  if (breakdowns.empty()) return;
  std::vector<Part> parts;
  if (!is_small && !days.empty()) {
    parts = {{{"FOLLOWER"}, 0}, {{"NON_FOLLOWER"}, 0}};
    for (std::int64_t day : days) {
      const DayFigures figures = day_figures(call.objects, user.account, day, call.now_s());
      parts[0].value += figures.follows;
      parts[1].value += figures.unfollows;
    }
  }
  json.key("total_value").begin_object();
  write_breakdowns(json, breakdowns, parts);
  json.end_object();
}

void write_total(JsonText& json, const Call& call, const Object& user, const Metric& metric,
                 const Window& window, const std::vector<std::string>& breakdowns, bool is_small) {
  const auto days = days_in(call, window);
  begin_insight(json, metric.name, "day");
  json.member("title", metric.title).member("description", metric.title);
  if (!metric.figure) {
    write_follows(json, call, user, days, breakdowns, is_small);
  } else if (!days.empty()) {
    std::int64_t value = 0;
    for (std::int64_t day : days) value += value_on(call, metric, user.account, day);
    // People who came on several days count once.
    if (metric.is_unique && days.size() > 1) value = value * 6 / 10;
    json.key("total_value").begin_object().member("value", value);
    if (!breakdowns.empty()) write_breakdowns(json, breakdowns, parts_of(value, breakdowns));
    json.end_object();
  }
  json.member("id", user.id + "/insights/" + std::string(metric.name) + "/day").end_object();
}

void check_forms(const std::vector<std::string>& names, bool totals) {
  std::string wrong;
  for (const auto& name : names)
    if (!(metric_named(name)->forms & (totals ? kTotal : kSeries)))
      (wrong += wrong.empty() ? "" : ",") += name;
  if (wrong.empty()) return;
  throw invalid_parameter(totals ? "The following metrics (" + wrong +
                                       ") are incompatible with the metric type (total_value)"
                                 : "The following metrics (" + wrong +
                                       ") should be specified with parameter metric_type=total_value");
}

}  // namespace

void write_account_insights(JsonText& json, const Call& call, const Object& user, const Pairs& asked) {
  require_instagram_insights(call);
  const auto names = metrics_asked(asked);
  check_names(call, names);
  const std::string period = word(asked, "period");
  if (period != "day" && period != "week" && period != "days_28" && period != "lifetime")
    throw invalid_parameter(
        "period must be one of the following values: day, week, days_28, month, lifetime, "
        "total_over_range");
  const bool totals = word(asked, "metric_type", "time_series") == "total_value";
  check_forms(names, totals);
  const auto breakdowns = breakdowns_of(asked, names);
  const Window window = window_of(call, asked, names);
  const bool is_small =
      followers(call.objects, call.settings, user.account, pacific_day(call.now_s()) - 1) < 100;

  json.begin_object().key("data").begin_array();
  for (const auto& name : names) {
    const Metric& metric = *metric_named(name);
    if (totals) {
      write_total(json, call, user, metric, window, breakdowns, is_small);
    } else if (!is_small || !metric.needs_followers) {
      write_series(json, call, user, metric, window);
    }
  }
  json.end_array();
  write_window_links(json, call, "/" + call.version + "/" + user.id + "/insights", asked, window.since_s,
                     window.until_s);
  json.end_object();
}

}  // namespace tidemark::sandbox::graph
