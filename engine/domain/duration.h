#pragma once
// Durations and sizes as users write them, in TOML, environment and JSON alike.

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace tidemark {

/// "500ms", "30s", "15m", "1h", "90d", "2w": a whole number and one unit. Nothing for any other text, a
/// negative number, or more than 100 years.
std::optional<std::chrono::milliseconds> parse_duration(std::string_view text);

/// The shortest text that parse_duration reads back: 5'400'000 ms is "90m".
std::string to_duration_text(std::chrono::milliseconds duration);

/// Bytes: "512", "64KiB", "256MiB", "1GiB", "2TiB", and "64KB" and the like in powers of 1,000. Nothing for
/// any other text.
std::optional<std::uint64_t> parse_size(std::string_view text);

}  // namespace tidemark
