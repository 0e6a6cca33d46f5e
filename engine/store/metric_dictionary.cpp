#include "store/metric_dictionary.h"

#include <mutex>

#include "store/bytes.h"

namespace tidemark {
namespace {

constexpr std::uint8_t kForm = 1;

std::string described(const Metric& metric) {
  return std::string(to_string(metric.kind)) + " in unit \"" + metric.unit + "\"";
}

}  // namespace

bool MetricDictionary::load(std::uint32_t number, std::string_view bytes) {
  disk::Reader in(bytes);
  if (in.byte() != kForm) return false;
  Metric metric;
  const std::uint8_t kind = in.byte();
  if (kind > static_cast<std::uint8_t>(MetricKind::window_total)) return false;
  metric.kind = static_cast<MetricKind>(kind);
  metric.unit = in.take(in.varint());
  metric.name = in.rest();
  std::unique_lock lock(mutex_);
  if (!in.complete() || number != metrics_.size() + 1 || numbers_.contains(metric.name)) return false;
  add(std::move(metric));
  return true;
}

std::string MetricDictionary::encode(const Metric& metric) {
  std::string out(1, kForm);
  out.push_back(static_cast<char>(metric.kind));
  disk::put_varint(out, metric.unit.size());
  return out + metric.unit + metric.name;
}

Result<std::vector<MetricDictionary::Entry>> MetricDictionary::plan(std::span<const Metric> metrics) const {
  std::shared_lock lock(mutex_);
  std::vector<Entry> entries;
  for (const Metric& metric : metrics) {
    const Metric* known = nullptr;
    if (const auto found = numbers_.find(metric.name); found != numbers_.end())
      known = &metrics_[found->second - 1];
    for (const Entry& entry : entries)
      if (entry.metric.name == metric.name) known = &entry.metric;
    if (!known) {
      entries.push_back({static_cast<std::uint32_t>(metrics_.size() + entries.size() + 1), metric});
    } else if (known->unit != metric.unit || known->kind != metric.kind) {
      return Error{Code::conflict, "metric " + metric.name + ": declared as " + described(metric) +
                                       ", but it is stored as " + described(*known)};
    }
  }
  return entries;
}

void MetricDictionary::publish(const std::vector<Entry>& entries) {
  std::unique_lock lock(mutex_);
  for (const Entry& entry : entries) add(entry.metric);
}

void MetricDictionary::add(Metric metric) {
  metrics_.push_back(std::move(metric));
  numbers_.emplace(metrics_.back().name, static_cast<std::uint32_t>(metrics_.size()));
}

std::optional<std::uint32_t> MetricDictionary::number_of(std::string_view name) const {
  std::shared_lock lock(mutex_);
  const auto found = numbers_.find(name);
  if (found == numbers_.end()) return std::nullopt;
  return found->second;
}

std::string_view MetricDictionary::name_of(std::uint32_t number) const {
  std::shared_lock lock(mutex_);
  if (number == 0 || number > metrics_.size()) return {};
  return metrics_[number - 1].name;
}

std::vector<Metric> MetricDictionary::all() const {
  std::shared_lock lock(mutex_);
  return {metrics_.begin(), metrics_.end()};
}

std::vector<MetricKind> MetricDictionary::kinds() const {
  std::shared_lock lock(mutex_);
  std::vector<MetricKind> kinds(1, MetricKind::gauge);
  for (const Metric& metric : metrics_) kinds.push_back(metric.kind);
  return kinds;
}

}  // namespace tidemark
