#include <unistd.h>

#include <csignal>
#include <cstdlib>
#include <iostream>
#include <thread>

#include "cli/cli.h"

int main(int argc, char** argv) {
  std::signal(SIGPIPE, SIG_IGN);  // a reader that leaves ends the output, not the exit code
  return tidemark::cli::run(
      {argv + 1, argv + argc},
      {.in = std::cin,
       .out = std::cout,
       .err = std::cerr,
       .terminal = isatty(STDERR_FILENO) == 1,
       .environment =
           [](const std::string& name) {
             const char* value = std::getenv(name.c_str());
             return std::string(value ? value : "");
           },
       .sleep = [](std::chrono::milliseconds pause) { std::this_thread::sleep_for(pause); }});
}
