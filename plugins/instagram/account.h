#pragma once
// The account's own figures: its counts as they stand, and what its last complete days were.
//
// Days are Pacific ones. With metric_type=total_value a request tells one number for its whole stretch, so
// each day is a request of its own; the last three are read again each time, because the platform restates
// them for 48 hours. Source: Meta, Instagram account insights of June 2026, read 2026-11-22.

#include <tidemark/plugin.hpp>

#include "api.h"
#include "memory.h"

namespace tidemark::instagram {

/// Answers `item`, which is the account. Throws what stands in the way of the posts, too.
void sync_account(const sdk::Sync& sync, const sdk::Item& item, const Api& api, Memory& memory);

}  // namespace tidemark::instagram
