#pragma once
// One bad metric does not cost the others. Platforms refuse a whole request because of one metric's name that
// they do not serve (any more, or for this kind of post), often without saying which. A plugin asks through
// MetricSets, and what can be had is had:
//
//   MetricSets metrics(sync, memory_);                       // memory_: a member of the plugin's class
//   metrics.ask(type, kWanted, [&](AskedMetrics asked) -> std::optional<Refusal> {
//     const Response answer = sync.http({.target = ... names(asked) ...});
//     if (refused_for_a_metric(answer)) return Refusal{.name = named_in(answer), .why = said_in(answer)};
//     read(asked, answer);
//     return std::nullopt;
//   });
//
// Rule: a named offender is dropped and the rest asked again. If none is named, the set is halved until the
// offender stands alone; whatever was answered on the way counts, and is not asked again. That takes at most
// k * ceil(log2 n) + 1 requests more for k bad ones among n, and never more than 12 in one call of the
// engine; what is then still unasked waits for the next. A refused metric is reported with
// metric_unavailable, for its type, with a date on which to try again, and the engine leaves it out until
// then, over restarts.

#include <algorithm>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "tidemark/host.hpp"

namespace tidemark::sdk {

/// A metric of ours and what the platform calls it; `older`: what it was called before, asked for only where
/// the new name is refused (empty: it had no other).
struct WantedMetric {
  std::uint32_t metric;
  std::string_view name;
  std::string_view older = {};
};

/// One metric of a request, by the name to ask for.
struct AskedMetric {
  std::uint32_t metric;
  std::string_view name;
};
using AskedMetrics = std::span<const AskedMetric>;

/// The names, separated by commas.
inline std::string names(AskedMetrics asked) {
  std::string all;
  for (const AskedMetric& one : asked) (all += all.empty() ? "" : ",") += one.name;
  return all;
}

/// A request was refused because of a metric in it.
struct Refusal {
  std::optional<std::string> name = {};  // the offender, if the platform says: what it was asked for by
  std::string why;                       // one sentence for a person
};

/// Which metrics of a type are known here by their older name. Lives in the plugin's class, so that it is
/// learned once; after a restart it is learned again.
class MetricMemory {
 public:
  bool is_older(std::string_view type, std::uint32_t metric) const {
    return older_.contains({std::string(type), metric});
  }
  void learn_older(std::string_view type, std::uint32_t metric) { older_.emplace(type, metric); }
  void forget(std::string_view type, std::uint32_t metric) { older_.erase({std::string(type), metric}); }

 private:
  std::set<std::pair<std::string, std::uint32_t>> older_;
};

/// The rule above for one call of the engine: make one at its start and ask all of the call's questions
/// through it.
class MetricSets {
 public:
  static constexpr int kMostExtraRequests = 12;
  static constexpr std::int64_t kTryAgainAfterMs = std::int64_t{7} * 24 * 60 * 60 * 1000;

  MetricSets(const Reading& reading, MetricMemory& memory) : reading_(reading), memory_(memory) {}

  /// Calls `send` with those of `wanted` that are not known to be refused for `type`, and again as the rule
  /// says. `send` returns nothing when the request was answered, a Refusal when a metric stood in its way,
  /// and throws what else goes wrong. Not called at all when nothing is left to ask for; returns whether
  /// anything was answered.
  template <class Send>
  bool ask(std::string_view type, std::span<const WantedMetric> wanted, Send send) {
    Search search{.type = type, .unasked = {}, .wanted = wanted};
    for (const WantedMetric& one : wanted)
      if (!is_refused(type, one.metric)) search.unasked.push_back({one.metric, name_of(type, one)});
    if (search.unasked.empty()) return false;
    search.logarithm = static_cast<std::size_t>(std::bit_width(search.unasked.size() - 1));
    bool answered = false;
    for (bool first = true; !search.unasked.empty(); first = false) {
      const std::vector<AskedMetric> pool = std::exchange(search.unasked, {});
      if (!first && !may_ask_again(search)) return answered;
      const std::optional<Refusal> refusal = send(AskedMetrics(pool));
      if (!refusal) return true;
      if (!find_offender(search, pool, *refusal, send, answered)) return answered;
    }
    return answered;
  }

 private:
  struct Search {
    std::string_view type;
    std::vector<AskedMetric> unasked;  // neither answered nor refused so far
    std::span<const WantedMetric> wanted;
    std::size_t logarithm = 0;  // ceil(log2) of how many there were
    std::size_t bad = 0;        // that are known to be among them, found or not
    std::size_t spent = 0;      // requests beyond the first
  };

  bool is_refused(std::string_view type, std::uint32_t metric) const {
    return reading_.unavailable(metric, type) ||
           std::find(refused_.begin(), refused_.end(), std::pair(std::string(type), metric)) !=
               refused_.end();
  }
  std::string_view name_of(std::string_view type, const WantedMetric& one) const {
    return !one.older.empty() && memory_.is_older(type, one.metric) ? one.older : one.name;
  }

  /// Counts one more request, if the rule has one left.
  bool may_ask_again(Search& search) {
    if (search.spent > search.bad * search.logarithm || spent_ >= kMostExtraRequests) {
      reading_.info(
          "some metrics wait for the next sync: enough requests went into finding the refused ones");
      return false;
    }
    ++search.spent;
    ++spent_;
    return true;
  }

  /// Gives up the one in `bad` that stands in the way, keeps what is answered on the way, and leaves the rest
  /// in `search.unasked`. False if the search ended without having found it.
  template <class Send>
  bool find_offender(Search& search, std::vector<AskedMetric> bad, Refusal refusal, Send& send,
                     bool& answered) {
    for (++search.bad;;) {
      const auto named = std::find_if(bad.begin(), bad.end(),
                                      [&](const AskedMetric& one) { return one.name == refusal.name; });
      if (named != bad.end() || bad.size() == 1) {
        const auto offender = named != bad.end() ? named : bad.begin();
        give_up(search, *offender, refusal.why);
        bad.erase(offender);
        search.unasked.insert(search.unasked.end(), bad.begin(), bad.end());
        return true;
      }
      const auto middle = bad.begin() + static_cast<std::ptrdiff_t>((bad.size() + 1) / 2);
      const std::vector<AskedMetric> half(bad.begin(), middle);
      std::vector<AskedMetric> rest(middle, bad.end());
      if (!may_ask_again(search)) return false;
      if (auto refused = send(AskedMetrics(half))) {
        search.unasked.insert(search.unasked.end(), rest.begin(), rest.end());
        bad = half;
        refusal = std::move(*refused);
      } else {
        answered = true;
        bad = std::move(rest);
      }
    }
  }

  void give_up(Search& search, const AskedMetric& offender, const std::string& why) {
    const auto wanted = std::find_if(search.wanted.begin(), search.wanted.end(),
                                     [&](const WantedMetric& one) { return one.metric == offender.metric; });
    if (!wanted->older.empty() && offender.name != wanted->older) {
      memory_.learn_older(search.type, offender.metric);
      search.unasked.push_back({offender.metric, wanted->older});
      return;
    }
    memory_.forget(search.type, offender.metric);
    refused_.emplace_back(std::string(search.type), offender.metric);
    reading_.metric_unavailable(offender.metric, why, reading_.now_ms() + kTryAgainAfterMs, search.type);
  }

  const Reading& reading_;
  MetricMemory& memory_;
  std::vector<std::pair<std::string, std::uint32_t>> refused_;  // in this call, by type
  int spent_ = 0;
};

}  // namespace tidemark::sdk
