#pragma once
// `tidemark`: the command line of the admin API, as a function, so that tests can call it.

#include <chrono>
#include <functional>
#include <iosfwd>
#include <string>
#include <vector>

namespace tidemark::cli {

/// Everything outside that a command touches. The streams outlive the call.
struct Surroundings {
  std::istream& in;
  std::ostream& out;
  std::ostream& err;
  bool terminal = false;  ///< a person watches `err`: progress is shown there
  std::function<std::string(const std::string& name)> environment;  ///< empty text: not set
  std::function<void(std::chrono::milliseconds)> sleep;
};

/// Runs one command line, without the program's name. The exit code: 0 good, 1 failed, 2 misuse. Errors are
/// one line on `err`; of secrets only a new API token is ever printed, once.
int run(const std::vector<std::string>& arguments, const Surroundings& around);

}  // namespace tidemark::cli
