#pragma once
// A stand-in for the platforms' own APIs on loopback: same paths, headers, JSON, ids, paging, quotas and
// errors.
//
// Each platform is found under a prefix (url() + "/linkedin") or by the host a request names; X also at the
// root. Two modes. By default it invents, for each platform, a world of accounts and posts whose counters
// grow with the clock; the same seed gives the same world, every time it starts. With `replay` it serves
// recorded answers instead. Faults work in both.
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
#include "sandbox/virtual_clock.h"

namespace tidemark::sandbox {

/// What becomes of a post whose private figures were asked for and refused. X's own behaviour is not
/// confirmed.
enum class Refused { drop_post, drop_member };

struct Options {
  std::uint16_t port = 0;  ///< on 127.0.0.1; 0 takes any free one

  int accounts = 3;         ///< on each platform, 1 to 1,000
  int posts = 250;          ///< on each account's timeline, 1 to 1,000,000; published over the last 60 days
  int deleted = 0;          ///< of these: so many are gone,
  int suspended = 0;        ///< so many belong to a suspended user,
  int protected_posts = 0;  ///< so many can be read by their author only
  int videos = -1;          ///< and so many carry a video; -1: every tenth
  std::uint64_t seed = 1;

  /// Requests allowed in a window of the platform's, instead of the documented ones, by bucket: X's by
  /// endpoint
  /// ("tweets", "users/:id/tweets"), others with their name in front ("linkedin/posts").
  std::map<std::string, std::int64_t> limits;
  /// The same in 24 hours, for X's endpoints that are to have this second quota, with headers of its own.
  std::map<std::string, std::int64_t> daily_limits;
  /// How long the tokens of a platform live from the start on; not named: for ever.
  std::map<std::string, std::chrono::milliseconds> token_life;
  /// X's resources (posts, users) that the credits pay for; then 402. Each is charged once a day.
  std::optional<std::int64_t> credits;
  Refused refused = Refused::drop_post;
  bool gzip = true;  ///< for clients that accept it
  std::chrono::milliseconds latency{0};
  std::vector<std::string> faults;  ///< see faults.h

  std::filesystem::path replay;  ///< a directory of recordings, see recordings.h; empty: the invented world

  ClockKind clock;
  std::function<std::int64_t()> now_ms;  ///< Unix time; instead of `clock`
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
  std::string token;             ///< of the account's own user; "sandbox-app" is X's application's
  std::vector<WorldPost> posts;  ///< the timeline, newest first, with those that are gone
  std::string id_field;          ///< the engine's field for `user_id`: "platform_user_id", "page_id", ...
};

/// Something that happens to a platform's world while nobody asks.
struct Event {
  /// "publish" (account, kind, text), "delete", "restore" (post); of a token, or of an account's first one:
  /// "revoke", "expire" (at_ms), "renew" (at_ms), "drop_scope", "grant_scope" (scope); and what a platform
  /// has beyond that, see tools/README.md.
  std::string what;
  int account = 0;
  std::string post, kind, text, token, scope, metric, version;
  std::optional<std::int64_t> at_ms;
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

  /// A platform's invented world as it is now; empty in replay, and for an unknown platform.
  std::vector<WorldAccount> world(const std::string& platform = "x") const;
  /// The id of what came to be (a post's), or empty. `invalid` names the field at fault.
  Result<std::string> happen(const std::string& platform, const Event& event);
  /// Moves the sandbox's clock, unless it is the caller's own (`invalid`).
  Result<Done> advance(std::chrono::milliseconds step);

  /// Requests since the start or the last reset, by endpoint as the platform's documentation writes it
  /// ("/2/tweets", "/2/tweets/:id"), with a prefix for all but X ("/linkedin/rest/posts"); unknown paths
  /// under "other"; /sandbox/... is not counted.
  std::map<std::string, EndpointCount> requests() const;
  std::int64_t requests(const std::string& endpoint) const;
  /// All that a platform was asked, unknown paths included.
  std::int64_t requests_to(const std::string& platform) const;
  /// The newest 1,000 requests, oldest first, as "GET /2/tweets?ids=1,2".
  std::vector<std::string> request_log() const;
  void reset_counters();
  /// Requests that reached a bucket which an answer had closed, see closures.h.
  std::int64_t sent_while_closed(const std::string& platform) const;

  /// Replaces all faults; `invalid` names the spec that cannot be read, and nothing changes.
  Result<Done> set_faults(const std::vector<std::string>& specs);

 private:
  struct Impl;
  explicit Sandbox(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace tidemark::sandbox
