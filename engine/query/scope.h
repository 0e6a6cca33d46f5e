#pragma once
// What a question over many posts is about: whose, which of them, and when.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "catalog/catalog.h"
#include "domain/access.h"
#include "domain/ids.h"
#include "domain/instant.h"
#include "domain/platform.h"
#include "domain/result.h"

namespace tidemark {

struct Label {
  std::string name;
  std::string value;
  bool operator==(const Label&) const = default;
};

/// As somebody asks.
struct ScopeRequest {
  std::optional<BusinessId> business = {};   ///< absent: all that the asker sees
  std::optional<std::string> platform = {};  ///< an id or an alias
  std::optional<Label> label = {};           ///< only posts that have it
};

/// As it is answered.
struct Scope {
  std::optional<BusinessId> business = {};   ///< the one that was asked for
  std::vector<BusinessId> businesses = {};   ///< all that it spans, rising; there is none that is unknown
  bool everything = false;                   ///< it spans every business of the engine, by no choice of any
  std::optional<std::string> platform = {};  ///< its canonical id
  std::optional<Label> label = {};
  /// Of days, weeks and months, an IANA name: of the businesses, if they share one, else UTC.
  std::string zone = "UTC";
  Instant from = {}, to = {};  ///< [from, to); whoever makes the scope knows the zone first, then these
};

/// All of it but the window. Errors: `not_found` with field business_id, for a business that is unknown or
/// out of the asker's sight; `invalid` with field platform, for one that is neither loaded nor any account's.
Result<Scope> scope_of(const Asker& asker, Catalog& catalog, const Platforms& platforms,
                       const ScopeRequest& request);

/// How many days a window has that nobody gave.
inline constexpr int kDefaultDays = 30;

}  // namespace tidemark
