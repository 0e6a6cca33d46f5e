#pragma once
// The HTTP surface: a server that a slow client cannot hold up, one table of routes, thin handlers.

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>

#include "catalog/catalog.h"
#include "domain/clock.h"
#include "domain/log.h"
#include "domain/platform.h"
#include "domain/result.h"
#include "query/post_queries.h"
#include "store/snapshot_store.h"
#include "sync/sync_service.h"

namespace tidemark {

class PrometheusTelemetry;

struct AdminOptions {
  std::string host = "127.0.0.1";
  std::uint16_t port = 8003;  ///< 0: any free one
  std::size_t max_body = 32u << 20;
  std::chrono::milliseconds refresh_wait{30'000};
  std::string version;  ///< of the engine, for openapi.json
};

/// All of it outlives the server.
struct AdminParts {
  Catalog& catalog;
  SnapshotStore& store;
  PostQueries& queries;
  SyncService& sync;
  const Platforms& platforms;
  PrometheusTelemetry& telemetry;
  const Clock& clock;
  Log& log;
};

class AdminServer {
 public:
  /// Listens when it returns. Error `bad_config`: the address is taken or cannot be used; the message names
  /// it.
  static Result<std::unique_ptr<AdminServer>> start(AdminOptions options, AdminParts parts);
  ~AdminServer();  ///< as `stop`

  std::uint16_t port() const;
  /// From now on /readyz may say yes.
  void ready();
  /// Takes no new connections, lets running handlers end, closes. Idempotent.
  void stop();

 private:
  struct Impl;
  explicit AdminServer(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace tidemark
