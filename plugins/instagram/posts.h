#pragma once
// A sync of posts: a page of the list for what posts and Reels share, and by id what the list did not have.

#include <span>
#include <vector>

#include "look_up.h"
#include "media_list.h"

namespace tidemark::instagram {

/// Answers every post of `sync`, or throws what stands in the way of the rest.
void sync_posts(const sdk::Sync& sync, const Api& api, const MetricTable& table, Memory& memory);

/// What one kind has beyond what all share: for media younger than 30 days always, for older ones too where
/// there are at most 50 media in all, else for as many as fit a request, in turn. `media` have been listed.
void read_what_is_of_one_kind(const sdk::Reading& reading, const MetricTable& table, LookUp& look_up,
                              const LookUp::Group& media);

}  // namespace tidemark::instagram
