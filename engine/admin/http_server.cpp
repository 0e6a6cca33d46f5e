#include "admin/http_server.h"

#include <sys/resource.h>

#include <algorithm>
#include <array>

#include <Poco/Exception.h>
#include <Poco/Net/ServerSocket.h>
#include <Poco/Net/SocketAddress.h>

#include "admin/reactor.h"

namespace tidemark {
namespace {

constexpr int kBacklog = 256;

/// Half of the files this process may open is for the store and the platforms.
std::size_t connections_that_fit(std::size_t wanted) {
  rlimit files{};
  if (getrlimit(RLIMIT_NOFILE, &files) != 0 || files.rlim_cur == RLIM_INFINITY) return wanted;
  return std::min<std::size_t>(wanted, std::max<rlim_t>(16, files.rlim_cur / 2));
}

Result<Poco::Net::ServerSocket> listen_on(const std::string& host, std::uint16_t port) {
  const std::string where = host + ":" + std::to_string(port);
  try {
    Poco::Net::ServerSocket socket;
    // Not SO_REUSEPORT: two engines on one address would share the clients.
    socket.bind(Poco::Net::SocketAddress(host, port), true, false);
    socket.listen(kBacklog);
    socket.setBlocking(false);
    return socket;
  } catch (const Poco::Exception& e) {
    return Error{Code::bad_config, "cannot listen on " + where + " (admin.listen): " + e.displayText() +
                                       "; is another program there? Choose another address or end it"};
  }
}

}  // namespace

struct HttpServer::Impl {
  Impl(HttpServerOptions options, Poco::Net::ServerSocket listening, HttpApplication& application, Log& log)
      : socket(std::move(listening)), reactor(options, socket.impl()->sockfd(), application, log) {}

  Poco::Net::ServerSocket socket;
  const std::uint16_t port = socket.address().port();
  Reactor reactor;
};

HttpServer::HttpServer(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
HttpServer::~HttpServer() {
  stop();
}

Result<std::unique_ptr<HttpServer>> HttpServer::start(HttpServerOptions options, HttpApplication& application,
                                                      Log& log) {
  auto socket = listen_on(options.host, options.port);
  if (!socket) return socket.error();
  options.connections = connections_that_fit(options.connections);
  auto impl = std::make_unique<Impl>(options, std::move(socket).value(), application, log);
  if (auto running = impl->reactor.start(); !running) return running.error();
  return std::unique_ptr<HttpServer>(new HttpServer(std::move(impl)));
}

std::uint16_t HttpServer::port() const {
  return impl_->port;
}
void HttpServer::stop() {
  impl_->reactor.stop();
  impl_->socket.close();
}

}  // namespace tidemark
