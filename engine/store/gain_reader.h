#pragma once

#include <rocksdb/db.h>

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "domain/ids.h"
#include "domain/result.h"
#include "store/gain_cell.h"
#include "store/gain_table.h"
#include "store/history_cursor.h"

namespace tidemark {

/// Sums of what was booked, from the cells that are kept ready. What was booked before the first edge is a
/// sum over spans and at most half a span of days: those before the first edge, or those from it to the end
/// of its span, to be taken away again, most of which the question reads anyway.
class GainReader {
 public:
  GainReader(const View& view, std::optional<BusinessId> business);
  GainReader(const GainReader&) = delete;
  GainReader& operator=(const GainReader&) = delete;

  Result<> read(GainTable& table);

 private:
  /// Which cells the question takes; days and spans since 1970.
  struct Plan {
    std::int64_t spans_until = 0;  ///< these are all before the first edge, but for `taken_away`
    std::int64_t days_since = 0, days_until = 0;
    std::int64_t taken_away = 0;  ///< days before this one are in the spans too
    std::int64_t shown_until = 0;
  };
  static Plan plan(std::span<const Instant> edges);
  bool add_spans(GainTable& table, const Plan& plan);
  bool add_days(GainTable& table, const Plan& plan);
  bool add_day(GainTable& table, std::int64_t day, std::string_view cell);
  bool add_segments(GainTable& table, std::int64_t day, std::string_view cell);

  const View& view_;
  const std::optional<BusinessId> business_;
  const std::string lower_, upper_;
  const rocksdb::Slice lower_slice_, upper_slice_;
  const std::unique_ptr<rocksdb::Iterator> cells_;
  const std::string empty_;  // a cell in which nothing is booked any more
  std::vector<Booked> whole_, by_segment_;
  std::vector<disk::GainBounds> bounds_;
};

}  // namespace tidemark
