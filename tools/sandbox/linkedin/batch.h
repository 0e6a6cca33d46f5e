#pragma once
// One post by its URN, and many of them under one HTTP 200 with a status each. Source: LinkedIn API facts,
// section 2, BATCH_GET.

#include <functional>

#include "sandbox/json_text.h"
#include "sandbox/linkedin/resources.h"

namespace tidemark::sandbox::linkedin {

using WritePost = std::function<void(JsonText&, const Post&)>;

/// The entity of `call.key`.
Answer single(const Call& call, const WritePost& write);
/// Those of `ids`; more than `most` are refused, 0: as many as there are.
Answer batch(const Call& call, std::size_t most, const WritePost& write);

}  // namespace tidemark::sandbox::linkedin
