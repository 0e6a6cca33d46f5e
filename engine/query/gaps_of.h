#pragma once
// Why a series has gaps: what kept its subject from being measured, told beside the series.

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "domain/account.h"
#include "domain/gap.h"
#include "domain/instant.h"
#include "domain/post.h"
#include "domain/result.h"
#include "store/snapshot_store.h"

namespace tidemark {

/// Whose gaps, and which.
struct GapsRequest {
  std::optional<Instant> from = {};  ///< [from, to)
  std::optional<Instant> to = {};
  std::span<const std::string> metrics = {};  ///< of which a refusal is told; empty: of all
};

/// Gaps that overlap [from, to), whole, by beginning: those of the subject, of what it hangs on (a post on
/// its account, all on the engine), and nothing that was over when it was registered. Gaps with one reason
/// that touch each other are one.
Result<std::vector<Gap>> gaps_of(const SnapshotStore& store, const Post& post, const GapsRequest& request);
/// Those of its posts' fetching too.
Result<std::vector<Gap>> gaps_of(const SnapshotStore& store, const Account& account,
                                 const GapsRequest& request);
/// What kept any of these accounts, of one business, from being measured.
Result<std::vector<Gap>> gaps_of(const SnapshotStore& store, std::span<const Account> accounts,
                                 const GapsRequest& request);

}  // namespace tidemark
