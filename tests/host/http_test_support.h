#pragma once

#include <atomic>
#include <functional>
#include <stop_token>
#include <string>

#include "domain/clock.h"
#include "host/http_client.h"
#include "support/fake_clock.h"
#include "support/raw_server.h"

namespace tidemark::testing {

/// A clock that stands still and calls `at_nth` when it is looked at for the n-th time: every wait of an
/// exchange looks at the clock between two slices, so a test can act while the exchange waits without
/// guessing how long that takes.
class CountingClock final : public Clock {
 public:
  CountingClock(int nth, std::function<void()> at_nth) : left_(nth), at_nth_(std::move(at_nth)) {}
  Instant now() const override { return fake_.now(); }
  Steady steady() const override {
    if (--left_ == 0) at_nth_();
    return fake_.steady();
  }
  bool sleep(std::chrono::milliseconds pause, std::stop_token stop) const override {
    return fake_.sleep(pause, stop);
  }
  FakeClock& fake() const { return fake_; }

 private:
  mutable FakeClock fake_;
  mutable std::atomic<int> left_;
  std::function<void()> at_nth_;
};

inline constexpr auto kNoDeadline = Clock::Steady::max();

/// One GET with a client of its own.
inline Result<HttpResponse> get(const std::string& base_url, HttpOptions options = {},
                                const std::string& target = "/x") {
  const SystemClock clock;
  HttpClient client(std::move(options), clock);
  return client.send({.base_url = base_url, .target = target}, kNoDeadline, {});
}

}  // namespace tidemark::testing
