#pragma once
// Questions over many posts: series by group, trends, best times.

#include <CLI/CLI.hpp>
#include <string>
#include <vector>

#include "cli/command_line.h"
#include "cli/session.h"

namespace tidemark::cli {

/// What is asked for, in the engine's own words; empty: not given.
struct Sums {
  std::string business, platform, label, from, to;
  std::vector<std::string> metrics;
  std::string step, value, group_by, period, days, age;
};

/// One line for each time, one column for each group and metric.
Result<int> group_series(const Session&, const Sums&);
Result<int> trends(const Session&, const Sums&);
/// The best slots with their intervals, then what the engine recommends.
Result<int> best_times(const Session&, const Sums&);

/// `tidemark trends` and `tidemark best-times`.
void declare_sums(CLI::App& app, Choice& choice);

}  // namespace tidemark::cli
