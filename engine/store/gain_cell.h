#pragma once
// What one business, or all together, gained on one platform in one day (or span of days), kept ready for
// sums. ON DISK: README.md has the format in bytes; a change needs a new format number.
//
// Two levels, both written by merges in the batch that stores the snapshot, so that no writer waits for
// another and a late snapshot corrects exactly what it has to:
//   day   96 quarters of an hour, and first of all the sums of the whole day;
//   span  the sums of kDaysInSpan days, so that what stands at an instant is a sum over few cells.
// Days of UTC. The quarters of a business's past days are folded (`fold`) into segments between the
// quarters at which somebody's day begins: at 50 posts a business, quarters kept for ever would cost as much
// as the history itself, and every post still has them. Those of all businesses together stay.

#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "domain/ids.h"
#include "domain/instant.h"
#include "store/snapshot_store.h"

namespace tidemark::disk {

inline constexpr std::int64_t kQuarterMs = 900'000, kDayMs = 86'400'000;
inline constexpr std::uint8_t kQuartersInDay = 96;
inline constexpr std::int32_t kDaysInSpan = 32;

enum class GainLevel : std::uint8_t { day = 1, span = 2 };

/// Key: business (8 bytes, 0: all together; ids begin at 1), platform number (4), level (1), day or span
/// since 1970 (4, its sign turned over).
struct GainKey {
  std::optional<BusinessId> business;  ///< absent: all together
  std::uint32_t platform = 0;
  GainLevel level = GainLevel::day;
  std::int32_t number = 0;  ///< days, or spans of kDaysInSpan days, since 1970; rounded down
  auto operator<=>(const GainKey&) const = default;
};
std::string encode(const GainKey& key);
std::optional<GainKey> parse_gain_key(std::string_view key);
/// What the keys of a business (or of all together) begin with; of one of its platforms.
std::string gain_prefix(std::optional<BusinessId> business);
std::string gain_prefix(std::optional<BusinessId> business, std::uint32_t platform);

/// By metric number. A metric whose Booked is all zero is not there.
using GainSums = std::map<std::uint32_t, Booked>;

/// One day or span. In a span, everything lies in one segment from quarter 0 on.
struct GainCell {
  struct Segment {
    std::uint8_t since = 0, until = 0;  ///< quarters of the day, [since, until)
    GainSums sums;
    bool operator==(const Segment&) const = default;
  };
  std::vector<Segment> segments;  ///< rising, apart from each other; none without sums
  bool operator==(const GainCell&) const = default;

  /// Adds to the segment that holds `quarter`, or makes one of that quarter alone.
  void add(std::uint8_t quarter, std::uint32_t metric, const Booked& more);
  /// Joins all segments that no boundary parts. `boundaries`: rising quarters, 0 taken for granted.
  void fold(std::span<const std::uint8_t> boundaries);
  GainSums sums() const;
};

/// A stored cell: sums of the whole first, then segments by column.
std::string encode(const GainCell& cell);
std::optional<GainCell> decode_gain_cell(std::string_view bytes);
/// Only the whole's sums of `metrics` (rising numbers), in their order: without looking at segments.
bool read_sums(std::string_view cell, std::span<const std::uint32_t> metrics, std::span<Booked> sums);

/// Quarters of the day, [since, until).
struct GainBounds {
  std::uint8_t since = 0, until = 0;
  bool operator==(const GainBounds&) const = default;
};
/// The segments' bounds, and the sums of `metrics` (rising numbers) in each: those of the first metric, one a
/// segment, then those of the next. Without looking at other metrics; replaces what was there.
bool read_segments(std::string_view cell, std::span<const std::uint32_t> metrics,
                   std::vector<GainBounds>& bounds, std::vector<Booked>& sums);

/// What a write hands to RocksDB's merge: bookings to be added (negative ones take back), or "fold".
struct Booking {
  std::uint8_t quarter = 0;
  std::uint32_t metric = 0;
  Booked more;
};
std::string encode_bookings(std::span<const Booking> bookings);
std::string encode_fold(std::span<const std::uint8_t> boundaries);
/// Several bookings as one. Nothing if there is a fold among them, or bytes that no version wrote.
std::optional<std::string> join_bookings(std::span<const std::string_view> operands);
/// Applies operands, oldest first, to a stored cell (absent: an empty one), and answers the cell to be
/// stored. Nothing for bytes that no version wrote.
std::optional<std::string> merge_gains(std::optional<std::string_view> stored,
                                       std::span<const std::string_view> operands);
/// The same, taken apart.
std::optional<GainCell> apply(std::optional<std::string_view> stored,
                              std::span<const std::string_view> operands);

}  // namespace tidemark::disk
