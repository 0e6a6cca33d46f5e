#pragma once
// Catalog objects as they were read lately, so that a question about one of them needs no SQL. Only this
// folder uses it.

#include <cstddef>
#include <cstdint>
#include <mutex>
#include <optional>
#include <shared_mutex>
#include <unordered_map>
#include <utility>

namespace tidemark {

/// Threads: any. A reader that missed asks `age`, reads, and puts what it read: if anything was forgotten in
/// between, what it read may be old, and is not kept.
template <typename Key, typename Value>
class Recent {
 public:
  /// Keeps at most `most`; then it starts afresh.
  explicit Recent(std::size_t most) : most_(most) {}

  std::optional<Value> find(Key key) const {
    std::shared_lock lock(mutex_);
    const auto found = known_.find(key);
    return found == known_.end() ? std::nullopt : std::optional(found->second);
  }
  std::uint64_t age() const {
    std::shared_lock lock(mutex_);
    return age_;
  }
  void put(Key key, Value value, std::uint64_t age) {
    std::lock_guard lock(mutex_);
    if (age != age_) return;
    if (known_.size() >= most_) known_.clear();
    known_.insert_or_assign(key, std::move(value));
  }
  void forget(Key key) {
    std::lock_guard lock(mutex_);
    ++age_;
    known_.erase(key);
  }
  void forget_all() {
    std::lock_guard lock(mutex_);
    ++age_;
    known_.clear();
  }

 private:
  const std::size_t most_;
  mutable std::shared_mutex mutex_;
  // Guarded by mutex_.
  std::uint64_t age_ = 0;
  std::unordered_map<Key, Value> known_;
};

}  // namespace tidemark
