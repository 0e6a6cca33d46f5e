#include "sandbox/closures.h"

namespace tidemark::sandbox {

void Closures::close(const std::string& bucket, std::int64_t until_ms, std::int64_t now_ms) {
  std::lock_guard lock(mutex_);
  const auto [entry, fresh] =
      closed_.try_emplace(bucket, Closed{now_ms, until_ms, std::chrono::steady_clock::now()});
  if (fresh) return;
  // Said again: the first time counts as when it was known, the last as what is known.
  if (entry->second.until_ms <= now_ms) entry->second = {now_ms, until_ms, std::chrono::steady_clock::now()};
  entry->second.until_ms = until_ms;
}

void Closures::knock(const std::string& bucket, std::int64_t now_ms, const std::string& line) {
  constexpr std::size_t kLogged = 100;
  std::lock_guard lock(mutex_);
  const auto found = closed_.find(bucket);
  if (found == closed_.end() || now_ms >= found->second.until_ms) return;
  if (now_ms <= found->second.at_ms) return;
  if (std::chrono::steady_clock::now() - found->second.since < in_flight_) return;
  ++count_;
  if (log_.size() == kLogged) log_.erase(log_.begin());
  log_.push_back(bucket + ": " + line);
}

std::int64_t Closures::sent_while_closed() const {
  std::lock_guard lock(mutex_);
  return count_;
}

std::vector<std::string> Closures::log() const {
  std::lock_guard lock(mutex_);
  return log_;
}

void Closures::reset() {
  std::lock_guard lock(mutex_);
  count_ = 0;
  log_.clear();
}

}  // namespace tidemark::sandbox
