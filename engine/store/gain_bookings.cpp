// What waits in RocksDB to be added to a cell, and how it is added.

#include <algorithm>
#include <tuple>

#include "store/bookings.h"
#include "store/bytes.h"
#include "store/gain_bytes.h"
#include "store/gain_cell.h"
#include "store/cell_table.h"

namespace tidemark::disk {
namespace {

/// The first byte of what is merged. ON DISK: it may wait in the log and in tables for long.
constexpr std::uint8_t kBookings = 1, kFold = 2;

/// What follows an operand's first byte.
bool read_bookings(Reader& in, PendingGains& pending) {
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

std::string encode_bookings(std::span<const Booking> bookings) {
  return is_settled(bookings) ? encode_settled(bookings) : encode_settled(settled(bookings));
}

std::string encode_fold(std::span<const std::uint8_t> boundaries) {
  std::string out(1, kFold);
  for (const std::uint8_t boundary : boundaries) out.push_back(static_cast<char>(boundary));
  return out;
}

std::optional<std::string> join_bookings(std::span<const std::string_view> operands) {
  PendingGains pending;
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

std::optional<std::string> merge_gains(std::optional<std::string_view> stored,
                                       std::span<const std::string_view> operands) {
  CellTable table;
  if (stored && !table.read(*stored)) return std::nullopt;
  PendingGains pending;
  for (const std::string_view operand : operands) {
    Reader in(operand);
    switch (in.byte()) {
      case kBookings:
        if (!read_bookings(in, pending)) return std::nullopt;
        break;
      case kFold: {
        table.add(pending);
        pending = {};
        std::vector<std::uint8_t> boundaries;
        while (!in.at_end()) boundaries.push_back(in.byte());
        GainCell cell = table.cell();
        cell.fold(boundaries);
        table = CellTable(cell);
        break;
      }
      default:
        return std::nullopt;
    }
  }
  table.add(pending);
  return table.bytes();
}

std::optional<GainCell> apply(std::optional<std::string_view> stored,
                              std::span<const std::string_view> operands) {
  const auto merged = merge_gains(stored, operands);
  return merged ? decode_gain_cell(*merged) : std::nullopt;
}

}  // namespace tidemark::disk
