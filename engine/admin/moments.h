#pragma once
// Points in time as questions give them: RFC 3339, a date, or "now-30d".

#include <optional>
#include <string_view>

#include "domain/instant.h"

namespace tidemark {

/// "2026-11-22", and a day that exists.
bool is_date(std::string_view text);
bool is_moment(std::string_view text);

/// Which end of [from, to) a moment is: a date as `to` includes its day.
enum class Edge { from, to };

/// A date means that day in `zone`, an IANA name; a zone that the system does not know counts as UTC. Nothing
/// for a text that is no moment.
std::optional<Instant> resolve_moment(std::string_view text, Edge edge, Instant now, std::string_view zone);

}  // namespace tidemark
