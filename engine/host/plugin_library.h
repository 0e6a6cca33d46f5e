#pragma once
// Opening a plugin's library and judging its descriptor, before any function of it is called.

#include "domain/result.h"
#include "host/manifest.h"
#include "tidemark/abi.h"

namespace tidemark {

/// Opens the manifest's library and answers its descriptor, which has been judged by check_descriptor. The
/// library stays mapped until the process ends. Errors `bad_config`, `unsupported`: why it was refused, in
/// one sentence.
Result<const tidemark_plugin*> load_plugin(const Manifest& manifest);

/// The descriptor is sane, of a minor that this engine serves, and says the same as the manifest; on a
/// difference both values are told. Reads what `struct_size` covers and nothing behind it.
Result<> check_descriptor(const tidemark_plugin& plugin, const Manifest& manifest);

}  // namespace tidemark
