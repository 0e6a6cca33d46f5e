#pragma once
// One HTTP/1.1 exchange with a platform, made of Poco and of what Poco 1.11 leaves out
// (engine/host/README.md).

#include <chrono>
#include <cstddef>
#include <memory>
#include <stop_token>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "domain/clock.h"
#include "domain/result.h"

namespace tidemark {

using Headers = std::vector<std::pair<std::string, std::string>>;

struct HttpRequest {
  std::string method = "GET";
  std::string base_url;  ///< "https://api.example.com", optional path prefix, no trailing slash
  std::string target;    ///< path and query, begins with '/'
  Headers headers = {};
  std::string body = {};
};

struct HttpResponse {
  int status = 0;
  Headers headers = {};   ///< names in lower case, in the order of the answer
  std::string body = {};  ///< unpacked

  /// The first header of that lower-case name, or nothing.
  const std::string* header(std::string_view name) const {
    for (const auto& [key, value] : headers)
      if (key == name) return &value;
    return nullptr;
  }
};

struct HttpOptions {
  std::chrono::milliseconds timeout{30'000};  ///< for the whole exchange, connecting included
  std::size_t max_body = 16u << 20;           ///< bytes, packed and unpacked alike
  std::size_t idle_connections = 32;          ///< kept per origin
  std::string ca_file = {};  ///< PEM, besides the system's store; for private platforms and tests
};

/// Sends exactly what it is given, once (resent only when a kept connection turned out dead before the first
/// byte of the answer), follows no redirect, verifies certificates and host names. Keeps connections.
/// Threads: any.
class HttpClient {
 public:
  HttpClient(HttpOptions options, const Clock& clock);
  ~HttpClient();

  /// Any complete answer is a success, whatever its status. Errors: `timeout` (no whole answer by `deadline`
  /// or within the options' timeout), `network_error` (no connection, TLS refused, connection lost, cut
  /// body), `bad_response` (no HTTP, body over the cap, broken gzip), `cancelled` (`stop` was requested;
  /// noticed within 100 ms). Messages name host and port, never the query or a header's value.
  Result<HttpResponse> send(const HttpRequest& request, Clock::Steady deadline, std::stop_token stop);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace tidemark
