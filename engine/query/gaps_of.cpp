#include "query/gaps_of.h"

#include <algorithm>
#include <limits>
#include <utility>

namespace tidemark {
namespace {

constexpr Instant kEarliest{std::numeric_limits<std::int64_t>::min()};
constexpr Instant kLatest{std::numeric_limits<std::int64_t>::max()};

bool is_asked_for(const Gap& gap, std::span<const std::string> metrics) {
  return gap.metric.empty() || metrics.empty() ||
         std::find(metrics.begin(), metrics.end(), gap.metric) != metrics.end();
}

/// Two gaps that say the same: of an account and of one of its posts, say.
bool same_reason(const Gap& a, const Gap& b) {
  return a.reason == b.reason && a.metric == b.metric && a.type == b.type;
}

class Gathered {
 public:
  Gathered(const SnapshotStore& store, const GapsRequest& request) : store_(store), request_(request) {}

  /// `keep`: which of the subject's gaps. `registered`: nothing that was over by then.
  template <typename Keep>
  Result<> take(Subject subject, Instant registered, Keep keep) {
    auto gaps = store_.gaps(subject, std::max(request_.from.value_or(kEarliest), registered),
                            request_.to.value_or(kLatest));
    if (!gaps) return gaps.error();
    for (Gap& gap : *gaps)
      if (keep(gap) && is_asked_for(gap, request_.metrics)) all_.push_back(std::move(gap));
    return Done{};
  }
  Result<> take(Subject subject, Instant registered) {
    return take(subject, registered, [](const Gap&) { return true; });
  }

  std::vector<Gap> merged() && {
    if (all_.size() < 2) return std::move(all_);
    std::stable_sort(all_.begin(), all_.end(), [](const Gap& a, const Gap& b) { return a.from < b.from; });
    std::vector<Gap> merged;
    for (Gap& gap : all_) {
      const auto touched = std::find_if(merged.begin(), merged.end(), [&](const Gap& earlier) {
        return same_reason(earlier, gap) && (!earlier.to || *earlier.to >= gap.from);
      });
      if (touched == merged.end())
        merged.push_back(std::move(gap));
      else if (touched->to)
        touched->to = gap.to ? std::optional(std::max(*touched->to, *gap.to)) : std::nullopt;
    }
    return merged;
  }

 private:
  const SnapshotStore& store_;
  const GapsRequest& request_;
  std::vector<Gap> all_;
};

}  // namespace

Result<std::vector<Gap>> gaps_of(const SnapshotStore& store, const Post& post, const GapsRequest& request) {
  Gathered gaps(store, request);
  if (auto own = gaps.take(subject_of(post.id, post.business), post.created_at); !own) return own.error();
  const auto concerns_posts = [&](const Gap& gap) {
    return !gap.itself && (gap.type.empty() || gap.type == post.media_type);
  };
  const Subject account = subject_of(post.account, post.business);
  if (auto of_account = gaps.take(account, post.created_at, concerns_posts); !of_account)
    return of_account.error();
  if (auto of_engine = gaps.take(kEngineSubject, post.created_at); !of_engine) return of_engine.error();
  return std::move(gaps).merged();
}

Result<std::vector<Gap>> gaps_of(const SnapshotStore& store, const Account& account,
                                 const GapsRequest& request) {
  return gaps_of(store, std::span(&account, 1), request);
}

Result<std::vector<Gap>> gaps_of(const SnapshotStore& store, std::span<const Account> accounts,
                                 const GapsRequest& request) {
  Gathered gaps(store, request);
  Instant first = kLatest;
  for (const Account& account : accounts) {
    first = std::min(first, account.created_at);
    if (auto own = gaps.take(subject_of(account.id, account.business), account.created_at); !own)
      return own.error();
  }
  if (auto of_engine = gaps.take(kEngineSubject, first); !of_engine) return of_engine.error();
  return std::move(gaps).merged();
}

}  // namespace tidemark
