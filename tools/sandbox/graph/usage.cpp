#include "sandbox/graph/usage.h"

#include <algorithm>
#include <numeric>

#include "sandbox/json_text.h"

namespace tidemark::sandbox::graph {

Meter Usage::take(const std::string& quota, std::int64_t units, std::int64_t limit, std::int64_t window_ms,
                  std::int64_t now_ms) {
  constexpr std::int64_t kQuietCalls = 3;
  const std::int64_t slot_ms = std::max<std::int64_t>(1, window_ms / kSlots);
  std::lock_guard lock(mutex_);
  Window& window = windows_[quota];
  const std::int64_t slot = now_ms / slot_ms;
  const std::int64_t passed = std::clamp<std::int64_t>(slot - window.slot, 0, kSlots);
  for (std::int64_t i = 1; i <= passed; ++i)
    window.used[static_cast<std::size_t>((window.slot + i) % kSlots)] = 0;
  window.slot = std::max(slot, window.slot);

  const auto sum = [&] { return std::accumulate(window.used.begin(), window.used.end(), std::int64_t{0}); };
  Meter meter;
  meter.refused = sum() >= limit;
  meter.was_told = meter.refused && now_ms < window.told_until_ms;
  window.used[static_cast<std::size_t>(window.slot % kSlots)] += units;
  std::int64_t used = sum();
  meter.percent = limit > 0 ? used * 100 / limit : 100;
  meter.is_new = used <= kQuietCalls && meter.percent < 1;
  if (used < limit) return meter;

  std::int64_t free_at = window.slot + 1;
  for (std::int64_t age = kSlots - 1; age >= 0 && used >= limit; --age, ++free_at) {
    const std::int64_t oldest = ((window.slot - age) % kSlots + kSlots) % kSlots;
    used -= window.used[static_cast<std::size_t>(oldest)];
    if (used < limit) break;
  }
  meter.minutes_to_wait = std::max<std::int64_t>(1, (free_at * slot_ms - now_ms + 59'999) / 60'000);
  window.told_until_ms = free_at * slot_ms;
  return meter;
}

namespace {

void write_percentages(JsonText& json, const Meter& meter) {
  json.member("call_count", meter.percent)
      .member("total_cputime", meter.percent * 3 / 10)
      .member("total_time", meter.percent * 6 / 10);
}

}  // namespace

std::string usage_text(const Meter& meter) {
  JsonText json;
  json.begin_object();
  write_percentages(json, meter);
  return json.end_object().take();
}

std::string business_usage_text(const Meter& meter, const std::string& type, bool estimates) {
  JsonText json;
  json.begin_object().member("type", type);
  write_percentages(json, meter);
  json.member("estimated_time_to_regain_access", estimates ? meter.minutes_to_wait : 0);
  return json.end_object().take();
}

}  // namespace tidemark::sandbox::graph
