#pragma once
// Which snapshots of a history are kept, and how the others go (upkeep.h).

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "domain/metric.h"
#include "domain/result.h"
#include "store/rocks.h"
#include "store/subject_claims.h"
#include "store/subject_history.h"
#include "store/upkeep.h"

namespace tidemark {

/// One flag a snapshot. `history`: rising.
struct Kept {
  std::vector<bool> snapshots;
  bool beginning_went = false;  ///< what is first now was not
};
Kept kept_of(std::span<const disk::TimedRow> history, const Retention& retention);

/// One round of retention. Threads: none.
class Thinning {
 public:
  /// `kinds`: by metric number.
  Thinning(const Rocks& rocks, SubjectClaims& claims, const Retention& retention,
           std::vector<MetricKind> kinds)
      : rocks_(rocks), claims_(claims), retention_(retention), kinds_(std::move(kinds)) {}

  Result<RetentionReport> run();

 private:
  /// Some subjects, from `from` on, which moves behind them; none: the end.
  Result<std::vector<Subject>> next(std::string& from) const;
  Result<> thin(const std::vector<Subject>& subjects);
  void thin(GainBook& book, HistoryWriter& writer, Subject subject, disk::LatestRow latest,
            const SubjectHistory& history);

  const Rocks& rocks_;
  SubjectClaims& claims_;
  const Retention& retention_;
  const std::vector<MetricKind> kinds_;
  RetentionReport report_;
};

}  // namespace tidemark
