#pragma once
// Takes what a listing of an account's posts says: registers the posts, keeps their figures, counts both.

#include <cstddef>
#include <span>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "domain/account.h"
#include "domain/run.h"
#include "host/plugin_host.h"
#include "sync/account_verdict.h"
#include "sync/piece_sink.h"
#include "sync/pieces.h"

namespace tidemark {

/// Posts are registered many at a time, and always before their figures are stored. What was found before a
/// listing broke off is found all the same. Threads: none.
class FoundPosts final : public DiscoverySink {
 public:
  static constexpr std::size_t kBatch = 500;

  /// All outlive it.
  FoundPosts(const PieceSink::Parts& parts, const PiecePtr& piece, const Account& account)
      : parts_(parts),
        piece_(piece),
        account_(account),
        gaps_(parts.measurements, parts.log, piece->business, account.id) {}

  Result<> found(FoundPost post) override;
  Result<> emit(std::span<const EmittedSample> samples) override;
  void metric_unavailable(const UnavailableMetric& metric) override;
  /// Registers what is left; the listing is over.
  Result<> flush();

  const std::unordered_set<PostId>& posts() const { return found_; }
  Discovered counts() const { return {.found = found_.size(), .fresh = fresh_}; }
  const AccountVerdict& verdict() const { return verdict_; }

 private:
  /// What this listing says of one post is one snapshot, in however many pieces it comes.
  struct Figures {
    std::size_t row = 0;
    std::size_t batch = 0;
    Instant fetched_at = {};
  };
  void settle(const std::vector<Snapshot>& batch, const std::vector<Landed>& landed);

  const PieceSink::Parts& parts_;
  const PiecePtr& piece_;
  const Account& account_;
  std::vector<FoundPost> waiting_;  // to be registered
  std::vector<PostId> items_;       // by the plugin's number
  std::unordered_set<PostId> found_;
  std::unordered_map<PostId, Figures> figures_;
  std::size_t batches_ = 0;
  std::size_t fresh_ = 0;
  AccountVerdict verdict_;
  CallGaps gaps_;
};

}  // namespace tidemark
