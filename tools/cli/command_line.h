#pragma once
// The words of the command line, and which command they choose. Internal to the CLI.

#include <CLI/CLI.hpp>
#include <functional>
#include <string>

#include "cli/commands.h"

namespace tidemark::cli {

/// What the words said, once CLI11 has read them.
struct Choice {
  std::string url, data_dir;
  bool json = false;
  std::function<Result<int>(const Session&)> run;
};

/// Declares everything; `choice` outlives `app`'s parse.
void declare(CLI::App& app, Choice& choice);

}  // namespace tidemark::cli
