#pragma once
// Each platform has a lane of worker threads of its own, so that one platform's trouble never delays another.

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <functional>
#include <list>
#include <map>
#include <mutex>
#include <span>
#include <stop_token>
#include <string>
#include <thread>

#include "sync/pieces.h"

namespace tidemark {

/// Workers are made when there is work and end when there is none. What a person waits for goes first.
/// Threads: any.
class Lanes {
 public:
  /// `run` does one piece, on a worker of its platform. Once the token is stopped it is still called for what
  /// is queued, to let go of it.
  using Run = std::function<void(const PiecePtr&, std::stop_token)>;
  Lanes(std::size_t workers, Run run);
  ~Lanes() { stop(); }

  /// After `stop`, or when no thread can be had, the caller runs them.
  void submit(std::span<const PiecePtr> pieces, bool urgent);
  /// Puts what is still queued before all that nobody waits for.
  void promote(std::span<const PiecePtr> pieces);
  /// Stops the token, lets the queues run empty and ends the threads. Idempotent.
  void stop();

  std::stop_token token() const { return stop_.get_token(); }
  /// Threads at work, for tests.
  std::size_t workers_of(const std::string& platform) const;

 private:
  struct Lane {
    std::deque<PiecePtr> urgent;
    std::deque<PiecePtr> others;
    std::size_t workers = 0;
  };
  void work(Lane& lane, std::list<std::thread>::iterator self);
  bool add_worker(Lane& lane);
  static PiecePtr next(Lane& lane);

  const std::size_t workers_;
  const Run run_;
  std::stop_source stop_;

  mutable std::mutex mutex_;
  std::condition_variable idle_;
  // Guarded by mutex_. A lane stays where it is once it is there.
  std::map<std::string, Lane> lanes_;
  std::list<std::thread> working_;
  std::list<std::thread> ended_;  // to be joined by whoever comes next
  bool stopped_ = false;
};

}  // namespace tidemark
