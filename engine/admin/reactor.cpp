#include "admin/reactor.h"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>

#include "admin/problem.h"

namespace tidemark {
namespace {

using namespace std::chrono_literals;

constexpr std::size_t kReadAtOnce = 256u << 10;
constexpr auto kDrainTime = 2s;  // for a client that sends what nobody will read
constexpr auto kStopTime = 5s;   // for answers under way when the server stops
constexpr auto kShortestWait = 5ms;
constexpr auto kLongestWait = 1s;

ClientConnection::Time now() {
  return std::chrono::steady_clock::now();
}

}  // namespace

Reactor::Reactor(HttpServerOptions options, int listener, HttpApplication& application, Log& log)
    : options_(std::move(options)), listener_(listener), application_(application), log_(log) {
  const auto serve_one = [this](ClientConnection& connection, WorkerPool& pool) { serve(connection, pool); };
  pools_[static_cast<std::size_t>(Lane::ordinary)] =
      std::make_unique<WorkerPool>(options_.workers, options_.queue, serve_one);
  pools_[static_cast<std::size_t>(Lane::alive)] = std::make_unique<WorkerPool>(1, options_.queue, serve_one);
  pools_[static_cast<std::size_t>(Lane::ready)] = std::make_unique<WorkerPool>(1, options_.queue, serve_one);
}

Reactor::~Reactor() {
  stop();
  if (epoll_ >= 0) ::close(epoll_);
  if (wake_ >= 0) ::close(wake_);
}

Result<> Reactor::start() {
  epoll_ = ::epoll_create1(EPOLL_CLOEXEC);
  wake_ = ::eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
  epoll_event on_listener{.events = EPOLLIN, .data = {.ptr = nullptr}};
  epoll_event on_wake{.events = EPOLLIN, .data = {.ptr = this}};
  if (epoll_ < 0 || wake_ < 0 || ::epoll_ctl(epoll_, EPOLL_CTL_ADD, listener_, &on_listener) != 0 ||
      ::epoll_ctl(epoll_, EPOLL_CTL_ADD, wake_, &on_wake) != 0)
    return Error{Code::bad_config,
                 "the admin API cannot wait for connections: the system gives no more files"};
  next_check_ = now() + kLongestWait;
  thread_ = std::thread([this] { run(); });
  return Done{};
}

void Reactor::stop() {
  if (!thread_.joinable()) return;
  stopping_ = true;
  eventfd_write(wake_, 1);
  thread_.join();
  for (auto& pool : pools_) pool->stop();
  connections_.clear();
}

void Reactor::run() {
  std::array<epoll_event, 64> events;
  Time stop_by = Time::max();
  for (;;) {
    const int count = ::epoll_wait(epoll_, events.data(), events.size(), wait_ms(now()));
    for (int i = 0; i < count; ++i) {
      void* what = events[static_cast<std::size_t>(i)].data.ptr;
      if (what == nullptr)
        accept_all();
      else if (what == this)
        take_back();
      // An event may be about a connection that an earlier one of this batch has closed.
      else if (connections_.contains(static_cast<ClientConnection*>(what)))
        handle(*static_cast<ClientConnection*>(what));
    }
    const Time at = now();
    if (at >= next_check_) check_deadlines(at);
    if (!stopping_) continue;
    if (stop_by == Time::max()) {
      stop_by = at + kStopTime;
      ::epoll_ctl(epoll_, EPOLL_CTL_DEL, listener_, nullptr);
    }
    std::erase_if(connections_, [](const auto& entry) {
      return entry.second->state == ClientConnection::State::receiving;
    });
    const bool working = std::any_of(connections_.begin(), connections_.end(), [](const auto& entry) {
      return entry.second->state == ClientConnection::State::working;
    });
    if (connections_.empty() || (at >= stop_by && !working)) return;
    next_check_ = std::min(next_check_, at + 50ms);
  }
}

int Reactor::wait_ms(Time at) const {
  const auto wait = std::clamp<std::chrono::nanoseconds>(next_check_ - at, kShortestWait, kLongestWait);
  return static_cast<int>(std::chrono::ceil<std::chrono::milliseconds>(wait).count());
}

void Reactor::accept_all() {
  for (;;) {
    // A blocking one: workers wait in recv(). The reactor asks each time not to be made to wait.
    const int socket = ::accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
    if (socket < 0) {
      if (errno == EINTR || errno == ECONNABORTED) continue;
      // Without files left, the longest idle client makes room; without one, the next turn tries again.
      if ((errno == EMFILE || errno == ENFILE) && make_room()) continue;
      return;
    }
    if (connections_.size() >= options_.connections && !make_room()) {
      turn_away(socket);
      continue;
    }
    const int yes = 1;
    ::setsockopt(socket, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
    auto connection = std::make_unique<ClientConnection>(socket, options_.limits, &streams_);
    connection->set_patience(options_.linger);
    ClientConnection& fresh = *connection;
    connections_.emplace(&fresh, std::move(connection));
    epoll_event none{.events = EPOLLONESHOT, .data = {.ptr = &fresh}};
    ::epoll_ctl(epoll_, EPOLL_CTL_ADD, socket, &none);
    fresh.since = now();
    handle(fresh);  // its request has often come along
  }
}

/// No place, and nobody idle: it is told so, never just cut off.
void Reactor::turn_away(int socket) {
  ClientConnection connection(socket, options_.limits, nullptr);
  connection.close_after = true;
  connection.put(problem(503, "too many connections; come back in a moment"), false);
  if (connection.flush() == ClientConnection::Io::done) connection.finish_sending();
  connection.discard();
}

bool Reactor::make_room() {
  ClientConnection* oldest = nullptr;
  for (const auto& [key, connection] : connections_)
    if (connection->state == ClientConnection::State::receiving && connection->reader.empty() &&
        (!oldest || connection->since < oldest->since))
      oldest = key;
  if (oldest) close(*oldest);
  return oldest != nullptr;
}

void Reactor::handle(ClientConnection& connection) {
  switch (connection.state) {
    case ClientConnection::State::receiving:
      return on_receiving(connection);
    case ClientConnection::State::sending:
      return on_sending(connection);
    case ClientConnection::State::draining:
      return on_draining(connection);
    case ClientConnection::State::working:
      return;
  }
}

void Reactor::on_receiving(ClientConnection& connection) {
  const auto io = connection.receive(kReadAtOnce);
  if (io == ClientConnection::Io::closed) {
    // What came before the end may still be a whole request, whose client only closed its own side; or the
    // beginning of a body that streams, of which nothing that came is lost.
    const auto step = connection.reader.advance();
    if (step == RequestReader::Step::more && connection.reader.streamed()) return stream_now(connection);
    if (step != RequestReader::Step::complete) return close(connection);
  }
  advance(connection);
}

void Reactor::advance(ClientConnection& connection) {
  switch (connection.reader.advance()) {
    case RequestReader::Step::complete:
      return dispatch(connection);
    case RequestReader::Step::more:
      return await_rest(connection);
    case RequestReader::Step::broken:
      connection.unread_input = true;
      return answer_here(connection, problem(connection.reader.status(), connection.reader.why()), true);
  }
}

void Reactor::await_rest(ClientConnection& connection) {
  const Time at = now();
  if (connection.reader.empty()) {
    connection.since = at;
    return watch(connection, ClientConnection::State::receiving, at + options_.idle_time, false);
  }
  if (!connection.head_time_set) {
    connection.head_time_set = true;
    connection.deadline = at + options_.head_time;
  }
  if (connection.reader.in_body() && !take_place_for(connection)) return;
  if (connection.streaming) return dispatch(connection);
  watch(connection, ClientConnection::State::receiving, connection.deadline, false);
}

/// Leaves a body that streams to a worker, however short it will be.
void Reactor::stream_now(ClientConnection& connection) {
  if (take_place_for(connection, true)) dispatch(connection);
}

/// Decides by the head whether the body may come. False: it was refused, and the connection is taken care of.
bool Reactor::take_place_for(ClientConnection& connection, bool now_or_never) {
  const bool over = connection.reader.body_announced() > options_.small_body || connection.reader.chunked();
  const bool streamed = (over || now_or_never) && connection.reader.streamed();
  const bool large = !streamed && connection.reader.body_announced() > options_.small_body;
  const bool asks = connection.reader.wants_continue();
  if ((asks || large || streamed) && !connection.large_body) {
    auto refused = application_.refuse(connection.reader.head());
    if (!refused && ((large && large_bodies_ >= options_.large_bodies) ||
                     (streamed && streamed_bodies_ >= options_.streams)))
      refused = problem(503, "too many large bodies are under way; come back in a moment");
    if (refused) {
      connection.head_only = connection.reader.head().method == "HEAD";
      connection.unread_input = true;
      answer_here(connection, *refused, true);
      return false;
    }
    if (large) {
      connection.large_body = true;
      ++large_bodies_;
      connection.deadline = now() + options_.body_time;
    }
    if (streamed) {
      connection.streaming = true;
      ++streamed_bodies_;
    }
  }
  if (asks) {
    connection.put_continue();
    // A few bytes into an empty socket buffer; a client that takes not even these is not worth waiting for.
    if (connection.flush() != ClientConnection::Io::done) {
      close(connection);
      return false;
    }
  }
  return true;
}

void Reactor::dispatch(ClientConnection& connection) {
  connection.state = ClientConnection::State::working;
  connection.head_time_set = false;
  if (std::exchange(connection.large_body, false)) --large_bodies_;
  const Lane lane = application_.lane(connection.reader.head());
  next_check_ = std::min(next_check_, now() + options_.queue_time);
  if (pools_[static_cast<std::size_t>(lane)]->push(connection)) return;
  turn_down(connection);
}

void Reactor::turn_down(ClientConnection& connection) {
  const bool unread = connection.streaming;  // the body, or what is still to come of it
  const ReceivedRequest request = unread ? connection.reader.take_head() : connection.reader.take();
  connection.head_only = request.method == "HEAD";
  connection.unread_input = unread;
  answer_here(connection, problem(503, "no thread is free; come back in a moment"),
              unread || !request.keep_alive);
}

void Reactor::leave_place(ClientConnection& connection) {
  if (std::exchange(connection.streaming, false)) --streamed_bodies_;
}

/// Answers without a worker: what is refused, and what found none.
void Reactor::answer_here(ClientConnection& connection, const Reply& reply, bool close_after) {
  if (std::exchange(connection.large_body, false)) --large_bodies_;
  leave_place(connection);
  connection.close_after = close_after;
  connection.put(reply, std::exchange(connection.head_only, false));
  watch(connection, ClientConnection::State::sending, now() + options_.send_time, true);
}

void Reactor::on_sending(ClientConnection& connection) {
  if (connection.aborted) return close(connection);
  switch (connection.flush()) {
    case ClientConnection::Io::again:
      return watch(connection, ClientConnection::State::sending, connection.deadline, true);
    case ClientConnection::Io::closed:
      return close(connection);
    case ClientConnection::Io::done:
      break;
  }
  if (!connection.close_after) {
    connection.state = ClientConnection::State::receiving;
    return advance(connection);
  }
  // Closed with input unread, the system would answer it with a reset, which may overtake our answer.
  connection.finish_sending();
  if (!connection.unread_input) return close(connection);
  watch(connection, ClientConnection::State::draining, now() + kDrainTime, false);
}

void Reactor::on_draining(ClientConnection& connection) {
  if (connection.discard() == ClientConnection::Io::closed) return close(connection);
  watch(connection, ClientConnection::State::draining, connection.deadline, false);
}

void Reactor::watch(ClientConnection& connection, ClientConnection::State state, Time deadline,
                    bool for_output) {
  connection.state = state;
  connection.deadline = deadline;
  next_check_ = std::min(next_check_, deadline);
  const std::uint32_t events = (for_output ? EPOLLOUT : EPOLLIN | EPOLLRDHUP) | EPOLLONESHOT;
  epoll_event event{.events = events, .data = {.ptr = &connection}};
  ::epoll_ctl(epoll_, EPOLL_CTL_MOD, connection.socket(), &event);
}

void Reactor::check_deadlines(Time at) {
  std::vector<ClientConnection*> late;
  next_check_ = at + kLongestWait;
  for (const auto& [key, connection] : connections_) {
    if (connection->state == ClientConnection::State::working)
      next_check_ = std::min(next_check_, at + options_.queue_time / 4);
    else if (connection->deadline <= at)
      late.push_back(key);
    else
      next_check_ = std::min(next_check_, connection->deadline);
  }
  for (ClientConnection* connection : late) {
    if (connection->state == ClientConnection::State::receiving && connection->reader.streamed()) {
      stream_now(*connection);
    } else if (connection->state == ClientConnection::State::receiving && !connection->reader.empty()) {
      connection->unread_input = true;
      answer_here(*connection, problem(408, "the request took too long to arrive"), true);
    } else {
      close(*connection);
    }
  }
  for (auto& pool : pools_)
    for (ClientConnection* connection : pool->expired(at - options_.queue_time)) turn_down(*connection);
}

void Reactor::close(ClientConnection& connection) {
  if (connection.large_body) --large_bodies_;
  leave_place(connection);
  connections_.erase(&connection);  // closing the socket takes it out of epoll
}

void Reactor::take_back() {
  eventfd_t ignored = 0;
  eventfd_read(wake_, &ignored);
  std::vector<ClientConnection*> back;
  {
    std::lock_guard lock(mutex_);
    back.swap(given_back_);
  }
  for (ClientConnection* connection : back) {
    connection->deadline = now() + options_.send_time;
    connection->state = ClientConnection::State::sending;
    handle(*connection);
  }
}

}  // namespace tidemark
