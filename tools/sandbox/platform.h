#pragma once
// What every invented platform is: a world of accounts and posts, tokens, quota buckets that answers close,
// and its own way to answer. A platform is a folder of its own, registered in platforms.cpp.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sandbox/closures.h"
#include "sandbox/exchange.h"
#include "sandbox/faults.h"
#include "sandbox/sandbox.h"
#include "sandbox/tokens.h"
#include "sandbox/virtual_clock.h"
#include "sandbox/world.h"

namespace tidemark::sandbox {

/// What a platform needs to exist. Both outlive it.
struct Stage {
  const Options& options;
  VirtualClock& clock;
};

/// Threads: any.
class Platform {
 public:
  Platform(const Stage& stage, std::string_view name, std::int64_t id_epoch_ms);
  virtual ~Platform() = default;
  Platform(const Platform&) = delete;
  Platform& operator=(const Platform&) = delete;

  const std::string& name() const { return name_; }
  /// The endpoint as the platform's documentation writes it, for the counters; "other" if it has none there.
  virtual std::string endpoint_of(const Request& request) const = 0;
  virtual Answer answer(const Request& request) = 0;
  /// What a fault of a status sends instead of an answer, with the headers that status has.
  virtual Answer fail(const Request& request, const Fault& fault, std::uint64_t variant) = 0;
  /// The headers of every answer, faults included.
  virtual void add_server_headers(Answer& answer) = 0;

  /// The accounts with their posts of the last 60 days, as they are now.
  std::vector<WorldAccount> describe() const;
  /// Lets something happen. The result is the id of what came to be (a post's), or empty.
  Result<std::string> happen(const Event& event);

  Closures& closures() { return closures_; }
  const Closures& closures() const { return closures_; }
  const Tokens& tokens() const { return tokens_; }

 protected:
  /// The platform's ids of things, as an engine has to know them.
  virtual std::string id_of(const Account& account) const = 0;
  virtual std::string id_of(const Post& post) const = 0;
  virtual std::string url_of(const Post& post) const = 0;
  /// A post that was published by now, whatever became of it.
  virtual std::optional<Post> post_of(std::string_view id) const = 0;
  /// The engine's field that names an account: "page_id".
  virtual std::string account_field() const = 0;
  /// Kinds of post that an event may ask for; the first is the usual one.
  virtual std::vector<std::string> kinds() const = 0;
  /// Events of this platform alone. Error `invalid` for those it does not know.
  virtual Result<std::string> happen_here(const Event& event);

  std::int64_t now_ms() const { return clock_.now_ms(); }
  /// The limit that the options set for a bucket or endpoint of this platform.
  std::optional<std::int64_t> own_limit(const std::map<std::string, std::int64_t>& limits,
                                        const std::string& bucket) const;
  /// When a token that is issued now ends: after the options' time for this platform, else never.
  std::int64_t token_end() const;

  const Options& options_;
  VirtualClock& clock_;
  World world_;
  Tokens tokens_;
  Closures closures_;

 private:
  Result<std::string> publish(const Event& event);
  Result<std::string> change_post(const Event& event);
  Result<std::string> change_token(const Event& event);

  const std::string name_;
};

}  // namespace tidemark::sandbox
