#pragma once
// Meta's Graph API: graph.facebook.com with pages, and Instagram behind graph.instagram.com and, for accounts
// that came by Facebook Login, behind graph.facebook.com. Two platforms of one kind: "facebook" under
// /facebook, "instagram" under /instagram and /instagram-facebook-login.
//
// Source: Facebook facts and Instagram facts, read 2026-11-22. The settings and events that Graph has beyond
// those of every platform:
//   {"event": "set", "text": "KEY=VALUE"}                see settings.h
//   {"event": "invalidate", "account": 2, "kind": "460"}  a token of 190/458, 459, 460, 464, 467 or 492

#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <string>

#include "sandbox/graph/call.h"
#include "sandbox/graph/usage.h"
#include "sandbox/platform.h"

namespace tidemark::sandbox::graph {

constexpr std::string_view kFacebookLoginPrefix = "/instagram-facebook-login";

/// Threads: any.
class Graph final : public Platform {
 public:
  Graph(const Stage& stage, Realm realm);

  std::string endpoint_of(const Request& request) const override;
  Answer answer(const Request& request) override;
  Answer fail(const Request& request, const Fault& fault, std::uint64_t variant) override;
  void add_server_headers(Answer& answer) override;

 protected:
  std::string id_of(const Account& account) const override;
  std::string id_of(const Post& post) const override;
  std::string url_of(const Post& post) const override;
  std::optional<Post> post_of(std::string_view id) const override;
  std::string account_field() const override;
  std::vector<std::string> kinds() const override;
  Result<std::string> happen_here(const Event& event) override;

 private:
  Host host_of(const Request& request) const;
  Settings settings() const;
  /// Decides the form of an error by what was asked, so that the same request is refused in the same form.
  std::uint64_t variant_of(const Request& request) const;
  /// The token of that text, if it is good on this host.
  Token require_token(const std::string& text, Host host) const;

  /// One request, or one of a batch.
  Answer answer_one(const Request& request, Host host);
  /// Its body; `headers` gets what is said of the quota, also when it throws a Refusal.
  std::string serve(const Request& request, Host host, Pairs& headers);
  std::string serve_path(const Call& call, std::string_view path, Pairs& headers);
  std::string serve_ids(const Call& call, Pairs& headers);
  std::string serve_object(const Call& call, std::string_view path, Pairs& headers);
  std::string serve_batch(const Call& call, const Request& request);

  // quota.cpp
  /// Counts `units` calls and tells of them; throws when the quota is used up.
  void charge(const Call& call, bool insights, std::int64_t units, Pairs& headers);
  std::string bucket_of(const Token& token) const;
  std::pair<std::string, std::string> usage_header(const Token& token, const Meter& meter) const;

  // token_paths.cpp
  /// Requests about tokens, which have no object; nothing if the path is none of them.
  std::optional<std::string> serve_token_path(const Pairs& query, Host host, std::string_view path);
  std::string debug_token(const Call& call) const;
  std::string my_permissions(const Call& call) const;
  std::string my_pages(const Call& call) const;

  const Realm realm_;
  const std::int64_t started_ms_;
  Objects objects_;
  Usage usage_;

  mutable std::mutex mutex_;
  Settings settings_;                          // guarded by mutex_
  std::map<std::string, int> invalid_tokens_;  // text: subcode of 190; guarded by mutex_
};

std::unique_ptr<Platform> make_facebook(const Stage& stage);
std::unique_ptr<Platform> make_instagram(const Stage& stage);
bool facebook_has_bucket(std::string_view name);
bool instagram_has_bucket(std::string_view name);

}  // namespace tidemark::sandbox::graph
