#include "sandbox/graph/access.h"

#include <Poco/DigestEngine.h>
#include <Poco/HMACEngine.h>
#include <Poco/SHA2Engine.h>

#include <algorithm>
#include <charconv>

namespace tidemark::sandbox::graph {
namespace {

constexpr std::string_view kPage = "EAAsandbox-page-", kUser = "EAAsandbox-user-",
                           kInstagram = "IGsandbox-user-";
constexpr std::int64_t kIssuedBeforeS = 2LL * 24 * 3600;

std::optional<std::int64_t> number(std::string_view text) {
  std::int64_t value = 0;
  const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (text.empty() || problem != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}

/// The engine of Poco 1.11 for HMAC wants one that can be made without arguments.
class Sha256 : public Poco::SHA2Engine {
 public:
  enum { BLOCK_SIZE = 64, DIGEST_SIZE = 32 };
  Sha256() : Poco::SHA2Engine(Poco::SHA2Engine::SHA_256) {}
};

std::string proof_of(const std::string& token, const std::string& secret) {
  Poco::HMACEngine<Sha256> engine(secret);
  engine.update(token);
  return Poco::DigestEngine::digestToHex(engine.digest());
}

Refusal refused_proof(std::string message) {
  Refusal refusal = invalid_parameter(std::move(message));
  refusal.type = "GraphMethodException";
  return refusal;
}

}  // namespace

std::string page_token(int account) {
  return std::string(kPage) + std::to_string(account);
}
std::string user_token(int account) {
  return std::string(kUser) + std::to_string(account);
}
std::string instagram_token(int account) {
  return std::string(kInstagram) + std::to_string(account);
}

std::string renewed(const Access& access, std::int64_t now_s) {
  const std::string plain =
      access.holder == Holder::instagram ? instagram_token(access.account) : user_token(access.account);
  return plain + "-" + std::to_string(now_s);
}

std::optional<Access> read_token(std::string_view token, const Settings& settings, int accounts,
                                 std::int64_t started_s) {
  if (token == settings.app_id + "|" + settings.app_secret)
    return Access{.holder = Holder::app, .token = std::string(token)};
  for (const auto& [prefix, holder] :
       {std::pair{kPage, Holder::page}, {kUser, Holder::user}, {kInstagram, Holder::instagram}}) {
    if (token.substr(0, prefix.size()) != prefix) continue;
    const auto rest = token.substr(prefix.size());
    const auto line = rest.find('-');
    const auto account = number(rest.substr(0, line));
    if (!account || *account < 1 || *account > accounts) return std::nullopt;
    Access access{.holder = holder,
                  .account = static_cast<int>(*account),
                  .issued_s = started_s - kIssuedBeforeS,
                  .token = std::string(token)};
    if (line != std::string_view::npos) {
      const auto issued = number(rest.substr(line + 1));
      if (!issued || holder == Holder::page) return std::nullopt;
      access.issued_s = *issued;
    }
    if (holder != Holder::page) access.expires_s = access.issued_s + kTokenS;
    return access;
  }
  return std::nullopt;
}

Access require_access(const Settings& settings, const std::optional<Access>& access, Host host,
                      std::int64_t now_s) {
  if (!access || (access->holder == Holder::instagram) != (host == Host::instagram)) throw malformed_token();
  const auto revoked = settings.revoked.find(access->account);
  if (revoked != settings.revoked.end() && access->account)
    throw bad_token(revoked->second, access->expires_s, now_s);
  if (access->is_expired(settings, now_s))
    throw bad_token(463, access->expires_s ? std::min(access->expires_s, now_s) : now_s - 60, now_s);
  return *access;
}

void check_proof(const Settings& settings, const Access& access, const std::string* proof) {
  if (access.holder == Holder::app || access.holder == Holder::instagram) return;
  if (!proof) {
    if (settings.proof_required)
      throw refused_proof("API calls from the server require an appsecret_proof argument");
    return;
  }
  if (*proof != proof_of(access.token, settings.app_secret))
    throw refused_proof("Invalid appsecret_proof provided in the API argument");
}

const std::vector<std::string>& permissions(const Access& access) {
  static const std::vector<std::string> kFacebook = {
      "pages_show_list",     "business_management",    "instagram_basic", "instagram_manage_insights",
      "pages_read_engagement", "pages_read_user_content", "read_insights",   "public_profile"};
  static const std::vector<std::string> kInstagramLogin = {"instagram_business_basic",
                                                           "instagram_business_manage_insights"};
  static const std::vector<std::string> kNone;
  if (access.holder == Holder::app) return kNone;
  return access.holder == Holder::instagram ? kInstagramLogin : kFacebook;
}

bool may(const Settings& settings, const Access& access, std::string_view permission) {
  const auto& all = permissions(access);
  return std::find(all.begin(), all.end(), permission) != all.end() &&
         !settings.lacks_permission(access.account, std::string(permission));
}

}  // namespace tidemark::sandbox::graph
