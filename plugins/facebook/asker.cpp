#include "asker.h"

#include <algorithm>

namespace tidemark::facebook {
namespace {

/// The groups' metrics that are no insights.
std::vector<std::uint32_t> metrics_of(unsigned groups) {
  std::vector<std::uint32_t> all;
  if (groups & kTotals)
    all.insert(all.end(), {metric("likes_count"), metric("reactions_count"), metric("comments_count")});
  if (groups & kReactKinds)
    for (const Reaction& reaction : kReactions) all.push_back(reaction.metric);
  return all;
}

std::string fields(const Subject& subject, unsigned groups, sdk::AskedMetrics asked) {
  std::string all(subject.base);
  if (groups & kShares && !subject.is_video) all = graph::joined(all, "shares");
  if (groups & kMedia) all = graph::joined(all, subject.media);
  if (groups & kTotals) all = graph::joined(all, subject.totals);
  if (groups & kReactKinds && !subject.is_video)
    for (const Reaction& reaction : kReactions)
      all += ",reactions.type(" + std::string(reaction.name) + ").limit(0).summary(total_count).as(" +
             std::string(reaction.alias) + ")";
  return graph::joined(all, graph::insights_field(asked, subject.edge));
}

/// The groups in which a field stands that the platform does not know.
unsigned group_of(const Subject& subject, std::string_view field) {
  if (field == subject.edge) return kInsights;
  if (field == "shares") return kShares;
  if (field == "reactions" || field == "comments" || field == "likes") return kTotals | kReactKinds;
  return kMedia;
}

/// What to leave out, one after the other.
std::vector<unsigned> ways_out(const Subject& subject, const graph::Error& error) {
  std::vector<unsigned> ways;
  if (const auto field = graph::unknown_field(error)) ways.push_back(group_of(subject, *field));
  if (error.trouble == graph::Trouble::permission)
    ways.insert(ways.end(), {kTotals | kReactKinds, kInsights, kTotals | kReactKinds | kInsights});
  else
    ways.insert(ways.end(), {kInsights, kReactKinds, kMedia, kMedia | kInsights | kReactKinds});
  ways.push_back(kEngagement | kInsights | kMedia);
  return ways;
}

}  // namespace

Asker::Asker(const Client& client, const sdk::Reading& reading)
    : client_(client), reading_(reading), sets_(reading, client.memory().metrics) {}

unsigned& Asker::allowed(const Subject& subject) {
  const auto [at, is_new] = allowed_.emplace(subject.type, ~0u);
  if (is_new && reading_.unavailable(metric("likes_count"), subject.type))
    at->second &= ~static_cast<unsigned>(kTotals | kReactKinds);
  return at->second;
}

Answered Asker::ask(const Subject& subject, unsigned wanted, const Form& form) {
  const unsigned groups = wanted & allowed(subject);
  try {
    return attempt(subject, groups, form);
  } catch (const Refused& why) {
    const bool too_much = why.error.trouble == graph::Trouble::too_much_data;
    const bool hopeless = nothing_helps_ && why.error.trouble == graph::Trouble::permission;
    if (too_much || hopeless || !why.error.asking_for_less_may_help()) throw;
    return with_less(subject, groups, form, why);
  }
}

/// Each metric's name is asked for once: the first answer has all groups, further ones only what was still
/// unanswered of the insights.
Answered Asker::attempt(const Subject& subject, unsigned groups, const Form& form) {
  Answered got(subject, form.shape, groups);
  const auto send = [&](sdk::AskedMetrics asked) -> std::optional<sdk::Refusal> {
    const std::string wanted = got.empty() ? fields(subject, groups, asked)
                                           : graph::joined("id", graph::insights_field(asked, subject.edge));
    graph::Answer answer = client_.ask(form.target(wanted), form.what);
    if (answer.ok()) {
      got.add(std::move(answer), asked);
      return std::nullopt;
    }
    auto refusal = graph::refused_metric(answer.error(), asked);
    // Beside other fields, an invalid parameter that nobody names need not be a metric.
    const bool is_sure = refusal && (refusal->name || answer.error().trouble == graph::Trouble::metric);
    if (!asked.empty() && is_sure) return refusal;
    throw Refused(answer);
  };
  try {
    if (groups & kInsights) sets_.ask(subject.type, subject.metrics, send);
  } catch (const sdk::Failure& why) {
    if (got.empty() || why.code == TIDEMARK_CANCELLED) throw;
    reading_.info(why.message);  // what was answered counts; if it goes on, the next request meets it
  }
  if (got.empty()) send({});
  return got;
}

Answered Asker::with_less(const Subject& subject, unsigned groups, const Form& form, const Refused& first) {
  std::vector<unsigned> tried = {groups};
  for (const unsigned way : ways_out(subject, first.error)) {
    const unsigned less = groups & ~way;
    if (std::find(tried.begin(), tried.end(), less) != tried.end()) continue;
    tried.push_back(less);
    try {
      Answered got = attempt(subject, less, form);
      remember(subject, groups & ~less, first, got);
      return got;
    } catch (const Refused& again) {
      if (!again.error.asking_for_less_may_help()) throw;
    }
  }
  nothing_helps_ = nothing_helps_ || first.error.trouble == graph::Trouble::permission;
  throw first;
}

void Asker::remember(const Subject& subject, unsigned dropped, const Refused& why, Answered& answered) {
  reading_.info("left out of the question: " + why.message);
  if (why.error.trouble != graph::Trouble::permission) {
    answered.insights_left_out = (dropped & kInsights) != 0;
    if (!(dropped & kInsights)) allowed(subject) &= ~dropped;  // insights: of one post, perhaps
    return;
  }
  allowed(subject) &= ~dropped;
  const std::int64_t until = reading_.now_ms() + sdk::MetricSets::kTryAgainAfterMs;
  for (const std::uint32_t one : metrics_of(dropped))
    reading_.metric_unavailable(one, why.message, until, subject.type);
  if (dropped & kInsights)
    for (const sdk::WantedMetric& one : subject.metrics)
      reading_.metric_unavailable(one.metric, why.message, until, subject.type);
}

Form Asker::by_ids(std::span<const std::string_view> ids) const {
  std::string all;
  for (const std::string_view id : ids) (all += all.empty() ? "" : ",") += id;
  return {.shape = Form::Shape::by_id, .what = "GET /?ids=", .target = [this, all](std::string_view wanted) {
            return client_.target({}).add("ids", all).add("fields", wanted);
          }};
}

void Asker::ask_insights(const Subject& subject, std::span<const std::string_view> ids, Answered& to) {
  while (ids.size() > kAtOnce) {
    ask_insights(subject, ids.first(kAtOnce), to);
    ids = ids.subspan(kAtOnce);
  }
  if (ids.empty() || insights_budget_-- <= 0) return;
  try {
    to.add(attempt(subject, kInsights, by_ids(ids)));
  } catch (const Refused& why) {
    if (!why.error.asking_for_less_may_help() && why.error.trouble != graph::Trouble::missing) throw;
    if (ids.size() == 1) return;  // this one has none
    ask_insights(subject, ids.first(ids.size() / 2), to);
    ask_insights(subject, ids.subspan(ids.size() / 2), to);
  }
}

}  // namespace tidemark::facebook
