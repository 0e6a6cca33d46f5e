#pragma once

#include "host/manifest.h"
#include "host/toml_fields.h"

namespace tidemark {

/// How a platform is spoken to: [[origin]], [auth], [http] and [[bucket]]. `manifest` holds its [config]
/// already.
void read_outbound(TomlFields& root, Manifest& manifest);

}  // namespace tidemark
