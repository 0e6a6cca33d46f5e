#include "sandbox/tokens.h"

namespace tidemark::sandbox {

void Tokens::add(Token token) {
  std::lock_guard lock(mutex_);
  order_.push_back(token.text);
  by_text_.insert_or_assign(token.text, std::move(token));
}

std::optional<Token> Tokens::find(std::string_view text) const {
  std::lock_guard lock(mutex_);
  const auto found = by_text_.find(text);
  return found == by_text_.end() ? std::nullopt : std::optional(found->second);
}

std::vector<Token> Tokens::all() const {
  std::lock_guard lock(mutex_);
  std::vector<Token> tokens;
  for (const auto& text : order_) tokens.push_back(by_text_.at(text));
  return tokens;
}

std::optional<Token> Tokens::of(int account) const {
  std::lock_guard lock(mutex_);
  for (const auto& text : order_)
    if (by_text_.at(text).account == account) return by_text_.at(text);
  return std::nullopt;
}

template <typename Change>
Result<Done> Tokens::change(std::string_view text, Change change) {
  std::lock_guard lock(mutex_);
  const auto found = by_text_.find(text);
  if (found == by_text_.end()) return Error{Code::invalid, "token: no such token", "token"};
  change(found->second);
  return Done{};
}

Result<Done> Tokens::revoke(std::string_view text) {
  return change(text, [](Token& token) { token.revoked = true; });
}
Result<Done> Tokens::expire(std::string_view text, std::int64_t at_ms) {
  return change(text, [&](Token& token) { token.expires_ms = at_ms; });
}
Result<Done> Tokens::drop_scope(std::string_view text, const std::string& scope) {
  return change(text, [&](Token& token) { token.scopes.erase(scope); });
}
Result<Done> Tokens::grant_scope(std::string_view text, const std::string& scope) {
  return change(text, [&](Token& token) { token.scopes.insert(scope); });
}
Result<Done> Tokens::renew(std::string_view text, std::int64_t expires_ms) {
  return change(text, [&](Token& token) {
    token.revoked = false;
    token.expires_ms = expires_ms;
  });
}

}  // namespace tidemark::sandbox
