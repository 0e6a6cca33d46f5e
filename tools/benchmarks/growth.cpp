#include "growth.h"

#include <algorithm>
#include <cmath>
#include <memory>
#include <numbers>
#include <queue>
#include <random>

namespace tidemark::bench {
namespace {

constexpr double kMinute = 60'000, kHour = 60 * kMinute, kDay = 24 * kHour;
constexpr std::int64_t kEnd = kFirstDay + static_cast<std::int64_t>(kDays * kDay);

enum Metric : std::size_t {
  likes,
  comments,
  shares,
  reactions,
  retweets,
  quotes,
  impressions,
  reach,
  clicks,
  views,
  watch,
  saves,
  bookmarks
};
constexpr std::size_t kNone = kMetrics.size();

struct Kind {
  double share;       // of all posts
  double fast_hours;  // median time constant of the fast part
  double video;       // share of posts with one
  std::array<std::size_t, 7> metrics;
};
constexpr std::array<Kind, 4> kKinds{{
    {0.30, 8, 0.30, {likes, comments, shares, reactions, impressions, reach, clicks}},
    {0.35, 18, 0.40, {likes, comments, shares, impressions, reach, saves, kNone}},
    {0.15, 30, 0.15, {likes, comments, shares, reactions, impressions, reach, clicks}},
    {0.20, 4, 0.20, {likes, comments, retweets, quotes, impressions, clicks, bookmarks}},
}};

/// Medians per impression: reactions and watch time follow from others.
constexpr std::array<double, kMetrics.size()> kRates{0.02, 0.002, 0.003, 0.1, 0.004, 0.0008, 1,
                                                     0.75, 0.012, 0.35,  9,   0.003, 0.0015};

struct Stage {
  double until, every;  // ms after publication
};
constexpr std::array<Stage, 4> kStages{
    {{6 * kHour, 15 * kMinute}, {3 * kDay, kHour}, {14 * kDay, 6 * kHour}, {90 * kDay, kDay}}};

/// One post's life, told snapshot by snapshot.
class Life {
 public:
  Life(const GrownPost& post, std::uint32_t index) : post_(post), random_(post.seed) {
    snapshot_.post = index;
    snapshot_.values.fill(-1);
    for (const std::size_t metric : kKinds[post.platform].metrics)
      if (metric != kNone) snapshot_.values[metric] = 0;
    if (post.video) snapshot_.values[views] = snapshot_.values[watch] = 0;
    total_ = std::min(2e8, log_normal(900, 1.8));
    fast_ = log_normal(kKinds[post.platform].fast_hours * kHour, 0.5);
    slow_ = log_normal(12 * kDay, 0.4);
    phase_ = 2 * std::numbers::pi * (post.business % 24) / 24;
    for (std::size_t metric = 0; metric < kMetrics.size(); ++metric)
      rates_[metric] = log_normal(kRates[metric], metric == impressions ? 0 : 0.6);
  }

  /// The next snapshot that was taken; false once the life or the data is over.
  bool next() {
    while (due_ <= kStages.back().until) {
      const double at = due_ + std::min(60'000.0, std::exponential_distribution(1 / 5'000.0)(random_));
      due_ += every(due_);
      if (static_cast<double>(post_.published_at) + at >= static_cast<double>(kEnd)) return false;
      grow(at);
      if (chance(0.005)) continue;  // nobody looked
      snapshot_.at = post_.published_at + static_cast<std::int64_t>(at);
      return true;
    }
    return false;
  }
  const GrownSnapshot& snapshot() const { return snapshot_; }

 private:
  static double every(double age) {
    for (const Stage& stage : kStages)
      if (age < stage.until) return stage.every;
    return kDay;
  }
  double log_normal(double median, double sigma) {
    return median * std::exp(sigma * std::normal_distribution<double>()(random_));
  }
  bool chance(double of) { return std::uniform_real_distribution<double>()(random_) < of; }
  std::int64_t steps(double mean) {
    return mean > 0 ? std::poisson_distribution<std::int64_t>(mean)(random_) : 0;
  }
  double grown(double age) const {
    return 0.7 * (1 - std::exp(-age / fast_)) + 0.3 * (1 - std::exp(-age / slow_));
  }

  void grow(double age) {
    const double middle = static_cast<double>(post_.published_at) + (age + age_) / 2;
    const double span = age - age_;
    const double rhythm =
        span < kDay / 2 ? 1 + 0.6 * std::sin(2 * std::numbers::pi * middle / kDay + phase_) : 1;
    const std::int64_t seen = steps(total_ * (grown(age) - grown(age_)) * rhythm * log_normal(1, 0.2));
    age_ = age;
    std::array<std::int64_t, kMetrics.size()> more{};
    more[impressions] = seen;
    for (std::size_t metric = 0; metric < kMetrics.size(); ++metric) {
      if (metric == impressions) continue;
      const double of = metric == watch       ? static_cast<double>(more[views])
                        : metric == reactions ? static_cast<double>(more[likes])
                                              : static_cast<double>(seen);
      more[metric] = steps(of * rates_[metric]) + (metric == reactions ? more[likes] : 0);
      const bool undoable = metric <= quotes || metric >= saves;
      if (undoable && snapshot_.values[metric] > 0 && chance(0.004)) more[metric] -= chance(0.5) ? 1 : 2;
    }
    for (std::size_t metric = 0; metric < kMetrics.size(); ++metric)
      if (snapshot_.values[metric] >= 0)
        snapshot_.values[metric] = std::max<std::int64_t>(0, snapshot_.values[metric] + more[metric]);
  }

  const GrownPost& post_;
  std::mt19937_64 random_;
  GrownSnapshot snapshot_;
  double due_ = 0, age_ = 0, total_, fast_, slow_, phase_;
  std::array<double, kMetrics.size()> rates_;
};

}  // namespace

std::vector<GrownPost> grow_posts(std::size_t posts, std::size_t businesses, std::uint64_t seed) {
  std::mt19937_64 random(seed);
  std::uniform_real_distribution<double> uniform;
  std::vector<GrownPost> all(posts);
  for (GrownPost& post : all) {
    double hour = 0;
    do {
      const double at = uniform(random) * kDays * kDay;
      post.published_at = kFirstDay + static_cast<std::int64_t>(at);
      hour = std::fmod(at, kDay) / kHour;
    } while (uniform(random) > 0.55 - 0.45 * std::cos(2 * std::numbers::pi * hour / 24));
    post.seed = random();
    post.business =
        static_cast<std::uint32_t>(static_cast<double>(businesses) * std::pow(uniform(random), 1.3));
    double which = uniform(random);
    while (post.platform < kKinds.size() - 1 && (which -= kKinds[post.platform].share) > 0) ++post.platform;
    post.video = uniform(random) < kKinds[post.platform].video;
  }
  std::sort(all.begin(), all.end(),
            [](const GrownPost& a, const GrownPost& b) { return a.published_at < b.published_at; });
  return all;
}

void each_by_post(const std::vector<GrownPost>& posts,
                  const std::function<void(const GrownSnapshot&)>& take) {
  for (std::uint32_t i = 0; i < posts.size(); ++i)
    for (Life life(posts[i], i); life.next();) take(life.snapshot());
}

void each_by_time(const std::vector<GrownPost>& posts,
                  const std::function<void(const GrownSnapshot&)>& take) {
  const auto later = [](const std::unique_ptr<Life>& a, const std::unique_ptr<Life>& b) {
    return a->snapshot().at > b->snapshot().at;
  };
  std::vector<std::unique_ptr<Life>> heap;
  std::uint32_t born = 0;
  while (born < posts.size() || !heap.empty()) {
    // Lives begin as their time comes, so that only those under way are held.
    while (born < posts.size() && (heap.empty() || posts[born].published_at <= heap.front()->snapshot().at)) {
      auto life = std::make_unique<Life>(posts[born], born);
      ++born;
      if (!life->next()) continue;
      heap.push_back(std::move(life));
      std::push_heap(heap.begin(), heap.end(), later);
    }
    if (heap.empty()) continue;
    std::pop_heap(heap.begin(), heap.end(), later);
    take(heap.back()->snapshot());
    if (heap.back()->next())
      std::push_heap(heap.begin(), heap.end(), later);
    else
      heap.pop_back();
  }
}

}  // namespace tidemark::bench
