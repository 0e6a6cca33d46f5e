#include "sandbox/linkedin/figures.h"

#include <algorithm>
#include <cmath>
#include <string_view>

#include "sandbox/chance.h"
#include "sandbox/growth.h"
#include "sandbox/quotas.h"

namespace tidemark::sandbox::linkedin {
namespace {

std::int64_t day_of(std::int64_t ms) {
  return ms / kDayMs;
}

double day_chance(const World& world, int account, std::int64_t day, std::uint64_t purpose) {
  return uniform(hash(
      {world.seed(), static_cast<std::uint64_t>(account), static_cast<std::uint64_t>(day), purpose, 88}));
}

}  // namespace

double PostFigures::engagement() const {
  if (impressions == 0) return 0;
  return static_cast<double>(clicks + likes + comments + shares) / static_cast<double>(impressions);
}

PostFigures figures(const World& world, const Post& post, std::int64_t at_ms) {
  const Chances chance(world, post.account, post.number);
  PostFigures out;
  if (chance.uniform(20) < 0.04) return out;  // nobody ever saw it
  const double seen = 0.6 * audience(world, post, at_ms);
  const double warmth = std::exp(0.5 * chance.normal(21));
  out.impressions = part(seen, 1.0);
  out.unique_impressions = part(seen, 0.68);
  out.clicks = part(seen, std::min(0.2, 0.03 * warmth));
  out.likes = part(seen, std::min(0.2, 0.02 * warmth));
  out.comments = part(seen, std::min(0.05, 0.003 * warmth));
  out.shares = part(seen, std::min(0.05, 0.0015 * warmth));
  if (chance.uniform(22) < 0.005) out.negative_likes = out.likes + 1;
  return out;
}

bool shows_unique_impressions(const World& world, const Post& post) {
  return Chances(world, post.account, post.number).uniform(23) >= 0.1;
}

std::array<std::int64_t, 6> reactions(const World& world, const Post& post, std::int64_t at_ms) {
  // Who comes next reacts by this row, over and over, so that no type ever falls while the whole grows.
  constexpr std::string_view row = "0010200030100204";
  std::array<std::int64_t, 6> out{};
  const std::int64_t all = figures(world, post, at_ms).likes;
  const auto size = static_cast<std::int64_t>(row.size());
  for (std::int64_t i = 0; i < size; ++i)
    out[static_cast<std::size_t>(row[static_cast<std::size_t>(i)] - '0')] += (all - i + size - 1) / size;
  return out;
}

std::int64_t top_level_comments(const PostFigures& figures) {
  return figures.comments - figures.comments / 3;
}

VideoFigures video_figures(const World& world, const Post& post, std::int64_t at_ms) {
  const Chances chance(world, post.account, post.number);
  const double started = 0.5 * static_cast<double>(figures(world, post, at_ms).impressions);
  const double seconds = 8 + 50 * chance.uniform(24);
  VideoFigures out;
  out.views = part(started, 0.8);
  out.viewers = part(started, 0.6);
  out.watched_ms = part(started, seconds * 400);
  out.watched_by_viewers_ms = part(started, seconds * 360);
  return out;
}

std::int64_t followers_at_day(const World& world, int account, std::int64_t day) {
  const Chances chance(world, account, 0);
  const auto days =
      static_cast<double>(std::max<std::int64_t>(0, day - day_of(world.account(account).created_ms)));
  // The wave lets some days lose more than they win.
  const double wave = 12 * day_chance(world, account, day, 1);
  return std::max<std::int64_t>(0, part(days, 3.0 + 15.0 * chance.uniform(25)) + part(wave, 1.0) - 6);
}

std::int64_t followers(const World& world, int account, std::int64_t at_ms) {
  const std::int64_t day = day_of(at_ms);
  const std::int64_t before = followers_at_day(world, account, day);
  const std::int64_t gain = followers_at_day(world, account, day + 1) - before;
  return before + gain * (at_ms % kDayMs) / kDayMs;
}

PageViews page_views(const World& world, int account, std::int64_t day) {
  const double visitors = 20 + 80 * Chances(world, account, 0).uniform(26);
  const double weekend = (day + 4) % 7 == 0 || (day + 4) % 7 == 6 ? 0.3 : 1.0;
  const double seen = visitors * weekend * (0.5 + day_chance(world, account, day, 2));
  return {part(seen, 1.0), part(seen, 0.6),  part(seen, 0.1),
          part(seen, 0.5), part(seen, 0.35), part(seen, 0.04)};
}

std::int64_t as_told(std::int64_t value, std::int64_t day_end_ms, std::int64_t now_ms) {
  const std::int64_t age = now_ms - day_end_ms;
  if (age < kDayMs) return value - value / 5;
  if (age < 3 * kDayMs) return value - value / 20;
  return value;
}

}  // namespace tidemark::sandbox::linkedin
