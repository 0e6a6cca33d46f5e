#include "host/credentials.h"

#include <algorithm>

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

}  // namespace

std::string percent_encoded(std::string_view text) {
  constexpr char kHex[] = "0123456789ABCDEF";
  std::string encoded;
  encoded.reserve(text.size() + 16);
  for (const char c : text) {
    const bool plain = (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') ||
                       c == '-' || c == '.' || c == '_' || c == '~';
    if (plain) {
      encoded += c;
      continue;
    }
    const auto byte = static_cast<unsigned char>(c);
    (encoded += '%') += kHex[byte >> 4];
    encoded += kHex[byte & 15];
  }
  return encoded;
}

Result<> add_credentials(const Manifest::Auth& auth, const AccountAccess& account, HttpRequest& request) {
  if (auth.style == Manifest::Auth::Style::none) return Done{};
  const std::string_view token = account.access_token.reveal();
  if (token.empty()) return Error{Code::auth_failed, name_of(account) + " has no access token"};
  if (auth.style == Manifest::Auth::Style::query) {
    request.target += request.target.find('?') == std::string::npos ? '?' : '&';
    request.target.append(percent_encoded(auth.parameter)).append("=").append(percent_encoded(token));
    return Done{};
  }
  if (!is_visible(token))
    return Error{Code::invalid_token,
                 "the access token of " + name_of(account) + " holds characters that no token has"};
  request.headers.emplace_back("Authorization", std::string("Bearer ").append(token));
  return Done{};
}

std::vector<Secret> config_secrets(const Manifest& manifest, const PlatformSettings& settings) {
  std::vector<Secret> secrets;
  for (const auto& key : manifest.config) {
    if (key.type != Manifest::ConfigKey::Type::secret) continue;
    const auto set = settings.find(key.name);
    if (set != settings.end() && !set->second.empty()) secrets.emplace_back(set->second);
  }
  return secrets;
}

}  // namespace tidemark
