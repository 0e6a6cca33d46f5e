#pragma once
// Chance that can be asked again: the same words always give the same number.

#include <cmath>
#include <cstdint>
#include <initializer_list>

namespace tidemark::sandbox {

/// Mixes `words` well enough that neighbours look unrelated (the finalizer of SplitMix64).
inline std::uint64_t hash(std::initializer_list<std::uint64_t> words) {
  std::uint64_t state = 0x9e3779b97f4a7c15ULL;
  for (std::uint64_t word : words) {
    state += word * 0xd1342543de82ef95ULL + 0x9e3779b97f4a7c15ULL;
    state = (state ^ (state >> 30)) * 0xbf58476d1ce4e5b9ULL;
    state = (state ^ (state >> 27)) * 0x94d049bb133111ebULL;
    state ^= state >> 31;
  }
  return state;
}

/// In [0, 1).
inline double uniform(std::uint64_t bits) {
  return static_cast<double>(bits >> 11) * 0x1.0p-53;
}

/// Mean 0, deviation 1, by Box and Muller.
inline double normal(std::uint64_t bits) {
  const double radius = std::sqrt(-2.0 * std::log(1.0 - uniform(bits)));
  return radius * std::cos(6.283185307179586 * uniform(hash({bits, 1})));
}

}  // namespace tidemark::sandbox
