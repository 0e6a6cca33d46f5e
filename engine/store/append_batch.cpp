#include "store/append_batch.h"

#include <limits>

#include "store/keys.h"

namespace tidemark {

Result<> AppendBatch::load(const std::vector<Subject>& subjects) {
  auto latest = rocks_.latest(subjects);
  if (!latest) return latest.error();
  for (std::size_t i = 0; i < subjects.size(); ++i) {
    State& state = states_[subjects[i]];
    state.latest = std::move((*latest)[i]);
    if (state.latest) state.newest_stored = state.latest->fetched_at;
  }
  return Done{};
}

Result<std::optional<disk::Row>> AppendBatch::find(Subject subject, const State& state, Instant at) const {
  if (const auto changed = state.changed.find(at); changed != state.changed.end())
    return std::optional(changed->second);
  // The common case, a snapshot newer than all others, costs no look into the rows.
  if (!state.newest_stored || at > *state.newest_stored) return std::optional<disk::Row>();
  auto bytes = rocks_.get(Family::rows, disk::row_key(subject, at));
  if (!bytes) return bytes.error();
  if (!*bytes) return std::optional<disk::Row>();
  auto row = disk::decode_row(**bytes);
  if (!row) return rocks_.unreadable("a snapshot");
  return row;
}

void AppendBatch::book(Subject subject, std::uint32_t platform, bool from_zero) {
  State& state = states_.at(subject);
  state.platform = platform;
  state.from_zero = from_zero;
}

void AppendBatch::rebook(Subject subject, bool from_zero) {
  State& state = states_.at(subject);
  if (!state.latest || state.latest->from_zero == from_zero) return;
  state.latest->from_zero = from_zero;
  state.rebooked = true;
}

void AppendBatch::put(State& state, Instant at, const disk::Row& whole) {
  disk::observe(state.latest, at, whole);
  state.latest->platform = state.platform;
  state.latest->from_zero = state.from_zero;
  state.changed[at] = whole;
}

Result<Appended> AppendBatch::place(Subject subject, Instant at, const disk::Row& row,
                                    OnConflict on_conflict) {
  using As = Appended::As;
  State& state = states_.at(subject);
  auto there = find(subject, state, at);
  if (!there) return there.error();
  if (!*there) {
    put(state, at, row);
    return Appended{As::stored, at};
  }
  const disk::Match match = disk::compare(**there, row);
  if (match == disk::Match::same) return Appended{As::unchanged, at};
  if (match == disk::Match::adds) {
    put(state, at, disk::merge(**there, row));
    return Appended{As::merged, at};
  }
  if (on_conflict == OnConflict::reject) return Appended{As::rejected, at};

  // Never merged into a later row, which is another fetch's; but one that says all this says is this one,
  // moved when it came the first time.
  for (Instant next = at; next.ms < std::numeric_limits<std::int64_t>::max();) {
    ++next.ms;
    there = find(subject, state, next);
    if (!there) return there.error();
    if (!*there) {
      put(state, next, row);
      return Appended{As::stored, next};
    }
    if (disk::compare(**there, row) == disk::Match::same) return Appended{As::unchanged, next};
  }
  return Appended{As::rejected, at};  // time is at its end
}

Result<> AppendBatch::write() {
  rocksdb::WriteBatch batch;
  for (const auto& [subject, state] : states_) {
    if (state.changed.empty() && !state.rebooked) continue;
    for (const auto& [at, row] : state.changed)
      batch.Put(rocks_.family(Family::rows), disk::row_key(subject, at), disk::encode(row));
    batch.Put(rocks_.family(Family::latest), disk::subject_key(subject), disk::encode(*state.latest));
  }
  if (batch.Count() == 0) return Done{};
  return rocks_.write(batch);
}

}  // namespace tidemark
