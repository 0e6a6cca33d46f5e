#include "store/rows.h"

#include <algorithm>
#include <bit>
#include <limits>

#include "store/bytes.h"

namespace tidemark::disk {
namespace {

/// The first byte of every value, so that another form can stand beside this one.
constexpr std::uint8_t kForm = 1;
/// Flags of what stands. ON DISK.
constexpr std::uint64_t kFromZero = 1, kTrimmed = 2, kPacked = 4;

std::uint64_t bits(Instant at) {
  return std::bit_cast<std::uint64_t>(at.ms);
}

}  // namespace

std::string encode(const Row& row) {
  std::string out;
  write_row(out, row);
  return out;
}

void write_row(std::string& out, std::span<const NumberedSample> row) {
  out.assign(1, kForm);
  Numbers numbers;
  for (const NumberedSample& sample : row) {
    numbers.put(out, sample.metric);
    put_zigzag(out, sample.value);
  }
}

bool decode_row(std::string_view bytes, Row& row) {
  row.clear();
  Reader in(bytes);
  if (in.byte() != kForm) return false;
  Numbers numbers;
  while (!in.at_end()) {
    const auto number = numbers.next(in);
    if (!number) return false;
    row.push_back({*number, in.zigzag()});
  }
  return in.complete();
}

std::optional<Row> decode_row(std::string_view bytes) {
  std::optional<Row> row(std::in_place);
  if (!decode_row(bytes, *row)) row.reset();
  return row;
}

Match compare(const Row& first, const Row& second) {
  Match match = Match::same;
  auto there = first.begin();
  for (const NumberedSample& sample : second) {
    while (there != first.end() && there->metric < sample.metric) ++there;
    if (there == first.end() || there->metric != sample.metric)
      match = Match::adds;
    else if (there->value != sample.value)
      return Match::differs;
  }
  return match;
}

Row merge(const Row& first, const Row& second) {
  Row both;
  std::set_union(first.begin(), first.end(), second.begin(), second.end(), std::back_inserter(both),
                 [](const NumberedSample& a, const NumberedSample& b) { return a.metric < b.metric; });
  return both;
}

std::string encode(const LatestRow& latest) {
  std::string out;
  write_latest(out, latest);
  return out;
}

void write_latest(std::string& out, const LatestRow& latest) {
  out.assign(1, kForm);
  put_zigzag(out, latest.fetched_at.ms);
  put_varint(out, latest.platform);
  put_varint(out, (latest.from_zero ? kFromZero : 0u) | (latest.trimmed ? kTrimmed : 0u) |
                      (latest.packed_until ? kPacked : 0u));
  if (latest.packed_until) put_varint(out, bits(latest.fetched_at) - bits(*latest.packed_until));
  Numbers numbers;
  for (const LatestRow::Value& value : latest.values) {
    numbers.put(out, value.metric);
    put_zigzag(out, value.value);
    // How much older it is; never negative, and as 64 bits it may wrap around.
    put_varint(out, bits(latest.fetched_at) - bits(value.fetched_at));
  }
}

bool decode_latest(std::string_view bytes, LatestRow& latest) {
  Reader in(bytes);
  if (in.byte() != kForm) return false;
  latest.values.clear();
  latest.fetched_at.ms = in.zigzag();
  const std::uint64_t platform = in.varint(), flags = in.varint();
  if (platform > std::numeric_limits<std::uint32_t>::max() || flags > (kFromZero | kTrimmed | kPacked))
    return false;
  latest.platform = static_cast<std::uint32_t>(platform);
  latest.from_zero = flags & kFromZero;
  latest.trimmed = flags & kTrimmed;
  latest.packed_until.reset();
  if (flags & kPacked)
    latest.packed_until = Instant{std::bit_cast<std::int64_t>(bits(latest.fetched_at) - in.varint())};
  Numbers numbers;
  while (!in.at_end()) {
    const auto number = numbers.next(in);
    if (!number) return false;
    const std::int64_t value = in.zigzag();
    const Instant fetched_at{std::bit_cast<std::int64_t>(bits(latest.fetched_at) - in.varint())};
    latest.values.push_back({*number, value, fetched_at});
  }
  return in.complete();
}

std::optional<LatestRow> decode_latest(std::string_view bytes) {
  std::optional<LatestRow> latest(std::in_place);
  if (!decode_latest(bytes, *latest)) latest.reset();
  return latest;
}

void observe(std::optional<LatestRow>& latest, Instant fetched_at, const Row& row) {
  if (!latest) latest.emplace().fetched_at = fetched_at;
  latest->fetched_at = std::max(latest->fetched_at, fetched_at);
  auto at = latest->values.begin();
  for (const NumberedSample& sample : row) {
    while (at != latest->values.end() && at->metric < sample.metric) ++at;
    const LatestRow::Value value{sample.metric, sample.value, fetched_at};
    if (at == latest->values.end() || at->metric != sample.metric)
      at = latest->values.insert(at, value);
    else if (at->fetched_at <= fetched_at)
      *at = value;
  }
}

}  // namespace tidemark::disk
