#pragma once
// What kept subjects from being measured, kept beside what was measured. README.md has the bytes.

#include <chrono>
#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <set>
#include <shared_mutex>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "domain/gap.h"
#include "store/rocks.h"
#include "store/subject_claims.h"

namespace tidemark {

namespace disk {
std::string gap_key(Subject subject, const Gap& gap);
std::string encode(const Gap& gap);
struct GapEntry {
  Subject subject;
  Gap gap;
};
/// Nothing for bytes that no version up to this one wrote.
std::optional<GapEntry> decode_gap(std::string_view key, std::string_view value);
}  // namespace disk

/// Which subjects have gaps, and which of these last, is held in memory by business, read when a business is
/// first asked for: a question about a subject without gaps touches no disk, and an attempt that changes
/// nothing writes nothing. Threads: any.
class Gaps {
 public:
  /// Of one subject; the oldest makes room. A post that fails every other hour fills that in a year.
  static constexpr std::size_t kMost = 4'096;
  /// An attempt is told when its run ends. What was measured since, by another run, outlives it up to this
  /// long; beyond that it is a clock that was set back.
  static constexpr std::chrono::milliseconds kLate{3'600'000};

  /// `dropped`: whether a subject was deleted. All outlive it.
  Gaps(const Rocks& rocks, SubjectClaims& claims, std::function<bool(Subject)> dropped)
      : rocks_(rocks), claims_(claims), dropped_(std::move(dropped)) {}

  Result<> note(std::span<const GapNote> notes);
  Result<std::vector<Gap>> of(Subject subject, Instant from, Instant to) const;
  Result<std::vector<std::pair<Subject, Gap>>> of_accounts(BusinessId business, Instant from,
                                                           Instant to) const;
  Result<> alive(Instant now);
  Result<bool> start(Instant now, std::chrono::milliseconds tolerance);

 private:
  struct OfSubject {
    std::size_t count = 0;
    std::vector<Gap> open;
  };
  struct HashSubject {
    std::size_t operator()(const Subject& subject) const noexcept {
      return std::hash<std::uint64_t>{}(subject.id * 2 + (subject.kind == Subject::Kind::post));
    }
  };
  using OfBusiness = std::unordered_map<Subject, OfSubject, HashSubject>;

  const OfBusiness* find_business(BusinessId business) const;
  Result<> load(BusinessId business) const;
  /// Calls `take` with each entry of [begin, end).
  Result<> each(const std::string& begin, const std::string& end,
                const std::function<void(disk::GapEntry)>& take) const;
  Result<std::size_t> count_of(Subject subject) const;
  Result<std::vector<Gap>> read(Subject subject, Instant from, Instant to) const;
  Result<std::vector<Gap>> of_engine(Instant from, Instant to) const;
  bool changes(const GapNote& note) const;
  Result<bool> is_over(const GapNote& note) const;
  OfSubject& entry_of(Subject subject);
  void end(const GapNote& note);
  Result<> begin(const GapNote& note);
  Result<> forget_oldest(Subject subject, OfSubject& of);
  Result<> save(std::optional<Instant> alive = {});

  const Rocks& rocks_;
  SubjectClaims& claims_;
  const std::function<bool(Subject)> dropped_;

  mutable std::mutex writing_;  // held by whoever changes anything; taken before a claim, and before known_
  // Guarded by writing_: what the disk has still to take. Usually empty; on a full disk it waits here.
  std::map<std::string, std::optional<std::string>> unsaved_;
  // Guarded by writing_: when something of an account's posts was last measured, as far as this process
  // knows.
  std::map<Subject, Instant> measured_;

  mutable std::shared_mutex known_mutex_;
  // Guarded by known_mutex_.
  mutable std::unordered_map<BusinessId, OfBusiness> known_;
  // The engine's own, which every series answers, once somebody asked; and how often they changed.
  mutable std::optional<std::vector<Gap>> of_engine_;
  std::uint64_t engine_changes_ = 0;
};

}  // namespace tidemark
