#pragma once
// A request and its answer, as handlers see them.

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "domain/result.h"

namespace tidemark {

/// A body that is read as it comes. Threads: none.
class BodyStream {
 public:
  virtual ~BodyStream() = default;
  /// Appends what comes next, at least one byte; false at the body's end. Error: the connection broke, or the
  /// client was too slow; what was read until then was sent as it is.
  virtual Result<bool> read(std::string& into) = 0;
};

struct ReceivedRequest {
  std::string method;
  std::string path;   ///< as it was sent, before any '?', not decoded
  std::string query;  ///< behind the '?', not decoded
  std::string authorization;
  std::string content_type;
  std::string body;
  bool has_body = false;   ///< a body was announced, if only an empty one
  bool keep_alive = true;  ///< the client wants to ask again on this connection
  bool old = false;        ///< HTTP/1.0
  /// The body of a request that streams, if it has not come whole in `body` already.
  BodyStream* stream = nullptr;
};

struct Reply {
  int status = 200;
  std::string body = {};
  /// More of the body, piece by piece: appends the next one; false once there is none. Called while the
  /// client takes what came before, so that a long answer needs no memory.
  /// Must append while it says true. One that throws ends the connection, so that the client knows.
  std::function<bool(std::string& piece)> rest = {};
  std::string_view content_type = "application/json";
  std::vector<std::pair<std::string_view, std::string>> headers = {};
};

}  // namespace tidemark
