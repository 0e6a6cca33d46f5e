#pragma once

#include <memory>
#include <string>

#include "domain/platform.h"
#include "domain/telemetry.h"
#include "store/snapshot_store.h"

namespace tidemark {

/// Counts in a Prometheus registry. Threads: any.
class PrometheusTelemetry final : public Telemetry {
 public:
  PrometheusTelemetry();
  ~PrometheusTelemetry() override;

  void platform_request(std::string_view platform, std::string_view status,
                        std::chrono::microseconds took) override;
  void run_finished(std::string_view trigger, std::string_view status) override;
  void snapshots_stored(std::string_view platform, std::size_t count) override;
  void admin_request(std::string_view method, std::string_view route, int status,
                     std::chrono::microseconds took) override;

  /// Prometheus text: everything counted so far, and what `platforms` and `store` say of themselves now.
  std::string text(const Platforms& platforms, const SnapshotStore& store);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace tidemark
