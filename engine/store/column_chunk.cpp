#include "store/column_chunk.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cassert>
#include <map>

#include "store/bookings.h"
#include "store/bytes.h"
#include "store/time_column.h"

namespace tidemark::disk {
namespace {

/// The first byte of every value, so that another form can stand beside this one.
constexpr std::uint8_t kForm = 1;
/// Flags of a column. ON DISK.
constexpr std::uint64_t kSomeAbsent = 1, kColumnFlagBits = 1;

/// A metric's values with the snapshots they belong to, on the way into a chunk.
struct Values {
  std::vector<std::size_t> places;
  std::vector<std::int64_t> values;
};

std::uint64_t difference(std::int64_t a, std::int64_t b) {
  return std::bit_cast<std::uint64_t>(a) - std::bit_cast<std::uint64_t>(b);
}

/// How many in a row are absent, present, absent... up to the last snapshot.
void put_presence(std::string& out, std::span<const std::size_t> places, std::size_t size) {
  std::size_t at = 0;  // where the run under way began
  for (std::size_t i = 0; i < places.size();) {
    put_varint(out, places[i] - at);
    const std::size_t begin = i;
    do ++i;
    while (i < places.size() && places[i] == places[i - 1] + 1);
    put_varint(out, i - begin);
    at = places[i - 1] + 1;
  }
  if (at < size) put_varint(out, size - at);
}

std::string encode_column(const Values& column, std::size_t size) {
  std::string out;
  if (column.places.size() < size) put_presence(out, column.places, size);
  ZeroRunWriter differences(out);
  std::int64_t before = 0;
  for (const std::int64_t value : column.values) {
    differences.put_signed(std::bit_cast<std::int64_t>(difference(value, before)));
    before = value;
  }
  differences.finish();
  return out;
}

/// Which snapshots have a value: 1 or 0 each. Answers how many, or nothing for bytes that no version wrote.
std::optional<std::size_t> read_presence(Reader& in, std::span<std::uint8_t> present) {
  std::size_t at = 0, count = 0;
  for (std::uint8_t flag = 0; at < present.size(); flag ^= 1) {
    const std::uint64_t length = in.varint();
    if (!in.ok() || length > present.size() - at || (length == 0 && at > 0)) return std::nullopt;
    std::fill_n(present.begin() + static_cast<std::ptrdiff_t>(at), length, flag);
    at += static_cast<std::size_t>(length);
    if (flag == 1) count += static_cast<std::size_t>(length);
    if (length == 0 && flag == 1) return std::nullopt;
  }
  if (count == 0 || count == present.size()) return std::nullopt;
  return count;
}

}  // namespace

std::string encode_chunk(std::span<const TimedRow> rows) {
  assert(!rows.empty() && rows.size() <= kMostInChunk);
  std::map<std::uint32_t, Values> columns;
  std::vector<Instant> times;
  times.reserve(rows.size());
  for (std::size_t i = 0; i < rows.size(); ++i) {
    times.push_back(rows[i].at);
    for (const NumberedSample& sample : rows[i].row) {
      Values& column = columns[sample.metric];
      column.places.push_back(i);
      column.values.push_back(sample.value);
    }
  }
  std::string out(1, kForm), bodies = encode_times(times);
  put_varint(out, rows.size() - 1);
  put_zigzag(out, times.front().ms);
  put_varint(out, difference(times.back().ms, times.front().ms));
  put_varint(out, bodies.size());
  put_varint(out, columns.size());
  Numbers numbers;
  for (const auto& [metric, column] : columns) {
    const std::string body = encode_column(column, rows.size());
    const bool some_absent = column.places.size() < rows.size();
    numbers.put(out, metric, some_absent ? kSomeAbsent : 0, kColumnFlagBits);
    put_varint(out, body.size());
    bodies += body;
  }
  return out + bodies;
}

std::optional<Chunk> Chunk::open(std::string_view bytes) {
  Reader in(bytes);
  if (in.byte() != kForm) return std::nullopt;
  Chunk chunk;
  const std::uint64_t more = in.varint();
  if (more >= kMostInChunk) return std::nullopt;
  chunk.size_ = static_cast<std::size_t>(more) + 1;
  chunk.first_.ms = in.zigzag();
  const std::uint64_t lasted = in.varint();
  chunk.last_.ms = std::bit_cast<std::int64_t>(std::bit_cast<std::uint64_t>(chunk.first_.ms) + lasted);
  if ((lasted == 0) != (chunk.size_ == 1) || chunk.last_ < chunk.first_) return std::nullopt;
  const std::uint64_t times = in.varint(), columns = in.varint();
  // Each takes a step, a length and a value.
  if (!in.ok() || columns > bytes.size() / 3) return std::nullopt;
  chunk.columns_.reserve(static_cast<std::size_t>(columns));
  std::vector<std::uint64_t> lengths;
  lengths.reserve(static_cast<std::size_t>(columns));
  Numbers numbers;
  for (std::uint64_t i = 0; i < columns; ++i) {
    std::uint64_t flags = 0;
    const auto metric = numbers.next(in, &flags, kColumnFlagBits);
    if (!metric) return std::nullopt;
    chunk.columns_.push_back({*metric, flags == kSomeAbsent, {}});
    lengths.push_back(in.varint());
  }
  chunk.times_ = in.take(times);
  for (std::size_t i = 0; i < lengths.size(); ++i) chunk.columns_[i].bytes = in.take(lengths[i]);
  if (!in.complete()) return std::nullopt;
  return chunk;
}

std::vector<std::uint32_t> Chunk::metrics() const {
  std::vector<std::uint32_t> metrics;
  metrics.reserve(columns_.size());
  for (const Column& column : columns_) metrics.push_back(column.metric);
  return metrics;
}

const Chunk::Column* Chunk::find(std::uint32_t metric) const {
  const auto at =
      std::lower_bound(columns_.begin(), columns_.end(), metric,
                       [](const Column& column, std::uint32_t wanted) { return column.metric < wanted; });
  return at == columns_.end() || at->metric != metric ? nullptr : &*at;
}

bool Chunk::times(std::vector<Instant>& times) const {
  return decode_times(times_, first_, size_, times) && times.back() == last_;
}

bool Chunk::values(std::uint32_t metric, std::vector<std::int64_t>& values,
                   std::vector<std::uint8_t>& present) const {
  const std::size_t begin = values.size();
  const Column* column = find(metric);
  values.resize(begin + size_);
  present.resize(present.size() + size_, column != nullptr ? 1 : 0);
  if (column == nullptr) return true;
  return read(*column, values.data() + begin, present.data() + present.size() - size_);
}

bool Chunk::read(const Column& column, std::int64_t* values, std::uint8_t* present) const {
  Reader in(column.bytes);
  if (column.some_absent && !read_presence(in, {present, size_})) return false;
  ZeroRunReader differences(in);
  std::int64_t value = 0;
  for (std::size_t i = 0; i < size_; ++i) {
    if (column.some_absent && present[i] == 0) continue;
    value = wrapping_sum(value, differences.next_signed());
    values[i] = value;
  }
  return differences.complete() && in.complete();
}

bool Chunk::standing(std::uint32_t metric, std::size_t count, std::optional<std::int64_t>& value) const {
  value.reset();
  const Column* column = find(metric);
  if (column == nullptr) return true;
  count = std::min(count, size_);
  Reader in(column->bytes);
  if (column->some_absent) {
    std::array<std::uint8_t, kMostInChunk> present{};
    if (!read_presence(in, {present.data(), size_})) return false;
    count = static_cast<std::size_t>(
        std::count(present.begin(), present.begin() + static_cast<std::ptrdiff_t>(count), 1));
  }
  if (count == 0) return true;
  ZeroRunReader differences(in);
  value = std::bit_cast<std::int64_t>(differences.sum_signed(count));
  return in.ok();
}

bool Chunk::rows(std::vector<TimedRow>& rows) const {
  std::vector<Instant> instants;
  if (!times(instants)) return false;
  const std::size_t begin = rows.size();
  rows.resize(begin + size_);
  for (std::size_t i = 0; i < size_; ++i) {
    rows[begin + i].at = instants[i];
    rows[begin + i].row.reserve(columns_.size());
  }
  std::array<std::int64_t, kMostInChunk> values;
  std::array<std::uint8_t, kMostInChunk> present;
  for (const Column& column : columns_) {
    present.fill(1);
    if (!read(column, values.data(), present.data())) return false;
    for (std::size_t i = 0; i < size_; ++i)
      if (present[i] != 0) rows[begin + i].row.push_back({column.metric, values[i]});
  }
  return true;
}

}  // namespace tidemark::disk
