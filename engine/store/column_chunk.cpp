#include "store/column_chunk.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cassert>
#include <numeric>

#include "store/bookings.h"
#include "store/bytes.h"
#include "store/rice_code.h"
#include "store/time_column.h"

namespace tidemark::disk {
namespace {

static_assert(kMostInChunk <= kMostRiceNumbers);

/// The first byte of every value, so that another form can stand beside this one.
constexpr std::uint8_t kForm = 1;
/// Flags of a column. ON DISK.
constexpr std::uint64_t kSomeAbsent = 1, kColumnFlagBits = 1;

using Places = std::array<std::uint16_t, kMostInChunk>;
using Numbers64 = std::array<std::int64_t, kMostInChunk>;
static_assert(kMostInChunk <= 1u << 16);

/// A metric's values with the snapshots they belong to, on the way into a chunk.
struct Values {
  explicit Values(std::uint32_t number) : metric(number) {}  // the rest is not cleared
  std::uint32_t metric;
  std::size_t size = 0;
  Places places;
  Numbers64 values;
};

std::uint64_t difference(std::int64_t a, std::int64_t b) {
  return std::bit_cast<std::uint64_t>(a) - std::bit_cast<std::uint64_t>(b);
}

/// How many in a row are absent, present, absent... up to the last snapshot.
void put_presence(std::string& out, std::span<const std::uint16_t> places, std::size_t size) {
  std::size_t at = 0;  // where the run under way began
  for (std::size_t i = 0; i < places.size();) {
    put_varint(out, places[i] - at);
    const std::size_t begin = i;
    do ++i;
    while (i < places.size() && places[i] == places[i - 1] + 1);
    put_varint(out, i - begin);
    at = places[i - 1] + std::size_t{1};
  }
  if (at < size) put_varint(out, size - at);
}

/// The first value, then what each is more than the one before.
void put_column(std::string& out, const Values& column, std::size_t size) {
  if (column.size < size) put_presence(out, {column.places.data(), column.size}, size);
  put_zigzag(out, column.values[0]);
  Numbers64 differences;
  for (std::size_t i = 1; i < column.size; ++i)
    differences[i - 1] = wrapping_difference(column.values[i], column.values[i - 1]);
  put_rice(out, {differences.data(), column.size - 1});
}

/// By rising metric.
std::vector<Values> columns_of(std::span<const TimedRow> rows) {
  std::vector<Values> columns;
  columns.reserve(rows.back().row.size() + 1);  // as a rule
  for (std::size_t i = 0; i < rows.size(); ++i) {
    auto column = columns.begin();
    for (const NumberedSample& sample : rows[i].row) {
      while (column != columns.end() && column->metric < sample.metric) ++column;
      if (column == columns.end() || column->metric != sample.metric) {
        column = columns.emplace(column, sample.metric);
      }
      column->places[column->size] = static_cast<std::uint16_t>(i);
      column->values[column->size++] = sample.value;
    }
  }
  return columns;
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
  std::array<Instant, kMostInChunk> times;
  for (std::size_t i = 0; i < rows.size(); ++i) times[i] = rows[i].at;
  const std::vector<Values> columns = columns_of(rows);

  std::string out(1, kForm), bodies;
  out.reserve(2048);
  bodies.reserve(2048);
  put_times(bodies, {times.data(), rows.size()});
  put_varint(out, rows.size() - 1);
  put_zigzag(out, rows.front().at.ms);
  put_varint(out, difference(rows.back().at.ms, rows.front().at.ms));
  put_varint(out, bodies.size());
  put_varint(out, columns.size());
  Numbers numbers;
  for (const Values& column : columns) {
    const std::size_t begin = bodies.size();
    put_column(bodies, column, rows.size());
    numbers.put(out, column.metric, column.size < rows.size() ? kSomeAbsent : 0, kColumnFlagBits);
    put_varint(out, bodies.size() - begin);
  }
  return out += bodies;
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
  Numbers numbers;
  std::size_t end = 0;
  for (std::uint64_t i = 0; i < columns; ++i) {
    std::uint64_t flags = 0;
    const auto metric = numbers.next(in, &flags, kColumnFlagBits);
    const std::uint64_t size = in.varint();
    if (!metric || size > bytes.size()) return std::nullopt;
    chunk.columns_.push_back({*metric, flags == kSomeAbsent, end, static_cast<std::size_t>(size)});
    end += static_cast<std::size_t>(size);
  }
  chunk.times_ = in.take(times);
  chunk.bodies_ = in.rest();
  if (!in.complete() || chunk.bodies_.size() != end) return std::nullopt;
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
  return read_times(times_, first_, size_, times) && times.back() == last_;
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
  Reader in(bodies_.substr(column.begin, column.size));
  std::size_t count = size_;
  if (column.some_absent) {
    const auto some = read_presence(in, {present, size_});
    if (!some) return false;
    count = *some;
  }
  values[0] = in.zigzag();
  if (!in.ok() || !read_rice(in.rest(), count - 1, {values + 1, count - 1})) return false;
  std::int64_t value = values[0];
  for (std::size_t i = 1; i < count; ++i) values[i] = value = wrapping_sum(value, values[i]);
  // From the end, each to its snapshot.
  for (std::size_t i = size_; column.some_absent && i-- > 0;)
    values[i] = present[i] != 0 ? values[--count] : 0;
  return true;
}

bool Chunk::standing(std::uint32_t metric, std::size_t count, std::optional<std::int64_t>& value) const {
  value.reset();
  const Column* column = find(metric);
  if (column == nullptr) return true;
  count = std::min(count, size_);
  Reader in(bodies_.substr(column->begin, column->size));
  std::size_t all = size_;
  if (column->some_absent) {
    std::array<std::uint8_t, kMostInChunk> present;
    const auto some = read_presence(in, {present.data(), size_});
    if (!some) return false;
    all = *some;
    count = std::accumulate(present.begin(), present.begin() + static_cast<std::ptrdiff_t>(count),
                            std::size_t{0});
  }
  if (count == 0) return true;
  std::int64_t sum = in.zigzag();
  Numbers64 differences;
  if (!in.ok() || !read_rice(in.rest(), all - 1, {differences.data(), count - 1})) return false;
  for (std::size_t i = 0; i + 1 < count; ++i) sum = wrapping_sum(sum, differences[i]);
  value = sum;
  return true;
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
  Numbers64 values;
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
