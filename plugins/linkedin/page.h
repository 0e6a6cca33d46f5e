#pragma once
// The page's own figures: followers, page views, and what single days brought.

#include <string_view>
#include <tidemark/plugin.hpp>

#include "client.h"

namespace tidemark::linkedin {

/// Answers the account's item. Each of the requests costs its own figures alone; only if none is answered is
/// the item not to be had.
void read_page(const sdk::Sync& sync, Client& client, std::string_view organization, const sdk::Item& item);

}  // namespace tidemark::linkedin
