#pragma once
// What is being fetched, or queued to be, and by which runs it is awaited: a post is never fetched twice at a
// time.

#include <cstddef>
#include <memory>
#include <unordered_map>
#include <vector>

#include "domain/ids.h"
#include "sync/pieces.h"

namespace tidemark {

/// Threads: none; guarded by whoever owns it.
class InFlight {
 public:
  struct Flight {
    PiecePtr piece;
    std::vector<std::shared_ptr<RunLedger>> runs;
  };

  /// Null if nobody fetches it.
  Flight* find(Subject subject);
  /// `subject` is not in flight yet.
  void begin(Subject subject, PiecePtr piece, std::shared_ptr<RunLedger> run);
  /// Ends the flight and answers who waited for it; empty if there was none.
  Flight land(Subject subject);
  std::size_t size() const { return flights_.size(); }

 private:
  struct Hash {
    std::size_t operator()(Subject subject) const noexcept {
      return static_cast<std::size_t>(subject.id * 4 + static_cast<std::uint8_t>(subject.kind));
    }
  };
  std::unordered_map<Subject, Flight, Hash> flights_;
};

}  // namespace tidemark
