#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "domain/ids.h"
#include "domain/instant.h"
#include "domain/result.h"

namespace tidemark {

/// Numbers as in abi.h and on disk.
enum class MetricKind : std::uint8_t {
  gauge = 0,          ///< may fall
  running_total = 1,  ///< only grows, may restart
  window_total = 2,   ///< sum of a stated window
};
std::string_view to_string(MetricKind kind);  ///< "gauge", "running_total", "window_total"
std::optional<MetricKind> parse_metric_kind(std::string_view text);

struct Metric {
  std::string name;  ///< snake_case
  std::string unit;  ///< "1" for counts, "s" for seconds
  MetricKind kind = MetricKind::running_total;
  /// Whether figures of several posts or windows add up to a figure of all; unique people do not. Not a part
  /// of what the store keeps.
  bool additive = true;
  auto operator<=>(const Metric&) const = default;
};

/// The metrics of the contract, whose unit and kind no plugin may change.
std::span<const Metric> standard_metrics();

/// Error `invalid`: not snake_case, a standard metric with another unit or kind (both are told), or the name
/// of a derived metric (total_engagement, engagement_rate, click_through_rate), which no platform may
/// declare.
Result<> check_declaration(const Metric& metric);

/// One metric of a snapshot.
struct Sample {
  std::string_view metric;  ///< the metric's name; whoever made the sample keeps it alive
  std::int64_t value = 0;
};

}  // namespace tidemark
