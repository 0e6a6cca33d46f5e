#pragma once
// Whether an account's token is good, what it may and what it lacks.

#include "client.h"

namespace tidemark::facebook {

void check_access(const sdk::Check& check, const Client& client);

}  // namespace tidemark::facebook
