#include "query/best_times.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <map>
#include <utility>

#include "query/aged_posts.h"
#include "query/calendar.h"

namespace tidemark {
namespace {

constexpr std::array kDays{"Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"};

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

/// What the distances together say.
struct Spread {
  std::int64_t posts = 0;
  double sigma = 0;
  double t = 0;  ///< Student's, of 95 %
};

/// The value that 95 % of Student's distribution lies within; Cornish-Fisher's expansion of it from the
/// normal one (Abramowitz & Stegun, 26.7.5), good to three digits from 10 degrees of freedom on.
double student_95(double freedom) {
  const double z = 1.959964;
  const double z3 = z * z * z, z5 = z3 * z * z;
  return z + (z3 + z) / (4 * freedom) + (5 * z5 + 16 * z3 + 3 * z) / (96 * freedom * freedom);
}

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
  const auto freedom = static_cast<double>(spread.posts - used);
  spread.sigma = std::sqrt(squares / freedom);
  spread.t = student_95(freedom);
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
  Effect effect(const Spread& spread) const {
    const double weight = static_cast<double>(compared_) + kPrior;
    const double mean = distances_ / weight, half = spread.t * spread.sigma / std::sqrt(weight);
    const auto percent = [](double logarithm) { return 100 * std::expm1(logarithm); };
    return {percent(mean), percent(mean - half), percent(mean + half)};
  }
  TimeSum sum(const Spread& spread, bool enough_data) const {
    EngagementParts parts = rate_;
    parts.comments = parts.shares = 0;
    TimeSum sum{.posts = posts_};
    if (!overflow_) sum.rate_hundredths = engagement_rate_hundredths(parts);
    if (enough_data && compared_ > 0) sum.effect = effect(spread);
    return sum;
  }

 private:
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

std::string hours_text(int hour) {
  char text[48];
  std::snprintf(text, sizeof text, "between %02d:00 and %02d:00", hour, hour + 1);
  return text;
}

/// The best weekday, hour and slot, as far as each is above the mean by all of its interval.
std::vector<std::string> recommend(const BestTimes& best) {
  std::vector<std::string> all;
  const auto best_of = [](const auto& sums) {
    return std::max_element(sums.begin(), sums.end(), [](const TimeSum& a, const TimeSum& b) {
      return (a.effect ? a.effect->effect : -100) < (b.effect ? b.effect->effect : -100);
    });
  };
  const auto worth = [](const std::optional<Effect>& effect) { return effect && effect->low > 0; };
  if (const auto day = best_of(best.by_day); worth(day->effect))
    all.push_back(
        sentence("on " + std::string(kDays[static_cast<std::size_t>(day - best.by_day.begin())]) + "s",
                 day->posts, *day->effect));
  if (const auto hour = best_of(best.by_hour); worth(hour->effect))
    all.push_back(
        sentence(hours_text(static_cast<int>(hour - best.by_hour.begin())), hour->posts, *hour->effect));
  if (!best.items.empty() && best.items.front().effect.low > 0) {
    const TimeSlot& slot = best.items.front();
    const std::string day = kDays[static_cast<std::size_t>(slot.weekday - 1)];
    all.push_back(sentence("on " + day + "s " + hours_text(slot.hour), slot.posts, slot.effect));
  }
  return all;
}

}  // namespace

Result<BestTimes> best_times(const QueryParts& parts, const Scope& scope, std::chrono::milliseconds age,
                             Instant now) {
  const auto aged = posts_at_age(parts, scope, age, now);
  if (!aged) return aged.error();
  auto posts = with_engagement(*aged, Calendar(scope.zone));
  const Spread spread = measure_distances(posts);
  std::array<Slot, 7> days;
  std::array<Slot, 24> hours;
  std::array<std::array<Slot, 24>, 7> slots;
  for (const Compared& post : posts) {
    days[post.day].add(post);
    hours[post.hour].add(post);
    slots[post.day][post.hour].add(post);
  }
  BestTimes best{.enough_data = spread.posts >= kLeastPosts, .posts = spread.posts};
  for (std::size_t day = 0; day < 7; ++day) best.by_day[day] = days[day].sum(spread, best.enough_data);
  for (std::size_t hour = 0; hour < 24; ++hour)
    best.by_hour[hour] = hours[hour].sum(spread, best.enough_data);
  if (!best.enough_data) return best;
  for (std::size_t day = 0; day < 7; ++day)
    for (std::size_t hour = 0; hour < 24; ++hour)
      if (const Slot& slot = slots[day][hour]; slot.compared() > 0)
        best.items.push_back(
            {static_cast<int>(day) + 1, static_cast<int>(hour), slot.compared(), slot.effect(spread)});
  std::stable_sort(best.items.begin(), best.items.end(),
                   [](const TimeSlot& a, const TimeSlot& b) { return a.effect.effect > b.effect.effect; });
  for (const TimeSlot& slot : best.items)
    if (auto& hour = best.best_hour[static_cast<std::size_t>(slot.weekday - 1)]; !hour) hour = slot.hour;
  best.recommendations = recommend(best);
  return best;
}

}  // namespace tidemark
