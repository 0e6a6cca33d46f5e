#include "admin/admin_server.h"

#include "admin/admin_context.h"
#include "admin/http_server.h"
#include "admin/openapi.h"
#include "admin/prometheus_telemetry.h"
#include "admin/router.h"

namespace tidemark {

struct AdminServer::Impl {
  Impl(AdminOptions options, AdminParts parts)
      : context(std::move(options), parts), router(route_table(), context) {
    context.openapi = openapi_document(router.routes(), context.options.version);
  }

  AdminContext context;
  Router router;
  std::unique_ptr<HttpServer> server;
};

AdminServer::AdminServer(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
AdminServer::~AdminServer() {
  stop();
}

Result<std::unique_ptr<AdminServer>> AdminServer::start(AdminOptions options, AdminParts parts) {
  auto impl = std::make_unique<Impl>(std::move(options), parts);
  const auto& chosen = impl->context.options;
  auto server =
      HttpServer::start({.host = chosen.host, .port = chosen.port, .limits = {.body = chosen.max_body}},
                        impl->router, parts.log);
  if (!server) return server.error();
  impl->server = std::move(server).value();
  return std::unique_ptr<AdminServer>(new AdminServer(std::move(impl)));
}

std::uint16_t AdminServer::port() const {
  return impl_->server->port();
}
void AdminServer::ready() {
  impl_->context.ready = true;
}

void AdminServer::stop() {
  impl_->context.stopping = true;
  impl_->context.stop_work.request_stop();
  impl_->server->stop();
}

}  // namespace tidemark
