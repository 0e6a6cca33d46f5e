#pragma once
// The letters of the format: README.md spells them out. ON DISK: a change needs a new format number and a
// migration.

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
  explicit Reader(std::string_view bytes) : at_(bytes.data()), end_(bytes.data() + bytes.size()) {}

  bool ok() const { return ok_; }
  bool at_end() const { return at_ == end_; }
  /// All was read, without a mistake.
  bool complete() const { return ok_ && at_ == end_; }

  std::uint8_t byte() {
    if (at_ == end_) return fail();
    return static_cast<std::uint8_t>(*at_++);
  }
  std::uint64_t big_endian(std::size_t bytes) {
    const std::string_view taken = take(bytes);
    std::uint64_t value = 0;
    for (const char c : taken) value = value << 8 | static_cast<std::uint8_t>(c);
    return value;
  }
  Instant instant() { return {std::bit_cast<std::int64_t>(big_endian(8) ^ kSign)}; }
  std::uint64_t varint() {
    if (at_ == end_) return fail();
    std::uint64_t value = static_cast<std::uint8_t>(*at_++);
    if (value < 0x80) [[likely]]
      return value;
    value &= 0x7f;
    for (unsigned shift = 7; shift < 64 && at_ != end_; shift += 7) {
      const std::uint64_t next = static_cast<std::uint8_t>(*at_++);
      if (shift == 63 && next > 1) break;  // more than 64 bits
      value |= (next & 0x7f) << shift;
      if (next < 0x80) return value;
    }
    return fail();
  }
  std::int64_t zigzag() {
    const std::uint64_t value = varint();
    return std::bit_cast<std::int64_t>((value >> 1) ^ ((value & 1) ? ~std::uint64_t{0} : 0));
  }
  std::string_view take(std::size_t bytes) {
    if (static_cast<std::size_t>(end_ - at_) < bytes) {
      fail();
      return {};
    }
    const std::string_view taken(at_, bytes);
    at_ += bytes;
    return taken;
  }
  std::string_view rest() { return take(static_cast<std::size_t>(end_ - at_)); }

 private:
  std::uint8_t fail() {
    ok_ = false;
    at_ = end_;
    return 0;
  }

  const char* at_;
  const char* end_;
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
  /// No run goes on behind what was read.
  bool complete() const { return in_.ok() && zeros_ == 0; }

 private:
  Reader& in_;
  std::uint64_t zeros_ = 0;
};

}  // namespace tidemark::disk
