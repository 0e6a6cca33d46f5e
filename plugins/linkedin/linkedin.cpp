// LinkedIn's organization pages, the versioned REST API. Facts and their dates: README.md beside this file.

#include <cstdint>
#include <string>
#include <string_view>
#include <tidemark/metric_sets.hpp>
#include <tidemark/plugin.hpp>

#include "client.h"
#include "listing.h"
#include "page.h"
#include "posts.h"
#include "restli.h"
#include "tables.h"
#include "versions.h"
#include "videos.h"

namespace tidemark::linkedin {
namespace {

Settings settings_of(const sdk::Config& config) {
  Settings settings{.version = config.text("api_version"),
                    .app_calls_per_day = config.integer("app_calls_per_day"),
                    .member_calls_per_day = config.integer("member_calls_per_day")};
  if (!is_version(settings.version))
    throw sdk::Failure(TIDEMARK_BAD_CONFIG, "api_version: wanted a month as in 202609");
  if (settings.app_calls_per_day < 0)
    throw sdk::Failure(TIDEMARK_BAD_CONFIG, "app_calls_per_day: wanted 0 or more");
  if (settings.member_calls_per_day < 0)
    throw sdk::Failure(TIDEMARK_BAD_CONFIG, "member_calls_per_day: wanted 0 or more");
  return settings;
}

std::string organization_of(std::string_view page_id) {
  std::string urn = organization_urn(page_id);
  if (urn.empty())
    throw sdk::Failure(TIDEMARK_PLATFORM_ERROR,
                       "the account has no page_id; give it the number of its LinkedIn organization");
  return urn;
}

struct LinkedIn {
  static constexpr std::string_view kPlatform = "linkedin", kVersion = "0.1.0";
  static constexpr auto& kMetrics = linkedin::kMetrics;
  static constexpr auto& kBuckets = linkedin::kBuckets;
  explicit LinkedIn(const sdk::Config& config) : settings_(settings_of(config)) {}

  void sync(sdk::Sync& sync) {
    const std::string organization = organization_of(sync.account("page_id"));
    Client client = client_of(sync, organization);
    for (const sdk::Item& item : sync.items())
      if (item.is_account) read_page(sync, client, organization, item);
    PostReading posts(sync, client, organization);
    posts.run();
    read_videos(sync, client, memory_, posts.videos());
  }

  void discover(sdk::Discovery& discovery) {
    const std::string organization = organization_of(discovery.account("page_id"));
    Client client = client_of(discovery, organization);
    Listing(discovery, client, organization).run();
  }

  /// LinkedIn tells a token's scopes and its end only to whoever has the app's secret, which a plugin does
  /// not; the role on the page it tells the token.
  void check(sdk::Check& check) {
    const std::string organization = organization_of(check.account("page_id"));
    Client client = client_of(check, organization);
    try {
      if (is_administrator(client, organization)) return check.access({.role = "ADMINISTRATOR"});
    } catch (const sdk::Failure& why) {
      if (why.code == TIDEMARK_PERMISSION_DENIED) check.access({.missing = std::string(kAdminScope)});
      throw;
    }
    check.access({.missing = "ADMINISTRATOR"});
    throw sdk::Failure(TIDEMARK_PERMISSION_DENIED, "whoever granted access is no administrator of " +
                                                       organization +
                                                       "; have one grant it, or give this person the role");
  }

 private:
  Client client_of(const sdk::Host& host, std::string_view organization) {
    const std::int64_t today = host.now_ms() / kDay;
    if (warned_on_ != today)
      if (const auto warning = sunset_warning(settings_.version, host.now_ms())) host.warn(*warning);
    warned_on_ = today;
    return {host, settings_, throttles_, organization};
  }

  static bool is_administrator(Client& client, std::string_view organization) {
    constexpr std::size_t kUsual = 10, kCount = 100, kMostPages = 20;
    const std::string query = "?q=roleAssignee&role=ADMINISTRATOR&state=APPROVED";
    std::size_t roles = 0;
    if (has_role(client.get(kOrganizationAcls, query), organization, roles)) return true;
    if (roles < kUsual) return false;
    for (std::size_t page = 0; page < kMostPages; ++page) {  // somebody with many pages
      const std::string paging =
          "&count=" + std::to_string(kCount) + "&start=" + std::to_string(page * kCount);
      if (has_role(client.get(kOrganizationAcls, query + paging), organization, roles)) return true;
      if (roles < kCount) return false;
    }
    return false;
  }

  static bool has_role(const json::Document& answer, std::string_view organization, std::size_t& roles) {
    const json::Value elements = answer.root().object()["elements"];
    if (!elements) throw json::Error(R"(organizationAcls: the answer has no "elements")");
    roles = elements.array().size();
    for (const json::Value one : elements.array()) {
      const auto is = [&](const char* member, std::string_view wanted) {
        const auto said = one.object()[member].string();
        return said && percent_decoded(*said) == wanted;
      };
      if (is("organization", organization) && is("role", "ADMINISTRATOR") && is("state", "APPROVED"))
        return true;
    }
    return false;
  }

  Settings settings_;
  Throttles throttles_;
  sdk::MetricMemory memory_;
  std::int64_t warned_on_ = -1;  // the day, since the epoch
};

}  // namespace
}  // namespace tidemark::linkedin

TIDEMARK_PLUGIN(tidemark::linkedin::LinkedIn)
