#pragma once
// The letters of the format: README.md spells them out. ON DISK: a change needs a new format number and a
// migration.

#include <bit>
#include <cstdint>
#include <string>
#include <string_view>

#include "domain/instant.h"

namespace tidemark::disk {

inline void put_varint(std::string& out, std::uint64_t value) {
  for (; value >= 0x80; value >>= 7) out.push_back(static_cast<char>(value | 0x80));
  out.push_back(static_cast<char>(value));
}

/// Small magnitudes of either sign become small: 0, -1, 1, -2 are 0, 1, 2, 3.
inline void put_zigzag(std::string& out, std::int64_t value) {
  const auto bits = std::bit_cast<std::uint64_t>(value);
  put_varint(out, (bits << 1) ^ (value < 0 ? ~std::uint64_t{0} : 0));
}

inline void put_big_endian(std::string& out, std::uint64_t value, int bytes) {
  for (int shift = (bytes - 1) * 8; shift >= 0; shift -= 8) out.push_back(static_cast<char>(value >> shift));
}

constexpr std::uint64_t kSign = std::uint64_t{1} << 63;

/// With the sign turned over, so that bytes compare as instants do, those before 1970 included.
inline void put_instant(std::string& out, Instant at) {
  put_big_endian(out, std::bit_cast<std::uint64_t>(at.ms) ^ kSign, 8);
}

/// Reads what the functions above wrote. Past a mistake it answers zeros and ok() stays false.
class Reader {
 public:
  explicit Reader(std::string_view bytes) : rest_(bytes) {}

  bool ok() const { return ok_; }
  bool at_end() const { return rest_.empty() || !ok_; }
  /// All was read, without a mistake.
  bool complete() const { return ok_ && rest_.empty(); }

  std::uint8_t byte() { return static_cast<std::uint8_t>(big_endian(1)); }
  std::uint64_t big_endian(std::size_t bytes) {
    const std::string_view taken = take(bytes);
    std::uint64_t value = 0;
    for (const char c : taken) value = value << 8 | static_cast<std::uint8_t>(c);
    return value;
  }
  Instant instant() { return {std::bit_cast<std::int64_t>(big_endian(8) ^ kSign)}; }
  std::uint64_t varint() {
    std::uint64_t value = 0;
    for (unsigned shift = 0; shift < 64; shift += 7) {
      const std::uint64_t next = byte();
      if (!ok_) return 0;
      if (shift == 63 && next > 1) break;  // more than 64 bits
      value |= (next & 0x7f) << shift;
      if (next < 0x80) return value;
    }
    ok_ = false;
    return 0;
  }
  std::int64_t zigzag() {
    const std::uint64_t value = varint();
    return std::bit_cast<std::int64_t>((value >> 1) ^ ((value & 1) ? ~std::uint64_t{0} : 0));
  }
  std::string_view take(std::size_t bytes) {
    if (!ok_ || rest_.size() < bytes) {
      ok_ = false;
      return {};
    }
    const std::string_view taken = rest_.substr(0, bytes);
    rest_.remove_prefix(bytes);
    return taken;
  }
  std::string_view rest() { return take(rest_.size()); }

 private:
  std::string_view rest_;
  bool ok_ = true;
};

}  // namespace tidemark::disk
