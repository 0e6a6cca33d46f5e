#pragma once

#include <cstdint>
#include <set>
#include <string>
#include <vector>

#include "catalog/catalog.h"
#include "domain/instant.h"

namespace tidemark {

/// Where days of these IANA zones ever began in the times that measurements can be of, up to a year after
/// `now`: quarters of a UTC day (0 to 95), rising; always that of UTC. A zone that changes its clocks has
/// several.
std::vector<std::uint8_t> day_begins(const std::set<std::string>& zones, Instant now);
/// Those of all businesses. Without the catalog's word midnights of UTC: what is folded then is summed from
/// the posts where it is asked for.
std::vector<std::uint8_t> day_begins(Catalog& catalog, Instant now);

/// A business's sums of days that ended so long ago are folded.
inline constexpr std::chrono::milliseconds kFoldAfter{2 * 86'400'000};

}  // namespace tidemark
