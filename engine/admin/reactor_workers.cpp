// What the reactor's workers do with a connection that has a request.

#include <sys/eventfd.h>

#include <algorithm>

#include "admin/client_body.h"
#include "admin/problem.h"
#include "admin/reactor.h"

namespace tidemark {
namespace {

using namespace std::chrono_literals;

constexpr auto kLook = 100ms;  // how often a worker that waits for a client looks for a stop

ClientConnection::Time now() {
  return std::chrono::steady_clock::now();
}

}  // namespace

void Reactor::give_back(ClientConnection& connection) {
  {
    std::lock_guard lock(mutex_);
    given_back_.push_back(&connection);
  }
  eventfd_write(wake_, 1);
}

void Reactor::serve(ClientConnection& connection, WorkerPool& pool) {
  while (answer(connection) && next_request(connection, pool)) {
  }
  give_back(connection);
}

Reply Reactor::reply_to(const ReceivedRequest& request) {
  try {
    return application_.answer(request);
  } catch (const std::exception& e) {
    log_.error("admin", request.method + " " + request.path + " failed: " + e.what());
    return problem(500, "the engine failed here; its log says more");
  }
}

/// True: answered and sent, and the client may go on asking.
bool Reactor::answer(ClientConnection& connection) {
  std::optional<ClientBody> body;
  ReceivedRequest request;
  if (connection.streaming) {
    request = connection.reader.take_head();
    request.stream = &body.emplace(connection, options_.body_time, stopping_);
  } else {
    request = connection.reader.take();
  }
  Reply reply = reply_to(request);
  connection.close_after = !request.keep_alive || stopping_;
  // What is left of the body is not read to its end, which may be far: the client hears the answer, and then
  // that nobody listens any more.
  if (body && !body->ended()) connection.close_after = connection.unread_input = true;
  leave_place(connection);
  if (reply.rest) return send_in_pieces(connection, request, reply) && !connection.close_after;
  connection.put(reply, request.method == "HEAD");
  return connection.flush() == ClientConnection::Io::done && !connection.close_after;
}

bool Reactor::send_in_pieces(ClientConnection& connection, const ReceivedRequest& request, Reply& reply) {
  using Framing = ClientConnection::Framing;
  const Framing framing = request.old ? Framing::until_close : Framing::chunked;
  if (request.method == "HEAD") {
    connection.put(reply, true, framing);
    return connection.flush() == ClientConnection::Io::done;
  }
  try {
    bool more = true;
    while (more && reply.body.size() < options_.small_body) more = reply.rest(reply.body);
    if (!more) {  // a short one after all, whose length can be told
      connection.put(reply, false);
      return connection.flush() == ClientConnection::Io::done;
    }
    if (streamed_answers_.fetch_add(1) >= options_.streams) {
      --streamed_answers_;
      connection.put(problem(503, "too many long answers are under way; come back in a moment"), false);
      return connection.flush() == ClientConnection::Io::done;
    }
  } catch (const std::exception& e) {
    log_.error("admin", request.method + " " + request.path + " failed: " + e.what());
    connection.put(problem(500, "the engine failed here; its log says more"), false);
    return connection.flush() == ClientConnection::Io::done;
  }
  if (request.old) connection.close_after = true;
  connection.put(reply, false, framing);
  bool whole = false;
  try {
    whole = send_rest(connection, reply, framing);
  } catch (const std::exception& e) {
    log_.error("admin",
               request.method + " " + request.path + " failed in the middle of its answer: " + e.what());
  }
  --streamed_answers_;
  if (!whole) connection.abort();
  return whole;
}

/// False: the client does not take it, or the server stops.
bool Reactor::send_rest(ClientConnection& connection, Reply& reply, ClientConnection::Framing framing) {
  const bool chunked = framing == ClientConnection::Framing::chunked;
  std::string& piece = reply.body;
  for (bool more = true; more;) {
    if (!send_all(connection)) return false;
    piece.clear();
    more = reply.rest(piece);
    if (piece.empty()) continue;
    if (chunked)
      connection.put_chunk(piece);
    else
      connection.put_bytes(piece);
  }
  if (chunked) connection.put_chunk({});
  return send_all(connection);
}

bool Reactor::send_all(ClientConnection& connection) {
  Time give_up = now() + options_.send_time;
  for (;;) {
    const std::size_t before = connection.unsent();
    const auto io = connection.flush();
    if (io != ClientConnection::Io::again) return io == ClientConnection::Io::done;
    if (connection.unsent() < before) give_up = now() + options_.send_time;
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(give_up - now());
    if (stopping_ || left <= 0ms) return false;
    connection.await_output(std::min<std::chrono::milliseconds>(left, kLook));
  }
}

bool Reactor::next_request(ClientConnection& connection, WorkerPool& pool) {
  auto step = connection.reader.advance();
  if (step == RequestReader::Step::more) {
    const Time patient_until = now() + options_.linger;
    do {
      // While others wait for a worker, nobody's next request is waited for; and what of a body may come is
      // for the reactor to decide.
      if (pool.crowded() || !awaits_little(connection.reader) ||
          connection.receive_soon() != ClientConnection::Io::done)
        return false;
      step = connection.reader.advance();
    } while (step == RequestReader::Step::more && now() < patient_until);
  }
  if (step != RequestReader::Step::complete || pool.crowded()) return false;
  return pools_[static_cast<std::size_t>(application_.lane(connection.reader.head()))].get() == &pool;
}

bool Reactor::awaits_little(const RequestReader& reader) const {
  return !reader.in_body() ||
         (!reader.chunked() && !reader.expects_continue() && reader.body_announced() <= options_.small_body);
}

}  // namespace tidemark
