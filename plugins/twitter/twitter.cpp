// X, formerly Twitter, API v2. Facts and their dates: README.md beside this file.

#include <tidemark/plugin.hpp>

#include "account.h"
#include "media.h"
#include "posts.h"
#include "tables.h"
#include "timeline.h"

namespace tidemark::twitter {
namespace {

struct Twitter {
  static constexpr std::string_view kPlatform = "twitter", kVersion = "0.2.0";
  static constexpr auto& kMetrics = twitter::kMetrics;
  static constexpr auto& kBuckets = twitter::kBuckets;
  explicit Twitter(const sdk::Config&) {}

  void sync(sdk::Sync& sync) {
    for (const sdk::Item& item : sync.items())
      if (item.is_account) read_account(sync, item);
    PostLookup posts(sync);
    posts.run();
    read_watch_time(sync, posts.own_videos());
  }

  void discover(sdk::Discovery& discovery) {
    Timeline(discovery, account_number(discovery)).run();
  }

  void check(sdk::Check& check) { check_access(check); }
};

}  // namespace
}  // namespace tidemark::twitter

TIDEMARK_PLUGIN(tidemark::twitter::Twitter)
