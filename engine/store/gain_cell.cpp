#include "store/gain_cell.h"

#include <algorithm>
#include <array>
#include <bit>
#include <tuple>

#include "store/bookings.h"
#include "store/bytes.h"

namespace tidemark::disk {
namespace {

/// The first byte of every value, so that another form can stand beside this one.
constexpr std::uint8_t kForm = 1;
/// The first byte of what is merged. ON DISK: it may wait in the log and in tables for long.
constexpr std::uint8_t kBookings = 1, kFold = 2;
constexpr std::uint32_t kSign32 = std::uint32_t{1} << 31;

/// The parts of a Booked, of which columns of segments are made.
constexpr std::array kParts{&Booked::gains, &Booked::gain, &Booked::baselines, &Booked::baseline};

// How a metric's Booked is written: these flags with the metric's step, then the numbers they do not imply.
// One more sample that brought a gain is what is booked nearly always.
constexpr std::uint64_t kGains = 3, kNoGains = 0, kOneWithoutGain = 1, kOneGain = 2, kManyGains = 3;
constexpr std::uint64_t kBaselines = 4, kBookedFlagBits = 3;

void put_booked(std::string& out, Numbers& numbers, std::uint32_t metric, const Booked& booked) {
  std::uint64_t flags = kManyGains;
  if (booked.gains == 0 && booked.gain == 0) flags = kNoGains;
  if (booked.gains == 1) flags = booked.gain == 0 ? kOneWithoutGain : kOneGain;
  const std::uint64_t gains = flags;
  if (booked.baselines != 0 || booked.baseline != 0) flags |= kBaselines;
  numbers.put(out, metric, flags, kBookedFlagBits);
  if (gains == kManyGains) put_zigzag(out, booked.gains);
  if (gains >= kOneGain) put_zigzag(out, booked.gain);
  if ((flags & kBaselines) != 0) {
    put_zigzag(out, booked.baselines);
    put_zigzag(out, booked.baseline);
  }
}

/// Nothing if the numbers do not rise.
std::optional<std::uint32_t> read_booked(Reader& in, Numbers& numbers, Booked& booked) {
  std::uint64_t flags = 0;
  const auto metric = numbers.next(in, &flags, kBookedFlagBits);
  if (!metric) return std::nullopt;
  booked = {};
  const std::uint64_t gains = flags & kGains;
  if (gains != kNoGains) booked.gains = gains == kManyGains ? in.zigzag() : 1;
  if (gains >= kOneGain) booked.gain = in.zigzag();
  if ((flags & kBaselines) != 0) {
    booked.baselines = in.zigzag();
    booked.baseline = in.zigzag();
  }
  return metric;
}

/// A cell's head.
struct Head {
  std::vector<std::uint32_t> metrics;
  std::vector<Booked> sums;
};

bool read_head(Reader& in, Head& head) {
  if (in.byte() != kForm) return false;
  const std::uint64_t metrics = in.varint();
  Numbers numbers;
  for (std::uint64_t i = 0; i < metrics && in.ok(); ++i) {
    Booked booked;
    const auto metric = read_booked(in, numbers, booked);
    if (!metric) return false;
    head.metrics.push_back(*metric);
    head.sums.push_back(booked);
  }
  return in.ok();
}

/// A segment's bounds: how far behind the one before, and its length if that is not 1.
void put_bounds(std::string& out, std::span<const GainCell::Segment> segments) {
  put_varint(out, segments.size());
  unsigned at = 0;
  for (const GainCell::Segment& segment : segments) {
    const unsigned length = segment.until - segment.since;
    put_varint(out, std::uint64_t{segment.since - at} << 1 | (length != 1 ? 1u : 0u));
    if (length != 1) put_varint(out, length);
    at = segment.until;
  }
}

bool read_bounds(Reader& in, std::vector<GainBounds>& bounds) {
  const std::uint64_t count = in.varint();
  if (!in.ok() || count > kQuartersInDay) return false;
  bounds.resize(static_cast<std::size_t>(count));
  std::uint64_t at = 0;
  for (GainBounds& segment : bounds) {
    const std::uint64_t gap = in.varint();
    const std::uint64_t length = (gap & 1) != 0 ? in.varint() : 1;
    // Each number alone is small, so that their sum cannot wrap around.
    if (!in.ok() || gap > 2 * kQuartersInDay + 1 || length == 0 || length > kQuartersInDay) return false;
    if ((gap & 1) != 0 && length == 1) return false;
    const std::uint64_t since = at + gap / 2;
    at = since + length;
    if (at > kQuartersInDay) return false;
    segment.since = static_cast<std::uint8_t>(since);
    segment.until = static_cast<std::uint8_t>(at);
  }
  return true;
}

/// A metric's values in all segments but the last, whose are the rest of the whole's.
void put_columns(std::string& out, std::span<const Booked> values) {
  unsigned parts = 0;
  for (std::size_t part = 0; part < kParts.size(); ++part)
    for (const Booked& value : values)
      if (value.*kParts[part] != 0) parts |= 1u << part;
  std::string body(1, static_cast<char>(parts));
  ZeroRunWriter column(body);
  for (std::size_t part = 0; part < kParts.size(); ++part)
    if ((parts & 1u << part) != 0)
      for (const Booked& value : values) column.put_signed(value.*kParts[part]);
  column.finish();
  put_varint(out, body.size());
  out += body;
}

bool read_columns(std::string_view bytes, const Booked& whole, std::span<Booked> values) {
  Reader in(bytes);
  const unsigned parts = in.byte();
  if (parts >= 1u << kParts.size()) return false;
  ZeroRunReader column(in);
  for (std::size_t part = 0; part < kParts.size(); ++part)
    if ((parts & 1u << part) != 0)
      for (Booked& value : values.first(values.size() - 1)) value.*kParts[part] = column.next_signed();
  Booked& last = values.back();
  last = whole;
  for (const Booked& value : values.first(values.size() - 1)) last -= value;
  return column.complete() && in.complete();
}

/// Bookings that wait to be added, a column of quarters a metric.
class Pending {
 public:
  /// The next operand's metrics begin from the lowest again.
  void rewind() { cursor_ = 0; }
  /// Metrics rise between rewinds.
  void add(std::uint8_t quarter, std::uint32_t metric, const Booked& more) {
    while (cursor_ < columns_.size() && columns_[cursor_].metric < metric) ++cursor_;
    if (cursor_ == columns_.size() || columns_[cursor_].metric != metric)
      columns_.insert(columns_.begin() + static_cast<std::ptrdiff_t>(cursor_), {metric, {}});
    std::vector<Booked>& quarters = columns_[cursor_].quarters;
    if (quarters.size() <= quarter) quarters.resize(quarter + 1u);
    quarters[quarter] += more;
  }
  template <class Each>
  void each(const Each& visit) const {
    for (const Column& column : columns_)
      for (std::size_t quarter = 0; quarter < column.quarters.size(); ++quarter)
        if (column.quarters[quarter] != Booked{})
          visit(static_cast<std::uint8_t>(quarter), column.metric, column.quarters[quarter]);
  }

 private:
  struct Column {
    std::uint32_t metric = 0;
    std::vector<Booked> quarters;
  };
  std::vector<Column> columns_;
  std::size_t cursor_ = 0;
};

/// What follows an operand's first byte.
bool read_bookings(Reader& in, Pending& pending) {
  while (!in.at_end()) {
    const std::uint8_t quarter = in.byte();
    const std::uint64_t count = in.varint();
    if (!in.ok() || quarter >= kQuartersInDay) return false;
    pending.rewind();
    Numbers numbers;
    for (std::uint64_t i = 0; i < count; ++i) {
      Booked booked;
      const auto metric = read_booked(in, numbers, booked);
      if (!metric || !in.ok()) return false;
      pending.add(quarter, *metric, booked);
    }
  }
  return in.complete();
}

void settle(GainCell& cell, Pending& pending) {
  pending.each([&](std::uint8_t quarter, std::uint32_t metric, const Booked& more) {
    cell.add(quarter, metric, more);
  });
  pending = {};
}

/// By quarter and metric, each once, and none without effect.
bool is_settled(std::span<const Booking> bookings) {
  for (std::size_t i = 0; i < bookings.size(); ++i) {
    if (bookings[i].more == Booked{}) return false;
    if (i > 0 && std::tie(bookings[i - 1].quarter, bookings[i - 1].metric) >=
                     std::tie(bookings[i].quarter, bookings[i].metric))
      return false;
  }
  return true;
}

std::vector<Booking> settled(std::span<const Booking> bookings) {
  std::vector<Booking> sorted(bookings.begin(), bookings.end());
  std::stable_sort(sorted.begin(), sorted.end(), [](const Booking& a, const Booking& b) {
    return std::tie(a.quarter, a.metric) < std::tie(b.quarter, b.metric);
  });
  std::size_t kept = 0;  // those of one quarter and metric together
  for (const Booking& booking : sorted) {
    if (kept > 0 && sorted[kept - 1].quarter == booking.quarter && sorted[kept - 1].metric == booking.metric)
      sorted[kept - 1].more += booking.more;
    else
      sorted[kept++] = booking;
  }
  sorted.resize(kept);
  std::erase_if(sorted, [](const Booking& booking) { return booking.more == Booked{}; });
  return sorted;
}

std::string encode_settled(std::span<const Booking> sorted) {
  std::string out(1, kBookings);
  for (auto at = sorted.begin(); at != sorted.end();) {
    const auto end =
        std::find_if(at, sorted.end(), [&](const Booking& one) { return one.quarter != at->quarter; });
    out.push_back(static_cast<char>(at->quarter));
    put_varint(out, static_cast<std::uint64_t>(end - at));
    Numbers numbers;
    for (; at != end; ++at) put_booked(out, numbers, at->metric, at->more);
  }
  return out;
}

}  // namespace

std::string gain_prefix(std::optional<BusinessId> business) {
  std::string key;
  put_big_endian(key, business ? business->value : 0, 8);
  return key;
}

std::string gain_prefix(std::optional<BusinessId> business, std::uint32_t platform) {
  std::string key = gain_prefix(business);
  put_big_endian(key, platform, 4);
  return key;
}

std::string encode(const GainKey& key) {
  std::string bytes = gain_prefix(key.business, key.platform);
  bytes.push_back(static_cast<char>(key.level));
  put_big_endian(bytes, std::bit_cast<std::uint32_t>(key.number) ^ kSign32, 4);
  return bytes;
}

std::optional<GainKey> parse_gain_key(std::string_view key) {
  Reader in(key);
  GainKey parsed;
  if (const std::uint64_t business = in.big_endian(8); business != 0) parsed.business = BusinessId{business};
  parsed.platform = static_cast<std::uint32_t>(in.big_endian(4));
  parsed.level = static_cast<GainLevel>(in.byte());
  parsed.number = std::bit_cast<std::int32_t>(static_cast<std::uint32_t>(in.big_endian(4)) ^ kSign32);
  if (!in.complete() || (parsed.level != GainLevel::day && parsed.level != GainLevel::span))
    return std::nullopt;
  return parsed;
}

void GainCell::add(std::uint8_t quarter, std::uint32_t metric, const Booked& more) {
  auto at =
      std::lower_bound(segments.begin(), segments.end(), quarter,
                       [](const Segment& segment, std::uint8_t wanted) { return segment.until <= wanted; });
  if (at == segments.end() || quarter < at->since)
    at = segments.insert(at, {quarter, static_cast<std::uint8_t>(quarter + 1), {}});
  const auto sum = at->sums.try_emplace(metric).first;
  sum->second += more;
  if (sum->second == Booked{}) at->sums.erase(sum);
  if (at->sums.empty()) segments.erase(at);
}

void GainCell::fold(std::span<const std::uint8_t> boundaries) {
  std::vector<Segment> joined;
  for (Segment& segment : segments) {
    const bool parted =
        joined.empty() || std::any_of(boundaries.begin(), boundaries.end(), [&](std::uint8_t boundary) {
          return joined.back().since < boundary && boundary <= segment.since;
        });
    if (parted) {
      joined.push_back(std::move(segment));
      continue;
    }
    joined.back().until = segment.until;
    for (const auto& [metric, booked] : segment.sums) joined.back().sums[metric] += booked;
  }
  for (Segment& segment : joined)
    std::erase_if(segment.sums, [](const auto& sum) { return sum.second == Booked{}; });
  std::erase_if(joined, [](const Segment& segment) { return segment.sums.empty(); });
  segments = std::move(joined);
}

GainSums GainCell::sums() const {
  GainSums whole;
  for (const Segment& segment : segments)
    for (const auto& [metric, booked] : segment.sums) whole[metric] += booked;
  std::erase_if(whole, [](const auto& sum) { return sum.second == Booked{}; });
  return whole;
}

std::string encode(const GainCell& cell) {
  GainSums whole;  // of what is zero only as a whole, too
  for (const GainCell::Segment& segment : cell.segments)
    for (const auto& [metric, booked] : segment.sums) whole[metric] += booked;
  std::string out(1, kForm);
  put_varint(out, whole.size());
  Numbers numbers;
  for (const auto& [metric, booked] : whole) put_booked(out, numbers, metric, booked);
  if (whole.empty()) return out;
  put_bounds(out, cell.segments);
  if (cell.segments.size() == 1) return out;
  std::vector<Booked> values(cell.segments.size() - 1);
  for (const auto& sum : whole) {
    for (std::size_t i = 0; i < values.size(); ++i) {
      const auto& sums = cell.segments[i].sums;
      const auto found = sums.find(sum.first);
      values[i] = found == sums.end() ? Booked{} : found->second;
    }
    put_columns(out, values);
  }
  return out;
}

std::optional<GainCell> decode_gain_cell(std::string_view bytes) {
  Reader in(bytes);
  Head head;
  if (!read_head(in, head)) return std::nullopt;
  GainCell cell;
  if (head.metrics.empty()) return in.complete() ? std::optional(cell) : std::nullopt;
  std::vector<GainBounds> bounds;
  if (!read_bounds(in, bounds) || bounds.empty()) return std::nullopt;
  for (const GainBounds& one : bounds) cell.segments.push_back({one.since, one.until, {}});
  std::vector<Booked> values(bounds.size());
  for (std::size_t m = 0; m < head.metrics.size(); ++m) {
    values.assign(bounds.size(), {});
    values.back() = head.sums[m];
    if (bounds.size() > 1 && !read_columns(in.take(in.varint()), head.sums[m], values)) return std::nullopt;
    for (std::size_t i = 0; i < values.size(); ++i)
      if (values[i] != Booked{})
        cell.segments[i].sums.emplace_hint(cell.segments[i].sums.end(), head.metrics[m], values[i]);
  }
  const bool some_empty = std::any_of(cell.segments.begin(), cell.segments.end(),
                                      [](const GainCell::Segment& segment) { return segment.sums.empty(); });
  if (some_empty || !in.complete()) return std::nullopt;
  return cell;
}

bool read_sums(std::string_view cell, std::span<const std::uint32_t> metrics, std::span<Booked> sums) {
  std::fill(sums.begin(), sums.end(), Booked{});
  Reader in(cell);
  if (in.byte() != kForm) return false;
  Numbers numbers;
  std::size_t wanted = 0;
  for (std::uint64_t left = in.varint(); left > 0 && wanted < metrics.size(); --left) {
    Booked booked;
    const auto metric = read_booked(in, numbers, booked);
    if (!metric || !in.ok()) return false;
    while (wanted < metrics.size() && metrics[wanted] < *metric) ++wanted;
    if (wanted < metrics.size() && metrics[wanted] == *metric) sums[wanted++] = booked;
  }
  return in.ok();
}

bool read_segments(std::string_view cell, std::span<const std::uint32_t> metrics,
                   std::vector<GainBounds>& bounds, std::vector<Booked>& sums) {
  bounds.clear();
  sums.clear();
  Reader in(cell);
  Head head;
  if (!read_head(in, head)) return false;
  if (head.metrics.empty()) return in.complete();
  if (!read_bounds(in, bounds) || bounds.empty()) return false;
  const std::size_t segments = bounds.size();
  sums.resize(metrics.size() * segments);
  std::size_t wanted = 0;
  for (std::size_t m = 0; m < head.metrics.size() && wanted < metrics.size(); ++m) {
    const std::string_view columns = segments > 1 ? in.take(in.varint()) : std::string_view();
    while (wanted < metrics.size() && metrics[wanted] < head.metrics[m]) ++wanted;
    if (wanted == metrics.size() || metrics[wanted] != head.metrics[m]) continue;
    const std::span<Booked> values = std::span(sums).subspan(wanted++ * segments, segments);
    values.back() = head.sums[m];
    if (segments > 1 && !read_columns(columns, head.sums[m], values)) return false;
  }
  return in.ok();
}

std::string encode_bookings(std::span<const Booking> bookings) {
  return is_settled(bookings) ? encode_settled(bookings) : encode_settled(settled(bookings));
}

std::string encode_fold(std::span<const std::uint8_t> boundaries) {
  std::string out(1, kFold);
  for (const std::uint8_t boundary : boundaries) out.push_back(static_cast<char>(boundary));
  return out;
}

std::optional<std::string> join_bookings(std::span<const std::string_view> operands) {
  Pending pending;
  for (const std::string_view operand : operands) {
    Reader in(operand);
    if (in.byte() != kBookings || !read_bookings(in, pending)) return std::nullopt;
  }
  std::vector<Booking> all;
  pending.each([&](std::uint8_t quarter, std::uint32_t metric, const Booked& more) {
    all.push_back({quarter, metric, more});
  });
  return encode_bookings(all);
}

std::optional<GainCell> apply(std::optional<std::string_view> stored,
                              std::span<const std::string_view> operands) {
  auto cell = stored ? decode_gain_cell(*stored) : GainCell{};
  if (!cell) return std::nullopt;
  Pending pending;
  for (const std::string_view operand : operands) {
    Reader in(operand);
    switch (in.byte()) {
      case kBookings:
        if (!read_bookings(in, pending)) return std::nullopt;
        break;
      case kFold: {
        settle(*cell, pending);
        std::vector<std::uint8_t> boundaries;
        while (!in.at_end()) boundaries.push_back(in.byte());
        cell->fold(boundaries);
        break;
      }
      default:
        return std::nullopt;
    }
  }
  settle(*cell, pending);
  return cell;
}

}  // namespace tidemark::disk
