#include "page.h"

#include <algorithm>
#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "restli.h"

namespace tidemark::linkedin {
namespace {

// LinkedIn restates days that are past; each sync reads these many again.
constexpr std::int64_t kDaysRead = 14;
constexpr std::int64_t kFollowersLag = 2;  // days; gains are served until two days before now

constexpr std::uint32_t kFollowers[] = {metric("followers_count")};
constexpr std::uint32_t kViews[] = {metric("page_views")};
constexpr std::uint32_t kDailyViews[] = {metric("daily_page_views"), metric("daily_unique_page_views")};
constexpr std::uint32_t kGains[] = {metric("organic_follower_gains"), metric("paid_follower_gains")};

struct Figure {
  std::uint32_t metric;
  std::optional<std::int64_t> value;
  std::int64_t since_ms = 0, until_ms = 0;
};
using Figures = std::vector<Figure>;

struct Step {
  std::span<const std::uint32_t> metrics;
  std::function<Figures()> ask;
};

struct Trouble {
  std::span<const std::uint32_t> metrics;
  sdk::Failure why;
};

/// The elements that are about this page; those that say of another are not.
std::vector<json::Value> elements_of(const json::Document& answer, const char* who,
                                     std::string_view organization) {
  const json::Value elements = answer.root().object()["elements"];
  if (!elements) throw json::Error(R"(the answer has no "elements")");
  std::vector<json::Value> ours;
  for (const json::Value element : elements.array()) {
    const auto about = element.object()[who].string();
    if (!about || percent_decoded(*about) == organization) ours.push_back(element);
  }
  return ours;
}

class PageReader {
 public:
  PageReader(const sdk::Sync& sync, Client& client, std::string_view organization)
      : sync_(sync),
        client_(client),
        organization_(organization),
        encoded_(sdk::percent_encoded(organization)),
        today_(sync.now_ms() / kDay * kDay) {}

  Figures followers() {
    const json::Document answer =
        client_.get(kNetworkSizes, "/" + encoded_ + "?edgeType=COMPANY_FOLLOWED_BY_MEMBER");
    return {{kFollowers[0], answer.root().object()["firstDegreeSize"].count()}};
  }

  Figures views() {
    Figures figures;
    const json::Document answer = client_.get(kPageStatistics, "?q=organization&organization=" + encoded_);
    for (const json::Value element : elements_of(answer, "organization", organization_)) {
      if (element["timeRange"] || !figures.empty()) continue;
      figures.push_back({kViews[0], views_in(element)["pageViews"].count()});
    }
    return figures;
  }

  Figures daily_views() {
    Figures figures;
    const json::Document answer =
        client_.get(kPageStatistics, "?q=organization&organization=" + encoded_ +
                                         "&timeIntervals=" + days_between(today_ - kDaysRead * kDay, today_));
    for (const json::Value element : elements_of(answer, "organization", organization_)) {
      const auto [since, until] = day_of(element);
      const json::Value views = views_in(element);
      figures.push_back({kDailyViews[0], views["pageViews"].count(), since, until});
      figures.push_back({kDailyViews[1], views["uniquePageViews"].count(), since, until});
    }
    return figures;
  }

  Figures gains() {
    Figures figures;
    const std::int64_t until_last = today_ - kFollowersLag * kDay;
    const json::Document answer = client_.get(
        kFollowerStatistics, "?q=organizationalEntity&organizationalEntity=" + encoded_ +
                                 "&timeIntervals=" + days_between(until_last - kDaysRead * kDay, until_last));
    for (const json::Value element : elements_of(answer, "organizationalEntity", organization_)) {
      const auto [since, until] = day_of(element);
      const json::Value gains = element["followerGains"].object();
      // Net of those who left: below zero on some days.
      figures.push_back({kGains[0], gains["organicFollowerGain"].integer(), since, until});
      figures.push_back({kGains[1], gains["paidFollowerGain"].integer(), since, until});
    }
    return figures;
  }

 private:
  static json::Value views_in(const json::Value& element) {
    return element["totalPageStatistics"].object()["views"].object()["allPageViews"].object();
  }

  std::pair<std::int64_t, std::int64_t> day_of(const json::Value& element) const {
    const json::Value range = element["timeRange"].object();
    const auto since = range["start"].integer(), until = range["end"].integer();
    if (!since || !until || *since < 0 || *until <= *since || *until > today_ + 2 * kDay)
      throw json::Error("\"" + (range ? range.path() : element.path() + ".timeRange") +
                        "\" is no day that was");
    return {*since, *until};
  }

  const sdk::Sync& sync_;
  Client& client_;
  std::string_view organization_;
  std::string encoded_;
  std::int64_t today_;  // its first instant, UTC
};

}  // namespace

void read_page(const sdk::Sync& sync, Client& client, std::string_view organization, const sdk::Item& item) {
  PageReader page(sync, client, organization);
  const Step steps[] = {{kFollowers, [&] { return page.followers(); }},
                        {kViews, [&] { return page.views(); }},
                        {kDailyViews, [&] { return page.daily_views(); }},
                        {kGains, [&] { return page.gains(); }}};
  sdk::Batch batch(sync);
  std::vector<Trouble> troubles;
  bool answered = false;
  for (const Step& step : steps) {
    if (std::all_of(step.metrics.begin(), step.metrics.end(),
                    [&](std::uint32_t metric) { return sync.unavailable(metric); }))
      continue;
    try {
      const Figures figures = step.ask();
      if (!answered) batch.begin(item.index);
      answered = true;
      for (const Figure& one : figures) batch.add(one.metric, one.value, one.since_ms, one.until_ms);
    } catch (const json::Error& problem) {
      troubles.push_back(
          {step.metrics, {TIDEMARK_BAD_RESPONSE, std::string("the page's figures: ") + problem.what()}});
    } catch (const sdk::Failure& why) {
      if (ends_the_call(why)) throw;
      troubles.push_back({step.metrics, why});
    }
  }
  if (answered) {
    for (const Trouble& trouble : troubles)
      for (const std::uint32_t metric : trouble.metrics)
        sync.metric_unavailable(metric, trouble.why.message, try_again_at(trouble.why, sync.now_ms()));
  } else if (!troubles.empty()) {
    batch.fail(item.index, troubles.front().why);
  } else {
    batch.begin(item.index);  // all of it is known to be refused
  }
  batch.commit();
}

}  // namespace tidemark::linkedin
