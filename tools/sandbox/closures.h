#pragma once
// Which quota buckets a platform's answers have closed, and who knocked all the same.
//
// A bucket is closed once an answer said so, with the instant at which it opens. A request that arrives
// before that instant is counted, unless it may have been under way when the answer left: at the same instant
// of the sandbox's clock, or sooner than `in_flight` of real time. (With a clock that stands still between
// steps nothing is under way across a step, so `in_flight` is zero there.)

#include <chrono>
#include <cstdint>
#include <map>
#include <mutex>
#include <string>
#include <vector>

namespace tidemark::sandbox {

/// Threads: any.
class Closures {
 public:
  explicit Closures(std::chrono::milliseconds in_flight) : in_flight_(in_flight) {}

  /// An answer said that nothing is to be sent to `bucket` before `until_ms`.
  void close(const std::string& bucket, std::int64_t until_ms, std::int64_t now_ms);
  /// A request came that counts on `bucket`; `line` names it. Call it before the answer is made.
  void knock(const std::string& bucket, std::int64_t now_ms, const std::string& line);

  std::int64_t sent_while_closed() const;
  /// The newest 100 such requests: "BUCKET: LINE".
  std::vector<std::string> log() const;
  /// Forgets the count, not the closures.
  void reset();

 private:
  struct Closed {
    std::int64_t at_ms = 0, until_ms = 0;
    std::chrono::steady_clock::time_point since;
  };
  const std::chrono::milliseconds in_flight_;
  mutable std::mutex mutex_;
  std::map<std::string, Closed> closed_;
  std::int64_t count_ = 0;
  std::vector<std::string> log_;
};

}  // namespace tidemark::sandbox
