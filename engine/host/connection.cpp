#include "host/connection.h"

#include <Poco/Exception.h>
#include <Poco/Net/SSLException.h>
#include <Poco/Net/SecureStreamSocket.h>
#include <Poco/Net/SocketAddress.h>
#include <poll.h>
#include <sys/socket.h>

#include <cerrno>
#include <system_error>

namespace tidemark {
namespace {

/// What Poco or the system said, in one line.
Error lost(const std::string& what, const Poco::Exception& e) {
  std::string reason =
      dynamic_cast<const Poco::Net::SSLException*>(&e) ? e.displayText() : std::string(e.name());
  for (char& c : reason)
    if (c == '\n' || c == '\r') c = ' ';
  return {Code::network_error, what + ": " + reason};
}

std::string text_of(int error) {
  return std::system_category().message(error);
}

}  // namespace

Result<std::unique_ptr<Connection>> Connection::open(const Origin& origin, const std::string& address,
                                                     const TlsContext& tls, const ExchangeLimits& limits) {
  Poco::Net::Context::Ptr context;
  if (origin.tls) {
    auto made = tls();
    if (!made) return made.error();
    context = *made;
  }
  try {
    Poco::Net::StreamSocket plain;
    plain.connectNB(Poco::Net::SocketAddress(address, origin.port));
    std::unique_ptr<Connection> connection(new Connection(plain));
    if (auto done = connection->establish(limits); !done) return done.error();
    plain.setNoDelay(true);
    if (origin.tls) {
      // The handshake itself happens in the first send, which knows how to wait.
      connection->socket_ = Poco::Net::SecureStreamSocket::attach(plain, origin.host, context);
      connection->tls_ = true;
    }
    return connection;
  } catch (const Poco::Exception& e) {
    return lost("no connection", e);
  }
}

Result<> Connection::wait(short events, const ExchangeLimits& limits) const {
  while (true) {
    if (auto still = limits.check(); !still) return still.error();
    pollfd one{socket_.impl()->sockfd(), events, 0};
    const int ready = ::poll(&one, 1, static_cast<int>(limits.slice().count()));
    if (ready > 0) return Done{};
    if (ready < 0 && errno != EINTR) return Error{Code::network_error, "waiting failed: " + text_of(errno)};
  }
}

Result<> Connection::establish(const ExchangeLimits& limits) const {
  if (auto writable = wait(POLLOUT, limits); !writable) return writable.error();
  int error = 0;
  socklen_t size = sizeof error;
  if (::getsockopt(socket_.impl()->sockfd(), SOL_SOCKET, SO_ERROR, &error, &size) != 0) error = errno;
  if (error != 0) return Error{Code::network_error, "no connection: " + text_of(error)};
  return Done{};
}

Result<> Connection::send(std::string_view bytes, const ExchangeLimits& limits) {
  short event = POLLOUT;
  while (!bytes.empty()) {
    if (auto still = limits.check(); !still) return still.error();
    int sent = 0;
    try {
      const int chunk = static_cast<int>(std::min<std::size_t>(bytes.size(), 1 << 20));
      sent = socket_.sendBytes(bytes.data(), chunk, tls_ ? 0 : MSG_NOSIGNAL);
    } catch (const Poco::Exception& e) {
      return lost("connection lost while sending", e);
    }
    if (sent > 0) {
      bytes.remove_prefix(static_cast<std::size_t>(sent));
      continue;
    }
    event = tls_ && sent == Poco::Net::SecureStreamSocket::ERR_SSL_WANT_READ ? POLLIN : POLLOUT;
    if (tls_ && sent == 0) return Error{Code::network_error, "connection closed while sending"};
    if (auto ready = wait(event, limits); !ready) return ready.error();
  }
  return Done{};
}

Result<std::size_t> Connection::receive(std::span<char> into, const ExchangeLimits& limits) {
  while (true) {
    // TLS may hold decrypted bytes that poll() knows nothing of, so there the read comes first.
    if (auto ready = tls_ ? limits.check() : wait(POLLIN, limits); !ready) return ready.error();
    int got = 0;
    try {
      got = socket_.receiveBytes(into.data(), static_cast<int>(into.size()));
    } catch (const Poco::Exception& e) {
      return lost("connection lost", e);
    }
    if (got >= 0) return static_cast<std::size_t>(got);
    if (!tls_) continue;
    const short event = got == Poco::Net::SecureStreamSocket::ERR_SSL_WANT_WRITE ? POLLOUT : POLLIN;
    if (auto ready = wait(event, limits); !ready) return ready.error();
  }
}

bool Connection::quiet() const {
  pollfd one{socket_.impl()->sockfd(), POLLIN, 0};
  return ::poll(&one, 1, 0) == 0;
}

}  // namespace tidemark
