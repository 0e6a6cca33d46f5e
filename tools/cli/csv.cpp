#include "cli/csv.h"

namespace tidemark::cli {

CsvReader::CsvReader(std::istream& in) : in_(in) {
  constexpr unsigned char mark[] = {0xef, 0xbb, 0xbf};
  for (unsigned char byte : mark) {
    if (in_.peek() != byte) break;
    in_.get();
  }
}

int CsvReader::get() {
  int c = in_.get();
  if (c == '\r' && in_.peek() == '\n') c = in_.get();
  if (c == '\n') ++line_;
  return c;
}

Result<bool> CsvReader::read_quoted(std::string& cell) {
  const std::size_t began = line_;
  for (int c = get();; c = get()) {
    if (c == EOF)
      return Error{Code::invalid, "line " + std::to_string(began) + ": a quote is opened and never closed"};
    if (c == '"' && in_.peek() != '"') break;
    if (c == '"') get();
    cell += static_cast<char>(c);
  }
  const int after = in_.peek();
  if (after != ',' && after != '\n' && after != '\r' && after != EOF)
    return Error{Code::invalid, "line " + std::to_string(line_) +
                                    ": text follows a closing quote; a quote within quotes is doubled"};
  return true;
}

Result<bool> CsvReader::next(CsvRow& row) {
  while (in_.peek() == '\n' || in_.peek() == '\r') get();
  row = {line_, {}};
  if (in_.peek() == EOF) return false;
  row.cells.emplace_back();
  while (true) {
    std::string& cell = row.cells.back();
    if (in_.peek() == '"' && cell.empty()) {
      get();
      if (auto good = read_quoted(cell); !good) return good;
    }
    const int c = get();
    if (c == EOF || c == '\n') return true;
    if (c == '"')
      return Error{Code::invalid, "line " + std::to_string(line_) + ": a quote inside an unquoted cell"};
    if (c == ',') {
      row.cells.emplace_back();
    } else {
      cell += static_cast<char>(c);
    }
  }
}

}  // namespace tidemark::cli
