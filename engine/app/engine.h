#pragma once
// The engine put together: every part, in the order they need each other.

#include <cstdint>
#include <memory>

#include "app/config.h"
#include "domain/clock.h"
#include "domain/log.h"
#include "domain/result.h"

namespace tidemark {

class Engine {
 public:
  /// Checks everything that can be checked without a data directory: plugins are looked at, settings read,
  /// nothing is opened or loaded. Error `bad_config`.
  static Result<> check(const Config& config, const Environment& environment, Log& log);

  /// Opens, loads, listens; ready when it returns. `clock` and `log` outlive the engine. Errors:
  /// `bad_config`, `storage`.
  static Result<std::unique_ptr<Engine>> start(const Config& config, const Environment& environment,
                                               const Clock& clock, Log& log);
  /// Cancels runs (they are kept as interrupted), answers running requests, closes.
  ~Engine();

  std::uint16_t port() const;

 private:
  struct Impl;
  explicit Engine(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace tidemark
