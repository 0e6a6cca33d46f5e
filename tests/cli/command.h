#pragma once

#include <map>
#include <sstream>
#include <string>
#include <vector>

#include "cli/cli.h"
#include "fake_admin.h"

namespace tidemark::cli::testing {

struct Outcome {
  int code = -1;
  std::string out, err;
};

/// Where a command runs: its environment, its standard input, and whether somebody watches.
struct Place {
  std::map<std::string, std::string> environment = {{"TIDEMARK_TOKEN", "secret-token"}};
  std::string input = {};
  bool terminal = false;
  int slept = 0;

  Outcome run(const std::vector<std::string>& arguments) {
    std::istringstream in(input);
    std::ostringstream out, err;
    const auto look_up = [this](const std::string& name) {
      const auto found = environment.find(name);
      return found == environment.end() ? std::string() : found->second;
    };
    const int code = cli::run(arguments, {.in = in,
                                          .out = out,
                                          .err = err,
                                          .terminal = terminal,
                                          .environment = look_up,
                                          .sleep = [this](std::chrono::milliseconds) { ++slept; }});
    return {code, out.str(), err.str()};
  }
  Outcome run(const FakeAdmin& admin, const std::vector<std::string>& arguments) {
    environment["TIDEMARK_URL"] = admin.url();
    return run(arguments);
  }
};

}  // namespace tidemark::cli::testing
