#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "domain/result.h"
#include "host/http_client.h"
#include "host/manifest.h"
#include "host/plugin_host.h"

namespace tidemark {

/// What a plugin writes in a query for the account's token, plain or percent-encoded.
inline constexpr std::string_view kTokenPlaceholder = "{access_token}";
/// Where one stands in `text` at or after `from`: its place and size; nothing if none does.
std::optional<std::pair<std::size_t, std::size_t>> find_placeholder(std::string_view text,
                                                                    std::size_t from = 0);

/// What the manifest's [auth] and an operator's settings make of a request. Threads: any.
class Credentials {
 public:
  Credentials(const Manifest& manifest, const PlatformSettings& settings);

  /// Puts the account's token where the query asks for it, and adds the token of the account (or of the app)
  /// and its proof. Error `auth_failed`: the account has no token; `invalid_token`: it holds characters that
  /// no header can carry; `bad_config`: the app's keys are not set, and which.
  Result<> add(const AccountAccess& account, bool as_app, std::uint32_t origin, HttpRequest& request) const;

  /// All that must not come back in an answer to this account: its tokens, the app's, both their proofs, and
  /// the values of the manifest's secret keys.
  std::vector<Secret> secrets_of(const AccountAccess& account) const;
  /// Names of query parameters and members whose value is nobody's to see.
  const std::vector<std::string>& secret_parameters() const { return secret_parameters_; }

 private:
  Result<> put_in_query(const AccountAccess& account, std::string& target) const;
  Result<> add_token(std::string_view token, const Error& unusable, HttpRequest& request) const;
  Secret proof_of(std::string_view token) const;

  Manifest::Auth auth_;
  Result<Secret> app_token_;
  Secret proof_key_;  // empty: no proof is made
  std::vector<Secret> config_secrets_;
  std::vector<std::string> secret_parameters_;
};

/// Which of the manifest's kinds the account's token is of; empty: of none.
std::string_view token_kind(const Manifest::Auth& auth, const AccountAccess& account);

/// Everything but A-Z a-z 0-9 - . _ ~ as %XX.
std::string percent_encoded(std::string_view text);

/// HMAC-SHA256 in 64 small hexadecimal digits.
std::string hmac_sha256(std::string_view key, std::string_view text);

}  // namespace tidemark
