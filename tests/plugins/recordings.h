#pragma once
// The recorded answers that lie beside a plugin, played to it.
//
//   const Recordings recordings(TWITTER_FOLDER, tidemark_plugin_v1);
//   const Outcome outcome = recordings.sync("tweets_bulk_default_fields", {{.platform_id = "1"}});

#include <functional>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "fake_host.h"

namespace tidemark::testing {

class Recordings {
 public:
  /// `folder` is the plugin's; the recordings lie in its `fixtures`. A file that is missing or not as
  /// plugins/README.md says fails the test that asks for it.
  Recordings(std::string folder, const tidemark_plugin& plugin, std::string config = "{}")
      : folder_(std::move(folder)), plugin_(&plugin), config_(std::move(config)) {}

  /// As the engine hands it to the plugin: names of headers in lower case, a 429 (and an error with a
  /// Retry-After) as come back later.
  Answer answer(const std::string& name) const;
  /// "GET /2/users/42": what it was an answer to.
  std::string request(const std::string& name) const;
  /// All of them, sorted: for a test that each is played or listed with a reason.
  std::vector<std::string> names() const;

  /// `name` as the answer to every request of one call.
  Outcome sync(const std::string& name, const std::vector<AskedItem>& items,
               const std::map<std::string, std::string>& account = {}, std::int64_t now_ms = kNow) const;
  Outcome discover(const std::string& name, const std::string& cursor,
                   const std::map<std::string, std::string>& account = {}, std::int64_t now_ms = kNow) const;
  Outcome check(const std::string& name, const std::map<std::string, std::string>& account = {},
                std::int64_t now_ms = kNow) const;

  static constexpr std::int64_t kNow = 1785585600000;  // 2026-08-01T12:00:00Z

 private:
  std::string file(const std::string& name) const;
  template <class Play>
  Outcome play(const std::string& name, const std::map<std::string, std::string>& account,
               std::int64_t now_ms, Play call) const;

  std::string folder_;
  const tidemark_plugin* plugin_;
  std::string config_;
};

/// Answers by the beginning of the target, the longest that fits; 404 where none does.
using Script = std::map<std::string, Answer>;
std::function<Answer(const SentRequest&)> playing(Script script);

}  // namespace tidemark::testing
