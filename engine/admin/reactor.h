#pragma once
// The one thread that waits for clients; see http_server.h.

#include <array>
#include <atomic>
#include <cstddef>
#include <memory>
#include <mutex>
#include <thread>
#include <unordered_map>
#include <vector>

#include "admin/connection.h"
#include "admin/http_server.h"
#include "admin/worker_pool.h"

namespace tidemark {

class Reactor {
 public:
  /// `listener` is a listening socket that does not block; it stays the caller's.
  Reactor(HttpServerOptions options, int listener, HttpApplication& application, Log& log);
  ~Reactor();

  Result<> start();
  void stop();

 private:
  using Time = ClientConnection::Time;

  // The reactor's thread.
  void run();
  void accept_all();
  void turn_away(int socket);
  bool make_room();
  void handle(ClientConnection& connection);
  void on_receiving(ClientConnection& connection);
  void on_sending(ClientConnection& connection);
  void on_draining(ClientConnection& connection);
  void advance(ClientConnection& connection);
  void await_rest(ClientConnection& connection);
  bool take_place_for(ClientConnection& connection, bool now_or_never = false);
  void stream_now(ClientConnection& connection);
  void dispatch(ClientConnection& connection);
  void answer_here(ClientConnection& connection, const Reply& reply, bool close);
  void turn_down(ClientConnection& connection);
  void take_back();
  void watch(ClientConnection& connection, ClientConnection::State state, Time deadline, bool for_output);
  void check_deadlines(Time now);
  void close(ClientConnection& connection);
  int wait_ms(Time now) const;

  // Any thread.
  void leave_place(ClientConnection& connection);

  // A worker's thread.
  void serve(ClientConnection& connection, WorkerPool& pool);
  bool answer(ClientConnection& connection);
  Reply reply_to(const ReceivedRequest& request);
  bool send_in_pieces(ClientConnection& connection, const ReceivedRequest& request, Reply& reply);
  bool send_rest(ClientConnection& connection, Reply& reply, ClientConnection::Framing framing);
  bool send_all(ClientConnection& connection);
  bool next_request(ClientConnection& connection, WorkerPool& pool);
  bool awaits_little(const RequestReader& reader) const;
  void give_back(ClientConnection& connection);

  const HttpServerOptions options_;
  const int listener_;
  HttpApplication& application_;
  Log& log_;
  int epoll_ = -1;
  int wake_ = -1;
  const RequestReader::Streams streams_ = [this](const ReceivedRequest& head) {
    return application_.streams(head);
  };
  std::atomic<bool> stopping_{false};
  std::atomic<std::size_t> streamed_bodies_{0};
  std::atomic<std::size_t> streamed_answers_{0};
  std::thread thread_;

  // The reactor thread's own.
  std::unordered_map<ClientConnection*, std::unique_ptr<ClientConnection>> connections_;
  std::size_t large_bodies_ = 0;
  Time next_check_{};

  std::mutex mutex_;
  std::vector<ClientConnection*> given_back_;  // guarded by mutex_

  // Last: their threads use all of the above.
  std::array<std::unique_ptr<WorkerPool>, kLanes> pools_;
};

}  // namespace tidemark
