#include "sandbox/x/figures.h"

#include <algorithm>
#include <cmath>

#include "sandbox/growth.h"

namespace tidemark::sandbox::x {
namespace {

constexpr double kHourMs = 3600.0 * 1000.0;

}  // namespace

PostFigures figures(const World& world, const Post& post, std::int64_t at_ms) {
  const Chances chance(world, post.account, post.number);
  const double seen = audience(world, post, at_ms);
  const double warmth = std::exp(0.5 * chance.normal(3));  // how well it is received
  PostFigures out;
  out.impressions = part(seen, 1.0);
  out.likes = part(seen, std::min(0.3, 0.022 * warmth));
  out.replies = part(seen, std::min(0.05, 0.0024 * warmth));
  out.reposts = part(seen, std::min(0.1, 0.0045 * warmth));
  out.quotes = part(seen, 0.0006 * std::min(warmth, 10.0));
  out.bookmarks = part(seen, 0.0031 * std::min(warmth, 10.0));
  out.shares = part(seen, 0.0012 * std::min(warmth, 10.0));
  out.link_clicks = post.has_link ? part(seen, 0.011 * std::min(warmth, 10.0)) : 0;
  out.profile_clicks = part(seen, 0.0052);
  out.hashtag_clicks = part(seen, 0.0004);
  out.permalink_clicks = part(seen, 0.0009);
  out.detail_expands = part(seen, 0.018);
  out.follows = part(seen, 0.0003);
  out.engagements = out.likes + out.replies + out.reposts + out.quotes + out.bookmarks + out.shares +
                    out.link_clicks + out.profile_clicks + out.hashtag_clicks + out.permalink_clicks +
                    out.detail_expands + out.follows;
  return out;
}

VideoFigures video_figures(const World& world, const Post& post, std::int64_t at_ms) {
  const Chances chance(world, post.account, post.number);
  const double seen = audience(world, post, at_ms);
  const double started = seen * (0.45 + 0.2 * chance.uniform(4));
  const double stay = 0.55 + 0.35 * chance.uniform(5);  // of those at one quarter, so many reach the next
  VideoFigures out;
  double here = started;
  for (auto& reached : out.playback) {
    reached = part(here, 1.0);
    here *= stay;
  }
  out.views = out.playback[0];
  out.play_from_tap = part(started, 0.07);
  out.watch_ms = part(started, 0.4 * stay * static_cast<double>(video_length_ms(world, post)));
  return out;
}

std::int64_t video_length_ms(const World& world, const Post& post) {
  return 8'000 + static_cast<std::int64_t>(112'000 * Chances(world, post.account, post.number).uniform(6));
}

AccountFigures figures(const World& world, const Account& account, std::int64_t at_ms) {
  const Chances chance(world, account.number, 0);
  const double days =
      static_cast<double>(std::max<std::int64_t>(0, at_ms - account.created_ms)) / (24 * kHourMs);
  AccountFigures out;
  out.followers = part(days, 2.0 + 12.0 * chance.uniform(1));
  out.following = 40 + part(chance.uniform(2), 900);
  out.listed = part(days, 0.02);
  out.likes = part(days, 1.5);
  out.media = part(days, 0.4);
  return out;
}

}  // namespace tidemark::sandbox::x
