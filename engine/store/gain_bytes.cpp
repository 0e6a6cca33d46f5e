#include "store/gain_bytes.h"

#include <array>

#include "store/bookings.h"

namespace tidemark::disk {
namespace {

/// The first byte of every value, so that another form can stand beside this one.
constexpr std::uint8_t kForm = 1;

/// The parts of a Booked, of which columns of segments are made.
constexpr std::array kParts{&Booked::gains, &Booked::gain, &Booked::baselines, &Booked::baseline};

// How a metric's Booked is written: these flags with the metric's step, then the numbers they do not imply.
// One more sample that brought a gain is what is booked nearly always.
constexpr std::uint64_t kGains = 3, kNoGains = 0, kOneWithoutGain = 1, kOneGain = 2, kManyGains = 3;
constexpr std::uint64_t kBaselines = 4, kBookedFlagBits = 3;

}  // namespace

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

void put_head(std::string& out, const GainHead& head) {
  out.push_back(kForm);
  put_varint(out, head.metrics.size());
  Numbers numbers;
  for (std::size_t i = 0; i < head.metrics.size(); ++i)
    put_booked(out, numbers, head.metrics[i], head.sums[i]);
}

bool read_head_size(Reader& in, std::uint64_t& metrics) {
  if (in.byte() != kForm) return false;
  metrics = in.varint();
  return in.ok();
}

bool read_head(Reader& in, GainHead& head) {
  std::uint64_t metrics = 0;
  if (!read_head_size(in, metrics)) return false;
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

void put_bounds(std::string& out, std::span<const GainBounds> bounds) {
  put_varint(out, bounds.size());
  unsigned at = 0;
  for (const GainBounds& segment : bounds) {
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

}  // namespace tidemark::disk
