#pragma once
// Numbers of any number of bits one behind the other, lowest bit first; and Rice codes among them: README.md.
// ON DISK: a change needs a new format number and a migration.

#include <bit>
#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>

namespace tidemark::disk {

/// A Rice code's quotient of so many or more is not spelled out: the whole number follows in 64 bits.
inline constexpr unsigned kLongQuotient = 24;
inline constexpr unsigned kMostRiceBits = 63;

/// Appends to `out`; what is not a whole byte yet is written by finish().
class BitWriter {
 public:
  explicit BitWriter(std::string& out) : out_(out) {}

  /// `value` < 2^count, `count` <= 64.
  void put(std::uint64_t value, unsigned count) {
    if (count > 32) {
      put(value & 0xffffffff, 32);
      value >>= 32;
      count -= 32;
    }
    bits_ |= value << filled_;
    filled_ += count;
    for (; filled_ >= 8; filled_ -= 8, bits_ >>= 8) out_.push_back(static_cast<char>(bits_));
  }
  /// As a quotient by 2^bits, that many zeros and a one, then `bits` bits of remainder.
  void put_rice(std::uint64_t value, unsigned bits) {
    const std::uint64_t quotient = value >> bits;
    if (quotient >= kLongQuotient) {
      put(0, kLongQuotient);
      put(value, 64);
      return;
    }
    put(std::uint64_t{1} << quotient, static_cast<unsigned>(quotient) + 1);
    put(value & ((std::uint64_t{1} << bits) - 1), bits);
  }
  void finish() {
    if (filled_ > 0) put(0, 8 - filled_);
  }

 private:
  std::string& out_;
  std::uint64_t bits_ = 0;
  unsigned filled_ = 0;  // below 8 between calls
};

/// Reads what BitWriter wrote. Past the end come zeros, and ok() tells.
class BitReader {
 public:
  explicit BitReader(std::string_view bytes) : bytes_(bytes) {}

  bool ok() const { return at_ <= bytes_.size() * 8; }
  /// All was read, but for the bits that fill up the last byte.
  bool complete() const { return ok() && bytes_.size() * 8 - at_ < 8; }

  /// `count` <= 64.
  std::uint64_t get(unsigned count) {
    if (count > 32) {
      const std::uint64_t low = get(32);
      return low | get(count - 32) << 32;
    }
    const std::uint64_t value = ahead() & ((std::uint64_t{1} << count) - 1);
    at_ += count;
    return value;
  }
  /// `bits` <= kMostRiceBits.
  std::uint64_t get_rice(unsigned bits) {
    const auto quotient = static_cast<unsigned>(std::countr_zero(ahead()));
    if (quotient >= kLongQuotient) {
      at_ += kLongQuotient;
      return get(64);
    }
    at_ += quotient + 1;
    return std::uint64_t{quotient} << bits | get(bits);
  }

 private:
  /// At least 57 bits from where we are.
  std::uint64_t ahead() const {
    const std::size_t byte = at_ / 8;
    std::uint64_t word = 0;
    if (byte + sizeof word <= bytes_.size())
      std::memcpy(&word, bytes_.data() + byte, sizeof word);
    else if (byte < bytes_.size())
      std::memcpy(&word, bytes_.data() + byte, bytes_.size() - byte);
    if constexpr (std::endian::native == std::endian::big) word = __builtin_bswap64(word);
    return word >> (at_ % 8);
  }

  std::string_view bytes_;
  std::size_t at_ = 0;  // in bits
};

}  // namespace tidemark::disk
