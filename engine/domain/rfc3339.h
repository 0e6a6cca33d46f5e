#pragma once

#include <string>

#include "domain/instant.h"

namespace tidemark {

/// to_rfc3339 onto the end of a text, for answers of thousands of instants.
void append_rfc3339(std::string& text, Instant at);

}  // namespace tidemark
