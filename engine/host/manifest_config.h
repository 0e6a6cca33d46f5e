#pragma once

#include <string>

#include "host/manifest.h"

namespace tidemark {

/// What a plugin's `create` is given: a JSON object with every key of the manifest's [config] that is not
/// secret, typed, as set or by default. `settings` have passed check_settings.
std::string config_json(const Manifest& manifest, const PlatformSettings& settings);

}  // namespace tidemark
