#pragma once
// Whose a token is and what it may. Source: Facebook facts, sections 2, 4 and 11; Instagram facts, sections 1
// and 11.
//
//   EAAsandbox-page-N       of a page
//   EAAsandbox-user-N       of the person who has page N
//   IGsandbox-user-N        of an Instagram account, by Instagram Login
//   1000000001|sandbox-app-secret   of the app: its id and secret
//
// "-UNIX" after one is that person's later token, issued then.

#include <cstdint>
#include <string>
#include <string_view>

#include "sandbox/graph/refusal.h"
#include "sandbox/graph/settings.h"
#include "sandbox/tokens.h"

namespace tidemark::sandbox::graph {

constexpr std::string_view kAppId = "1000000001", kAppSecret = "sandbox-app-secret";

/// Token::kind
constexpr std::string_view kPage = "page", kUser = "user", kInstagramLogin = "instagram", kApp = "app";

Token app_token();
/// All with every permission that there is.
Token page_token(int account, std::int64_t expires_ms);
Token user_token(int account, std::int64_t expires_ms);
Token instagram_token(int account, std::int64_t expires_ms);
/// The same person's token, issued now for 60 days.
Token renewed(const Token& token, std::int64_t now_ms);
/// When it was issued; what the sandbox began with, two days before it did.
std::int64_t issued_s(const Token& token, std::int64_t started_ms);

/// Throws unless the proof fits, or none is asked for.
void check_proof(const Settings& settings, const Token& token, const std::string* proof);

}  // namespace tidemark::sandbox::graph
