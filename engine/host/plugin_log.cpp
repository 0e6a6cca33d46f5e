#include "host/plugin_log.h"

#include "host/plugin_text.h"

namespace tidemark {

PluginLog::~PluginLog() {
  const std::int64_t left_out = lines_ - kMostLines;
  if (left_out > 0)
    log_.warning(platform_, line("left out " + std::to_string(left_out) + " more lines of this call"));
}

void PluginLog::write(std::int32_t level, std::string_view message) {
  {
    std::lock_guard lock(mutex_);
    if (++lines_ > kMostLines) return;
  }
  const bool known = level >= 0 && level <= static_cast<std::int32_t>(Log::Level::error);
  log_.write(known ? static_cast<Log::Level>(level) : Log::Level::warning, platform_,
             line(one_line(message)));
}

std::string PluginLog::line(std::string_view message) const {
  return where_.empty() ? std::string(message) : where_ + ": " + std::string(message);
}

}  // namespace tidemark
