#pragma once
// Numbers of any number of bits one behind the other, lowest bit first. ON DISK: a change needs a new format
// number and a migration.

#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>

namespace tidemark::disk {

/// So many bytes beyond the last bit are touched, whatever they hold.
inline constexpr std::size_t kBitsMargin = 8;

/// The 64 bits that begin at `bytes`.
inline std::uint64_t load_bits(const char* bytes) {
  std::uint64_t word = 0;
  std::memcpy(&word, bytes, sizeof word);
  if constexpr (std::endian::native == std::endian::big) word = __builtin_bswap64(word);
  return word;
}

/// From any place within a byte, so many of them.
inline constexpr unsigned kBitsOfOneLoad = 57;

/// Writes into a buffer that has room for all, and kBitsMargin more.
class BitWriter {
 public:
  explicit BitWriter(char* out) : begin_(out), out_(out) {}

  /// `value` < 2^count, `count` <= 64.
  void put(std::uint64_t value, unsigned count) {
    if (count > 32) {
      put(value & 0xffffffff, 32);
      value >>= 32;
      count -= 32;
    }
    bits_ |= value << filled_;
    filled_ += count;
    std::uint64_t word = bits_;
    if constexpr (std::endian::native == std::endian::big) word = __builtin_bswap64(word);
    std::memcpy(out_, &word, sizeof word);
    out_ += filled_ / 8;
    bits_ >>= filled_ / 8 * 8;
    filled_ %= 8;
  }
  /// How many bytes were begun.
  std::size_t size() const { return static_cast<std::size_t>(out_ - begin_) + (filled_ > 0 ? 1 : 0); }

 private:
  char* begin_;
  char* out_;
  std::uint64_t bits_ = 0;
  unsigned filled_ = 0;  // below 8 between calls
};

/// Reads what BitWriter wrote, wherever it is told to.
inline std::uint64_t get_bits(const char* bytes, std::size_t at, unsigned count) {
  if (count > kBitsOfOneLoad) return get_bits(bytes, at, 32) | get_bits(bytes, at + 32, count - 32) << 32;
  return load_bits(bytes + at / 8) >> (at % 8) & ((std::uint64_t{1} << count) - 1);
}

}  // namespace tidemark::disk
