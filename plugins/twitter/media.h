#pragma once
// How long the account's own videos were watched: GET /2/media/analytics, 100 videos a request.

#include <tidemark/plugin.hpp>
#include <vector>

#include "posts.h"

namespace tidemark::twitter {

/// Emits video_watch_time for posts that have been answered already. A refusal is remembered: the metric is
/// not asked for again before the account has a new token.
void read_watch_time(const sdk::Sync& sync, const std::vector<OwnVideo>& videos);

}  // namespace tidemark::twitter
