#pragma once
// The page's own figures: how many follow it, and what happened on each day.

#include "client.h"

namespace tidemark::facebook {

/// Reads the account item. Bad data is the item's; throws what stands in the way of the posts too.
void read_page(const sdk::Sync& sync, const Client& client, const sdk::Item& item);

}  // namespace tidemark::facebook
