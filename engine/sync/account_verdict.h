#pragma once
// What a run learned about an account, and the state that follows from it.

#include <optional>
#include <string>

#include "domain/account.h"
#include "domain/instant.h"
#include "domain/result.h"
#include "domain/secret.h"
#include "sync/missed.h"

namespace tidemark {

/// Collected over all calls for one account, in any order; the worst news wins.
class AccountVerdict {
 public:
  enum class About {
    call,    ///< the whole call, and so the account
    itself,  ///< the account's own figures
    post,    ///< one post
  };

  /// Something of the account became durable.
  void stored(Instant at);
  /// The platform answered for the account, with nothing to store.
  void worked() { worked_ = true; }
  void failed(About about, const Error& why, Instant now);
  /// What it failed to measure.
  Missed& missed() { return missed_; }
  const Missed& missed() const { return missed_; }
  /// With which access token all that happened.
  void used(const Secret& token);
  void merge(const AccountVerdict& other);

  struct State {
    AccountState state = AccountState::ok;
    std::optional<std::string> message = {};
    std::optional<Instant> retry_at = {};
  };
  /// Nothing: what happened (a lost connection, say) is no news about the account.
  std::optional<State> state() const;
  std::optional<Instant> synced_at() const { return synced_at_; }
  /// auth_failed or invalid_token: no other call with the same token will do better.
  const std::optional<Error>& dead() const { return dead_; }
  const Secret& dead_token() const { return dead_token_; }

 private:
  bool worked_ = false;
  std::optional<Instant> synced_at_;
  std::optional<Error> dead_;
  Secret dead_token_;
  std::optional<Error> refused_;
  std::optional<Error> doubtful_;  // an error, unless something worked
  std::optional<Error> limited_;
  Instant retry_at_;
  Missed missed_;
};

/// The sentence with what a person must do about it, where that is known.
std::string with_advice(const Error& why);

}  // namespace tidemark
