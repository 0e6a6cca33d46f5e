#pragma once
// A post's figures, as a look-up and as a listing tell them.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <tidemark/plugin.hpp>
#include <vector>

#include "post_answer.h"

namespace tidemark::twitter {

/// How long X gives the author's own figures: "Metrics", docs.x.com, read 2026-11-22.
inline constexpr std::int64_t kPrivateFor = std::int64_t{30} * 24 * 60 * 60 * 1000;

/// When X made the post, out of its id; nothing for the small ids from before November 2010.
std::optional<std::int64_t> made_at(std::string_view id);

/// What the post says; else `known`; else what its id says. Throws json::Error where it says what is no time.
std::int64_t published(std::string_view id, std::optional<std::int64_t> known, const json::Value& post);

/// Fields to ask for, to read the figures out of the answer: those everybody may see, and with those of the
/// author.
inline constexpr std::string_view kShownFields = "attachments,author_id,created_at,public_metrics";
inline constexpr std::string_view kPrivateFields = ",non_public_metrics,organic_metrics";

/// One of the account's own videos in one of its posts.
struct OwnVideo {
  std::uint32_t item;
  std::int64_t published_at_ms;
  std::vector<std::string> media_keys;
};

/// Adds all figures that `answer` has of `post` to the item begun last, and `item`'s videos to `videos` if
/// they are the account's own. Throws json::Error, and has added no videos then.
void add_figures(sdk::Batch& batch, std::uint32_t item, const json::Value& post, const PostAnswer& answer,
                 std::int64_t published_at_ms, std::string_view account, std::vector<OwnVideo>& videos);

/// The author's own figures (non_public_metrics, organic_metrics): whether this token has them. Judged
/// answer by answer, remembered by the engine.
class AuthorFigures {
 public:
  explicit AuthorFigures(const sdk::Reading& reading);
  bool allowed() const { return allowed_; }
  bool given_for(std::int64_t published_at_ms) const {
    return reading_.now_ms() - published_at_ms < kPrivateFor;
  }
  /// A post of the running answer; `refused`: the answer has an error about its figures, or left it out
  /// because of them.
  void note(const json::Value& post, std::int64_t published_at_ms, bool refused);
  /// Ends the running answer. Whether nobody in it got figures; if a young post of the account's own was
  /// refused them besides, they are given up.
  bool nobody_got_any();
  void give_up(std::string_view why);

 private:
  const sdk::Reading& reading_;
  bool allowed_ = true;
  bool somebody_got_some_ = false, own_was_refused_ = false;  // in the running answer
};

}  // namespace tidemark::twitter
