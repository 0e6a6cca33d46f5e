// Instagram, professional accounts, by Meta's Graph API. Facts and their dates: README.md beside this file.

#include <string>
#include <tidemark/plugin.hpp>

#include "access.h"
#include "account.h"
#include "api.h"
#include "discovery.h"
#include "memory.h"
#include "posts.h"
#include "tables.h"

namespace tidemark::instagram {
namespace {

/// "v25.0"; the path of every request begins with it.
std::string checked_version(std::string version) {
  const bool good = version.size() > 1 && version[0] == 'v' &&
                    version.find_first_not_of("0123456789.", 1) == std::string::npos;
  if (!good)
    throw sdk::Failure(TIDEMARK_BAD_CONFIG, "api_version is \"" + version + "\", wanted one as v25.0");
  return version;
}

struct Instagram {
  static constexpr std::string_view kPlatform = "instagram", kVersion = "0.1.0";
  static constexpr auto& kMetrics = instagram::kMetrics;
  static constexpr auto& kBuckets = instagram::kBuckets;

  explicit Instagram(const sdk::Config& config)
      : version_(checked_version(config.text("api_version"))),
        has_app_(!config.text("app_id").empty()),
        table_(version_) {}

  void sync(sdk::Sync& sync) {
    const Api api(sync, version_);
    for (const sdk::Item& item : sync.items())
      if (item.is_account) sync_account(sync, item, api, memory_);
    sync_posts(sync, api, table_, memory_);
  }

  void discover(sdk::Discovery& discovery) {
    const Api api(discovery, version_);
    try {
      discover_posts(discovery, api, table_, memory_);
    } catch (const json::Error& problem) {
      throw sdk::Failure(TIDEMARK_BAD_RESPONSE,
                         "GET /{account}, listing its posts: " + std::string(problem.what()));
    }
  }

  void check(sdk::Check& check) {
    const Api api(check, version_);
    check_access(check, api, has_app_);
  }

 private:
  std::string version_;
  bool has_app_;
  MetricTable table_;
  Memory memory_;
};

}  // namespace
}  // namespace tidemark::instagram

TIDEMARK_PLUGIN(tidemark::instagram::Instagram)
