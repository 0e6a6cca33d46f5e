#include "domain/metric.h"

#include <array>

namespace tidemark {
namespace {

const std::vector<Metric>& standard() {
  static const std::vector<Metric> metrics = [] {
    std::vector<Metric> all;
    for (const char* name : {"likes_count",     "comments_count", "shares_count",
                             "reactions_count", "retweets_count", "quote_tweets_count",
                             "bookmarks_count", "saves_count",    "impressions",
                             "reach",           "clicks",         "url_clicks",
                             "profile_clicks",  "video_views",    "organic_impressions",
                             "organic_clicks",  "engaged_users",  "engagements",
                             "profile_visits",  "page_views"})
      all.push_back({name, "1", MetricKind::running_total, std::string_view(name) != "reach"});
    all.push_back({"video_watch_time", "s", MetricKind::running_total});
    for (const char* name : {"followers_count", "following_count", "posts_count"})
      all.push_back({name, "1", MetricKind::gauge});
    return all;
  }();
  return metrics;
}

constexpr std::array<std::string_view, 3> kDerived{"total_engagement", "engagement_rate",
                                                   "click_through_rate"};

bool is_snake_case(std::string_view name) {
  if (name.empty() || name.size() > 64 || name.front() < 'a' || name.front() > 'z') return false;
  return name.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789_") == std::string_view::npos;
}

}  // namespace

std::span<const Metric> standard_metrics() {
  return standard();
}

Result<> check_declaration(const Metric& metric) {
  const auto refuse = [&](std::string why) {
    return Error{Code::invalid, "metric " + metric.name + ": " + why};
  };
  if (!is_snake_case(metric.name))
    return refuse("a name is 1 to 64 small letters, digits and underscores, with a letter first");
  for (std::string_view derived : kDerived)
    if (metric.name == derived) return refuse("is derived when read; a platform cannot declare it");
  for (const Metric& known : standard()) {
    if (known.name != metric.name) continue;
    if (known.unit != metric.unit)
      return refuse("declared in unit \"" + metric.unit + "\", the standard metric is in \"" + known.unit +
                    "\"");
    if (known.kind != metric.kind)
      return refuse("declared as " + std::string(to_string(metric.kind)) + ", the standard metric is a " +
                    std::string(to_string(known.kind)));
    if (known.additive != metric.additive)
      return refuse(known.additive ? "declared as not additive, the standard metric adds up"
                                   : "declared as additive, the standard metric does not add up");
  }
  return Done{};
}

}  // namespace tidemark
