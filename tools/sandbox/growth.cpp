#include "sandbox/growth.h"

#include <cmath>

#include "sandbox/chance.h"

namespace tidemark::sandbox {
namespace {

constexpr double kHourMs = 3600.0 * 1000.0;

/// The share of its final figures that a post has at an age: the distribution function of a log-normal.
double grown(double age_ms, double median_hours, double spread) {
  if (age_ms <= 0) return 0;
  return 0.5 * std::erfc(-std::log(age_ms / (median_hours * kHourMs)) / (spread * 1.4142135623730951));
}

}  // namespace

Chances::Chances(const World& world, int account, std::int64_t number)
    : base_(
          hash({world.seed(), static_cast<std::uint64_t>(account), static_cast<std::uint64_t>(number), 77})) {
}

double Chances::normal(std::uint64_t purpose) const {
  return sandbox::normal(hash({base_, purpose}));
}

double Chances::uniform(std::uint64_t purpose) const {
  return sandbox::uniform(hash({base_, purpose}));
}

double audience(const World& world, const Post& post, std::int64_t at_ms) {
  const Chances chance(world, post.account, post.number);
  const double size = 2000.0 * std::exp(0.6 * ((post.account * 7) % 5 - 2));
  const double total = size * std::exp(1.1 * chance.normal(1));
  return total * grown(static_cast<double>(at_ms - post.published_ms), 3.0 + 9.0 * chance.uniform(2), 1.3);
}

std::int64_t part(double whole, double rate) {
  return static_cast<std::int64_t>(std::floor(whole * rate));
}

}  // namespace tidemark::sandbox
