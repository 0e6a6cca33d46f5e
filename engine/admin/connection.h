#pragma once

#include <chrono>
#include <cstddef>
#include <string>
#include <string_view>

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

  /// Takes the socket over. `streams` outlives it.
  ClientConnection(int socket, RequestLimits limits, const RequestReader::Streams* streams)
      : reader(limits, streams), socket_(socket) {}
  ~ClientConnection();
  ClientConnection(const ClientConnection&) = delete;
  ClientConnection& operator=(const ClientConnection&) = delete;

  int socket() const { return socket_; }
  /// Reads what is there, up to `most` bytes, into `reader`. `again`: the client has sent no more yet.
  Io receive(std::size_t most);
  /// Reads and forgets.
  Io discard();
  /// How long `receive_soon` waits: once for the whole connection, which spares a call each time.
  void set_patience(std::chrono::milliseconds patience);
  /// Waits for the client's next bytes and takes them; `again`: it sent none.
  Io receive_soon();
  bool await_input(std::chrono::milliseconds patience) const;
  bool await_output(std::chrono::milliseconds patience) const;
  /// How the end of an answer is told.
  enum class Framing { length, chunked, until_close };
  /// Makes `reply` the next thing to send, as one piece of bytes.
  void put(const Reply& reply, bool without_body, Framing framing = Framing::length);
  /// More of a chunked body; an empty one is its end.
  void put_chunk(std::string_view piece);
  void put_bytes(std::string_view piece) { out_ += piece; }
  std::size_t unsent() const { return out_.size() - sent_; }
  /// The answer cannot be told to its end: nothing more is sent, and the client sees a reset.
  void abort();
  void put_continue();
  Io flush();
  /// The client sees that no more will come; what it still sends can be read.
  void finish_sending();

  RequestReader reader;
  State state = State::receiving;
  bool close_after = false;   // once everything is sent
  bool unread_input = false;  // the client may still be sending what nobody reads
  bool large_body = false;    // holds one of the places for large bodies
  bool streaming = false;     // holds one of the places for bodies of any size; a worker reads it
  bool aborted = false;       // to be closed without another word
  bool head_only = false;     // the next answer the reactor makes itself goes without its body
  bool head_time_set = false;
  Time deadline{};
  Time since{};  // idle since, or queued since

 private:
  int socket_;
  bool patient_ = false;
  std::string out_;
  std::size_t sent_ = 0;
};

}  // namespace tidemark
