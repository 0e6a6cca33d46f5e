#include "sandbox/graph/access.h"

#include <Poco/DigestEngine.h>
#include <Poco/HMACEngine.h>
#include <Poco/SHA2Engine.h>

#include "sandbox/exchange.h"

namespace tidemark::sandbox::graph {
namespace {

constexpr std::int64_t kDayMs = 24LL * 3600 * 1000;

const std::set<std::string>& facebook_permissions() {
  static const std::set<std::string> all = {
      "pages_show_list",       "business_management",     "instagram_basic", "instagram_manage_insights",
      "pages_read_engagement", "pages_read_user_content", "read_insights",   "public_profile"};
  return all;
}

/// The HMAC of Poco 1.11 wants an engine that can be made without arguments.
class Sha256 : public Poco::SHA2Engine {
 public:
  enum { BLOCK_SIZE = 64, DIGEST_SIZE = 32 };
  Sha256() : Poco::SHA2Engine(Poco::SHA2Engine::SHA_256) {}
};

std::string proof_of(const std::string& token) {
  Poco::HMACEngine<Sha256> engine{std::string(kAppSecret)};
  engine.update(token);
  return Poco::DigestEngine::digestToHex(engine.digest());
}

Refusal refused_proof(std::string message) {
  Refusal refusal = invalid_parameter(std::move(message));
  refusal.type = "GraphMethodException";
  return refusal;
}

}  // namespace

Token app_token() {
  return {std::string(kAppId) + "|" + std::string(kAppSecret), 0, std::string(kApp)};
}
Token page_token(int account, std::int64_t expires_ms) {
  return {"EAAsandbox-page-" + std::to_string(account), account, std::string(kPage), facebook_permissions(),
          expires_ms};
}
Token user_token(int account, std::int64_t expires_ms) {
  return {"EAAsandbox-user-" + std::to_string(account), account, std::string(kUser), facebook_permissions(),
          expires_ms};
}
Token instagram_token(int account, std::int64_t expires_ms) {
  return {"IGsandbox-user-" + std::to_string(account),
          account,
          std::string(kInstagramLogin),
          {"instagram_business_basic", "instagram_business_manage_insights"},
          expires_ms};
}

Token renewed(const Token& token, std::int64_t now_ms) {
  Token later =
      token.kind == kInstagramLogin ? instagram_token(token.account, 0) : user_token(token.account, 0);
  later.text += "-" + std::to_string(now_ms / 1000);
  later.scopes = token.scopes;
  later.expires_ms = now_ms + 60 * kDayMs;
  return later;
}

std::int64_t issued_s(const Token& token, std::int64_t started_ms) {
  const auto last = token.text.substr(token.text.rfind('-') + 1);
  if (last.size() > 5) return static_cast<std::int64_t>(parse_id(last).value_or(0));
  return (started_ms - 2 * kDayMs) / 1000;
}

void check_proof(const Settings& settings, const Token& token, const std::string* proof) {
  if (token.kind == kApp || token.kind == kInstagramLogin) return;
  if (!proof) {
    if (settings.proof_required)
      throw refused_proof("API calls from the server require an appsecret_proof argument");
    return;
  }
  if (*proof != proof_of(token.text))
    throw refused_proof("Invalid appsecret_proof provided in the API argument");
}

}  // namespace tidemark::sandbox::graph
