#include "store/late_snapshots.h"

#include <algorithm>
#include <iterator>
#include <limits>

namespace tidemark {

const disk::Row* LateSnapshots::stored(Instant at) const {
  const auto found = std::lower_bound(before_.begin(), before_.end(), at,
                                      [](const disk::TimedRow& one, Instant when) { return one.at < when; });
  return found != before_.end() && found->at == at ? &found->row : nullptr;
}

const disk::Row* LateSnapshots::find(Instant at) const {
  const auto changed = changed_.find(at);
  return changed != changed_.end() ? &changed->second : stored(at);
}

Appended LateSnapshots::place(Instant at, std::span<const disk::NumberedSample> samples,
                              OnConflict on_conflict) {
  using As = Appended::As;
  const disk::Row row(samples.begin(), samples.end());
  const disk::Row* there = find(at);
  if (!there) {
    changed_[at] = row;
    return {As::stored, at};
  }
  const disk::Match match = disk::compare(*there, row);
  if (match == disk::Match::same) return {As::unchanged, at};
  if (match == disk::Match::adds) {
    changed_[at] = disk::merge(*there, row);
    return {As::merged, at};
  }
  if (on_conflict == OnConflict::reject) return {As::rejected, at};

  // Never merged into a later row, which is another fetch's; but one that says all this says is this one,
  // moved when it came the first time.
  for (Instant next = at; next.ms < std::numeric_limits<std::int64_t>::max();) {
    ++next.ms;
    there = find(next);
    if (!there) {
      changed_[next] = row;
      return {As::stored, next};
    }
    if (disk::compare(*there, row) == disk::Match::same) return {As::unchanged, next};
  }
  return {As::rejected, at};  // time is at its end
}

std::size_t LateSnapshots::new_after(std::optional<Instant> at) const {
  auto from = at ? changed_.upper_bound(*at) : changed_.begin();
  return static_cast<std::size_t>(
      std::count_if(from, changed_.end(), [this](const auto& one) { return !stored(one.first); }));
}

std::vector<disk::TimedRow> LateSnapshots::merged() const {
  std::vector<disk::TimedRow> all;
  all.reserve(before_.size() + changed_.size());
  auto changed = changed_.begin();
  for (const disk::TimedRow& one : before_) {
    for (; changed != changed_.end() && changed->first < one.at; ++changed)
      all.push_back({changed->first, changed->second});
    if (changed != changed_.end() && changed->first == one.at) {
      all.push_back({changed->first, changed->second});
      ++changed;
    } else {
      all.push_back(one);
    }
  }
  for (; changed != changed_.end(); ++changed) all.push_back({changed->first, changed->second});
  return all;
}

}  // namespace tidemark
