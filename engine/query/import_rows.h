#pragma once
// Rows of an import as they were read, before anybody looked whether their posts exist. Flat, because there
// are very many: a row is a few numbers and a stretch of `samples`.

#include <cstdint>
#include <deque>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "domain/instant.h"
#include "domain/metric.h"
#include "store/bulk_snapshots.h"

namespace tidemark {

/// Why a row was not taken.
struct RejectedRow {
  std::uint64_t line = 0;  ///< of the body, from 1
  std::string reason;
};

/// How many rejected rows an answer names; all are counted.
inline constexpr std::size_t kMostErrors = 1'000;

/// The metrics that a row may name. Names live as long as this.
class ImportMetrics {
 public:
  explicit ImportMetrics(std::vector<Metric> known);
  ImportMetrics(const ImportMetrics&) = delete;
  ImportMetrics& operator=(const ImportMetrics&) = delete;
  /// Null for one that nobody declared.
  const Metric* find(std::string_view name) const;
  /// Of one that `find` gave: its place in `names`.
  std::uint32_t index_of(const Metric& metric) const {
    return static_cast<std::uint32_t>(&metric - known_.data());
  }
  std::vector<std::string_view> names() const;

 private:
  const std::vector<Metric> known_;
  std::unordered_map<std::string_view, const Metric*> by_name_;
};

/// 0 and empty: not given.
struct ImportRow {
  std::uint64_t line = 0;
  std::uint64_t post = 0, account = 0, business = 0;
  std::string_view platform = {}, platform_post_id = {};  ///< in the body's text, or in `texts`
  Instant fetched_at = {};
  std::uint32_t first = 0, count = 0;  ///< of `samples`; rows have theirs one behind the other
};

/// The rows of one portion of a body. A row is begun, told what it says, and ended; whatever was rejected
/// leaves nothing but its reason. Threads: none.
class ImportRows {
 public:
  ImportRows(Instant now, const ImportMetrics& metrics) : now_(now), metrics_(metrics) {}

  std::vector<ImportRow> rows;
  std::vector<BulkSnapshots::Value> samples;
  std::deque<std::string> texts;      ///< what could not stay in the body's text
  std::vector<RejectedRow> rejected;  ///< by line; the first kMostErrors
  std::uint64_t seen = 0;             ///< rows, rejected ones too

  void begin(std::uint64_t line) {
    row_ = {.line = line, .first = static_cast<std::uint32_t>(samples.size())};
    timed_ = false;
    good_ = true;
  }
  ImportRow& row() { return row_; }
  void fetched_at(Instant at) {
    row_.fetched_at = at;
    timed_ = true;
  }
  void sample(const Metric& metric, std::int64_t value) {
    if (metric.kind == MetricKind::window_total) return reject_window(metric);
    samples.push_back({metrics_.index_of(metric), value});
  }
  bool names(const Metric& metric) const;
  /// The text in a place that stays; mostly rows that follow each other have the same.
  std::string_view keep(std::string_view text);
  /// The first reason stays.
  void reject(std::string reason);
  bool good() const { return good_; }
  /// Counts the row, and keeps it if nothing speaks against it.
  void end();
  /// As if it had not been begun.
  void abandon() { samples.resize(row_.first); }

 private:
  void reject_window(const Metric& metric);

  const Instant now_;
  const ImportMetrics& metrics_;
  ImportRow row_;
  std::string reason_;
  bool timed_ = false, good_ = true;
};

/// `text` between quotes, fit for a sentence: cut, and without what could not be printed.
std::string shown(std::string_view text);

/// RFC 3339, or digits: milliseconds since 1970. Nothing for other texts and for years beyond 1 to 9999.
std::optional<Instant> parse_fetched_at(std::string_view text);
std::optional<Instant> instant_of_ms(std::int64_t ms);

}  // namespace tidemark
