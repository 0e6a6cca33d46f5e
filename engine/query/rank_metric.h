#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "domain/result.h"
#include "query/query_parts.h"

namespace tidemark {

/// What posts are ranked by, and what of them has to be read for it.
struct RankMetric {
  using Values = std::span<const std::optional<std::int64_t>>;

  std::vector<std::string_view> reads;  ///< stored metrics
  /// Of a rate: hundredths of a percent, rounded, so that rates which look alike are alike.
  std::optional<std::int64_t> (*value)(Values reads);
  bool is_rate = false;
};

/// `name` outlives the answer. Error `invalid` with field metric: neither derived nor declared by anybody, or
/// a total of windows.
Result<RankMetric> rank_metric(const QueryParts& parts, std::string_view name);

}  // namespace tidemark
