#pragma once

#include <condition_variable>
#include <cstddef>
#include <mutex>
#include <optional>
#include <utility>

namespace tidemark {

/// Counts the calls that are inside, so that nobody is left behind when the door is closed. Threads: any.
class Visitors {
 public:
  class Visit {
   public:
    explicit Visit(Visitors& of) : of_(&of) {}
    Visit(Visit&& other) noexcept : of_(std::exchange(other.of_, nullptr)) {}
    Visit& operator=(Visit&&) = delete;
    ~Visit() {
      if (of_) of_->leave();
    }

   private:
    Visitors* of_;
  };

  /// Nothing once the door is closed.
  std::optional<Visit> enter() {
    std::lock_guard lock(mutex_);
    if (closed_) return {};
    ++inside_;
    return Visit(*this);
  }
  /// Lets nobody in any more.
  void close() {
    std::lock_guard lock(mutex_);
    closed_ = true;
  }
  void wait_until_empty() {
    std::unique_lock lock(mutex_);
    left_.wait(lock, [&] { return inside_ == 0; });
  }

 private:
  void leave() {
    std::lock_guard lock(mutex_);
    --inside_;
    left_.notify_all();
  }

  std::mutex mutex_;
  std::condition_variable left_;
  std::size_t inside_ = 0;
  bool closed_ = false;
};

}  // namespace tidemark
