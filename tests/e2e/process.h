#pragma once
// A child process of a test: its output is read as it comes, and it never outlives the test.

#include <chrono>
#include <condition_variable>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

namespace tidemark::testing {

class Process {
 public:
  /// `environment` is all that the child has besides PATH.
  Process(std::vector<std::string> command, std::map<std::string, std::string> environment = {});
  ~Process();  ///< kills what still runs
  Process(const Process&) = delete;
  Process& operator=(const Process&) = delete;

  int id() const { return id_; }
  /// The first line of output with `text` in it; nothing if the process ends, or `patience` does, without
  /// one.
  std::optional<std::string> line_with(const std::string& text,
                                       std::chrono::seconds patience = std::chrono::seconds(30));
  void signal(int number);
  /// Waits for the end: the exit status, or minus the signal that ended it.
  int wait();
  /// Everything written to stdout and stderr so far.
  std::string output() const;

 private:
  void read_output(int pipe);

  int id_ = -1;
  std::optional<int> status_;
  mutable std::mutex mutex_;  // guards what follows
  std::condition_variable written_;
  std::string output_;
  bool closed_ = false;
  std::thread reader_;
};

}  // namespace tidemark::testing
