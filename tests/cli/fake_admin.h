#pragma once
// An admin server that answers what a test tells it to, and keeps what it was asked.

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace tidemark::cli::testing {

struct Asked {
  std::string method, target, authorization, body, type = {};
  std::string line() const { return method + " " + target; }
};

struct Told {
  int status = 200;
  std::string body;
  std::string location = {};
  std::string raw = {};  ///< sent as it is instead of all that, and the connection closed
};

class FakeAdmin {
 public:
  /// `answer` is called by one request after the other.
  explicit FakeAdmin(std::function<Told(const Asked&)> answer);
  ~FakeAdmin();

  std::string url() const;
  std::vector<Asked> asked() const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace tidemark::cli::testing
