#include "account.h"

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "tables.h"

namespace tidemark::instagram {
namespace {

using sdk::WantedMetric;

constexpr int kDays = 3;                     // that the platform still restates
constexpr std::int64_t kFewFollowers = 100;  // below it, some figures do not exist
constexpr std::int64_t kDeniedForMs = std::int64_t{24} * 60 * 60 * 1000;
constexpr std::string_view kType = "account";  // under which refused metrics are remembered

constexpr WantedMetric kTotals[] = {
    {metric("account_reach"), "reach"},
    {metric("account_views"), "views"},
    {metric("accounts_engaged"), "accounts_engaged"},
    {metric("account_interactions"), "total_interactions"},
    {metric("account_likes"), "likes"},
    {metric("account_comments"), "comments"},
    {metric("account_saves"), "saves"},
    {metric("account_shares"), "shares"},
    {metric("account_replies"), "replies"},
    {metric("account_reposts"), "reposts"},
    {metric("profile_link_taps"), "profile_links_taps"},
    {metric("account_profile_views"), "profile_views"},
    {metric("website_clicks"), "website_clicks"},
};
constexpr WantedMetric kNewFollowers[] = {{metric("new_followers"), "follower_count"}};
// Both of its parts come with one name.
constexpr WantedMetric kFollows[] = {{metric("follows"), "follows_and_unfollows"}};

/// The part of a total that `value` of the breakdown's dimension has.
std::optional<std::int64_t> part_of(const json::Value& element, std::string_view value) {
  for (const json::Value breakdown : element["total_value"].object()["breakdowns"].array())
    for (const json::Value result : breakdown.object()["results"].array())
      for (const json::Value dimension : result.object()["dimension_values"].array())
        if (dimension.string() == value) return result["value"].count();
  return std::nullopt;
}

class Reader {
 public:
  Reader(const sdk::Sync& sync, const sdk::Item& item, const Api& api, Memory& memory)
      : sync_(sync), api_(api), sets_(sync, memory.metrics), item_(item.index) {}

  /// How many follow the account, if that was told.
  std::optional<std::int64_t> read_counts() {
    const auto target = api_.of_account().add("fields", "id,followers_count,follows_count,media_count");
    const auto answer = api_.ask(target, "GET /{account}");
    if (!answer.ok()) throw account_failure(answer);
    const json::Value root = answer.root().object();
    const auto followers = root["followers_count"].count();
    sdk::Batch batch(sync_);
    batch.item(item_, [&] {
      batch.add(metric("followers_count"), followers);
      batch.add(metric("following_count"), root["follows_count"].count());
      batch.add(metric("posts_count"), root["media_count"].count());
    });
    batch.commit();
    return followers;
  }

  void read_days(bool has_enough_followers) {
    const std::int64_t end = graph::pacific_midnight(sync_.now_ms());
    std::int64_t until = end;
    for (int i = 0; i < kDays && !denied_; ++i) {
      const Stretch day{graph::pacific_day_before(until), until};
      ask(kTotals, day, {},
          [&](sdk::AskedMetrics asked, const json::Value& root) { add_totals(asked, day, root); });
      if (has_enough_followers && !denied_)
        ask(kFollows, day, "follow_type", [&](auto, const json::Value& root) { add_follows(day, root); });
      until = day.since_ms;
    }
    if (has_enough_followers && !denied_)
      ask(kNewFollowers, {until, end}, {}, [&](auto, const json::Value& root) { add_series(root); });
  }

 private:
  struct Stretch {
    std::int64_t since_ms, until_ms;
  };

  /// Asks for what the stretch had and hands the answer to `add`. Bad data costs what the answer tells, not
  /// what was sent before.
  template <class Add>
  void ask(std::span<const WantedMetric> wanted, const Stretch& stretch, std::string_view breakdown,
           Add add) {
    sets_.ask(kType, wanted, [&](sdk::AskedMetrics asked) -> std::optional<sdk::Refusal> {
      sdk::Target target(std::string(api_.of_account()) + "/insights");
      target.add("metric", sdk::names(asked)).add("period", "day");
      if (wanted.data() != kNewFollowers) target.add("metric_type", "total_value");
      if (!breakdown.empty()) target.add("breakdown", breakdown);
      target.add("since", graph::unix_seconds(stretch.since_ms));
      target.add("until", graph::unix_seconds(stretch.until_ms));
      const auto answer = api_.ask(target, "GET /{account}/insights");
      if (answer.ok()) {
        send(add, asked, answer.root());
        return std::nullopt;
      }
      if (auto refusal = graph::refused_metric(answer.error(), asked)) return refusal;
      if (!answer.error().asking_for_less_may_help()) throw account_failure(answer);
      sync_.info("figures of the account's days cannot be had: " + answer.failure().message);
      denied_ = answer.error().trouble == graph::Trouble::permission;
      if (denied_) deny(wanted, answer.failure().message);
      return std::nullopt;
    });
  }

  void deny(std::span<const WantedMetric> wanted, std::string_view why) {
    for (const WantedMetric& one : wanted)
      sync_.metric_unavailable(one.metric, why, sync_.now_ms() + kDeniedForMs, kType);
  }

  template <class Add>
  void send(Add add, sdk::AskedMetrics asked, const json::Value& root) {
    samples_.clear();
    try {
      add(asked, root);
      sync_.emit(samples_);
    } catch (const json::Error& problem) {
      sync_.warn(std::string("GET /{account}/insights: ") + problem.what());
    }
  }

  void add(std::uint32_t index, std::optional<std::int64_t> value, const Stretch& of) {
    if (value) samples_.push_back({*value, of.since_ms, of.until_ms, item_, index});
  }

  void add_totals(sdk::AskedMetrics asked, const Stretch& day, const json::Value& root) {
    const graph::Insights insights(root);
    for (const auto& [index, name] : asked) {
      const auto figure = insights.find(name, "day");
      if (!figure) continue;
      const auto points = figure->series();
      if (points.empty()) add(index, figure->number(), day);
      for (const auto& [end_ms, value] : points)  // as a series it may tell of other days
        if (end_ms == day.until_ms) add(index, value, day);
    }
  }

  void add_follows(const Stretch& day, const json::Value& root) {
    for (const json::Value element : root["data"].array()) {
      if (element.object()["name"].string() != kFollows[0].name) continue;
      add(metric("follows"), part_of(element, "FOLLOWER"), day);
      add(metric("unfollows"), part_of(element, "NON_FOLLOWER"), day);
    }
  }

  void add_series(const json::Value& root) {
    const auto figure = graph::Insights(root).find(kNewFollowers[0].name, "day");
    if (!figure) return;
    for (const auto& [end_ms, value] : figure->series())
      if (graph::pacific_midnight(end_ms) == end_ms)
        add(metric("new_followers"), value, {graph::pacific_day_before(end_ms), end_ms});
  }

  const sdk::Sync& sync_;
  const Api& api_;
  sdk::MetricSets sets_;
  std::uint32_t item_;
  std::vector<tidemark_sample> samples_;
  bool denied_ = false;
};

/// Whether posts may still be had when figures of the account may not.
bool ends_the_sync(tidemark_code code) {
  return code == TIDEMARK_CANCELLED || code == TIDEMARK_INVALID_TOKEN || code == TIDEMARK_AUTH_FAILED ||
         code == TIDEMARK_RATE_LIMITED || code == TIDEMARK_PLUGIN_ERROR || code == TIDEMARK_BAD_CONFIG;
}

}  // namespace

void sync_account(const sdk::Sync& sync, const sdk::Item& item, const Api& api, Memory& memory) {
  Reader reader(sync, item, api, memory);
  std::optional<std::int64_t> followers;
  try {
    followers = reader.read_counts();
  } catch (const json::Error& problem) {
    sync.item_failed(item.index, {TIDEMARK_BAD_RESPONSE, std::string("GET /{account}: ") + problem.what()});
    return;
  } catch (const sdk::Failure& why) {
    if (ends_the_sync(why.code)) throw;
    sync.item_failed(item.index, why);
    return;
  }
  try {
    reader.read_days(followers.value_or(0) >= kFewFollowers);
  } catch (const sdk::Failure& why) {
    if (ends_the_sync(why.code)) throw;
    sync.warn("the account's days wait for the next sync: " + why.message);
  }
}

}  // namespace tidemark::instagram
