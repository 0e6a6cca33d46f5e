#pragma once

#include <cstdint>
#include <set>
#include <string>
#include <vector>

#include "domain/instant.h"

namespace tidemark {

/// Where days of these IANA zones ever began in the times that measurements can be of, up to a year after
/// `now`: quarters of a UTC day (0 to 95), rising; always that of UTC. A zone that changes its clocks has
/// several.
std::vector<std::uint8_t> day_begins(const std::set<std::string>& zones, Instant now);

}  // namespace tidemark
