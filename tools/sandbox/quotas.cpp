#include "sandbox/quotas.h"

namespace tidemark::sandbox {

QuotaState Quotas::take(const std::string& bucket, std::int64_t limit, std::int64_t now_ms) {
  std::lock_guard lock(mutex_);
  Window& window = windows_[bucket];
  if (now_ms >= window.ends_ms) {
    const std::int64_t begins = starts_ == Starts::utc ? now_ms / window_ms_ * window_ms_ : now_ms;
    window = {begins + window_ms_, 0};
  }
  QuotaState state{.limit = limit, .reset_s = (window.ends_ms + 999) / 1000};
  if (window.used >= limit) {
    state.refused = true;
    return state;
  }
  state.remaining = limit - ++window.used;
  return state;
}

void Bill::charge(const std::vector<std::uint64_t>& resources, std::int64_t now_ms) {
  std::lock_guard lock(mutex_);
  const std::int64_t day = now_ms / kDayMs;
  if (day != day_) today_.clear();
  day_ = day;
  for (auto id : resources) charged_ += today_.insert(id).second ? 1 : 0;
}

std::int64_t Bill::charged() const {
  std::lock_guard lock(mutex_);
  return charged_;
}

}  // namespace tidemark::sandbox
