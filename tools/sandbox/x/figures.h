#pragma once
// X's figures of an invented post, video and account.

#include <array>
#include <cstdint>

#include "sandbox/world.h"

namespace tidemark::sandbox::x {

struct PostFigures {
  std::int64_t impressions = 0, likes = 0, replies = 0, reposts = 0, quotes = 0, bookmarks = 0, shares = 0;
  std::int64_t link_clicks = 0, profile_clicks = 0, hashtag_clicks = 0, permalink_clicks = 0,
               detail_expands = 0;
  std::int64_t follows = 0;
  std::int64_t engagements = 0;  ///< all of the above but the impressions
};

struct VideoFigures {
  std::int64_t views = 0;
  std::array<std::int64_t, 5> playback{};  ///< reached 0, 25, 50, 75 and 100 % of it
  std::int64_t watch_ms = 0, play_from_tap = 0;
};

struct AccountFigures {
  std::int64_t followers = 0, following = 0, listed = 0, likes = 0, media = 0;
};

/// What is known of a post at `at_ms`; all zero before it was published.
PostFigures figures(const World& world, const Post& post, std::int64_t at_ms);
VideoFigures video_figures(const World& world, const Post& post, std::int64_t at_ms);
std::int64_t video_length_ms(const World& world, const Post& post);
AccountFigures figures(const World& world, const Account& account, std::int64_t at_ms);

}  // namespace tidemark::sandbox::x
