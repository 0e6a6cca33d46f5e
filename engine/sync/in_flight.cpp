#include "sync/in_flight.h"

#include <cassert>
#include <utility>

namespace tidemark {

InFlight::Flight* InFlight::find(Subject subject) {
  const auto found = flights_.find(subject);
  return found == flights_.end() ? nullptr : &found->second;
}

void InFlight::begin(Subject subject, PiecePtr piece, std::shared_ptr<RunLedger> run) {
  Flight flight{.piece = std::move(piece)};
  flight.runs.push_back(std::move(run));
  [[maybe_unused]] const bool fresh = flights_.emplace(subject, std::move(flight)).second;
  assert(fresh);
}

InFlight::Flight InFlight::land(Subject subject) {
  auto node = flights_.extract(subject);
  return node ? std::move(node.mapped()) : Flight{};
}

}  // namespace tidemark
