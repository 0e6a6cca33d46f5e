#pragma once
// `GET /analytics/series`: metrics of many posts over time, summed by groups.

#include <string>
#include <string_view>
#include <vector>

#include "query/cut_window.h"
#include "query/group_sums.h"

namespace tidemark {

struct GroupSeriesRequest {
  std::vector<std::string> metrics = {};  ///< empty: every additive running total that occurs in the window
  Period step = Period::day;
  SumOf value = SumOf::gain;
  Grouping grouping = {};
};

struct GroupSeries {
  struct Column {
    std::string name;
    std::size_t place = 0;  ///< in a group's metrics
    bool adds_up = true;    ///< else it is null in sums over posts
  };
  std::vector<Instant> timestamps;  ///< every bucket that has a part in the window, by its start
  std::vector<Column> columns;      ///< as asked, each once; else by name
  std::vector<GroupSums> groups;
  SumOf value = SumOf::gain;
};

/// Errors `invalid`: field metrics, one that no plugin declares and the store does not know; field step, too
/// many buckets.
Result<GroupSeries> group_series(const QueryParts& parts, const Scope& scope,
                                 const GroupSeriesRequest& request);

}  // namespace tidemark
