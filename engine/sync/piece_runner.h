#pragma once
// Runs one piece: asks the plugin, and sees to it that everybody who waits gets an answer.

#include <chrono>
#include <stop_token>

#include "sync/piece_sink.h"
#include "sync/pieces.h"
#include "sync/ports.h"

namespace tidemark {

/// Threads: any; one piece on one thread.
class PieceRunner {
 public:
  PieceRunner(PieceSink::Parts parts, PluginHosts& hosts, std::chrono::milliseconds call_deadline)
      : parts_(parts), hosts_(hosts), call_deadline_(call_deadline) {}

  void run(const PiecePtr& piece, std::stop_token stop);

 private:
  struct Asked {
    Result<> call = Done{};
    bool withdrawn = false;  ///< the account is gone, or switched off
    Secret token = {};       ///< that was used
  };
  Asked ask(const Piece& piece, PieceSink& sink, std::stop_token stop);

  const PieceSink::Parts parts_;
  PluginHosts& hosts_;
  const std::chrono::milliseconds call_deadline_;
};

}  // namespace tidemark
