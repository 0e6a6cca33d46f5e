#include "host/credentials.h"

#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <algorithm>

#include "host/app_token.h"
#include "host/http_text.h"
#include "tidemark/http.hpp"

namespace tidemark {
namespace {

std::string name_of(const AccountAccess& account) {
  return "account " + std::to_string(account.id.value);
}

/// What OAuth allows in a bearer token, and nothing that could end a header (RFC 6750, section 2.1, read
/// 2026-11-22; some platforms put '|' and '%' in theirs, so all visible ASCII is let through).
bool is_visible(std::string_view token) {
  return std::all_of(token.begin(), token.end(), [](char c) { return c > ' ' && c < 0x7f; });
}

void add_parameter(std::string& target, std::string_view name, std::string_view value) {
  target += target.find('?') == std::string::npos ? '?' : '&';
  target.append(percent_encoded(name)).append("=").append(percent_encoded(value));
}

}  // namespace

std::string percent_encoded(std::string_view text) {
  return sdk::percent_encoded(text);
}

std::string hmac_sha256(std::string_view key, std::string_view text) {
  unsigned char digest[32];
  unsigned int size = sizeof digest;
  const auto* bytes = reinterpret_cast<const unsigned char*>(text.data());
  HMAC(EVP_sha256(), key.data(), static_cast<int>(key.size()), bytes, text.size(), digest, &size);
  constexpr char kHex[] = "0123456789abcdef";
  std::string hex;
  for (const unsigned char byte : digest) (hex += kHex[byte >> 4]) += kHex[byte & 15];
  return hex;
}

std::string_view token_kind(const Manifest::Auth& auth, const AccountAccess& account) {
  for (const auto& kind : auth.kinds)
    if (account.access_token.reveal().starts_with(kind.prefix)) return kind.name;
  return {};
}

std::optional<std::pair<std::size_t, std::size_t>> find_placeholder(std::string_view text, std::size_t from) {
  constexpr std::string_view kName = kTokenPlaceholder.substr(1, kTokenPlaceholder.size() - 2);
  for (auto at = text.find(kName, from); at != std::string_view::npos; at = text.find(kName, at + 1)) {
    const auto end = at + kName.size();
    if (at >= from + 1 && text[at - 1] == '{' && text.substr(end, 1) == "}")
      return std::pair(at - 1, kName.size() + 2);
    if (at >= from + 3 && lower_case(text.substr(at - 3, 3)) == "%7b" &&
        lower_case(text.substr(end, 3)) == "%7d")
      return std::pair(at - 3, kName.size() + 6);
  }
  return std::nullopt;
}

Credentials::Credentials(const Manifest& manifest, const PlatformSettings& settings)
    : auth_(manifest.auth), app_token_(app_token(manifest, settings)) {
  for (const auto& key : manifest.config) {
    const auto set = settings.find(key.name);
    if (key.type != Manifest::ConfigKey::Type::secret || set == settings.end() || set->second.empty())
      continue;
    config_secrets_.emplace_back(set->second);
    if (auth_.proof && auth_.proof->key == key.name) proof_key_ = Secret(set->second);
  }
  if (!auth_.parameter.empty()) secret_parameters_.push_back(auth_.parameter);
  if (auth_.proof) secret_parameters_.push_back(auth_.proof->parameter);
}

Result<> Credentials::put_in_query(const AccountAccess& account, std::string& target) const {
  const auto query = std::min(target.find('?'), target.size());
  auto found = find_placeholder(target, query);
  if (found && account.access_token.empty())
    return Error{Code::auth_failed, name_of(account) + " has no access token"};
  const std::string token = percent_encoded(account.access_token.reveal());
  for (; found; found = find_placeholder(target, found->first + token.size()))
    target.replace(found->first, found->second, token);
  return Done{};
}

Result<> Credentials::add_token(std::string_view token, const Error& unusable, HttpRequest& request) const {
  if (auth_.style == Manifest::Auth::Style::query) {
    add_parameter(request.target, auth_.parameter, token);
    return Done{};
  }
  if (!is_visible(token)) return unusable;
  request.headers.emplace_back("Authorization", std::string("Bearer ").append(token));
  return Done{};
}

Secret Credentials::proof_of(std::string_view token) const {
  return Secret(proof_key_.empty() || token.empty() ? "" : hmac_sha256(proof_key_.reveal(), token));
}

Result<> Credentials::add(const AccountAccess& account, bool as_app, std::uint32_t origin,
                          HttpRequest& request) const {
  if (auto put = put_in_query(account, request.target); !put) return put;
  if (auth_.style == Manifest::Auth::Style::none) return Done{};
  if (as_app && !app_token_) return app_token_.error();
  const std::string_view token = (as_app ? *app_token_ : account.access_token).reveal();
  if (token.empty()) return Error{Code::auth_failed, name_of(account) + " has no access token"};
  const Error unusable = as_app ? Error{Code::bad_config,
                                        "the app's own token holds characters that no token has; look at the "
                                        "keys it is made of"}
                                : Error{Code::invalid_token, "the access token of " + name_of(account) +
                                                                 " holds characters that no token has"};
  if (auto added = add_token(token, unusable, request); !added) return added;
  if (!auth_.proof) return Done{};
  const auto& wanted = auth_.proof->origins;
  const Secret proof = proof_of(token);
  if (!proof.empty() && std::find(wanted.begin(), wanted.end(), origin) != wanted.end())
    add_parameter(request.target, auth_.proof->parameter, proof.reveal());
  return Done{};
}

std::vector<Secret> Credentials::secrets_of(const AccountAccess& account) const {
  std::vector<Secret> all{account.access_token, account.refresh_token,
                          proof_of(account.access_token.reveal())};
  if (app_token_) {
    all.push_back(*app_token_);
    all.push_back(proof_of(app_token_->reveal()));
  }
  all.insert(all.end(), config_secrets_.begin(), config_secrets_.end());
  return all;
}

}  // namespace tidemark
