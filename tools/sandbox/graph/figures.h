#pragma once
// The figures of a page's post, a Reel, an Instagram post or a story, and the days of an account. Each
// counter is a floor of a function that never falls.

#include <array>
#include <cstdint>

#include "sandbox/graph/objects.h"
#include "sandbox/graph/settings.h"

namespace tidemark::sandbox::graph {

enum Reaction { like, love, care, haha, wow, sad, angry, kReactions };

struct Figures {
  std::int64_t views = 0, reach = 0;
  std::array<std::int64_t, kReactions> reactions{};
  std::int64_t comments = 0, replies = 0, shares = 0, reposts = 0, saves = 0;
  std::int64_t link_clicks = 0, photo_views = 0, other_clicks = 0;
  std::int64_t follows = 0, profile_visits = 0, bio_clicks = 0, emails = 0;
  std::int64_t plays = 0, replays = 0, watched_3s = 0, completed = 0, watch_ms = 0;
  std::int64_t tap_forward = 0, tap_back = 0, tap_exit = 0, swipe_forward = 0;

  std::int64_t reacted() const;
  std::int64_t clicks() const { return link_clicks + photo_views + other_clicks; }
  std::int64_t likes() const { return reacted(); }
  std::int64_t profile_actions() const { return bio_clicks + emails; }
  std::int64_t navigation() const { return tap_forward + tap_back + tap_exit + swipe_forward; }
};

Figures figures(const Objects& objects, const Object& of, std::int64_t at_ms);
std::int64_t length_ms(const Objects& objects, const Object& video);

/// What one account did in one day of California's, as far as it was known at `known_s`: Meta counts on for
/// two days and says more each time.
struct DayFigures {
  std::int64_t views = 0, reach = 0, engagements = 0, page_views = 0, actions = 0, video_views = 0;
  std::int64_t watch_ms = 0, reactions = 0, likes = 0, comments = 0, shares = 0, saves = 0, replies = 0;
  std::int64_t reposts = 0, follows = 0, unfollows = 0, link_taps = 0;
};
DayFigures day_figures(const Objects& objects, int account, std::int64_t day, std::int64_t known_s);
/// Followers at the end of that day; never restated.
std::int64_t followers(const Objects& objects, const Settings& settings, int account, std::int64_t day);

}  // namespace tidemark::sandbox::graph
