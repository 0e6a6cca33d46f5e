#pragma once
// What a run failed to measure of one account, and the gaps that follow from it.

#include <memory>
#include <optional>
#include <vector>

#include "domain/gap.h"
#include "domain/ids.h"
#include "domain/instant.h"
#include "domain/result.h"

namespace tidemark {

/// Collected over all of a run's calls for one account, in any order. While nothing of the account's posts
/// can be measured, that is one gap of the account; where some are measured and others are not, each of those
/// has its own. Threads: none.
class Missed {
 public:
  /// A post was measured.
  void post_measured() { measured_ = true; }
  /// The platform listed the account's posts.
  void listed(Instant at) { listed_ = at; }
  /// A post has no answer. `alone`: the platform spoke of that post, and what it said need not concern
  /// others.
  void post(PostId id, const Error& why, bool alone, Instant now);
  /// The account's own figures have none.
  void itself(const Error& why, Instant now);
  /// A call for the account failed as a whole.
  void account(const Error& why, Instant now);
  void merge(const Missed& other);

  /// What is to be told to the store when the account's last call of the run has ended. Whatever was measured
  /// was told before.
  std::vector<GapNote> notes(BusinessId business, AccountId account) const;

 private:
  struct Failure {
    Instant at;
    std::shared_ptr<const Error> why;
  };
  struct OfPost {
    PostId id;
    bool alone = false;
    Failure failure;
  };
  Failure keep(const Error& why, Instant now);
  static void take_worse(std::optional<Failure>& worst, const Failure& failure);

  bool measured_ = false;
  std::optional<Instant> listed_;
  std::vector<OfPost> posts_;
  std::optional<Failure> itself_;
  std::optional<Failure> account_;     // the worst of those that concern all posts, since the first of them
  std::shared_ptr<const Error> last_;  // many posts fail with the same words
};

}  // namespace tidemark
