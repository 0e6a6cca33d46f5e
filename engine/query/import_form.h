#pragma once
// How the body of an import becomes rows: CSV and NDJSON.

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "domain/result.h"
#include "query/import_rows.h"

namespace tidemark {

/// A line may have so many bytes; a longer one is rejected without being kept.
inline constexpr std::size_t kLongestLine = 1u << 20;

/// Reads a body portion by portion. Threads: none.
class ImportForm {
 public:
  virtual ~ImportForm() = default;
  /// Takes whole rows off the front of `text`, at most `most`, and tells how many bytes that were; the rest
  /// is to come again, with more behind it. `last`: nothing will follow, so that the last line needs no end.
  /// Rows keep views into `text`, which has to have kSpare bytes of readable memory behind it. Error
  /// `invalid`: the form itself cannot be read; only at its beginning, before any row.
  virtual Result<std::size_t> read(std::string_view text, bool last, std::size_t most, ImportRows& into) = 0;

  static constexpr std::size_t kSpare = 64;
};

/// RFC 4180 with a header line: columns in any order, `post_id`, `platform`, `platform_post_id`,
/// `account_id`, `business_id`, `fetched_at`, and metrics. Quotes, CRLF and a byte order mark are understood;
/// empty lines are passed over; an empty cell is absent. Error `invalid`, the column being its field: no
/// header, a column that is neither a field nor a declared metric or is there twice, no `fetched_at`, nothing
/// that names a post.
std::unique_ptr<ImportForm> csv_form(const ImportMetrics& metrics);

/// An object a line: the same fields and `metrics`, an object; null is absent. Error `invalid`: the first
/// line is no object, so that this is something else than NDJSON. Any other bad line is a rejected row.
std::unique_ptr<ImportForm> ndjson_form(const ImportMetrics& metrics);

}  // namespace tidemark
