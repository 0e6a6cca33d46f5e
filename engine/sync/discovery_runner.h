#pragma once
// Runs one discovery: lists an account's posts, sees which are gone, and hands on what is to be synced.

#include <chrono>
#include <functional>
#include <optional>
#include <span>
#include <stop_token>
#include <string>
#include <vector>

#include "sync/account_keeper.h"
#include "sync/found_posts.h"
#include "sync/pieces.h"

namespace tidemark {

/// A listing of everything comes first and once a day later; the others read only what is new. Threads: any;
/// one piece on one thread.
class DiscoveryRunner {
 public:
  /// A listing of everything is made again when the last one began this long ago.
  static constexpr std::chrono::milliseconds kFullAgain{86'400'000};

  /// Gives pieces to the lanes.
  using Submit = std::function<void(std::span<const PiecePtr> pieces, bool urgent)>;
  DiscoveryRunner(PieceSink::Parts parts, PluginHosts& hosts, std::chrono::milliseconds deadline,
                  Submit submit)
      : parts_(parts), hosts_(hosts), deadline_(deadline), submit_(std::move(submit)) {}

  void run(const PiecePtr& piece, std::stop_token stop);

 private:
  struct Outcome {
    Result<Discovered> what = Discovered{};
    bool withdrawn = false;  ///< the account is gone, or switched off
    AccountVerdict verdict = {};
  };
  Outcome list(const PiecePtr& piece, std::stop_token stop);
  void ask(const PiecePtr& piece, PluginHost& host, const AccountForCall& account, std::stop_token stop,
           Outcome& outcome);
  Result<std::size_t> mark_vanished(const Piece& piece, const FoundPosts& found, std::optional<Instant> since,
                                    Instant begun, Missed& missed);
  std::vector<PiecePtr> rest_of(const PiecePtr& piece, const Outcome& outcome);
  void settle_all(const Piece& piece, tidemark::Outcome outcome);
  void warn(const Piece& piece, const std::string& what) const;

  const PieceSink::Parts parts_;
  PluginHosts& hosts_;
  const std::chrono::milliseconds deadline_;
  const Submit submit_;
};

}  // namespace tidemark
