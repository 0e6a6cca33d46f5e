#pragma once
// A cell as merges work on it: one flat table, since a cell takes what thousands of snapshots booked.

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "store/bookings.h"
#include "store/gain_cell.h"

namespace tidemark::disk {

/// Bookings that wait to be added, a column of quarters a metric.
class PendingGains {
 public:
  /// The next operand's metrics begin from the lowest again.
  void rewind() { cursor_ = 0; }
  /// Metrics rise between rewinds.
  void add(std::uint8_t quarter, std::uint32_t metric, const Booked& more) {
    while (cursor_ < columns_.size() && columns_[cursor_].metric < metric) ++cursor_;
    if (cursor_ == columns_.size() || columns_[cursor_].metric != metric)
      columns_.insert(columns_.begin() + static_cast<std::ptrdiff_t>(cursor_), {metric, {}});
    std::vector<Booked>& quarters = columns_[cursor_].quarters;
    if (quarters.size() <= quarter) quarters.resize(quarter + 1u);
    quarters[quarter] += more;
  }
  template <class Each>
  void each(const Each& visit) const {
    for (const Column& column : columns_)
      for (std::size_t quarter = 0; quarter < column.quarters.size(); ++quarter)
        if (column.quarters[quarter] != Booked{})
          visit(static_cast<std::uint8_t>(quarter), column.metric, column.quarters[quarter]);
  }

 private:
  struct Column {
    std::uint32_t metric = 0;
    std::vector<Booked> quarters;
  };
  std::vector<Column> columns_;
  std::size_t cursor_ = 0;
};

class CellTable {
 public:
  CellTable() = default;
  explicit CellTable(const GainCell& cell);

  /// Replaces what was there. False for bytes that no version wrote.
  bool read(std::string_view cell);
  void add(const PendingGains& pending);
  /// As a cell is stored, or taken apart: without segments and metrics in which nothing is booked.
  std::string bytes() const;
  GainCell cell() const;

 private:
  Booked* column(std::size_t metric) { return values_.data() + metric * bounds_.size(); }
  const Booked* column(std::size_t metric) const { return values_.data() + metric * bounds_.size(); }
  /// Gives these places among the others, as far as they have none.
  void make_room(std::vector<GainBounds> bounds, std::vector<std::uint32_t> metrics);
  std::size_t place_of(std::uint32_t metric) const;

  std::vector<GainBounds> bounds_;      // rising, apart from each other
  std::vector<std::uint32_t> metrics_;  // rising
  std::vector<Booked> values_;          // a metric's of all segments, then the next one's
};

}  // namespace tidemark::disk
