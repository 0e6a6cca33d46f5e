#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "domain/result.h"
#include "host/http_client.h"
#include "host/manifest.h"
#include "host/plugin_host.h"

namespace tidemark {

/// Adds the account's token as the manifest's [auth] says. Error `auth_failed`: the account has none;
/// `invalid_token`: it holds characters that no header can carry.
Result<> add_credentials(const Manifest::Auth& auth, const AccountAccess& account, HttpRequest& request);

/// The values of the manifest's secret keys: a plugin must not see them come back in an answer.
std::vector<Secret> config_secrets(const Manifest& manifest, const PlatformSettings& settings);

/// Everything but A-Z a-z 0-9 - . _ ~ as %XX.
std::string percent_encoded(std::string_view text);

}  // namespace tidemark
