#pragma once
// What was made of a window: the posts that stand out, the overview, summaries period by period.

#include <CLI/CLI.hpp>
#include <cstdint>
#include <string>

#include "cli/command_line.h"
#include "domain/result.h"

namespace tidemark::cli {

/// A question about a business's window; what is empty is the engine's default.
struct PeriodQuestion {
  std::int64_t business = 0;
  std::string platform, label, from, to;
  std::string metric, limit;  ///< of top
  std::string period;         ///< of summaries: daily, weekly, monthly or yearly
};

Result<int> top(const Session&, const PeriodQuestion&);
Result<int> overview(const Session&, const PeriodQuestion&);
Result<int> summaries(const Session&, const PeriodQuestion&);

void declare_periods(CLI::App& app, Choice& choice);

}  // namespace tidemark::cli
