#pragma once
// Points in time: milliseconds since 1970-01-01T00:00:00Z, always UTC.

#include <chrono>
#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace tidemark {

struct Instant {
  std::int64_t ms = 0;
  auto operator<=>(const Instant&) const = default;
  friend constexpr Instant operator+(Instant at, std::chrono::milliseconds by) {
    return {at.ms + by.count()};
  }
  friend constexpr Instant operator-(Instant at, std::chrono::milliseconds by) {
    return {at.ms - by.count()};
  }
  friend constexpr std::chrono::milliseconds operator-(Instant a, Instant b) {
    return std::chrono::milliseconds(a.ms - b.ms);
  }
};

/// "2026-11-22T13:45:00.123Z": RFC 3339, always with milliseconds and Z.
std::string to_rfc3339(Instant at);

/// Reads RFC 3339 with any offset and 0 to 9 digits of fraction (cut to milliseconds, towards the past).
/// Years 1 to 9999. Nothing for any other text, an impossible date included.
std::optional<Instant> parse_rfc3339(std::string_view text);

}  // namespace tidemark
