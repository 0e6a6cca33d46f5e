#pragma once
// The access tokens of one platform: whose they are, what they may do, how long they live.

#include <cstdint>
#include <map>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "domain/result.h"

namespace tidemark::sandbox {

struct Token {
  static constexpr std::int64_t kNever = INT64_MAX;

  std::string text;
  int account = 0;   ///< from 1; 0: the application's own
  std::string kind;  ///< the platform's own distinction ("user", "page", "app", ...)
  std::set<std::string> scopes;
  std::int64_t expires_ms = kNever;
  bool revoked = false;

  bool expired(std::int64_t now_ms) const { return now_ms >= expires_ms; }
  bool may(const std::string& scope) const { return scopes.count(scope) > 0; }
};

/// Threads: any.
class Tokens {
 public:
  void add(Token token);
  /// Also one that is expired or revoked; nothing for a text that was never a token.
  std::optional<Token> find(std::string_view text) const;
  std::vector<Token> all() const;
  /// The first one of that account, null if it has none.
  std::optional<Token> of(int account) const;

  // Each fails with `invalid` for a text that is no token.
  Result<Done> revoke(std::string_view text);
  Result<Done> expire(std::string_view text, std::int64_t at_ms);
  Result<Done> drop_scope(std::string_view text, const std::string& scope);
  Result<Done> grant_scope(std::string_view text, const std::string& scope);
  /// As if a person had logged in again: not revoked, and good until `expires_ms`.
  Result<Done> renew(std::string_view text, std::int64_t expires_ms);

 private:
  template <typename Change>
  Result<Done> change(std::string_view text, Change change);

  mutable std::mutex mutex_;
  std::map<std::string, Token, std::less<>> by_text_;
  std::vector<std::string> order_;
};

}  // namespace tidemark::sandbox
