#pragma once
// A request's body, read from its connection as a handler asks for it.

#include <atomic>
#include <chrono>
#include <cstddef>
#include <optional>
#include <string>

#include "admin/connection.h"
#include "admin/http_message.h"

namespace tidemark {

/// Threads: none; the worker that answers. All that it is given outlives it.
class ClientBody final : public BodyStream {
 public:
  /// `silence`: how long the client may send nothing.
  ClientBody(ClientConnection& connection, std::chrono::milliseconds silence,
             const std::atomic<bool>& stopping)
      : connection_(connection), silence_(silence), stopping_(stopping) {}

  Result<bool> read(std::string& into) override;
  /// Whether the body is used up; what has come already is thrown away to find out.
  bool ended();

 private:
  Result<> await_more();

  ClientConnection& connection_;
  const std::chrono::milliseconds silence_;
  const std::atomic<bool>& stopping_;
  bool ended_ = false;
  bool closed_ = false;
  std::optional<Error> problem_;
};

}  // namespace tidemark
