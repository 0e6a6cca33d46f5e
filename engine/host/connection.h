#pragma once

#include <Poco/Net/Context.h>
#include <Poco/Net/StreamSocket.h>

#include <cstddef>
#include <functional>
#include <memory>
#include <span>
#include <string_view>

#include "domain/clock.h"
#include "domain/result.h"
#include "host/exchange_limits.h"
#include "host/origin.h"

namespace tidemark {

/// Gives the TLS settings, made at the first call.
using TlsContext = std::function<Result<Poco::Net::Context::Ptr>()>;

/// One connection to an origin. The socket never blocks: all waiting is done here, in slices, so that one
/// deadline and one stop token bound connecting, the TLS handshake, sending and reading alike. Threads: none.
class Connection {
 public:
  /// Connects to one numeric `address`. With TLS certificate and host name are verified by the first `send`.
  static Result<std::unique_ptr<Connection>> open(const Origin& origin, const std::string& address,
                                                  const TlsContext& tls, const ExchangeLimits& limits);

  /// Sends all of it. Error `network_error`: it is lost; part may have arrived.
  Result<> send(std::string_view bytes, const ExchangeLimits& limits);

  /// One read: what is there, at least a byte. 0: the other side has ended the connection in good order.
  Result<std::size_t> receive(std::span<char> into, const ExchangeLimits& limits);

  /// Nothing has arrived since the last answer: neither the end nor bytes that nobody asked for.
  bool quiet() const;

  Clock::Steady idle_since;  ///< set and read by the pool

 private:
  explicit Connection(Poco::Net::StreamSocket socket) : socket_(std::move(socket)) {}
  Result<> wait(short events, const ExchangeLimits& limits) const;
  Result<> establish(const ExchangeLimits& limits) const;

  Poco::Net::StreamSocket socket_;
  bool tls_ = false;
};

}  // namespace tidemark
