#pragma once
// A small X for the plugin's tests: posts with figures, a token that may or may not see them, and a count of
// requests.

#include <cstdint>
#include <functional>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "fake_host.h"

namespace tidemark::testing {

inline constexpr std::int64_t kNow = 1785585600000;  // 2026-08-01T12:00:00Z
inline constexpr std::int64_t kDay = 86'400'000;

/// The id of a post made at `ms`.
std::string id_at(std::int64_t ms, unsigned sequence = 0);

class X {
 public:
  enum class Refusal { drops_the_post, drops_the_member, refuses_the_request };

  X() : host(tidemark_plugin_v1) {
    host.now_ms = kNow;
    host.account = {{"platform_user_id", "42"}};
    host.play = [this](const SentRequest& request) { return answer(request); };
  }

  /// A post of that age; answers its id.
  std::string post(int days_old, const std::string& author = "42", const std::string& more = "");
  std::vector<AskedItem> items() const { return items_; }
  Outcome sync() { return host.sync(items_); }
  std::size_t lookups(const Outcome& outcome, bool with_private) const;

  FakeHost host;
  std::string token_of = "42";  // whose posts the token has the figures of; empty: nobody's
  Refusal refusal = Refusal::drops_the_post;
  std::set<std::string> deleted, suspended, silent;
  std::vector<std::pair<std::string, std::string>> headers = {};
  std::string includes;  // members behind "data", with a comma in front
  Answer media_answer = {.status = 403, .body = R"({"title":"Forbidden","type":"about:blank","status":403})"};
  std::function<void(const SentRequest&, Answer&)> meddle = [](const SentRequest&, Answer&) {};

 private:
  struct Post {
    std::int64_t made_at;
    std::string author, more;
  };
  Answer answer(const SentRequest& request) const;
  Answer posts(const std::string& target) const;
  std::map<std::string, Post> posts_;
  std::vector<AskedItem> items_;
};

}  // namespace tidemark::testing
