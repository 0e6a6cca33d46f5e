#pragma once
// Errors across the plugin boundary: tidemark_error and Error, either way.

#include <cstdint>
#include <string_view>

#include "domain/result.h"
#include "tidemark/abi.h"

namespace tidemark {

/// An empty record for a plugin to fill.
tidemark_error blank_error();

/// What a plugin said by `code` and, if it filled one, `error`: its text repaired and cut, a text where it
/// gave none, an unknown code read as plugin_error. Reads what the record's `struct_size` covers. `code` is
/// neither OK nor CANCELLED (which are no failures, and read as plugin_error too).
Error read_error(tidemark_code code, const tidemark_error* error);

/// Tells a plugin `error`: returns its code and fills as much of `out` (may be null) as its `struct_size`
/// covers. `http_status` is 0 when no answer was involved. Codes that only the engine has become
/// PLATFORM_ERROR.
tidemark_code write_error(const Error& error, std::uint32_t http_status, tidemark_error* out);

}  // namespace tidemark
