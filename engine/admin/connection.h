#pragma once

#include <chrono>
#include <cstddef>
#include <string>

#include "admin/http_message.h"
#include "admin/request_reader.h"

namespace tidemark {

/// One client's connection. Threads: one at a time, the reactor or a worker; see http_server.h.
class ClientConnection {
 public:
  using Time = std::chrono::steady_clock::time_point;
  enum class Io { done, again, closed };
  /// What the reactor does for it; `working` is a worker's, queued or running.
  enum class State { receiving, working, sending, draining };

  /// Takes the socket over.
  ClientConnection(int socket, RequestLimits limits) : reader(limits), socket_(socket) {}
  ~ClientConnection();
  ClientConnection(const ClientConnection&) = delete;
  ClientConnection& operator=(const ClientConnection&) = delete;

  int socket() const { return socket_; }
  /// Reads what is there, up to `most` bytes, into `reader`. `again`: the client has sent no more yet.
  Io receive(std::size_t most);
  /// Reads and forgets.
  Io discard();
  /// As `receive`, after waiting up to `patience` for the first byte.
  Io receive_soon(std::chrono::milliseconds patience);
  /// Makes `reply` the next thing to send, as one piece of bytes.
  void put(const Reply& reply, bool without_body);
  void put_continue();
  Io flush();
  /// The client sees that no more will come; what it still sends can be read.
  void finish_sending();

  RequestReader reader;
  State state = State::receiving;
  bool close_after = false;   // once everything is sent
  bool unread_input = false;  // the client may still be sending what nobody reads
  bool large_body = false;    // holds one of the places for large bodies
  bool head_only = false;     // the next answer the reactor makes itself goes without its body
  bool head_time_set = false;
  Time deadline{};
  Time since{};  // idle since, or queued since

 private:
  int socket_;
  std::string out_;
  std::size_t sent_ = 0;
};

}  // namespace tidemark
