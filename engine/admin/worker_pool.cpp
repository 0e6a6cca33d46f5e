#include "admin/worker_pool.h"

#include <system_error>

namespace tidemark {

bool WorkerPool::push(ClientConnection& connection) {
  std::lock_guard lock(mutex_);
  if (stopping_ || queue_.size() >= queue_limit_) return false;
  if (free_ <= queue_.size() && threads_.size() < most_) {
    try {
      threads_.emplace_back([this] { work(); });
    } catch (const std::system_error&) {
      // The system has no more threads to give: those there are will serve, if there is one.
      if (threads_.empty()) return false;
    }
  }
  connection.since = std::chrono::steady_clock::now();
  queue_.push_back(&connection);
  waiting_.store(queue_.size(), std::memory_order_relaxed);
  changed_.notify_one();
  return true;
}

std::vector<ClientConnection*> WorkerPool::expired(ClientConnection::Time since) {
  std::vector<ClientConnection*> late;
  std::lock_guard lock(mutex_);
  while (!queue_.empty() && queue_.front()->since < since) {
    late.push_back(queue_.front());
    queue_.pop_front();
  }
  waiting_.store(queue_.size(), std::memory_order_relaxed);
  return late;
}

void WorkerPool::work() {
  std::unique_lock lock(mutex_);
  for (;;) {
    ++free_;
    changed_.wait(lock, [&] { return stopping_ || !queue_.empty(); });
    --free_;
    if (stopping_) return;
    ClientConnection& next = *queue_.front();
    queue_.pop_front();
    waiting_.store(queue_.size(), std::memory_order_relaxed);
    lock.unlock();
    serve_(next, *this);
    lock.lock();
  }
}

void WorkerPool::stop() {
  std::vector<std::thread> threads;
  {
    std::lock_guard lock(mutex_);
    stopping_ = true;
    threads.swap(threads_);
    changed_.notify_all();
  }
  for (auto& thread : threads) thread.join();
}

}  // namespace tidemark
