#pragma once
// The sandbox's own paths, /sandbox/...: what a demo registers with an engine, what was asked, faults, time
// and events at run time. The manual is tools/README.md.

#include "sandbox/counters.h"
#include "sandbox/exchange.h"
#include "sandbox/faults.h"
#include "sandbox/platforms.h"
#include "sandbox/virtual_clock.h"

namespace tidemark::sandbox {

/// Threads: any.
class Control {
 public:
  /// `platforms` is null in replay. All others outlive the object.
  Control(Platforms* platforms, VirtualClock& clock, Counters& counters, Faults& faults)
      : platforms_(platforms), clock_(clock), counters_(counters), faults_(faults) {}

  Answer answer(const Request& request);
  Result<Done> set_faults(const std::vector<std::string>& specs);
  void reset_counters();

 private:
  Answer show_world(const Pairs& query) const;
  Answer show_requests() const;
  Answer change_faults(const std::string& body);
  Answer show_clock() const;
  Answer move_clock(const std::string& body);
  Answer let_happen(const std::string& body);

  Platforms* platforms_;
  VirtualClock& clock_;
  Counters& counters_;
  Faults& faults_;
};

}  // namespace tidemark::sandbox
