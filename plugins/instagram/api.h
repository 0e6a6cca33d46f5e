#pragma once
// How one call of the engine asks Instagram: on the host of the account's sign-in, in the configured version.

#include <cstdint>
#include <string>
#include <string_view>
#include <tidemark/plugin.hpp>

#include "graph/graph.h"
#include "tables.h"

namespace tidemark::instagram {

class Api {
 public:
  /// `known`: the Sync, Discovery or Check of the call.
  template <class Known>
  Api(const Known& known, std::string_view version) : Api(known, version, Names(known)) {}

  bool is_instagram_login() const { return login_; }
  /// The account's id, "me" where the sign-in makes that the same; empty: unknown.
  const std::string& account() const { return account_; }
  /// "/v25.0" and behind it the account's id. Throws Failure if that is unknown.
  sdk::Target of_account() const;
  sdk::Target target(std::string_view path) const { return sdk::Target("/" + version_ + std::string(path)); }

  /// `what` names the request in sentences; `cost`: one for each id that is asked for. Throws Failure when no
  /// answer came.
  graph::Answer ask(const sdk::Target& target, std::string_view what, std::size_t cost = 1) const;
  graph::Answer ask_as_app(const std::string& target, std::string_view what) const;

 private:
  struct Names {
    template <class Known>
    explicit Names(const Known& known)
        : kind(known.account("token_kind")),
          id(known.account("instagram_account_id")),
          user(known.account("platform_user_id")) {}
    std::string_view kind, id, user;
  };
  Api(const sdk::Host& host, std::string_view version, const Names& names);

  const sdk::Host& host_;
  std::string version_;
  bool login_;
  std::string account_;
};

/// The failure of a request about the account: never that of a post that is gone.
sdk::Failure account_failure(const graph::Answer& answer);

}  // namespace tidemark::instagram
