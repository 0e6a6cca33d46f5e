#pragma once
// A run's work, cut into calls of plugins.

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "domain/ids.h"
#include "sync/ports.h"

namespace tidemark {

class RunLedger;

/// One call of a plugin: some posts of one account, and perhaps the account itself. Or, if it `discovers`,
/// the listing of an account's posts; what is to be synced of them is cut into further pieces when it ends.
struct Piece {
  BusinessId business;
  std::string platform;
  AccountId account;
  bool with_account = false;
  std::vector<SyncPost> posts;
  bool discovers = false;
  bool then_sync = true;                  ///< with `discovers`: what is due is synced afterwards ...
  std::optional<std::size_t> limit = {};  ///< ... at most so many newest posts
  /// With `discovers`: another run's discovery of the account, for which this one waited instead of listing
  /// it a second time.
  std::optional<Result<Discovered>> listed = {};
  std::shared_ptr<RunLedger> run;  ///< who asked first; others may wait for its posts as well
  bool urgent = false;             ///< a person waits for it; guarded by the Lanes
};
using PiecePtr = std::shared_ptr<Piece>;

struct PieceLimits {
  std::size_t most = 16;  ///< pieces of one account
  std::size_t least_requests =
      1;  ///< that a piece is worth, before an account's posts are spread over several
};

/// Newest publication first, unknown ones last: a plugin that reads a platform's list between two times is
/// asked for contiguous stretches of it.
void sort_by_publication(std::vector<SyncPost>& posts);

/// Sizes of contiguous pieces of `posts`, each but the last a multiple of `bulk`, as even as that and
/// `limits` allow. However many there are, the pieces together cost as many requests as the whole would:
/// ceil(posts / bulk).
std::vector<std::size_t> cut(std::size_t posts, std::size_t bulk, PieceLimits limits);

}  // namespace tidemark
