#pragma once

#include <cstddef>
#include <string>

#include "domain/result.h"
#include "host/byte_input.h"
#include "host/http_head.h"

namespace tidemark {

/// Reads a body to the end that `plan` names. Errors: `network_error` if the source ends first,
/// `bad_response` for chunks that cannot be read and for more than `max_size` bytes, and the source's own.
Result<std::string> read_body(ByteInput& input, const BodyPlan& plan, std::size_t max_size);

}  // namespace tidemark
