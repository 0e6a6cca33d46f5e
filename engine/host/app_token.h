#pragma once
// The app's own token, as [auth.app] makes it: "{app_id}|{app_secret}".

#include <string>
#include <string_view>
#include <vector>

#include "domain/result.h"
#include "domain/secret.h"
#include "host/manifest.h"

namespace tidemark {

/// The names in braces, in order. Error `bad_config`: a brace without its partner, a name that is none, or no
/// name at all (a token in a manifest would be no secret).
Result<std::vector<std::string>> keys_of_template(std::string_view text);

/// Error `bad_config`, naming the keys that a person must set under [platforms.<platform>].
Result<Secret> app_token(const Manifest& manifest, const PlatformSettings& settings);

}  // namespace tidemark
