#pragma once
// A stand-in for a platform's own API on loopback: same paths, headers, JSON, ids, paging, quotas and errors.
//
// Two modes. By default it invents a world of accounts and posts whose counters grow with the clock; the same
// seed gives the same world, every time it starts. With `replay` it serves recorded answers instead. Faults
// work in both.
//
// Threads: any, for everything but start and stop. Nothing is written to disk.

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "domain/result.h"

namespace tidemark::sandbox {

/// What becomes of a post whose private figures were asked for and refused. X's own behaviour is not
/// confirmed.
enum class Refused { drop_post, drop_member };

struct Options {
  std::uint16_t port = 0;  ///< on 127.0.0.1; 0 takes any free one

  int accounts = 3;         ///< 1 to 1,000
  int posts = 250;          ///< on each account's timeline, 1 to 1,000,000; published over the last 60 days
  int deleted = 0;          ///< of these: so many are gone,
  int suspended = 0;        ///< so many belong to a suspended user,
  int protected_posts = 0;  ///< so many can be read by their author only
  int videos = -1;          ///< and so many carry a video; -1: every tenth
  std::uint64_t seed = 1;

  /// Requests allowed in 15 minutes, by endpoint name ("tweets", "users/:id/tweets"); instead of the
  /// documented ones.
  std::map<std::string, std::int64_t> limits;
  /// The same in 24 hours, for endpoints that are to have this second quota, with headers of its own.
  std::map<std::string, std::int64_t> daily_limits;
  /// Resources (posts, users) that the credits pay for; then 402. Each is charged once a day.
  std::optional<std::int64_t> credits;
  Refused refused = Refused::drop_post;
  bool gzip = true;  ///< for clients that accept it
  std::chrono::milliseconds latency{0};
  std::vector<std::string> faults;  ///< see faults.h

  std::filesystem::path replay;  ///< a directory of recordings, see recordings.h; empty: the invented world

  std::function<std::int64_t()> now_ms;  ///< Unix time; empty: the system's
  /// Gets what a person should hear: a request that no recording knows. Any thread. Empty: stderr.
  std::function<void(std::string_view)> complain;
};

/// One invented post, as whoever registers it with an engine needs it.
struct WorldPost {
  std::string id, url, text;
  std::int64_t published_ms = 0;
  std::string state;  ///< "live", "deleted", "suspended" or "protected"
};

struct WorldAccount {
  std::string user_id, username, name;
  std::string token;             ///< of the account's own user; "sandbox-app" is the application's
  std::vector<WorldPost> posts;  ///< the timeline, newest first, with those that are gone
};

struct EndpointCount {
  std::int64_t requests = 0;
  std::int64_t faults = 0;                ///< of these, answered by a fault
  std::map<int, std::int64_t> by_status;  ///< what was sent
};

class Sandbox {
 public:
  /// Listens when it returns. Errors: `invalid` (an option), `bad_config` (recordings), `network_error` (the
  /// port).
  static Result<std::unique_ptr<Sandbox>> start(Options options);
  /// Ends requests under way, slow ones at once.
  ~Sandbox();

  std::uint16_t port() const;
  /// "http://127.0.0.1:PORT"
  std::string url() const;

  /// The invented world as it is now; empty in replay.
  std::vector<WorldAccount> world() const;

  /// Requests since the start or the last reset, by endpoint as the platform's documentation writes it
  /// ("/2/tweets", "/2/tweets/:id", "/2/users/me"); unknown paths under "other"; /sandbox/... is not counted.
  std::map<std::string, EndpointCount> requests() const;
  std::int64_t requests(const std::string& endpoint) const;
  /// The newest 1,000 requests, oldest first, as "GET /2/tweets?ids=1,2".
  std::vector<std::string> request_log() const;
  void reset_counters();

  /// Replaces all faults; `invalid` names the spec that cannot be read, and nothing changes.
  Result<Done> set_faults(const std::vector<std::string>& specs);

 private:
  struct Impl;
  explicit Sandbox(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace tidemark::sandbox
