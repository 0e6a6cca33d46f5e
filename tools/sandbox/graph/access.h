#pragma once
// Tokens: whose they are, what they may, when they end. Source: Facebook facts, sections 2, 4 and 11;
// Instagram facts, sections 1 and 11.
//
//   EAAsandbox-page-N       of a page; never expires
//   EAAsandbox-user-N       of the person who has page N; 60 days
//   IGsandbox-user-N        of an Instagram account, by Instagram Login; 60 days
//   {app id}|{app secret}   of the app
//
// Those that last 60 days were issued two days before the start. "-UNIX" after them is a later one, issued
// then: nothing has to be remembered of what was given out.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sandbox/graph/refusal.h"
#include "sandbox/graph/settings.h"

namespace tidemark::sandbox::graph {

enum class Holder { page, user, instagram, app };

struct Access {
  Holder holder = Holder::app;
  int account = 0;  ///< 0: the app's
  std::int64_t issued_s = 0, expires_s = 0;  ///< expires 0: never
  std::string token;

  bool is_expired(const Settings& settings, std::int64_t now_s) const {
    return settings.expired.count(account) > 0 || (expires_s && expires_s <= now_s);
  }
};

constexpr std::int64_t kTokenS = 60LL * 24 * 3600;

std::string page_token(int account);
std::string user_token(int account);
std::string instagram_token(int account);
/// The same person's token, issued later.
std::string renewed(const Access& access, std::int64_t now_s);

/// Nothing if nobody ever had such a token; `started_s` is when the sandbox did.
std::optional<Access> read_token(std::string_view token, const Settings& settings, int accounts,
                                 std::int64_t started_s);

/// Throws 190 for what is no token on this host, and for one that was revoked or has expired.
Access require_access(const Settings& settings, const std::optional<Access>& access, Host host,
                      std::int64_t now_s);

/// Throws unless the proof fits, or none is asked for.
void check_proof(const Settings& settings, const Access& access, const std::string* proof);

/// What such a token can have been granted.
const std::vector<std::string>& permissions(const Access& access);
bool may(const Settings& settings, const Access& access, std::string_view permission);

}  // namespace tidemark::sandbox::graph
