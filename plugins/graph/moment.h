#pragma once
// Times as the Graph API writes them.

#include <cstdint>
#include <optional>
#include <string>
#include <tidemark/plugin.hpp>

namespace tidemark::graph {

/// Milliseconds since 1970 of "2026-09-05T14:33:01+0000", 1788618781 or "1788618781" (Unix seconds). Nothing
/// if absent or null; anything else throws json::Error with its place.
std::optional<std::int64_t> moment(const json::Value& value);

/// As `since` and `until` want it: whole Unix seconds, rounded down.
std::string unix_seconds(std::int64_t ms);

/// The midnight Pacific time with which the day before `end_ms` began, when `end_ms` is one: days of insights
/// end at 07:00Z in summer and 08:00Z in winter, and are 23 or 25 hours long where the clock changes.
std::int64_t pacific_day_before(std::int64_t end_ms);

/// The newest midnight Pacific time not after `ms`.
std::int64_t pacific_midnight(std::int64_t ms);

}  // namespace tidemark::graph
