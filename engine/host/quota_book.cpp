#include "host/quota_book.h"

#include <algorithm>
#include <set>

#include "host/quota_counter.h"

namespace tidemark {

struct QuotaBook::Impl {
  Impl(const Clock& time, QuotaStorage& where) : clock(time), storage(where) {}

  QuotaCounter::Now now() const { return {clock.now(), clock.steady()}; }

  const Clock& clock;
  QuotaStorage& storage;

  // Taken first, and held while storage works: of two writes of one counter the newer must come last.
  std::mutex saving;

  std::mutex mutex;
  // Guarded by mutex.
  std::map<BucketKey, QuotaCounter> counters;
  std::set<BucketKey> changed;
};

QuotaBook::QuotaBook(const Clock& clock, QuotaStorage& storage)
    : impl_(std::make_shared<Impl>(clock, storage)) {}

Result<> QuotaBook::load() {
  const auto kept = impl_->storage.load();
  if (!kept) return kept.error().at("the kept quotas");
  std::lock_guard lock(impl_->mutex);
  for (const auto& [key, state] : *kept)
    impl_->counters.insert_or_assign(key, QuotaCounter::restored(state, impl_->now()));
  return Done{};
}

Result<> QuotaBook::take(std::span<const QuotaNeed> needs, std::int64_t cost) {
  const QuotaNeed* waiting = nullptr;
  std::chrono::milliseconds longest{};
  {
    std::lock_guard lock(impl_->mutex);
    const auto now = impl_->now();
    for (const QuotaNeed& need : needs) {
      const auto wait = impl_->counters[need.key].wait(cost, need, now);
      if (!wait || (waiting && *wait <= longest)) continue;
      waiting = &need;
      longest = *wait;
    }
    if (!waiting)
      for (const QuotaNeed& need : needs) {
        impl_->counters[need.key].spend(cost, now);
        impl_->changed.insert(need.key);
      }
  }
  if (!waiting) return Done{};
  const BucketKey& key = waiting->key;
  Error refused{Code::rate_limited, "the quota \"" + key.bucket + "\" of " + key.platform + " is used up"};
  refused.retry_after = longest;
  return refused;
}

void QuotaBook::observe(const BucketKey& key, std::optional<std::int64_t> limit,
                        std::optional<std::int64_t> remaining, std::optional<Instant> reset_at) {
  std::lock_guard lock(impl_->mutex);
  impl_->counters[key].observe(limit, remaining, reset_at, impl_->now());
  impl_->changed.insert(key);
}

void QuotaBook::close(const BucketKey& key, std::optional<Instant> until) {
  {
    std::lock_guard lock(impl_->mutex);
    impl_->counters[key].close(until, impl_->now());
    impl_->changed.insert(key);
  }
  // What cannot be written now stays marked; the next flush tries again and reports it.
  (void)flush();
}

std::vector<BucketStatus> QuotaBook::status(const std::string& platform) const {
  std::vector<std::pair<const BucketKey*, BucketStatus>> found;
  std::lock_guard lock(impl_->mutex);
  const auto now = impl_->now();
  for (auto at = impl_->counters.lower_bound({platform, "", ""});
       at != impl_->counters.end() && at->first.platform == platform; ++at) {
    found.emplace_back(&at->first, at->second.status(now));
    found.back().second.name = at->first.bucket;
    found.back().second.scope = at->first.scope;
  }
  const auto rank = [](const auto& row) {
    const auto& scope = row.first->scope;
    return std::tuple(scope != "app", std::string_view(row.first->bucket), scope.size(),
                      std::string_view(scope));
  };
  std::sort(found.begin(), found.end(), [&](const auto& a, const auto& b) { return rank(a) < rank(b); });
  std::vector<BucketStatus> rows;
  for (auto& [key, row] : found) rows.push_back(std::move(row));
  return rows;
}

Result<> QuotaBook::flush() {
  std::lock_guard saving(impl_->saving);
  std::map<BucketKey, BucketState> states;
  {
    std::lock_guard lock(impl_->mutex);
    const auto now = impl_->now();
    for (const auto& key : impl_->changed) states.emplace(key, impl_->counters[key].state(now));
    impl_->changed.clear();
  }
  if (states.empty()) return Done{};
  auto saved = impl_->storage.save(states);
  if (!saved) {
    std::lock_guard lock(impl_->mutex);
    for (const auto& [key, state] : states) impl_->changed.insert(key);
    return saved.error().at("quotas");
  }
  return Done{};
}

}  // namespace tidemark
