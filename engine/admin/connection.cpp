#include "admin/connection.h"

#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>

#include "admin/problem.h"

namespace tidemark {
namespace {

constexpr std::size_t kPiece = 16u << 10;
constexpr std::size_t kKeptBuffer = 64u << 10;

ClientConnection::Io problem_of_last_call() {
  return errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR ? ClientConnection::Io::again
                                                                   : ClientConnection::Io::closed;
}

}  // namespace

ClientConnection::~ClientConnection() {
  ::close(socket_);
}

ClientConnection::Io ClientConnection::receive(std::size_t most) {
  char piece[kPiece];
  for (std::size_t taken = 0; taken < most;) {
    const ssize_t count = ::recv(socket_, piece, sizeof piece, MSG_DONTWAIT);
    if (count == 0) return Io::closed;
    if (count < 0) return problem_of_last_call();
    reader.add({piece, static_cast<std::size_t>(count)});
    taken += static_cast<std::size_t>(count);
    // A short piece is all there was; asking again would only say so.
    if (static_cast<std::size_t>(count) < sizeof piece) return Io::again;
  }
  return Io::done;
}

ClientConnection::Io ClientConnection::receive_soon(std::chrono::milliseconds patience) {
  pollfd wait{.fd = socket_, .events = POLLIN, .revents = 0};
  if (::poll(&wait, 1, static_cast<int>(patience.count())) <= 0) return Io::again;
  return receive(kPiece);
}

ClientConnection::Io ClientConnection::discard() {
  char piece[kPiece];
  for (int pieces = 0; pieces < 16; ++pieces) {
    const ssize_t count = ::recv(socket_, piece, sizeof piece, MSG_DONTWAIT);
    if (count == 0) return Io::closed;
    if (count < 0) return problem_of_last_call();
  }
  return Io::again;
}

void ClientConnection::put(const Reply& reply, bool without_body) {
  out_ += "HTTP/1.1 ";
  out_ += std::to_string(reply.status);
  out_ += ' ';
  out_ += reason_of(reply.status);
  if (reply.status != 204) {
    out_ += "\r\nContent-Type: ";
    out_ += reply.content_type;
    out_ += "\r\nContent-Length: ";
    out_ += std::to_string(reply.body.size());
  }
  for (const auto& [name, value] : reply.headers) {
    out_ += "\r\n";
    out_ += name;
    out_ += ": ";
    out_ += value;
  }
  out_ += "\r\nCache-Control: no-store\r\nX-Content-Type-Options: nosniff\r\nConnection: ";
  out_ += close_after ? "close\r\n\r\n" : "keep-alive\r\n\r\n";
  if (!without_body && reply.status != 204) out_ += reply.body;
}

void ClientConnection::put_continue() {
  out_ += "HTTP/1.1 100 Continue\r\n\r\n";
}

ClientConnection::Io ClientConnection::flush() {
  while (sent_ < out_.size()) {
    const ssize_t count =
        ::send(socket_, out_.data() + sent_, out_.size() - sent_, MSG_DONTWAIT | MSG_NOSIGNAL);
    if (count < 0) return problem_of_last_call();
    sent_ += static_cast<std::size_t>(count);
  }
  out_.clear();
  if (out_.capacity() > kKeptBuffer) out_.shrink_to_fit();
  sent_ = 0;
  return Io::done;
}

void ClientConnection::finish_sending() {
  ::shutdown(socket_, SHUT_WR);
}

}  // namespace tidemark
