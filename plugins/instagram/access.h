#pragma once
// What an account's token is good for.

#include <tidemark/plugin.hpp>

#include "api.h"

namespace tidemark::instagram {

/// Returns if posts can be read, throws a Failure if not, and says what is known in both cases. `has_app`:
/// the app's number is configured, so that Facebook's word on the token can be had.
void check_access(const sdk::Check& check, const Api& api, bool has_app);

}  // namespace tidemark::instagram
