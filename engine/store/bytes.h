#pragma once
// The letters of the format: README.md spells them out. ON DISK: a change needs a new format number and a
// migration.

#include <algorithm>
#include <bit>
#include <cstdint>
#include <limits>
#include <optional>
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
    // Nearly all are one byte long, and chunks and cells are made of them.
    if (ok_ && !rest_.empty() && static_cast<std::uint8_t>(rest_.front()) < 0x80) {
      const auto value = static_cast<std::uint8_t>(rest_.front());
      rest_.remove_prefix(1);
      return value;
    }
    return long_varint();
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
  std::uint64_t long_varint() {
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

  std::string_view rest_;
  bool ok_ = true;
};

/// Metric numbers are written as steps, which are small and never zero.
class Numbers {
 public:
  /// `number` is greater than the one before; `flags` < 2^`flag_bits` share the step's varint.
  void put(std::string& out, std::uint32_t number, std::uint64_t flags = 0, unsigned flag_bits = 0) {
    put_varint(out, std::uint64_t{number - last_} << flag_bits | flags);
    last_ = number;
  }
  /// Nothing if the numbers do not rise or leave 32 bits.
  std::optional<std::uint32_t> next(Reader& in, std::uint64_t* flags = nullptr, unsigned flag_bits = 0) {
    std::uint64_t step = in.varint();
    if (flags != nullptr) *flags = step & ((std::uint64_t{1} << flag_bits) - 1);
    step >>= flag_bits;
    if (!in.ok() || step == 0 || step > std::numeric_limits<std::uint32_t>::max() - last_)
      return std::nullopt;
    last_ += static_cast<std::uint32_t>(step);
    return last_;
  }

 private:
  std::uint32_t last_ = 0;
};

/// Numbers as varints, in which zeros, the most frequent, are counted: 0 and how many more follow.
class ZeroRunWriter {
 public:
  explicit ZeroRunWriter(std::string& out) : out_(out) {}
  void put(std::uint64_t value) {
    if (value == 0) {
      ++zeros_;
      return;
    }
    finish();
    put_varint(out_, value);
  }
  void put_signed(std::int64_t value) {
    const auto bits = std::bit_cast<std::uint64_t>(value);
    put((bits << 1) ^ (value < 0 ? ~std::uint64_t{0} : 0));
  }
  void finish() {
    if (zeros_ == 0) return;
    put_varint(out_, 0);
    put_varint(out_, zeros_ - 1);
    zeros_ = 0;
  }

 private:
  std::string& out_;
  std::uint64_t zeros_ = 0;
};

class ZeroRunReader {
 public:
  explicit ZeroRunReader(Reader& in) : in_(in) {}
  std::uint64_t next() {
    if (zeros_ > 0) {
      --zeros_;
      return 0;
    }
    const std::uint64_t value = in_.varint();
    if (value == 0) zeros_ = in_.varint();
    return value;
  }
  std::int64_t next_signed() {
    const std::uint64_t value = next();
    return std::bit_cast<std::int64_t>((value >> 1) ^ ((value & 1) ? ~std::uint64_t{0} : 0));
  }
  /// What the next `count` as signed numbers add up to, modulo 2^64.
  std::uint64_t sum_signed(std::size_t count) {
    std::uint64_t sum = 0;
    while (count > 0) {
      const auto skipped = static_cast<std::size_t>(std::min<std::uint64_t>(zeros_, count));
      zeros_ -= skipped;
      count -= skipped;
      if (count == 0) break;
      sum += std::bit_cast<std::uint64_t>(next_signed());
      --count;
    }
    return sum;
  }
  /// No run goes on behind what was read.
  bool complete() const { return in_.ok() && zeros_ == 0; }

 private:
  Reader& in_;
  std::uint64_t zeros_ = 0;
};

}  // namespace tidemark::disk
