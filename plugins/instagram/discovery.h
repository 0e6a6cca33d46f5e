#pragma once
// The account's posts, found and measured in one walk of its list, and the stories that are alive.
//
// The cursor is {"newest": ms}: the publication of the newest post seen. The next walk begins a day before
// it, so that a post which appeared late is not missed.

#include "look_up.h"
#include "media_list.h"

namespace tidemark::instagram {

void discover_posts(sdk::Discovery& discovery, const Api& api, const MetricTable& table, Memory& memory);

}  // namespace tidemark::instagram
