#pragma once
// Snapshots of one subject packed together, column by column: the time once, then each metric by its
// differences. ON DISK: README.md has the format in bytes; a change needs a new format number.

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "domain/instant.h"
#include "store/rows.h"

namespace tidemark::disk {

/// A snapshot as the store holds it.
struct TimedRow {
  Instant at;
  Row row;
  bool operator==(const TimedRow&) const = default;
};

/// At most so many snapshots go into one chunk; a packed subject's chunks hold at least half as many, but the
/// last. What one late snapshot costs is a chunk written anew.
inline constexpr std::size_t kMostInChunk = 256;

/// `rows`: at least one, at most kMostInChunk, rising in time, each time once.
std::string encode_chunk(std::span<const TimedRow> rows);

/// A chunk's bytes, taken apart as far as is asked. Refers to the bytes; they outlive it.
class Chunk {
 public:
  /// Reads the head only. Nothing for bytes that no version up to this one wrote.
  static std::optional<Chunk> open(std::string_view bytes);

  std::size_t size() const { return size_; }  ///< snapshots
  Instant first() const { return first_; }
  Instant last() const { return last_; }
  /// Metric numbers with a value in the chunk, rising.
  std::vector<std::uint32_t> metrics() const;

  // False, from all of these, for bytes that no version wrote: damage that a checksum did not see.

  /// All times, appended.
  bool times(std::vector<Instant>& times) const;
  /// One metric's values, `size()` of each, appended: 0 and not present where absent. A metric that is not in
  /// the chunk: all absent.
  bool values(std::uint32_t metric, std::vector<std::int64_t>& values,
              std::vector<std::uint8_t>& present) const;
  /// The metric's last value among the first `count` snapshots; nothing if it has none. Faster than values().
  bool standing(std::uint32_t metric, std::size_t count, std::optional<std::int64_t>& value) const;
  /// All of it, as it was before it was packed; appended.
  bool rows(std::vector<TimedRow>& rows) const;

 private:
  struct Column {
    std::uint32_t metric = 0;
    bool some_absent = false;
    std::size_t begin = 0, size = 0;  ///< its bytes among all columns'
  };
  const Column* find(std::uint32_t metric) const;
  /// Into `size_` places each; `present` is all 1 before.
  bool read(const Column& column, std::int64_t* values, std::uint8_t* present) const;

  std::size_t size_ = 0;
  Instant first_, last_;
  std::string_view times_, bodies_;
  std::vector<Column> columns_;
};

}  // namespace tidemark::disk
