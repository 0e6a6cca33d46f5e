#pragma once
// What a store must answer, without any of its means: plain maps that follow the same rules in the plainest
// way.

#include <algorithm>
#include <map>
#include <optional>
#include <set>

#include "opened_store.h"

namespace tidemark::testing {

class ReferenceHistories {
 public:
  using As = Appended::As;

  Appended append(Subject subject, std::int64_t ms, const Values& values, OnConflict on_conflict) {
    if (dropped_.contains(subject)) return {As::dropped, {ms}};
    History& history = histories_[subject];
    if (!history.contains(ms)) {
      history[ms] = values;
      return {As::stored, {ms}};
    }
    Values& there = history[ms];
    if (!contradicts(there, values)) {
      const auto before = there.size();
      there.insert(values.begin(), values.end());
      return {there.size() == before ? As::unchanged : As::merged, {ms}};
    }
    if (on_conflict == OnConflict::reject) return {As::rejected, {ms}};
    for (++ms; history.contains(ms); ++ms)
      if (std::includes(history[ms].begin(), history[ms].end(), values.begin(), values.end()))
        return {As::unchanged, {ms}};
    history[ms] = values;
    return {As::stored, {ms}};
  }
  void drop(Subject subject) {
    dropped_.insert(subject);
    histories_.erase(subject);
  }
  void set(Subject subject, const History& history) { histories_[subject] = history; }
  void forget_who_was_dropped() { dropped_.clear(); }
  bool is_dropped(Subject subject) const { return dropped_.contains(subject); }
  const History& history(Subject subject) { return histories_[subject]; }
  const std::map<Subject, History>& all() const { return histories_; }

 private:
  static bool contradicts(const Values& there, const Values& values) {
    for (const auto& [metric, value] : values)
      if (const auto found = there.find(metric); found != there.end() && found->second != value) return true;
    return false;
  }
  std::map<Subject, History> histories_;
  std::set<Subject> dropped_;
};

inline Values values_of(const Snapshot& one) {
  Values values;
  for (const Sample& sample : one.samples) values[std::string(sample.metric)] = sample.value;
  return values;
}

}  // namespace tidemark::testing
