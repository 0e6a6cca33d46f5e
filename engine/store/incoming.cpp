#include "store/incoming.h"

#include <algorithm>
#include <tuple>

namespace tidemark {

void Incoming::add(One one) {
  const auto begin = samples.begin() + static_cast<std::ptrdiff_t>(one.first);
  const auto by_metric = [](const auto& a, const auto& b) { return a.metric < b.metric; };
  if (!std::is_sorted(begin, samples.end(), by_metric)) std::stable_sort(begin, samples.end(), by_metric);
  const auto twice = [&one](const auto& a, const auto& b) {
    if (a.metric != b.metric) return false;
    one.contradicts |= a.value != b.value;
    return true;
  };
  samples.erase(std::unique(begin, samples.end(), twice), samples.end());
  one.samples = static_cast<std::uint32_t>(samples.size() - one.first);
  snapshots.push_back(one);
}

void Incoming::group() {
  const auto order = [](const One& a, const One& b) {
    return std::tuple(a.subject.business, a.subject, a.index) <
           std::tuple(b.subject.business, b.subject, b.index);
  };
  if (!std::is_sorted(snapshots.begin(), snapshots.end(), order))
    std::sort(snapshots.begin(), snapshots.end(), order);
}

}  // namespace tidemark
