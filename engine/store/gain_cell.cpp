#include "store/gain_cell.h"

#include <algorithm>
#include <bit>

#include "store/bookings.h"
#include "store/bytes.h"
#include "store/gain_bytes.h"
#include "store/cell_table.h"

namespace tidemark::disk {
namespace {

constexpr std::uint32_t kSign32 = std::uint32_t{1} << 31;

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
  return CellTable(cell).bytes();
}

std::optional<GainCell> decode_gain_cell(std::string_view bytes) {
  CellTable table;
  if (!table.read(bytes)) return std::nullopt;
  return table.cell();
}

bool read_sums(std::string_view cell, std::span<const std::uint32_t> metrics, std::span<Booked> sums) {
  std::fill(sums.begin(), sums.end(), Booked{});
  Reader in(cell);
  std::uint64_t left = 0;
  if (!read_head_size(in, left)) return false;
  Numbers numbers;
  std::size_t wanted = 0;
  for (; left > 0 && wanted < metrics.size(); --left) {
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
  GainHead head;
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

}  // namespace tidemark::disk
