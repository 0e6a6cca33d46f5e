#pragma once
// The table dump of a web application as rows of an import: `tidemark import --format post-analytics`.
//
// Its columns platform, platform_post_id, business_id, fetched_at and those named like a metric are taken.
// All others are that application's own (published_post_id, id, created_at ...) or derived (engagement_rate)
// and left out. Each row keeps its line, so that what the engine says of a line is true of the table.

#include <cstdint>
#include <istream>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "cli/csv.h"
#include "domain/result.h"

namespace tidemark::cli {

/// Threads: none. `in` outlives it.
class PostAnalyticsRows {
 public:
  /// `business` stands in the place of the table's. Error `invalid`: a column that is needed is missing, or
  /// the CSV is broken.
  static Result<PostAnalyticsRows> begin(std::istream& in, const std::set<std::string>& metrics,
                                         std::optional<std::int64_t> business);

  /// Appends the next rows as CSV of an import, first its header; false at the end. Error: the CSV is broken.
  Result<bool> next(std::string& piece);

  const std::vector<std::string>& left_out() const { return left_out_; }
  std::uint64_t rows() const { return rows_; }
  std::uint64_t all_zero() const { return all_zero_; }  ///< rows whose figures are zero, every one

 private:
  explicit PostAnalyticsRows(std::istream& in) : reader_(in) {}
  void convert(const CsvRow& row, std::string& piece);

  enum class Is { word, time, metric };
  struct Column {
    std::size_t place = 0;  // in the table
    Is is = Is::word;
    std::string name;
  };
  CsvReader reader_;
  std::vector<Column> columns_;
  std::size_t cells_ = 0;  // of a row of the table
  std::string business_;   // the cell for all rows; empty: the table's
  std::vector<std::string> left_out_;
  std::size_t line_ = 1;  // of what is written next
  std::uint64_t rows_ = 0, all_zero_ = 0;
};

/// A time as databases print it, "2025-11-22 13:45:00+00" or without a zone (then UTC), as RFC 3339. Other
/// texts stay as they are.
std::string rfc3339_of(const std::string& text);

}  // namespace tidemark::cli
