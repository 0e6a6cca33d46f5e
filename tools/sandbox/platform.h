#pragma once
// The invented X: lets a request in by token, quota and money, and has its endpoint answer.

#include <cstdint>

#include "sandbox/exchange.h"
#include "sandbox/faults.h"
#include "sandbox/quotas.h"
#include "sandbox/sandbox.h"
#include "sandbox/world.h"

namespace tidemark::sandbox {

/// Threads: any.
class Platform {
 public:
  /// `options` outlives the platform and has its `now_ms`.
  Platform(const Options& options, const World& world) : options_(options), world_(world) {}

  Answer answer(const Request& request);
  /// What a fault of a status sends instead of an answer, with the headers that status has.
  Answer fail(const Request& request, const Fault& fault, std::uint64_t variant);

 private:
  const Options& options_;
  const World& world_;
  Quotas quotas_{kWindowMs}, daily_{kDayMs};
  Bill bill_;
};

}  // namespace tidemark::sandbox
