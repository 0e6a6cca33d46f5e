#include "page.h"

#include <algorithm>

namespace tidemark::facebook {
namespace {

using graph::Trouble;

constexpr int kRestatedDays = 3;  // figures of a day move for about two days after it
constexpr int kFirstDays = 30;    // what a plugin that has just started may have missed
constexpr int kMostDays = 89;     // between since and until the platform allows 90

bool ends_the_sync(const sdk::Failure& why) {
  return why.code == TIDEMARK_CANCELLED || why.code == TIDEMARK_INVALID_TOKEN ||
         why.code == TIDEMARK_AUTH_FAILED || why.code == TIDEMARK_RATE_LIMITED ||
         why.code == TIDEMARK_BAD_CONFIG;
}

std::int64_t days_before(std::int64_t midnight, int days) {
  for (; days > 0; --days) midnight = graph::pacific_day_before(midnight);
  return midnight;
}

/// The page's insights of the last complete days, metric by metric.
class Days {
 public:
  Days(const sdk::Sync& sync, const Client& client)
      : sync_(sync), client_(client), until_(graph::pacific_midnight(sync.now_ms())) {
    const auto read = client.memory().days_read.find(client.page());
    since_ = days_before(until_, kFirstDays);
    if (read != client.memory().days_read.end())
      since_ = std::clamp(days_before(read->second, kRestatedDays), days_before(until_, kMostDays),
                          days_before(until_, kRestatedDays));
  }

  void ask() {
    sdk::MetricSets sets(sync_, client_.memory().metrics);
    sets.ask("page", kPageMetrics, [&](sdk::AskedMetrics asked) -> std::optional<sdk::Refusal> {
      const sdk::Target target = client_.target(client_.page(), "insights")
                                     .add("metric", sdk::names(asked))
                                     .add("period", "day")
                                     .add("since", graph::unix_seconds(since_))
                                     .add("until", graph::unix_seconds(until_));
      graph::Answer answer = client_.ask(target, "GET /{page}/insights");
      if (!answer.ok()) {
        if (auto refusal = graph::refused_metric(answer.error(), asked)) return refusal;
        throw Refused(answer);
      }
      answers_.emplace_back(std::move(answer), std::vector(asked.begin(), asked.end()));
      return std::nullopt;
    });
    client_.memory().days_read[client_.page()] = until_;
  }

  /// Throws json::Error. `followers`: set to the newest running figure, if there is one.
  void give(sdk::Batch& batch, std::optional<std::int64_t>& followers) const {
    for (const auto& [answer, asked] : answers_) {
      const graph::Insights insights(answer.root());
      for (const sdk::AskedMetric& one : asked) {
        const auto figure = insights.find(one.name, "day");
        if (!figure) continue;
        for (const auto& [end, value] : figure->series()) {
          if (end > sync_.now_ms()) continue;  // not over yet
          if (one.metric == metric("followers_count"))
            followers = value;
          else
            batch.add(one.metric, in_unit(one.metric, value), graph::pacific_day_before(end), end);
        }
      }
    }
  }

 private:
  static std::int64_t in_unit(std::uint32_t metric, std::int64_t value) {
    return kMetrics[metric].unit == "s" ? value / 1000 : value;
  }

  const sdk::Sync& sync_;
  const Client& client_;
  std::int64_t until_, since_;
  std::vector<std::pair<graph::Answer, std::vector<sdk::AskedMetric>>> answers_;
};

/// Of a page that may not be asked for insights, or has none.
void forget_insights(const sdk::Sync& sync, const Refused& why) {
  sync.info(why.message);
  if (why.error.trouble != Trouble::permission) return;
  for (const sdk::WantedMetric& one : kPageMetrics)
    sync.metric_unavailable(one.metric, why.message, sync.now_ms() + sdk::MetricSets::kTryAgainAfterMs,
                            "page");
}

}  // namespace

void read_page(const sdk::Sync& sync, const Client& client, const sdk::Item& item) {
  sdk::Batch batch(sync);
  std::optional<sdk::Failure> later;  // after the figures that are here have been handed over
  try {
    const graph::Answer page =
        client.ask(client.target(client.page()).add("fields", "followers_count,fan_count"), "GET /{page}");
    if (!page.ok()) throw Refused(page);
    Days days(sync, client);
    try {
      days.ask();
    } catch (const Refused& why) {
      if (ends_the_sync(why)) later = why;
      if (!ends_the_sync(why)) forget_insights(sync, why);
    } catch (const sdk::Failure& why) {
      if (why.code == TIDEMARK_CANCELLED) throw;
      later = why;
    }
    batch.item(item.index, [&] {
      std::optional<std::int64_t> running;
      reading("GET /{page}/insights", [&] { days.give(batch, running); });
      reading("GET /{page}", [&] {
        const json::Value root = page.root().object();
        const std::optional<std::int64_t> followers = root["followers_count"].count();
        batch.add(metric("fans_count"), root["fan_count"].count());
        batch.add(metric("followers_count"), followers ? followers : running);
      });
    });
  } catch (const json::Error& problem) {
    batch.fail(item.index, {TIDEMARK_BAD_RESPONSE, std::string("GET /{page}: ") + problem.what()});
  } catch (const sdk::Failure& why) {
    if (ends_the_sync(why)) throw;
    batch.fail(item.index, why);
  }
  batch.commit();
  if (later) throw *later;
}

}  // namespace tidemark::facebook
