#pragma once

#include <Poco/Net/Context.h>

#include <mutex>
#include <optional>
#include <string>

#include "domain/result.h"

namespace tidemark {

/// The TLS settings of all connections, made when the first https request asks for them: reading the system's
/// certificate store takes tens of milliseconds, which a start must not pay. Threads: any.
class LazyTlsContext {
 public:
  /// `ca_file`: PEM, besides the system's store; may be empty.
  explicit LazyTlsContext(std::string ca_file) : ca_file_(std::move(ca_file)) {}

  /// Error `bad_config`: the store or the file cannot be read. The next call tries again.
  Result<Poco::Net::Context::Ptr> get();

 private:
  const std::string ca_file_;
  std::mutex mutex_;
  Poco::Net::Context::Ptr context_;  // guarded by mutex_
};

}  // namespace tidemark
