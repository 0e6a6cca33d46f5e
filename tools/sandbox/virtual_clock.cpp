#include "sandbox/virtual_clock.h"

#include <algorithm>
#include <charconv>

namespace tidemark::sandbox {
namespace {

std::int64_t system_ms() {
  const auto now = std::chrono::system_clock::now().time_since_epoch();
  return std::chrono::duration_cast<std::chrono::milliseconds>(now).count();
}

}  // namespace

std::optional<std::chrono::milliseconds> parse_duration(std::string_view text) {
  const auto digits = std::min(text.find_first_not_of("0123456789"), text.size());
  std::int64_t count = 0;
  const auto [end, problem] = std::from_chars(text.data(), text.data() + digits, count);
  if (digits == 0 || problem != std::errc() || count > 1'000'000'000) return std::nullopt;
  const auto unit = text.substr(digits);
  if (unit == "ms") return std::chrono::milliseconds(count);
  if (unit == "s") return std::chrono::seconds(count);
  if (unit == "m") return std::chrono::minutes(count);
  if (unit == "h") return std::chrono::hours(count);
  if (unit == "d") return std::chrono::hours(24 * count);
  return std::nullopt;
}

std::optional<ClockKind> parse_clock(std::string_view text) {
  if (text == "real") return ClockKind{1};
  if (text == "stepped") return ClockKind{0};
  constexpr std::string_view fast = "fast=";
  if (text.substr(0, fast.size()) != fast) return std::nullopt;
  text.remove_prefix(fast.size());
  double speed = 0;
  const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), speed);
  if (problem != std::errc() || end != text.data() + text.size()) return std::nullopt;
  if (!(speed > 0 && speed <= 1e6)) return std::nullopt;
  return ClockKind{speed};
}

VirtualClock::VirtualClock(ClockKind kind, std::function<std::int64_t()> outside)
    : kind_(kind),
      outside_(std::move(outside)),
      base_ms_(outside_ ? 0 : system_ms()),
      base_at_(std::chrono::steady_clock::now()) {}

std::int64_t VirtualClock::now_ms() const {
  if (outside_) return outside_();
  std::lock_guard lock(mutex_);
  return now_locked();
}

std::int64_t VirtualClock::now_locked() const {
  const std::chrono::duration<double, std::milli> passed = std::chrono::steady_clock::now() - base_at_;
  return base_ms_ + static_cast<std::int64_t>(passed.count() * kind_.speed);
}

Result<Done> VirtualClock::advance(std::chrono::milliseconds step) {
  if (outside_) return Error{Code::invalid, "the clock belongs to whoever started the sandbox", "advance"};
  if (step.count() < 0) return Error{Code::invalid, "the clock does not go back", "advance"};
  std::lock_guard lock(mutex_);
  base_ms_ += step.count();
  return Done{};
}

Result<Done> VirtualClock::set(std::int64_t now_ms) {
  if (outside_) return Error{Code::invalid, "the clock belongs to whoever started the sandbox", "now"};
  std::lock_guard lock(mutex_);
  if (now_ms < now_locked()) return Error{Code::invalid, "the clock does not go back", "now"};
  base_ms_ = now_ms;
  base_at_ = std::chrono::steady_clock::now();
  return Done{};
}

}  // namespace tidemark::sandbox
