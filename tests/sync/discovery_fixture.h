#pragma once

#include <deque>

#include "sync_fixture.h"

namespace tidemark::testing {

/// The platform "reef" can list posts: `listing` says what is found, call after call.
class DiscoveryTest : public SyncTest {
 protected:
  struct Listing {
    std::vector<std::string> posts = {};
    std::vector<std::string> with_figures = {};  ///< of the posts
    Result<DiscoveryEnd> end = DiscoveryEnd{.cursor = "next"};
  };

  DiscoveryTest() {
    reef->can_discover();
    reef->on_discover = [this](const AccountAccess&, std::string_view cursor, const CallLimits& limits,
                               DiscoverySink& sink) -> Result<DiscoveryEnd> {
      Listing now;
      {
        std::lock_guard lock(mutex);
        cursors.push_back(std::string(cursor));
        now = listings.empty() ? Listing{} : listings.front();
        if (listings.size() > 1) listings.pop_front();
      }
      on_listing(limits.stop);
      std::vector<EmittedSample> samples;
      for (std::size_t i = 0; i < now.posts.size(); ++i) {
        if (auto taken = sink.found({.platform_post_id = now.posts[i], .type = "video"}); !taken)
          return taken.error();
        if (std::find(now.with_figures.begin(), now.with_figures.end(), now.posts[i]) !=
            now.with_figures.end())
          samples.push_back({.item = i, .metric = "likes_count", .value = 7});
      }
      if (!samples.empty())
        if (auto stored = sink.emit(samples); !stored) return stored.error();
      return now.end;
    };
  }

  static std::vector<std::string> names(const std::string& prefix, std::size_t count) {
    std::vector<std::string> all;
    for (std::size_t i = 0; i < count; ++i) all.push_back(prefix + std::to_string(i));
    return all;
  }
  static DiscoveryEnd complete(std::optional<Instant> since = {}) {
    return {.cursor = "next", .listed = DiscoveryEnd::Listed{since}};
  }
  RunId begin_discovery() {
    auto run = service().discover(Asker::engine(), account);
    EXPECT_TRUE(run) << (run ? "" : run.error().message);
    return run ? *run : RunId{};
  }
  Result<Discovered> discover() {
    const RunId run = begin_discovery();
    auto found = service().wait_discovered(run, account, 60s);
    wait(run);
    if (!found) return found.error();
    EXPECT_TRUE(*found);
    return **found;
  }
  PostId id_of(const std::string& platform_post_id) {
    std::lock_guard lock(directory.mutex);
    for (const auto& [id, post] : directory.posts)
      if (post.platform_post_id == platform_post_id) return id;
    return {};
  }
  std::size_t calls_of_discover() {
    std::lock_guard lock(mutex);
    return cursors.size();
  }

  std::mutex mutex;
  std::deque<Listing> listings;  ///< the last one for every further call
  std::vector<std::string> cursors;
  std::function<void(std::stop_token)> on_listing = [](std::stop_token) {};
};

}  // namespace tidemark::testing
