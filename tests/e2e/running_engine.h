#pragma once
// A real tidemarkd as a child, and the admin API as a client sees it.

#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include <tidemark/json.hpp>

#include "process.h"

namespace tidemark::testing {

/// An answer of the admin API.
struct Reply {
  int status = 0;
  std::string body;
  std::map<std::string, std::string> headers = {};
  /// Throws json::Error if the body is not JSON.
  json::Document json() const { return json::parse(body); }
};

class RunningEngine {
 public:
  /// `settings` by environment name (TIDEMARK_SYNC_EVERY); port 0, the release plugins and no scheduler
  /// unless they say otherwise.
  RunningEngine(std::filesystem::path data_dir, std::map<std::string, std::string> settings);

  /// Waits for /readyz. False (and the process's output on stderr) if it did not start.
  bool ready();
  /// Throws Poco's exceptions where the engine breaks the connection.
  Reply call(const std::string& method, const std::string& path, const std::string& body = {},
             const std::string& type = "application/json") const;
  Reply get(const std::string& path) const { return call("GET", path); }
  Reply post(const std::string& path, const std::string& body) const { return call("POST", path, body); }
  Process& process() { return *process_; }
  std::uint16_t port() const { return port_; }

 private:
  std::filesystem::path data_dir_;
  std::unique_ptr<Process> process_;
  std::uint16_t port_ = 0;
  std::string token_;
};

/// A business, an account and posts, registered as a user would.
struct Registered {
  std::int64_t business = 0;
  std::int64_t account = 0;
  std::vector<std::int64_t> posts;
};
Registered register_posts(const RunningEngine& engine, const std::string& user_id, const std::string& token,
                          const std::vector<std::string>& platform_post_ids);

/// More posts for the business's only account.
std::vector<std::int64_t> add_posts(const RunningEngine& engine, const Registered& to,
                                    const std::vector<std::string>& platform_post_ids);

/// A refresh of the whole business, waited for: the report, as in the contract.
Reply refresh(const RunningEngine& engine, std::int64_t business);

std::filesystem::path release_program(const std::string& name);

}  // namespace tidemark::testing
