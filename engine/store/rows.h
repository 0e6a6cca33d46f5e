#pragma once
// What the keys lead to. ON DISK: a change needs a new format number and a migration (README.md).

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "domain/instant.h"

namespace tidemark::disk {

/// One snapshot: its samples by metric number, rising, each metric once.
struct NumberedSample {
  std::uint32_t metric = 0;
  std::int64_t value = 0;
  bool operator==(const NumberedSample&) const = default;
};
using Row = std::vector<NumberedSample>;

std::string encode(const Row& row);
/// The same into bytes that are used again and again.
void write_row(std::string& out, std::span<const NumberedSample> row);
/// Nothing for bytes that no version up to this one wrote.
std::optional<Row> decode_row(std::string_view bytes);
/// The same into a row whose memory is used again. False: as nothing.
bool decode_row(std::string_view bytes, Row& row);

/// How a second row for the same subject and instant stands to the first.
enum class Match {
  same,     ///< it says nothing that the first does not say
  adds,     ///< it has metrics that the first lacks, and contradicts none
  differs,  ///< it has another value for a metric
};
Match compare(const Row& first, const Row& second);
/// Both together; where they differ, the first.
Row merge(const Row& first, const Row& second);

/// What stands for a subject: for each metric its newest value and when that was fetched. And what the store
/// has to know of the subject itself.
struct LatestRow {
  struct Value {
    std::uint32_t metric = 0;
    std::int64_t value = 0;
    Instant fetched_at;
    bool operator==(const Value&) const = default;
  };
  Instant fetched_at;          ///< of the subject's newest snapshot
  std::vector<Value> values;   ///< by metric number, rising
  std::uint32_t platform = 0;  ///< number of the platform in whose sums it counts; 0: in none
  bool from_zero = false;      ///< how its first known running totals are booked
  bool trimmed = false;        ///< retention took its beginning away: what is first now is a baseline
  /// Snapshots up to here are in chunks, later ones in rows; absent: all are in rows.
  std::optional<Instant> packed_until = {};
  bool operator==(const LatestRow&) const = default;
};

std::string encode(const LatestRow& latest);
void write_latest(std::string& out, const LatestRow& latest);
std::optional<LatestRow> decode_latest(std::string_view bytes);
/// The same into one whose memory is used again. False: as nothing.
bool decode_latest(std::string_view bytes, LatestRow& latest);
/// Brings in a row that was just stored, in whatever order rows come.
void observe(std::optional<LatestRow>& latest, Instant fetched_at, const Row& row);

}  // namespace tidemark::disk
