#pragma once
// Sums and ratios of 64-bit counters, exactly: nothing on the way can overflow, and nothing is a fraction.

#include <cstdint>
#include <limits>
#include <optional>

namespace tidemark {

/// Wide enough for 20,000 times the sum of a thousand million 64-bit numbers.
__extension__ using Wide = __int128;

/// Nothing for what is no 64-bit number.
constexpr std::optional<std::int64_t> narrow(Wide value) {
  if (value < std::numeric_limits<std::int64_t>::min() || value > std::numeric_limits<std::int64_t>::max())
    return std::nullopt;
  return static_cast<std::int64_t>(value);
}

/// part / whole in hundredths, rounded half away from zero. Nothing if the divisor is 0 or the result no
/// 64-bit number.
constexpr std::optional<std::int64_t> hundredths_of(Wide part, Wide whole) {
  if (whole == 0) return std::nullopt;
  Wide numerator = part * 100, divisor = whole;
  if (divisor < 0) {
    numerator = -numerator;
    divisor = -divisor;
  }
  // Division cuts towards zero, so half a divisor more, on the numerator's side, rounds half away from zero.
  const Wide half = numerator < 0 ? -divisor : divisor;
  return narrow((numerator * 2 + half) / (divisor * 2));
}
/// The same as a percentage: 100 × part / whole, in hundredths of a percent.
constexpr std::optional<std::int64_t> percent_hundredths_of(Wide part, Wide whole) {
  return hundredths_of(part * 100, whole);
}

/// The sum of what is there. Of nothing at all it is absent, not zero.
class WideSum {
 public:
  void add(Wide value) {
    sum_ += value;
    ++count_;
  }
  void add(std::optional<std::int64_t> value) {
    if (value) add(Wide{*value});
  }
  std::int64_t count() const { return count_; }
  Wide wide() const { return sum_; }
  /// Nothing if nothing was added, or if the sum is no 64-bit number.
  std::optional<std::int64_t> value() const { return count_ == 0 ? std::nullopt : narrow(sum_); }

 private:
  Wide sum_ = 0;
  std::int64_t count_ = 0;
};

}  // namespace tidemark
