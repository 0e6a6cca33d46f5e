#pragma once
// How long the account's own videos were watched: GET /2/media/analytics, 100 videos a request.

#include <tidemark/plugin.hpp>
#include <vector>

#include "figures.h"

namespace tidemark::twitter {

/// Emits video_watch_time for posts that have been answered already, and says why where X does not give it: a
/// refusal is remembered until the account has a new token, other trouble for as long as it may last. Throws
/// only what concerns the whole account: a dead token, used-up money, a call to stop.
void read_watch_time(const sdk::Reading& reading, const std::vector<OwnVideo>& videos);

}  // namespace tidemark::twitter
