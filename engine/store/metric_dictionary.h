#pragma once

#include <cstdint>
#include <deque>
#include <optional>
#include <shared_mutex>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "domain/metric.h"
#include "domain/result.h"

namespace tidemark {

/// A metric's number on disk. Numbers begin at 1, in order of declaration, and are never given out twice:
/// plugins come, go and reorder their tables. Threads: any for reading; load, plan and publish by one at a
/// time. Names live as long as the dictionary.
class MetricDictionary {
 public:
  struct Entry {
    std::uint32_t number = 0;
    Metric metric;
  };

  /// An entry read from disk, in order of numbers. False for bytes no version wrote, or a gap in the numbers.
  bool load(std::uint32_t number, std::string_view bytes);
  static std::string encode(const Metric& metric);

  /// What has to be written before these metrics can be used. Error `conflict`: one is known, or stands in
  /// the list twice, with another unit or kind.
  Result<std::vector<Entry>> plan(std::span<const Metric> metrics) const;
  /// Once the plan is on disk.
  void publish(const std::vector<Entry>& entries);

  std::optional<std::uint32_t> number_of(std::string_view name) const;
  /// Empty for a number that was never given out.
  std::string_view name_of(std::uint32_t number) const;
  std::vector<Metric> all() const;
  /// By number; what stands at 0 means nothing.
  std::vector<MetricKind> kinds() const;

 private:
  void add(Metric metric);

  mutable std::shared_mutex mutex_;
  std::deque<Metric> metrics_;  // number - 1 is the index; a deque, so that names stay where they are
  std::unordered_map<std::string_view, std::uint32_t> numbers_;
};

}  // namespace tidemark
