#pragma once
// The tidemark_host table of one plugin instance in this process: thin functions that turn C into calls of a
// PluginCall.

#include <memory>
#include <mutex>
#include <thread>
#include <vector>

#include "host/plugin_call.h"
#include "tidemark/abi.h"

namespace tidemark {

/// Outside of a call into the plugin, and from threads of the plugin's own, what needs the call is refused
/// and harms nothing. Threads: any.
class HostTable {
 public:
  explicit HostTable(const PluginSurroundings& around);
  HostTable(const HostTable&) = delete;
  HostTable& operator=(const HostTable&) = delete;

  /// For the plugin; as long as this object.
  const tidemark_host* table() const { return &table_; }

  /// While it lives, the table serves `call`, which this thread makes.
  class Serving {
   public:
    Serving(HostTable& host, PluginCall& call);
    ~Serving();
    Serving(const Serving&) = delete;
    Serving& operator=(const Serving&) = delete;

   private:
    HostTable& host_;
  };

  /// For tidemark_discovery.
  static void keep_cursor(const tidemark_host* host, tidemark_text cursor) noexcept;
  static void listed(const tidemark_host* host, std::int64_t since_ms) noexcept;
  /// For tidemark_check.
  static void access(const tidemark_host* host, const tidemark_access* said) noexcept;

 private:
  struct Functions;
  void lend_answer(tidemark_response* out);

  const PluginSurroundings& around_;
  tidemark_host table_;

  std::mutex mutex_;
  // Guarded by mutex_; the call itself lives as long as they say so.
  PluginCall* call_ = nullptr;
  std::thread::id thread_;
  std::unique_ptr<PluginLog> idle_log_;  // for lines written outside of calls; a new one after each call

  // Owned by the calling thread: what the last http answered, kept until the next one or until the call ends.
  PlatformAnswer answer_;
  std::vector<tidemark_pair> answer_headers_;
};

}  // namespace tidemark
