#include "sandbox/graph/figures.h"

#include <algorithm>
#include <cmath>

#include "sandbox/chance.h"
#include "sandbox/graph/pacific.h"
#include "sandbox/growth.h"

namespace tidemark::sandbox::graph {
namespace {

/// Own numbers of one day of an account, or with day 0 of the account itself.
class DayChances {
 public:
  DayChances(const Objects& objects, int account, std::int64_t day, std::uint64_t kind)
      : base_(hash({objects.seed(), static_cast<std::uint64_t>(objects.realm()),
                    static_cast<std::uint64_t>(account), static_cast<std::uint64_t>(day), 800 + kind})) {}
  double normal(std::uint64_t purpose) const { return sandbox::normal(hash({base_, purpose})); }
  double uniform(std::uint64_t purpose) const { return sandbox::uniform(hash({base_, purpose})); }

 private:
  std::uint64_t base_;
};

double size_of(int account) {
  return 1500.0 * std::exp(0.6 * ((account * 7) % 5 - 2));
}

void count_video(Figures& out, double seen, const Chances& chance, std::int64_t length) {
  const double started = seen * (0.6 + 0.3 * chance.uniform(4));
  out.plays = part(started, 1.0);
  out.replays = part(started, 0.14);
  out.watched_3s = part(started, 0.55);
  out.completed = part(started, 0.2 * chance.uniform(5));
  out.watch_ms = part(started, 0.35 * static_cast<double>(length));
}

void count_story(Figures& out, double seen) {
  out.tap_forward = part(seen, 0.71);
  out.tap_back = part(seen, 0.08);
  out.tap_exit = part(seen, 0.11);
  out.swipe_forward = part(seen, 0.06);
  out.link_clicks = part(seen, 0.015);
}

}  // namespace

std::int64_t Figures::reacted() const {
  std::int64_t sum = 0;
  for (auto one : reactions) sum += one;
  return sum;
}

std::int64_t length_ms(const Objects& objects, const Object& video) {
  const bool is_short =
      video.form == Form::reel || video.kind == Kind::story || video.kind == Kind::page_story;
  const Chances chance(objects.world(), video.account, video.post.number);
  return 6'000 + static_cast<std::int64_t>((is_short ? 54'000 : 400'000) * chance.uniform(6));
}

Figures figures(const Objects& objects, const Object& of, std::int64_t at_ms) {
  const bool is_story = of.kind == Kind::story || of.kind == Kind::page_story;
  const Chances chance(objects.world(), of.account, of.post.number);
  double seen = audience(objects.world(), of.post, at_ms);
  if (is_story) seen *= 0.2;
  const double warmth = std::min(6.0, std::exp(0.5 * chance.normal(3)));  // how well it is received

  Figures out;
  out.views = part(seen, 1.0);
  out.reach = part(seen, 0.78);
  if (is_story) {
    count_story(out, seen);
  } else {
    constexpr double shares_of[kReactions] = {0.02, 0.004, 0.0006, 0.0012, 0.0009, 0.0003, 0.0004};
    for (std::size_t i = 0; i < kReactions; ++i) out.reactions[i] = part(seen, shares_of[i] * warmth);
    out.comments = part(seen, 0.0027 * warmth);
    out.saves = part(seen, 0.0034 * warmth);
    out.link_clicks = of.form == Form::link ? part(seen, 0.012 * warmth) : 0;
    out.photo_views = of.form == Form::photo ? part(seen, 0.02) : 0;
    out.other_clicks = part(seen, 0.014);
  }
  out.replies = part(seen, is_story ? 0.004 : 0.0008 * warmth);
  out.shares = part(seen, 0.0019 * warmth);
  out.reposts = part(seen, 0.0006 * warmth);
  out.follows = part(seen, 0.0007);
  out.profile_visits = part(seen, 0.0062);
  out.bio_clicks = part(seen, 0.0011);
  out.emails = part(seen, 0.0002);
  if (of.form == Form::video || of.form == Form::reel) count_video(out, seen, chance, length_ms(objects, of));
  return out;
}

DayFigures day_figures(const Objects& objects, int account, std::int64_t day, std::int64_t known_s) {
  const DayChances chance(objects, account, day, 31);
  const std::int64_t age_h = (known_s - pacific_midnight(day + 1)) / 3600;
  const double told = age_h < 24 ? 0.9 : age_h < 48 ? 0.97 : 1.0;
  const double seen = size_of(account) * 6.0 * (1.0 + 0.3 * std::sin(0.8976 * static_cast<double>(day))) *
                      std::exp(0.25 * chance.normal(1)) * told;
  DayFigures out;
  out.views = part(seen, 1.0);
  out.reach = part(seen, 0.6);
  out.likes = part(seen, 0.024);
  out.reactions = part(seen, 0.027);
  out.comments = part(seen, 0.0028);
  out.shares = part(seen, 0.002);
  out.saves = part(seen, 0.0033);
  out.replies = part(seen, 0.0009);
  out.reposts = part(seen, 0.0007);
  out.engagements = out.reactions + out.comments + out.shares + part(seen, 0.02);
  out.page_views = part(seen, 0.011);
  out.actions = part(seen, 0.0013);
  out.link_taps = part(seen, 0.0012);
  out.video_views = part(seen, 0.21);
  out.watch_ms = part(seen, 1900.0);
  out.follows = part(seen, 0.0016);
  out.unfollows = part(seen, 0.0004);
  return out;
}

std::int64_t followers(const Objects& objects, const Settings& settings, int account, std::int64_t day) {
  const DayChances chance(objects, account, 0, 32);
  if (settings.small.count(account)) return 12 + part(chance.uniform(1), 70);
  const std::int64_t created = objects.world().account(account).created_ms / (24LL * 3600 * 1000);
  const double days = static_cast<double>(std::max<std::int64_t>(0, day - created));
  return 300 + part(days, 2.0 + 12.0 * chance.uniform(1));
}

}  // namespace tidemark::sandbox::graph
