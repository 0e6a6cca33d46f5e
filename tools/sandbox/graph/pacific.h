#pragma once
// Meta cuts its days at midnight in California. Source: Facebook facts, section 5.6 (end_time at 07:00Z in
// summer, 08:00Z in winter).

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace tidemark::sandbox::graph {

/// The days since 1970-01-01 in California that have begun by then.
std::int64_t pacific_day(std::int64_t unix_s);
/// The instant in which that day begins.
std::int64_t pacific_midnight(std::int64_t day);

/// "2026-09-05T07:00:00+0000": Graph's own form, without a colon in the offset.
std::string to_graph_time(std::int64_t unix_s);
/// "Monday, 23-Nov-15 14:00:00 PST", as errors say it.
std::string in_words(std::int64_t unix_s);
/// Unix seconds, or YYYY-MM-DD as the beginning of that day in California.
std::optional<std::int64_t> parse_graph_time(std::string_view text);

}  // namespace tidemark::sandbox::graph
