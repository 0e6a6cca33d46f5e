#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

#include "admin/connection.h"

namespace tidemark {

/// The threads of one lane and the requests that wait for them. Threads are made as they are needed, up to
/// `most`, and stay. Threads: any.
class WorkerPool {
 public:
  WorkerPool(std::size_t most, std::size_t queue, std::function<void(ClientConnection&, WorkerPool&)> serve)
      : most_(most), queue_limit_(queue), serve_(std::move(serve)) {}
  ~WorkerPool() { stop(); }

  /// False: the queue is full.
  bool push(ClientConnection& connection);
  /// Takes back what has waited since before `since`.
  std::vector<ClientConnection*> expired(ClientConnection::Time since);
  /// Whether somebody waits for a worker. A hint, without a lock.
  bool crowded() const { return waiting_.load(std::memory_order_relaxed) > 0; }
  /// Lets the running ones end; what is queued stays unserved.
  void stop();

 private:
  void work();

  const std::size_t most_;
  const std::size_t queue_limit_;
  const std::function<void(ClientConnection&, WorkerPool&)> serve_;
  std::atomic<std::size_t> waiting_{0};

  std::mutex mutex_;
  std::condition_variable changed_;
  // Guarded by mutex_.
  std::deque<ClientConnection*> queue_;
  std::vector<std::thread> threads_;
  std::size_t free_ = 0;
  bool stopping_ = false;
};

}  // namespace tidemark
