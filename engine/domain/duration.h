#pragma once
// Durations and sizes as people write them in the configuration and in a business's schedule: "15m",
// "256MiB".

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>

#include "domain/result.h"

namespace tidemark {

/// A whole number and one unit, without space or sign: ms, s, m, h, d ("500ms", "30s", "15m", "1h", "90d"). A
/// day has 24 hours. Error `invalid`: another form, or more than ten thousand years.
Result<std::chrono::milliseconds> parse_duration(std::string_view text);

/// The shortest text that `parse_duration` reads as `duration`: 90 minutes is "90m", not "1.5h". Never
/// negative.
std::string to_duration_text(std::chrono::milliseconds duration);

/// Bytes: a whole number and one unit, without space or sign: B, KiB, MiB, GiB, TiB. Error `invalid`: another
/// form, or more than fits.
Result<std::uint64_t> parse_size(std::string_view text);

}  // namespace tidemark
