#pragma once
// Writes posts, users and media of the invented world in X's form, with what the asker may see.
// Source: X API facts, section 2 (members, who may read them, the 30 days).

#include <map>
#include <string>
#include <vector>

#include "sandbox/sandbox.h"
#include "sandbox/world.h"
#include "sandbox/x/fields.h"

namespace tidemark::sandbox::x {

/// The figures that only the author sees, and only so long.
constexpr std::int64_t kPrivateMs = 30LL * 24 * 3600 * 1000;

/// One answer about posts or users while it is put together: data first, then what it drew in.
class Rendering {
 public:
  /// `caller`: the account whose token asks, 0 for the application's. `parameter` named the ids.
  Rendering(const World& world, const Asked& asked, int caller, std::int64_t now_ms, Refused refused,
            std::string parameter)
      : world_(world),
        asked_(asked),
        caller_(caller),
        now_ms_(now_ms),
        refused_(refused),
        parameter_(std::move(parameter)) {}

  /// Each writes one object to `json`, or notes a partial error and writes nothing.
  void post_by_id(JsonText& json, std::uint64_t id);
  /// True if it was shown.
  bool post(JsonText& json, const Post& post) { return write_post(json, post, "data"); }
  void user(JsonText& json, const Account& account);
  void error(PartialError error) { errors_.push_back(std::move(error)); }

  /// Adds the members `includes` and `errors` where there is something to say.
  void finish(JsonText& json);
  std::vector<std::uint64_t> billed() { return std::move(billed_); }

 private:
  bool may_see_private(const Post& post) const {
    return caller_ == post.account && now_ms_ - post.published_ms <= kPrivateMs;
  }
  /// The error that stands for a post nobody or not everybody may read; nothing if it may be shown.
  std::optional<PartialError> hidden(const Post& post, std::string_view section) const;
  bool write_post(JsonText& json, const Post& post, std::string_view section);
  void write_post_metrics(JsonText& json, const Post& post, bool private_too) const;
  void write_user(JsonText& json, const Account& account) const;
  bool write_media(JsonText& json, const Post& post);
  void write_video_metrics(JsonText& json, const Post& post) const;

  const World& world_;
  const Asked& asked_;
  int caller_;
  std::int64_t now_ms_;
  Refused refused_;
  std::string parameter_;
  std::vector<PartialError> errors_;
  std::vector<std::uint64_t> billed_;
  std::map<std::uint64_t, Post> media_, referenced_;  // by id, each once
  std::map<int, Account> authors_;
};

}  // namespace tidemark::sandbox::x
