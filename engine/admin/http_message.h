#pragma once
// A request and its answer, as handlers see them.

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace tidemark {

struct ReceivedRequest {
  std::string method;
  std::string path;   ///< as it was sent, before any '?', not decoded
  std::string query;  ///< behind the '?', not decoded
  std::string authorization;
  std::string content_type;
  std::string body;
  bool has_body = false;   ///< a body was announced, if only an empty one
  bool keep_alive = true;  ///< the client wants to ask again on this connection
};

struct Reply {
  int status = 200;
  std::string body = {};
  std::string_view content_type = "application/json";
  std::vector<std::pair<std::string_view, std::string>> headers = {};
};

}  // namespace tidemark
