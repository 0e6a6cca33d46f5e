#pragma once
// Sums over many posts, group by group and bucket by bucket: what series and trends are made of.
//
// Without labels they are read from what the store keeps ready (`gains`); with labels, which are the
// catalog's and change without a word to the store, they are computed from the posts. Both book alike
// (store/bookings.h), so that a label that all posts have changes nothing.

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "query/query_parts.h"
#include "query/scope.h"
#include "store/bookings.h"

namespace tidemark {

struct Grouping {
  enum class By { nothing, platform, label } by = By::nothing;
  std::string label = {};  ///< its name
};

struct SumsRequest {
  std::span<const std::string_view> metrics;
  std::span<const Instant> edges;  ///< rising, at least one
  Grouping grouping = {};
};

struct GroupSums {
  /// The platform, or the label's value; nothing for posts without the label, and without a grouping.
  std::optional<std::string> key = {};
  /// By the request's metrics: first what was booked before the first edge, then by bucket.
  std::vector<std::vector<Booked>> metrics = {};
};

/// By rising key, that of nothing last. A group of which none of the metrics was ever measured before the
/// last edge is left out; without a grouping there is one in any case.
Result<std::vector<GroupSums>> group_sums(const QueryParts& parts, const Scope& scope,
                                          const SumsRequest& request);

/// Which way a bucket is read.
enum class SumOf {
  gain,   ///< what was gained in it
  total,  ///< what stood at its end
};

/// Reads one metric of a group, bucket by bucket.
class SumReader {
 public:
  SumReader(const std::vector<Booked>& booked, SumOf sum_of)
      : next_(booked.begin()), end_(booked.end()), sum_of_(sum_of) {
    if (next_ != end_) standing_ = *next_++;
  }
  /// The next bucket's figure; nothing where nothing was measured. At most as often as there are buckets.
  std::optional<std::int64_t> next() {
    const Booked& bucket = *next_++;
    if (sum_of_ == SumOf::gain) return bucket.gains != 0 ? std::optional(bucket.gain) : std::nullopt;
    standing_ += bucket;
    if (standing_.gains == 0 && standing_.baselines == 0) return std::nullopt;
    return wrapping_sum(standing_.gain, standing_.baseline);
  }

 private:
  std::vector<Booked>::const_iterator next_, end_;
  Booked standing_;
  SumOf sum_of_;
};

}  // namespace tidemark
