#pragma once
// CSV as RFC 4180 has it: quotes, doubled quotes, commas and line ends within quotes, LF or CRLF, a byte
// order mark.

#include <istream>
#include <string>
#include <vector>

#include "domain/result.h"

namespace tidemark::cli {

struct CsvRow {
  std::size_t line = 0;  ///< where it begins, from 1
  std::vector<std::string> cells;
};

/// Reads rows one after the other. `in` outlives the reader.
class CsvReader {
 public:
  explicit CsvReader(std::istream& in);
  /// False at the end. Empty lines are passed over. Error: a quote where none may stand or one that is never
  /// closed, naming the line.
  Result<bool> next(CsvRow& row);

 private:
  int get();
  Result<bool> read_quoted(std::string& cell);

  std::istream& in_;
  std::size_t line_ = 1;
};

}  // namespace tidemark::cli
