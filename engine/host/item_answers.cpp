#include "host/item_answers.h"

#include <cstring>

#include "host/plugin_text.h"

namespace tidemark {
namespace {

// sizeof(tidemark_sample) of ABI 1.0. Frozen: a newer plugin's records are longer, and start like this.
constexpr std::uint32_t kSmallestStride = 32;
constexpr std::uint32_t kLargestStride = 4096;
constexpr std::uint64_t kMostSamples = 1'000'000;
static_assert(sizeof(tidemark_sample) == kSmallestStride);

constexpr std::int64_t kFirstMs = -62'135'596'800'000;  // year 1
constexpr std::int64_t kLastMs = 253'402'300'799'999;   // year 9999
constexpr std::int64_t kDayMs = 86'400'000;

}  // namespace

ItemAnswers::ItemAnswers(const Manifest& manifest, std::size_t items, const Clock& clock, Warn warn)
    : manifest_(manifest), clock_(clock), warn_(std::move(warn)), states_(items, State::open) {}

Result<> ItemAnswers::kept(Result<> answer, const std::string& what) {
  if (answer) return answer;
  sink_error_ = answer.error();
  return Error{Code::platform_error, what};
}

Result<> ItemAnswers::refuse(const std::string& why) {
  const std::string sentence = "emit: " + why;
  if (first_refusal_.empty()) first_refusal_ = sentence;
  warn_(sentence);
  return Error{Code::plugin_error, sentence};
}

std::string ItemAnswers::problem_of(const tidemark_sample& sample) const {
  if (sample.item >= states_.size())
    return "item " + std::to_string(sample.item) + " of " + std::to_string(states_.size());
  if (sample.metric >= manifest_.metrics.size())
    return "metric " + std::to_string(sample.metric) + " of " + std::to_string(manifest_.metrics.size());
  const Metric& metric = manifest_.metrics[sample.metric];
  if (metric.kind == MetricKind::running_total && sample.value < 0)
    return metric.name + " is a running total and has the value " + std::to_string(sample.value);
  if (metric.kind != MetricKind::window_total) {
    if (sample.since_ms != 0 || sample.until_ms != 0)
      return metric.name + " has a window and is no total of one";
    return {};
  }
  if (sample.since_ms < kFirstMs || sample.until_ms > kLastMs || sample.since_ms >= sample.until_ms)
    return metric.name + " is the total of a window and has none";
  if (sample.since_ms > clock_.now().ms + kDayMs) return metric.name + " has a window in the future";
  return {};
}

EmittedSample ItemAnswers::judged(const tidemark_sample& sample) const {
  const Metric& metric = manifest_.metrics[sample.metric];
  EmittedSample out{.item = sample.item, .metric = metric.name, .value = sample.value};
  if (metric.kind == MetricKind::window_total) out.window = {{{sample.since_ms}, {sample.until_ms}}};
  return out;
}

Result<> ItemAnswers::emit(const void* first, std::uint64_t count, std::uint32_t stride) {
  if (sink_error_) return Error{Code::platform_error, "emit: the engine could not store what came before"};
  if (stride < kSmallestStride || stride > kLargestStride)
    return refuse("the stride is " + std::to_string(stride) + ", a sample has at least " +
                  std::to_string(kSmallestStride) + " bytes");
  if (count > kMostSamples) return refuse(std::to_string(count) + " samples in one batch are too many");
  if (count > 0 && !first) return refuse("no samples where " + std::to_string(count) + " are said to be");

  std::vector<EmittedSample> samples;
  samples.reserve(count);
  bool dropped = false;
  for (std::uint64_t index = 0; index < count; ++index) {
    tidemark_sample sample;
    std::memcpy(&sample, static_cast<const std::byte*>(first) + index * stride, sizeof sample);
    if (const std::string problem = problem_of(sample); !problem.empty())
      return refuse("sample " + std::to_string(index) + " of " + std::to_string(count) + ": " + problem);
    if (states_[sample.item] == State::failed)
      dropped = true;
    else
      samples.push_back(judged(sample));
  }
  if (dropped) warn_("emit: samples of items that were reported as failed are dropped");
  if (samples.empty()) return Done{};
  auto stored = kept(store(samples), "emit: the engine could not store the samples");
  if (!stored) return stored;
  for (const EmittedSample& sample : samples) states_[sample.item] = State::answered;
  return Done{};
}

void ItemAnswers::read(std::uint32_t item) {
  if (item >= states_.size())
    return warn_("item_read: item " + std::to_string(item) + " of " + std::to_string(states_.size()));
  if (states_[item] == State::failed)
    return warn_("item_read: item " + std::to_string(item) + " was reported as failed before");
  if (states_[item] == State::answered) return;
  states_[item] = State::answered;
  was_read(item);
}

void ItemAnswers::failed(std::uint32_t item, const Error& why) {
  if (item >= states_.size())
    return warn_("item_failed: item " + std::to_string(item) + " of " + std::to_string(states_.size()));
  if (states_[item] != State::open)
    return warn_("item_failed: item " + std::to_string(item) +
                 " was answered before; not taken: " + why.message);
  states_[item] = State::failed;
  has_failed(item, why);
}

void ItemAnswers::unavailable(std::uint32_t metric, std::string_view type, std::int64_t until_ms,
                              std::string_view why) {
  if (metric >= manifest_.metrics.size())
    return warn_("metric_unavailable: metric " + std::to_string(metric) + " of " +
                 std::to_string(manifest_.metrics.size()));
  UnavailableMetric out{
      .metric = manifest_.metrics[metric].name, .type = one_line(type, 256), .why = one_line(why)};
  if (until_ms != TIDEMARK_NEVER) {
    if (until_ms <= clock_.now().ms || until_ms > kLastMs)
      return warn_("metric_unavailable: " + out.metric +
                   " until a time that has passed or never comes; not taken");
    out.until = Instant{until_ms};
  }
  if (out.why.empty()) out.why = "the platform refuses " + out.metric;
  is_unavailable(out);
}

}  // namespace tidemark
