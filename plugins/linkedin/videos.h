#pragma once
// Video analytics: one figure of one post a request. So only videos that are young enough to have them are
// asked for, and a few in each call: the newest always, the others in turn.

#include <tidemark/metric_sets.hpp>
#include <tidemark/plugin.hpp>
#include <vector>

#include "client.h"

namespace tidemark::linkedin {

/// Adds views and watch time to what the sync told of `videos`. Trouble costs these figures alone, unless it
/// stands in the way of everything.
void read_videos(const sdk::Sync& sync, Client& client, sdk::MetricMemory& memory,
                 std::vector<const sdk::Item*> videos);

}  // namespace tidemark::linkedin
