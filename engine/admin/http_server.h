#pragma once
// An HTTP/1.1 server that no client can hold up.
//
// One thread, the reactor, owns every connection that is waiting for its client: idle, sending its request in
// pieces, not reading its answer. It waits for all of them at once, without blocking, and each has a
// deadline. Workers see whole requests only: one takes a request, answers it, sends the answer as far as the
// socket takes it at once, and gives the connection back. So a thread is held by a handler alone, never by a
// client.
//
// After an answer the worker looks for the client's next request for a moment before it gives the connection
// back: a client that asks one thing after another is then served as by a thread of its own, without a detour
// over the reactor.
//
// A body of any size, of a route that takes it so, is read by its worker as the handler asks for it; an
// answer that is made piece by piece is sent by its worker as the client takes it. Both hold a thread, and
// have few places therefore. Small ones of both kinds are served like the rest.
//
// Each lane has workers of its own: what must always be answered (health) never queues behind the rest.

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "admin/http_message.h"
#include "admin/request_reader.h"
#include "domain/log.h"
#include "domain/result.h"

namespace tidemark {

enum class Lane : std::uint8_t { ordinary, alive, ready };
inline constexpr std::size_t kLanes = 3;

/// What a server serves. Threads: any, concurrently.
class HttpApplication {
 public:
  virtual ~HttpApplication() = default;
  virtual Reply answer(const ReceivedRequest& request) = 0;
  /// Which workers a request belongs to. Called by the reactor: it must not wait.
  virtual Lane lane(const ReceivedRequest& request) const = 0;
  /// Whether a request may send its body at all, decided by its head. An answer here ends the connection. As
  /// `lane`.
  virtual std::optional<Reply> refuse(const ReceivedRequest& head) = 0;
  /// Whether the body may be of any size: `answer` then reads it from the request's stream. Decided by the
  /// head, as `lane`.
  virtual bool streams(const ReceivedRequest& /*head*/) const { return false; }
};

struct HttpServerOptions {
  std::string host = "127.0.0.1";
  std::uint16_t port = 0;  ///< 0: any free one
  RequestLimits limits = {};
  std::size_t connections = 1000;  ///< fewer if the process may not open that many files
  std::size_t workers = 32;        ///< of the ordinary lane; threads are made as they are needed
  std::size_t queue = 512;         ///< requests that may wait for a worker
  std::size_t small_body = 64u << 10;
  std::size_t large_bodies = 4;  ///< bodies over `small_body` that may be under way at one time
  std::chrono::milliseconds head_time{
      10'000};              ///< from a request's first byte to the end of its head, or small body
  std::size_t streams = 4;  ///< streamed bodies at one time, and as many streamed answers
  std::chrono::milliseconds body_time{120'000};  ///< of a large body; of one that streams, its longest pause
  std::chrono::milliseconds idle_time{60'000};
  std::chrono::milliseconds send_time{60'000};  ///< of a whole answer; of one that streams, its longest pause
  std::chrono::milliseconds queue_time{2'000};  ///< then it is 503
  std::chrono::milliseconds linger{3};          ///< how long a worker looks for the next request itself
};

class HttpServer {
 public:
  /// Listens when it returns. Error `bad_config`: the address is taken or cannot be used; the message names
  /// it. `application` and `log` outlive the server.
  static Result<std::unique_ptr<HttpServer>> start(HttpServerOptions options, HttpApplication& application,
                                                   Log& log);
  ~HttpServer();  ///< as `stop`

  std::uint16_t port() const;
  /// Takes no new connections, waits for running handlers and for answers under way, closes. Idempotent.
  void stop();

 private:
  struct Impl;
  explicit HttpServer(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace tidemark
