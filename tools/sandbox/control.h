#pragma once
// The sandbox's own paths, /sandbox/...: what a demo registers with an engine, what was asked, faults at run
// time.

#include "sandbox/counters.h"
#include "sandbox/exchange.h"
#include "sandbox/faults.h"
#include "sandbox/world.h"

namespace tidemark::sandbox {

std::vector<WorldAccount> describe(const World& world, int posts, std::int64_t now_ms);

/// Threads: any.
class Control {
 public:
  /// `world` is null in replay. All others outlive the object, as does `options`.
  Control(const Options& options, const World* world, Counters& counters, Faults& faults)
      : options_(options), world_(world), counters_(counters), faults_(faults) {}

  Answer answer(const Request& request);
  Result<Done> set_faults(const std::vector<std::string>& specs);

 private:
  Answer show_world(const Pairs& query) const;
  Answer show_requests() const;
  Answer change_faults(const std::string& body);

  const Options& options_;
  const World* world_;
  Counters& counters_;
  Faults& faults_;
};

}  // namespace tidemark::sandbox
