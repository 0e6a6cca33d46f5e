#include "cli/post_analytics.h"

#include <algorithm>
#include <cctype>

#include "domain/instant.h"

namespace tidemark::cli {
namespace {

constexpr std::size_t kPiece = 64u << 10;

std::string csv_cell(const std::string& text) {
  if (text.find_first_of(",\"\r\n") == std::string::npos) return text;
  std::string cell = "\"";
  for (const char c : text) {
    if (c == '"') cell += '"';
    cell += c;
  }
  return cell + '"';
}

bool is_null(const std::string& cell) {
  return cell == "NULL" || cell == "null" || cell == "\\N";
}

}  // namespace

std::string rfc3339_of(const std::string& text) {
  if (parse_rfc3339(text)) return text;
  std::string plain = text;
  if (plain.ends_with(" UTC")) plain.resize(plain.size() - 4);
  const std::size_t sign = plain.find_last_of("+-");
  const bool zoned = sign != std::string::npos && sign > 10;  // behind the date
  std::string zone = zoned ? plain.substr(sign) : "Z";
  if (zoned) plain.resize(sign);
  if (zone.size() == 3) zone += ":00";
  if (zone.size() == 5 && zone[3] != ':') zone.insert(3, ":");
  return parse_rfc3339(plain + zone) ? plain + zone : text;
}

Result<PostAnalyticsRows> PostAnalyticsRows::begin(std::istream& in, const std::set<std::string>& metrics,
                                                   std::optional<std::int64_t> business) {
  PostAnalyticsRows rows(in);
  CsvRow header;
  const auto read = rows.reader_.next(header);
  if (!read) return read.error();
  if (!*read) return Error{Code::invalid, "the file is empty; a table with a header line is wanted"};
  rows.cells_ = header.cells.size();
  if (business) rows.business_ = std::to_string(*business);
  std::set<std::string> seen;
  for (std::size_t i = 0; i < header.cells.size(); ++i) {
    const std::string& name = header.cells[i];
    if (!seen.insert(name).second)
      return Error{Code::invalid,
                   "line " + std::to_string(header.line) + ": the column \"" + name + "\" is there twice"};
    if (name == "fetched_at")
      rows.columns_.push_back({i, Is::time, name});
    else if (name == "platform" || name == "platform_post_id" || (name == "business_id" && !business))
      rows.columns_.push_back({i, Is::word, name});
    else if (metrics.contains(name))
      rows.columns_.push_back({i, Is::metric, name});
    else if (name != "business_id")
      rows.left_out_.push_back(name);
  }
  for (const char* needed : {"platform", "platform_post_id", "fetched_at", "business_id"})
    if (!seen.contains(needed) && !(business && std::string_view(needed) == "business_id"))
      return Error{Code::invalid,
                   "line " + std::to_string(header.line) + ": the column " + needed + " is missing"};
  return rows;
}

Result<bool> PostAnalyticsRows::next(std::string& piece) {
  if (line_ == 1) {
    for (const Column& column : columns_) piece += column.name + ',';
    if (!business_.empty())
      piece += "business_id";
    else
      piece.pop_back();
    piece += '\n';
    ++line_;
  }
  CsvRow row;
  while (piece.size() < kPiece) {
    auto more = reader_.next(row);
    if (!more || !*more) return more;
    for (; line_ < row.line; ++line_) piece += '\n';
    convert(row, piece);
    ++line_;
  }
  return true;
}

void PostAnalyticsRows::convert(const CsvRow& row, std::string& piece) {
  ++rows_;
  // The engine counts the cells of a row and says what is wrong with one that has others.
  if (row.cells.size() != cells_) {
    for (std::size_t i = 0; i <= columns_.size() + 1; ++i) piece += ',';
    piece += '\n';
    return;
  }
  bool any = false, zero = true;
  for (const Column& column : columns_) {
    std::string cell = row.cells[column.place];
    if (is_null(cell)) cell.clear();
    if (column.is == Is::time) cell = rfc3339_of(cell);
    if (column.name == "platform")
      std::transform(cell.begin(), cell.end(), cell.begin(), [](unsigned char c) { return std::tolower(c); });
    if (column.is == Is::metric && !cell.empty()) {
      any = true;
      zero = zero && cell == "0";
    }
    piece += csv_cell(cell) + ',';
  }
  all_zero_ += any && zero;
  if (!business_.empty())
    piece += business_;
  else
    piece.pop_back();
  piece += '\n';
}

}  // namespace tidemark::cli
