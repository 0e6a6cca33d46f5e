#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "domain/result.h"

namespace tidemark {

/// Unpacks a whole gzip text of one or more members. Error `bad_response`: not gzip, cut off, a wrong check
/// sum, or more than `max_size` bytes unpacked (which is noticed before they are).
Result<std::string> gunzip(std::string_view packed, std::size_t max_size);

}  // namespace tidemark
