#pragma once

#include <mutex>
#include <ostream>
#include <string>
#include <string_view>

#include "domain/clock.h"
#include "domain/log.h"

namespace tidemark {

/// One line a message: time, level, part, text. `stream` and `clock` outlive it. Threads: any.
class StreamLog final : public Log {
 public:
  StreamLog(std::ostream& stream, const Clock& clock, Level least)
      : stream_(stream), clock_(clock), least_(least) {}
  void write(Level level, std::string_view part, std::string_view message) override;

 private:
  std::ostream& stream_;
  const Clock& clock_;
  const Level least_;
  std::mutex mutex_;  // one line at a time
};

/// Overwrites what looks like a credential (after "Bearer ", "access_token=", "client_secret=" and the like,
/// and the engine's own "tm_" tokens) and control characters, so that a message is one harmless line whoever
/// wrote it.
std::string harmless(std::string_view message);

}  // namespace tidemark
