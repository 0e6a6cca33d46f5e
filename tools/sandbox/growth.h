#pragma once
// How an invented post's audience grows: fast in the first hours, then ever more slowly towards a total that
// is log-normal over the posts of an account. It never falls, so a floor of a share of it never does either,
// and two readings at one instant are equal. Platforms make their figures from it.

#include <cstdint>

#include "sandbox/world.h"

namespace tidemark::sandbox {

/// Own numbers of one post, one for each purpose; with number 0 of the account itself. 1 and 2 are the
/// audience's.
class Chances {
 public:
  Chances(const World& world, int account, std::int64_t number);
  double normal(std::uint64_t purpose) const;   ///< mean 0, deviation 1
  double uniform(std::uint64_t purpose) const;  ///< in [0, 1)

 private:
  std::uint64_t base_;
};

/// How often the post was shown up to `at_ms`, not yet rounded; 0 before it was published.
double audience(const World& world, const Post& post, std::int64_t at_ms);
/// `rate` of a whole, rounded down.
std::int64_t part(double whole, double rate);

}  // namespace tidemark::sandbox
