#pragma once
// A small LinkedIn for the plugin's tests: posts with figures, each resource with an answer that a test may
// replace.

#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "fake_host.h"

namespace tidemark::testing {

inline constexpr std::int64_t kNow = 1785585600000;  // 2026-08-01T12:00:00Z
inline constexpr std::int64_t kDay = 86'400'000;
inline constexpr const char* kConfig =
    R"({"api_version":"202609","app_calls_per_day":0,"member_calls_per_day":0})";

/// The values of List(...) behind `parameter`, decoded.
std::vector<std::string> listed_in(const std::string& target, const std::string& parameter);

class LinkedInWorld {
 public:
  explicit LinkedInWorld(const char* config = kConfig) : host(tidemark_plugin_v1, config) {
    host.now_ms = kNow;
    host.account = {{"page_id", "2414183"}};
    host.play = [this](const SentRequest& request) { return answer(request); };
  }

  struct Post {
    std::string statistics;   // members of totalShareStatistics; empty: left out
    std::string social;       // members of the element; empty: not in the answer
    int social_status = 200;  // of the batch
    int post_status = 200;    // of the batch of posts; 0: not in the answer
    std::int64_t published_at_ms = kNow - 3 * kDay;
  };
  /// Adds a post and its item.
  void post(const std::string& urn, const Post& post, const std::string& type = "", bool dated = true);
  Outcome sync() { return host.sync(items); }
  Outcome page() { return host.sync({{}}); }
  /// Targets that begin with /rest/<resource>.
  static std::vector<std::string> asked(const Outcome& outcome, const std::string& resource);

  FakeHost host;
  std::vector<AskedItem> items;
  /// By resource: instead of what the world would answer.
  std::map<std::string, Answer> instead;
  std::function<void(const SentRequest&, Answer&)> meddle = [](const SentRequest&, Answer&) {};

 private:
  Answer answer(const SentRequest& request) const;
  std::string statistics(const std::string& target) const;
  std::string batch(const std::string& target, bool social) const;
  std::map<std::string, Post> posts_;
};

/// Figures of a post, each number once.
std::string figures(int likes = 17);

}  // namespace tidemark::testing
