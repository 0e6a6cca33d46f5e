#include "cli/table.h"

#include <algorithm>
#include <cstdint>
#include <ostream>

namespace tidemark::cli {
namespace {

/// Takes one character off the front; a broken sequence gives its first byte.
char32_t take_character(std::string_view& text) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const unsigned char first = byte(0);
  const std::size_t length = first < 0x80 ? 1 : first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : first >= 0xc0 ? 2 : 1;
  char32_t character = length == 1 ? first : first & (0x7f >> length);
  if (length > text.size()) {
    text.remove_prefix(1);
    return 0xfffd;
  }
  for (std::size_t i = 1; i < length; ++i) character = (character << 6) | (byte(i) & 0x3f);
  text.remove_prefix(length);
  return character;
}

struct Range {
  char32_t first, last;
};
// The common ranges of Unicode's East Asian Width "W" and of combining marks; a rare script may be off by a
// column.
constexpr Range kWide[] = {{0x1100, 0x115f},   {0x2e80, 0x303e},   {0x3041, 0xa4cf},   {0xac00, 0xd7a3},
                           {0xf900, 0xfaff},   {0xfe30, 0xfe6f},   {0xff00, 0xff60},   {0xffe0, 0xffe6},
                           {0x1f300, 0x1f64f}, {0x1f680, 0x1f6ff}, {0x1f900, 0x1f9ff}, {0x20000, 0x3fffd}};
constexpr Range kNone[] = {
    {0x0300, 0x036f}, {0x200b, 0x200f}, {0x20d0, 0x20ff}, {0xfe00, 0xfe0f}, {0x1f3fb, 0x1f3ff}};

template <std::size_t N>
bool in(const Range (&ranges)[N], char32_t character) {
  return std::any_of(std::begin(ranges), std::end(ranges),
                     [&](Range r) { return character >= r.first && character <= r.last; });
}

std::size_t width_of(char32_t character) {
  return in(kNone, character) ? 0 : in(kWide, character) ? 2 : 1;
}

bool is_number(const std::string& cell) {
  if (cell == "-") return true;
  const std::size_t sign = !cell.empty() && cell[0] == '-' ? 1 : 0;
  return cell.size() > sign && cell.find_first_not_of("0123456789.", sign) == std::string::npos &&
         std::count(cell.begin(), cell.end(), '.') <= 1;
}

}  // namespace

std::size_t width_of(std::string_view text) {
  std::size_t width = 0;
  while (!text.empty()) width += width_of(take_character(text));
  return width;
}

std::string fit(std::string_view text, std::size_t columns) {
  std::string plain(text);
  std::replace_if(
      plain.begin(), plain.end(), [](unsigned char c) { return c < 0x20 || c == 0x7f; }, ' ');
  if (width_of(plain) <= columns) return plain;
  std::string_view rest = plain;
  std::size_t width = 0;
  while (!rest.empty()) {
    std::string_view after = rest;
    width += width_of(take_character(after));
    if (width > columns - 1) break;
    rest = after;
  }
  return plain.substr(0, plain.size() - rest.size()) + "…";
}

void Table::print(std::ostream& out) const {
  std::vector<std::size_t> widths;
  std::vector<bool> right;
  for (std::size_t column = 0; column < head_.size(); ++column) {
    widths.push_back(width_of(head_[column]));
    right.push_back(!rows_.empty());
    for (const auto& row : rows_) {
      widths[column] = std::max(widths[column], width_of(row[column]));
      if (!is_number(row[column])) right[column] = false;
    }
  }
  const auto print_row = [&](const std::vector<std::string>& row) {
    std::string line;
    for (std::size_t column = 0; column < row.size(); ++column) {
      const std::string pad(widths[column] - width_of(row[column]), ' ');
      line += (column ? "  " : "") + (right[column] ? pad + row[column] : row[column] + pad);
    }
    line.erase(line.find_last_not_of(' ') + 1);
    out << line << '\n';
  };
  print_row(head_);
  for (const auto& row : rows_) print_row(row);
}

}  // namespace tidemark::cli
