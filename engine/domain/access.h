#pragma once
// Who asks: the first argument of everything the admin API calls. Scope is applied by catalog and query, not
// by handlers.

#include <optional>
#include <set>

#include "domain/ids.h"

namespace tidemark {

/// viewer reads; editor also changes posts and asks for refreshes; admin may do everything, tokens included.
enum class Role { viewer, editor, admin };

struct Asker {
  ApiTokenId token;
  Role role = Role::viewer;
  std::optional<std::set<BusinessId>> businesses = {};  ///< absent: all of them

  /// What is out of sight does not exist for the asker.
  bool sees(BusinessId business) const { return !businesses || businesses->contains(business); }

  /// The engine itself: scheduler, start-up, shutdown.
  static Asker engine() { return {.token = {}, .role = Role::admin}; }
};

}  // namespace tidemark
