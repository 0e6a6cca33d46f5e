#pragma once

#include "domain/result.h"
#include "host/manifest.h"
#include "host/platform_http.h"

namespace tidemark {

/// What a plugin may ask for. Error `plugin_error` says which rule is broken, without quoting the query: an
/// origin or bucket that the manifest does not have; a target that is not a plain path ("//host", "..", a
/// scheme, a control character) or that names a parameter of the engine's credentials, or asks for a token
/// in its path; the app's token where the manifest has none; a header that is the engine's.
Result<> check_request(const Manifest& manifest, const PlatformRequest& request);

}  // namespace tidemark
