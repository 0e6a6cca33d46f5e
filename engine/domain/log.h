#pragma once

#include <string_view>

namespace tidemark {

/// Where the engine's messages go. Threads: any. Implementations remove what looks like a credential.
class Log {
 public:
  enum class Level { debug, info, warning, error };
  virtual ~Log() = default;
  /// `part` is the folder or platform that speaks ("sync", a plugin's name); `message` is one line.
  virtual void write(Level level, std::string_view part, std::string_view message) = 0;

  void debug(std::string_view part, std::string_view message) { write(Level::debug, part, message); }
  void info(std::string_view part, std::string_view message) { write(Level::info, part, message); }
  void warning(std::string_view part, std::string_view message) { write(Level::warning, part, message); }
  void error(std::string_view part, std::string_view message) { write(Level::error, part, message); }
};

}  // namespace tidemark
