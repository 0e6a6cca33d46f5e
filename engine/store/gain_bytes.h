#pragma once
// The parts of which stored cells and bookings are made. ON DISK: README.md has the format in bytes.

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "store/bytes.h"
#include "store/gain_cell.h"
#include "store/snapshot_store.h"

namespace tidemark::disk {

/// Metrics rise.
void put_booked(std::string& out, Numbers& numbers, std::uint32_t metric, const Booked& booked);
/// The metric; nothing if the numbers do not rise.
std::optional<std::uint32_t> read_booked(Reader& in, Numbers& numbers, Booked& booked);

/// A cell's head: the sums of the whole.
struct GainHead {
  std::vector<std::uint32_t> metrics;
  std::vector<Booked> sums;
};

void put_head(std::string& out, const GainHead& head);
bool read_head(Reader& in, GainHead& head);
/// Only its form and how many metrics follow.
bool read_head_size(Reader& in, std::uint64_t& metrics);

/// Of segments: how far behind the one before, and its length if that is not 1.
void put_bounds(std::string& out, std::span<const GainBounds> bounds);
bool read_bounds(Reader& in, std::vector<GainBounds>& bounds);

/// A metric's values in all segments but the last, whose are the rest of the whole's.
void put_columns(std::string& out, std::span<const Booked> values);
/// In all segments, the last included.
bool read_columns(std::string_view bytes, const Booked& whole, std::span<Booked> values);

}  // namespace tidemark::disk
