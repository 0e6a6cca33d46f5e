#include "admin/connection.h"

#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <charconv>

#include "admin/problem.h"

namespace tidemark {
namespace {

constexpr std::size_t kPiece = 32u << 10;
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

void ClientConnection::set_patience(std::chrono::milliseconds patience) {
  const auto us = std::chrono::duration_cast<std::chrono::microseconds>(patience).count();
  const timeval time{.tv_sec = us / 1'000'000, .tv_usec = us % 1'000'000};
  // A time of 0 would be for ever.
  patient_ = us > 0 && ::setsockopt(socket_, SOL_SOCKET, SO_RCVTIMEO, &time, sizeof time) == 0;
}

ClientConnection::Io ClientConnection::receive_soon() {
  char piece[kPiece];
  const ssize_t count = ::recv(socket_, piece, sizeof piece, patient_ ? 0 : MSG_DONTWAIT);
  if (count == 0) return Io::closed;
  if (count < 0) return problem_of_last_call();
  reader.add({piece, static_cast<std::size_t>(count)});
  return Io::done;
}

bool ClientConnection::await_input(std::chrono::milliseconds patience) const {
  pollfd wait{.fd = socket_, .events = POLLIN, .revents = 0};
  return ::poll(&wait, 1, static_cast<int>(patience.count())) > 0;
}

bool ClientConnection::await_output(std::chrono::milliseconds patience) const {
  pollfd wait{.fd = socket_, .events = POLLOUT, .revents = 0};
  return ::poll(&wait, 1, static_cast<int>(patience.count())) > 0;
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

void ClientConnection::put(const Reply& reply, bool without_body, Framing framing) {
  out_.reserve(out_.size() + 256 + reply.body.size());
  out_ += "HTTP/1.1 ";
  out_ += std::to_string(reply.status);
  out_ += ' ';
  out_ += reason_of(reply.status);
  if (reply.status != 204) {
    out_ += "\r\nContent-Type: ";
    out_ += reply.content_type;
    if (framing == Framing::length) {
      out_ += "\r\nContent-Length: ";
      out_ += std::to_string(reply.body.size());
    } else if (framing == Framing::chunked) {
      out_ += "\r\nTransfer-Encoding: chunked";
    }
  }
  for (const auto& [name, value] : reply.headers) {
    out_ += "\r\n";
    out_ += name;
    out_ += ": ";
    out_ += value;
  }
  out_ += "\r\nCache-Control: no-store\r\nX-Content-Type-Options: nosniff\r\nConnection: ";
  out_ += close_after ? "close\r\n\r\n" : "keep-alive\r\n\r\n";
  if (without_body || reply.status == 204) return;
  if (framing == Framing::chunked)
    put_chunk(reply.body);
  else
    out_ += reply.body;
}

void ClientConnection::put_chunk(std::string_view piece) {
  char size[2 * sizeof(std::size_t)];
  const auto [end, ignored] = std::to_chars(size, size + sizeof size, piece.size(), 16);
  out_.append(size, end).append("\r\n").append(piece).append("\r\n");
}

void ClientConnection::abort() {
  const linger at_once{.l_onoff = 1, .l_linger = 0};
  ::setsockopt(socket_, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
  aborted = true;
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
