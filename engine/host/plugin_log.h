#pragma once

#include <cstdint>
#include <mutex>
#include <string>
#include <string_view>

#include "domain/log.h"

namespace tidemark {

/// What one plugin may write to the engine's log during one call: clean lines, and not too many. Threads:
/// any.
class PluginLog {
 public:
  static constexpr int kMostLines = 20;

  /// `where` stands in front of each line: "run 17, account 3". `log` outlives the object.
  PluginLog(Log& log, std::string platform, std::string where)
      : log_(log), platform_(std::move(platform)), where_(std::move(where)) {}
  /// Says how many lines were left out.
  ~PluginLog();
  PluginLog(const PluginLog&) = delete;
  PluginLog& operator=(const PluginLog&) = delete;

  /// `level` as in abi.h; an unknown one is a warning.
  void write(std::int32_t level, std::string_view message);
  /// The engine's own remark about the plugin; limited with the rest.
  void warn(std::string_view message) { write(2, message); }

 private:
  std::string line(std::string_view message) const;

  Log& log_;
  const std::string platform_;
  const std::string where_;
  std::mutex mutex_;
  std::int64_t lines_ = 0;  // guarded by mutex_
};

}  // namespace tidemark
