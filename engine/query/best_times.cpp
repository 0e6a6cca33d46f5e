#include "query/best_times.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <map>
#include <span>
#include <utility>

#include "query/aged_posts.h"
#include "query/calendar.h"

namespace tidemark {
namespace {

constexpr std::array kDays{"Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"};
constexpr std::size_t kHours = 24;

/// One post that has an engagement.
struct Compared {
  std::size_t day = 0;  ///< 0 Monday
  std::size_t hour = 0;
  std::int64_t engagement = 0;
  std::optional<std::int64_t> impressions = {};
  std::pair<AccountId, std::string> of = {};  ///< account, or none; platform
  std::optional<double> distance = {};        ///< from the mean; absent: there is none to compare with
};

std::vector<Compared> with_engagement(const std::vector<AgedPost>& posts, const Calendar& calendar) {
  std::vector<Compared> all;
  for (const AgedPost& post : posts) {
    const auto engagement = total_engagement(post.stood);
    if (!engagement) continue;
    all.push_back({.day = static_cast<std::size_t>(weekday_of(calendar.day_at(post.published_at)) - 1),
                   .hour = static_cast<std::size_t>(calendar.hour_at(post.published_at)),
                   .engagement = *engagement,
                   .impressions = post.stood.impressions,
                   .of = {post.account, post.platform}});
  }
  return all;
}

double logarithm(const Compared& post) {
  return std::log1p(static_cast<double>(std::max<std::int64_t>(0, post.engagement)));
}

/// How far from 0 a standard normal is with the chance `outside`, on both sides together.
double normal_beyond(double outside) {
  double low = 0, high = 40;
  for (int halved = 0; halved < 80; ++halved) {
    const double middle = (low + high) / 2;
    (std::erfc(middle / std::sqrt(2)) > outside ? low : high) = middle;
  }
  return low;
}

/// The same for Student's distribution, by Cornish and Fisher's expansion (Abramowitz & Stegun, 26.7.5): good
/// to three digits for 95 % from 10 degrees of freedom on.
double student_beyond(double outside, double freedom) {
  const double z = normal_beyond(outside), z3 = z * z * z, z5 = z3 * z * z;
  return z + (z3 + z) / (4 * freedom) + (5 * z5 + 16 * z3 + 3 * z) / (96 * freedom * freedom);
}

constexpr double kOutside = 0.05;  // of an interval

/// What the distances together say.
struct Spread {
  std::int64_t posts = 0;
  double sigma = 0;
  double freedom = 1;

  /// Half an interval's width in sigmas, of the best of so many.
  double t(std::size_t of_so_many = 1) const {
    return student_beyond(kOutside / static_cast<double>(of_so_many), freedom);
  }
};

Spread measure_distances(std::vector<Compared>& posts) {
  std::map<std::pair<AccountId, std::string>, std::int64_t> of_account;
  for (const Compared& post : posts) ++of_account[post.of];
  struct Mean {
    std::int64_t posts = 0;
    double sum = 0;
  };
  std::map<std::pair<AccountId, std::string>, Mean> means;
  for (Compared& post : posts) {
    if (of_account[post.of] < kLeastInMean) post.of.first = AccountId{};  // with the rest of its platform
    Mean& mean = means[post.of];
    ++mean.posts;
    mean.sum += logarithm(post);
  }
  Spread spread;
  double squares = 0;
  std::int64_t used = 0;
  for (const auto& [of, mean] : means) used += mean.posts >= kLeastInMean;
  for (Compared& post : posts) {
    const Mean& mean = means[post.of];
    if (mean.posts < kLeastInMean) continue;
    post.distance = logarithm(post) - mean.sum / static_cast<double>(mean.posts);
    squares += *post.distance * *post.distance;
    ++spread.posts;
  }
  if (spread.posts <= used) return spread;
  spread.freedom = static_cast<double>(spread.posts - used);
  spread.sigma = std::sqrt(squares / spread.freedom);
  return spread;
}

/// The posts of one slot, weekday or hour.
class Slot {
 public:
  void add(const Compared& post) {
    ++posts_;
    if (post.impressions) {
      add_to(rate_.likes, post.engagement);
      add_to(rate_.impressions, *post.impressions);
    }
    if (!post.distance) return;
    ++compared_;
    distances_ += *post.distance;
  }

  std::int64_t compared() const { return compared_; }
  /// What it is drawn to.
  double mean() const { return distances_ / weight(); }
  Effect effect(const Spread& spread, double t) const {
    const double half = t * spread.sigma / std::sqrt(weight());
    const auto percent = [](double logarithm) { return 100 * std::expm1(logarithm); };
    return {percent(mean()), percent(mean() - half), percent(mean() + half)};
  }
  TimeSum sum(const Spread& spread, double t, bool enough_data) const {
    EngagementParts parts = rate_;
    parts.comments = parts.shares = 0;
    TimeSum sum{.posts = posts_};
    if (!overflow_) sum.rate_hundredths = engagement_rate_hundredths(parts);
    if (enough_data && compared_ > 0) sum.effect = effect(spread, t);
    return sum;
  }

 private:
  double weight() const { return static_cast<double>(compared_) + kPrior; }
  /// What goes beyond 64 bits is no figure any more, and makes no rate.
  void add_to(std::optional<std::int64_t>& sum, std::int64_t more) {
    std::int64_t total = 0;
    overflow_ = overflow_ || __builtin_add_overflow(sum.value_or(0), more, &total);
    sum = total;
  }

  std::int64_t posts_ = 0, compared_ = 0;
  double distances_ = 0;
  bool overflow_ = false;
  EngagementParts rate_ = {};  // all engagement as likes
};

std::string sentence(const std::string& when, std::int64_t posts, const Effect& effect) {
  char numbers[160];
  std::snprintf(numbers, sizeof numbers,
                " had %.0f %% more engagement than the average post (%lld posts, 95 %% interval %.0f %% to "
                "%.0f %%).",
                effect.effect, static_cast<long long>(posts), effect.low, effect.high);
  return "Posts published " + when + numbers;
}

std::string hours_text(std::size_t hour) {
  char text[48];
  std::snprintf(text, sizeof text, "between %02zu:00 and %02zu:00", hour, hour + 1);
  return text;
}

/// The place of the best of them, if it is above the mean even by the interval of the best of so many.
std::optional<std::size_t> best_of(std::span<const Slot> slots, const Spread& spread) {
  std::optional<std::size_t> best;
  std::size_t compared = 0;
  for (std::size_t i = 0; i < slots.size(); ++i) {
    if (slots[i].compared() == 0) continue;
    ++compared;
    if (!best || slots[i].mean() > slots[*best].mean()) best = i;
  }
  if (best && slots[*best].effect(spread, spread.t(compared)).low > 0) return best;
  return std::nullopt;
}

std::vector<std::string> recommend(std::span<const Slot> days, std::span<const Slot> hours,
                                   std::span<const Slot> slots, const Spread& spread) {
  std::vector<std::string> all;
  const auto say = [&](const std::string& when, const Slot& slot) {
    all.push_back(sentence(when, slot.compared(), slot.effect(spread, spread.t())));
  };
  if (const auto day = best_of(days, spread)) say("on " + std::string(kDays[*day]) + "s", days[*day]);
  if (const auto hour = best_of(hours, spread)) say(hours_text(*hour), hours[*hour]);
  if (const auto slot = best_of(slots, spread))
    say("on " + std::string(kDays[*slot / kHours]) + "s " + hours_text(*slot % kHours), slots[*slot]);
  return all;
}

}  // namespace

Result<BestTimes> best_times(const QueryParts& parts, const Scope& scope, std::chrono::milliseconds age,
                             Instant now) {
  const auto aged = posts_at_age(parts, scope, age, now);
  if (!aged) return aged.error();
  auto posts = with_engagement(*aged, Calendar(scope.zone));
  const Spread spread = measure_distances(posts);
  std::array<Slot, kDays.size()> days;
  std::array<Slot, kHours> hours;
  std::array<Slot, kDays.size() * kHours> slots;
  for (const Compared& post : posts) {
    days[post.day].add(post);
    hours[post.hour].add(post);
    slots[post.day * kHours + post.hour].add(post);
  }
  BestTimes best{.enough_data = spread.posts >= kLeastPosts, .posts = spread.posts};
  const double t = spread.t();
  for (std::size_t i = 0; i < days.size(); ++i) best.by_day[i] = days[i].sum(spread, t, best.enough_data);
  for (std::size_t i = 0; i < hours.size(); ++i) best.by_hour[i] = hours[i].sum(spread, t, best.enough_data);
  if (!best.enough_data) return best;
  for (std::size_t i = 0; i < slots.size(); ++i)
    if (const Slot& slot = slots[i]; slot.compared() > 0)
      best.items.push_back({static_cast<int>(i / kHours) + 1, static_cast<int>(i % kHours), slot.compared(),
                            slot.effect(spread, t)});
  std::stable_sort(best.items.begin(), best.items.end(),
                   [](const TimeSlot& a, const TimeSlot& b) { return a.effect.effect > b.effect.effect; });
  for (const TimeSlot& slot : best.items)
    if (auto& hour = best.best_hour[static_cast<std::size_t>(slot.weekday - 1)]; !hour) hour = slot.hour;
  best.recommendations = recommend(days, hours, slots, spread);
  return best;
}

}  // namespace tidemark
