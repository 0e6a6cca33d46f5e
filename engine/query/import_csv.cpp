// CSV. Most rows have no quotes: they are read in one walk over their bytes, numbers as they come. A row with
// a quote in it is taken apart into cells first.

#include <simdjson.h>

#include <algorithm>
#include <charconv>
#include <cstring>
#include <optional>
#include <vector>

#include "query/import_form.h"

namespace tidemark {
namespace {

struct Column {
  enum class Is { post, account, business, platform, platform_post_id, fetched_at, metric } is;
  std::string name;
  const Metric* metric = nullptr;
};

constexpr std::pair<std::string_view, Column::Is> kFields[] = {
    {"post_id", Column::Is::post},
    {"account_id", Column::Is::account},
    {"business_id", Column::Is::business},
    {"platform", Column::Is::platform},
    {"platform_post_id", Column::Is::platform_post_id},
    {"fetched_at", Column::Is::fetched_at}};

std::optional<std::int64_t> number_in(std::string_view text) {
  std::int64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return number;
}

/// Digits from `at` up to the cell's end, as long as no 64-bit number can overflow. False: look closer.
bool quick_number(const char*& at, const char* end, std::int64_t& number) {
  const char* p = at;
  const bool minus = p != end && *p == '-';
  p += minus;
  const char* const first = p;
  std::int64_t sum = 0;
  while (p != end && p - first < 18 && static_cast<unsigned>(*p - '0') < 10) sum = sum * 10 + (*p++ - '0');
  if (p == first || (p != end && *p != ',')) return false;
  number = minus ? -sum : sum;
  at = p;
  return true;
}

class CsvForm final : public ImportForm {
 public:
  explicit CsvForm(const ImportMetrics& metrics) : metrics_(metrics) {}

  Result<std::size_t> read(std::string_view text, bool last, std::size_t most, ImportRows& into) override;

 private:
  struct Cells {
    std::vector<std::string_view> cells;
    std::size_t bytes = 0;  // with the line's end
    std::size_t lines = 0;
    std::string fault;
    bool whole = false;
  };
  Result<std::size_t> read_header(std::string_view text, bool last, ImportRows& into);
  Result<> declare(const std::vector<std::string_view>& cells);
  /// Bytes that a row took; 0: it is not whole yet.
  std::size_t read_row(std::string_view text, bool last, ImportRows& into);
  std::size_t read_quoted(std::string_view text, bool last, ImportRows& into);
  bool read_plain(std::string_view line, ImportRows& into) const;
  static bool take_quick(const Column& column, std::int64_t number, ImportRows& into);
  void take(const Column& column, std::string_view cell, ImportRows& into) const;
  void count_mismatch(std::size_t cells, ImportRows& into) const;
  Cells split(std::string_view text, bool last, ImportRows& into) const;

  const ImportMetrics& metrics_;
  std::vector<Column> columns_;
  std::uint64_t line_ = 1;     // of what is read next
  bool marked_ = false;        // a byte order mark would have been seen
  bool passing_over_ = false;  // the rest of a line that is too long
};

std::string_view without_cr(std::string_view line) {
  if (line.ends_with('\r')) line.remove_suffix(1);
  return line;
}

Result<std::size_t> CsvForm::read(std::string_view text, bool last, std::size_t most, ImportRows& into) {
  std::size_t at = 0;
  if (columns_.empty()) {
    const auto header = read_header(text, last, into);
    if (!header || columns_.empty()) return header;
    at = *header;
  }
  while (at < text.size() && into.rows.size() < most) {
    const std::size_t bytes = read_row(text.substr(at), last, into);
    if (bytes == 0) break;
    at += bytes;
  }
  return at;
}

Result<std::size_t> CsvForm::read_header(std::string_view text, bool last, ImportRows& into) {
  constexpr std::string_view mark = "\xef\xbb\xbf";
  std::size_t at = 0;
  if (!marked_) {
    if (text.size() < mark.size() && !last) return at;
    if (text.starts_with(mark)) at = mark.size();
    marked_ = true;
  }
  while (at < text.size()) {
    const std::string_view reach = text.substr(at, kLongestLine);
    const bool all = at + reach.size() == text.size();
    const Cells header = split(reach, last && all, into);
    if (!header.whole && !last && all) return at;
    if (!header.whole)
      return Error{Code::invalid, "the header line is longer than 1 MiB, or a quote in it is never closed"};
    if (!header.fault.empty()) return Error{Code::invalid, "the header line: " + header.fault};
    at += header.bytes;
    line_ += header.lines;
    if (header.cells.size() == 1 && header.cells[0].empty()) continue;
    if (auto good = declare(header.cells); !good) return good.error();
    return at;
  }
  if (!last) return at;
  return Error{Code::invalid, "the body is empty; a CSV with a header line is wanted"};
}

Result<> CsvForm::declare(const std::vector<std::string_view>& cells) {
  std::vector<Column> columns;
  bool named[7] = {};
  for (const std::string_view cell : cells) {
    Column column{.is = Column::Is::metric, .name = std::string(cell), .metric = metrics_.find(cell)};
    for (const auto& [field, is] : kFields)
      if (cell == field) column = {.is = is, .name = std::string(cell)};
    const std::string word = shown(cell);
    const std::string name = word.substr(1, word.size() - 2);
    if (column.is == Column::Is::metric && !column.metric)
      return Error{Code::invalid, "the column " + word + " is neither a field nor a metric that is declared",
                   name};
    if (std::any_of(columns.begin(), columns.end(), [&](const Column& one) { return one.name == cell; }))
      return Error{Code::invalid, "the column " + word + " is there twice", name};
    named[static_cast<int>(column.is)] = true;
    columns.push_back(std::move(column));
  }
  const auto has = [&](Column::Is is) { return named[static_cast<int>(is)]; };
  if (!has(Column::Is::fetched_at)) return Error{Code::invalid, "the column is missing", "fetched_at"};
  const bool by_name = has(Column::Is::platform) && has(Column::Is::platform_post_id) &&
                       (has(Column::Is::account) || has(Column::Is::business));
  if (!has(Column::Is::post) && !by_name)
    return Error{Code::invalid,
                 "the columns do not name a post: post_id, or platform, platform_post_id and account_id or "
                 "business_id",
                 "post_id"};
  columns_ = std::move(columns);
  return Done{};
}

std::size_t CsvForm::read_row(std::string_view text, bool last, ImportRows& into) {
  const auto* found = static_cast<const char*>(std::memchr(text.data(), '\n', text.size()));
  const std::size_t end = found ? static_cast<std::size_t>(found - text.data()) : text.size();
  if (passing_over_) {
    passing_over_ = !found;
    line_ += found != nullptr;
    return found ? end + 1 : end;
  }
  if (end > kLongestLine) {
    into.begin(line_);
    into.reject("its line is longer than 1 MiB");
    into.end();
    passing_over_ = !found;
    line_ += found != nullptr;
    return found ? end + 1 : end;
  }
  if (!found && !last) return 0;
  const std::string_view line = without_cr(text.substr(0, end));
  if (!line.empty()) {
    into.begin(line_);
    if (!read_plain(line, into)) {
      into.abandon();
      return read_quoted(text, last, into);
    }
    into.end();
  }
  ++line_;
  return found ? end + 1 : end;
}

/// False: there is a quote, and this was no way to read it.
bool CsvForm::read_plain(std::string_view line, ImportRows& into) const {
  const char* at = line.data();
  const char* const end = at + line.size();
  std::size_t cells = 0;
  for (const Column& column : columns_) {
    if (cells > 0) {
      if (at == end) break;
      ++at;  // the comma
    }
    ++cells;
    if (at == end || *at == ',') continue;
    const char* const start = at;
    std::int64_t number = 0;
    if (quick_number(at, end, number) && take_quick(column, number, into)) continue;
    at = start;
    const auto* comma = static_cast<const char*>(std::memchr(at, ',', static_cast<std::size_t>(end - at)));
    const std::string_view cell(at, static_cast<std::size_t>((comma ? comma : end) - at));
    if (cell.front() == '"') return false;
    take(column, cell, into);
    at += cell.size();
  }
  if (at == end && cells == columns_.size()) return true;
  if (std::memchr(at, '"', static_cast<std::size_t>(end - at))) return false;
  count_mismatch(cells + static_cast<std::size_t>(std::count(at, end, ',')), into);
  return true;
}

/// The numbers of almost every row. False: not one of them.
bool CsvForm::take_quick(const Column& column, std::int64_t number, ImportRows& into) {
  if (column.is == Column::Is::metric) {
    into.sample(*column.metric, number);
    return true;
  }
  if (column.is == Column::Is::fetched_at && instant_of_ms(number)) {
    into.fetched_at({number});
    return true;
  }
  if (number <= 0) return false;
  const auto id = static_cast<std::uint64_t>(number);
  if (column.is == Column::Is::post)
    into.row().post = id;
  else if (column.is == Column::Is::account)
    into.row().account = id;
  else if (column.is == Column::Is::business)
    into.row().business = id;
  else
    return false;
  return true;
}

void CsvForm::count_mismatch(std::size_t cells, ImportRows& into) const {
  into.reject("it has " + std::to_string(cells) + " cells, the header " + std::to_string(columns_.size()));
}

void CsvForm::take(const Column& column, std::string_view cell, ImportRows& into) const {
  if (cell.empty()) return;
  const auto id = [&](std::uint64_t& field) {
    const auto number = number_in(cell);
    if (!number || *number <= 0) return into.reject(column.name + " " + shown(cell) + " is no id");
    field = static_cast<std::uint64_t>(*number);
  };
  const auto word = [&](std::string_view& field) {
    if (!simdjson::validate_utf8(cell.data(), cell.size()))
      return into.reject(column.name + " " + shown(cell) + " is no UTF-8");
    field = cell;
  };
  switch (column.is) {
    case Column::Is::post:
      return id(into.row().post);
    case Column::Is::account:
      return id(into.row().account);
    case Column::Is::business:
      return id(into.row().business);
    case Column::Is::platform:
      return word(into.row().platform);
    case Column::Is::platform_post_id:
      return word(into.row().platform_post_id);
    case Column::Is::fetched_at:
      if (const auto at = parse_fetched_at(cell)) return into.fetched_at(*at);
      return into.reject("fetched_at " + shown(cell) + " is neither RFC 3339 nor milliseconds since 1970");
    case Column::Is::metric:
      if (const auto number = number_in(cell)) return into.sample(*column.metric, *number);
      return into.reject(column.name + " " + shown(cell) + " is no whole number of 64 bits");
  }
}

std::size_t CsvForm::read_quoted(std::string_view text, bool last, ImportRows& into) {
  const std::string_view reach = text.substr(0, kLongestLine);
  const Cells row = split(reach, last && reach.size() == text.size(), into);
  // Rows of one line are whole here; one that a quote carries on may have to wait for more.
  if (!row.whole && !last && reach.size() == text.size()) return 0;
  into.begin(line_);
  if (!row.whole) {
    // The next line is read by itself, so that one quote too many does not take the whole body along.
    into.reject("a quote is opened and never closed");
    into.end();
    const std::size_t end = std::min(text.find('\n'), text.size());
    ++line_;
    return std::min(end + 1, text.size());
  }
  if (!row.fault.empty())
    into.reject(row.fault);
  else if (row.cells.size() != columns_.size())
    count_mismatch(row.cells.size(), into);
  else
    for (std::size_t i = 0; i < columns_.size(); ++i) take(columns_[i], row.cells[i], into);
  into.end();
  line_ += row.lines;
  return row.bytes;
}

/// Takes one row apart by the rules of quotes. Not whole: it goes on behind the text.
CsvForm::Cells CsvForm::split(std::string_view text, bool last, ImportRows& into) const {
  Cells row;
  for (std::size_t at = 0;;) {
    std::string_view cell;
    const bool quoted = at < text.size() && text[at] == '"';
    if (quoted) {
      std::string plain;
      std::size_t close = ++at;
      for (;; at = close) {
        close = text.find('"', at);
        if (close == std::string_view::npos) return row;
        plain += text.substr(at, close - at);
        if (close + 1 == text.size() && !last) return row;
        if (++close == text.size() || text[close] != '"') break;
        plain += '"';
        ++close;
      }
      at = close;
      row.lines += static_cast<std::size_t>(std::count(plain.begin(), plain.end(), '\n'));
      cell = into.texts.emplace_back(std::move(plain));
    }
    const std::size_t rest = at;
    at = std::min(text.find_first_of(",\n", at), text.size());
    if (at == text.size() && !last) return row;
    std::string_view plain = text.substr(rest, at - rest);
    const bool ends = at == text.size() || text[at] == '\n';
    if (ends) plain = without_cr(plain);
    if (quoted) {
      if (!plain.empty()) row.fault = "text follows a closing quote";
    } else {
      if (plain.find('"') != std::string_view::npos)
        row.fault = "a quote stands inside a cell that has none around it";
      cell = plain;
    }
    row.cells.push_back(cell);
    if (!ends) {
      ++at;
      continue;
    }
    row.bytes = std::min(at + 1, text.size());
    ++row.lines;
    row.whole = true;
    return row;
  }
}

}  // namespace

std::unique_ptr<ImportForm> csv_form(const ImportMetrics& metrics) {
  return std::make_unique<CsvForm>(metrics);
}

}  // namespace tidemark
