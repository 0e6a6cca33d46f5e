#include "query/scope.h"

#include <algorithm>

namespace tidemark {
namespace {

Error unknown_business(BusinessId business) {
  return {.code = Code::not_found,
          .message = "there is no business " + std::to_string(business.value),
          .field = "business_id"};
}

/// What is stored may outlive its plugin; what was never there is a slip of the pen.
Result<std::string> canonical_platform(const std::string& asked, Catalog& catalog,
                                       const Platforms& platforms) {
  if (auto canonical = platforms.canonical(asked)) return *std::move(canonical);
  const auto stored = catalog.census().has_platform(asked);
  if (!stored) return stored.error();
  if (*stored) return asked;
  std::string loaded;
  for (const std::string& platform : platforms.loaded()) loaded += (loaded.empty() ? "" : ", ") + platform;
  return Error{.code = Code::invalid,
               .message = "platform \"" + asked + "\" is unknown; " +
                          (loaded.empty() ? "none is loaded" : "loaded are: " + loaded),
               .field = "platform"};
}

std::string common_zone(const BusinessZones& zones, const std::vector<BusinessId>& businesses) {
  const std::string* zone = nullptr;
  for (const BusinessId business : businesses) {
    const std::string* one = zones.zone_of(business);
    if (zone && one != zone) return "UTC";
    zone = one;
  }
  return zone ? *zone : "UTC";
}

}  // namespace

Result<Scope> scope_of(const Asker& asker, Catalog& catalog, const Platforms& platforms,
                       const ScopeRequest& request) {
  const auto zones = catalog.census().business_zones();
  if (!zones) return zones.error();
  Scope scope{.business = request.business, .label = request.label};
  if (request.business) {
    const std::string* zone = asker.sees(*request.business) ? (*zones)->zone_of(*request.business) : nullptr;
    if (!zone) return unknown_business(*request.business);
    scope.businesses = {*request.business};
    scope.zone = *zone;
  } else if (!asker.businesses) {
    scope.everything = true;
    scope.businesses = (*zones)->businesses();
    if (const std::string* zone = (*zones)->only_zone()) scope.zone = *zone;
  } else {
    for (const BusinessId business : *asker.businesses)
      if ((*zones)->zone_of(business)) scope.businesses.push_back(business);
    scope.zone = common_zone(**zones, scope.businesses);
  }
  if (request.platform) {
    auto platform = canonical_platform(*request.platform, catalog, platforms);
    if (!platform) return platform.error();
    scope.platform = *std::move(platform);
  }
  return scope;
}

}  // namespace tidemark
