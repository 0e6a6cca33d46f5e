#pragma once
// What became of one post (or of an account's own figures) in a run, in the words of the report.

#include <cstdint>

#include "domain/ids.h"
#include "domain/result.h"

namespace tidemark {

enum class Outcome {
  synced,
  failed,
  rate_limited,
  interrupted,  ///< the engine stopped first: no answer, no error
  withdrawn,    ///< it or its account was deleted or switched off meanwhile: no longer part of the run
};

struct Settlement {
  Subject subject;
  Outcome outcome = Outcome::synced;
  const Error* why = nullptr;  ///< with failed and rate_limited
};

Outcome outcome_of(const Error& why);

/// The code under which a report shows an error: one of the admin API's. What the engine's own floors say
/// (storage, cancelled, ...) has no name there.
Code reported_code(Code code);

/// Whole seconds, rounded up; 60 where the platform gave no time, or none that lies ahead.
std::int64_t retry_after_seconds(const Error& why);

}  // namespace tidemark
