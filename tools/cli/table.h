#pragma once
// Tables for people: columns aligned as they look on a terminal, not as they count in bytes.

#include <iosfwd>
#include <string>
#include <string_view>
#include <vector>

namespace tidemark::cli {

/// Columns that a terminal needs for UTF-8 text: 2 for wide characters (CJK, emoji), 0 for combining ones.
std::size_t width_of(std::string_view text);
/// At most `columns` wide, ending in "…" if it was longer; control characters become spaces, so that no text
/// of a platform can steer the terminal.
std::string fit(std::string_view text, std::size_t columns);

class Table {
 public:
  explicit Table(std::vector<std::string> head) : head_(std::move(head)) {}
  /// As many cells as columns.
  void add(std::vector<std::string> row) { rows_.push_back(std::move(row)); }
  /// Columns that hold only numbers are set to the right.
  void print(std::ostream& out) const;

 private:
  std::vector<std::string> head_;
  std::vector<std::vector<std::string>> rows_;
};

}  // namespace tidemark::cli
