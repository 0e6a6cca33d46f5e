// Facebook pages, Meta's Graph API. Facts and their dates: README.md beside this file.

#include <string>
#include <tidemark/plugin.hpp>

#include "check.h"
#include "discovery.h"
#include "page.h"
#include "posts.h"
#include "tables.h"

namespace tidemark::facebook {
namespace {

/// "v25.0": it becomes a part of every path.
bool is_version(std::string_view text) {
  return text.size() > 1 && text[0] == 'v' && text[1] != '.' && text.back() != '.' &&
         text.find_first_not_of("0123456789.", 1) == std::string_view::npos;
}

struct Facebook {
  static constexpr std::string_view kPlatform = "facebook", kVersion = "0.1.0";
  static constexpr auto& kMetrics = facebook::kMetrics;
  static constexpr auto& kBuckets = facebook::kBuckets;

  explicit Facebook(const sdk::Config& config) : version_(config.text("api_version")) {
    if (!is_version(version_))
      throw sdk::Failure(TIDEMARK_BAD_CONFIG, "api_version is \"" + version_ + "\", wanted one like v25.0");
  }

  void sync(sdk::Sync& sync) {
    const Client client(sync, memory_, version_, page_of(sync));
    for (const sdk::Item& item : sync.items())
      if (item.is_account) read_page(sync, client, item);
    Asker asker(client, sync);
    PostSync(sync, client, asker).run();
  }

  void discover(sdk::Discovery& discovery) {
    const Client client(discovery, memory_, version_, page_of(discovery));
    Asker asker(client, discovery);
    PageDiscovery(discovery, client, asker).run();
  }

  void check(sdk::Check& check) { check_access(check, Client(check, memory_, version_, page_of(check))); }

 private:
  std::string version_;
  Memory memory_;
};

}  // namespace
}  // namespace tidemark::facebook

TIDEMARK_PLUGIN(tidemark::facebook::Facebook)
