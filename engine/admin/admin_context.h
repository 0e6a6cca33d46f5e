#pragma once

#include <atomic>
#include <cstddef>
#include <memory>
#include <mutex>
#include <stop_token>
#include <string>

#include "admin/admin_server.h"

namespace tidemark {

/// The places in which a request may wait for a platform. They are fewer than the threads, so that however
/// many wait, threads are left for the rest. Threads: any.
class WaitingPlaces {
 public:
  explicit WaitingPlaces(std::size_t places) : free_(places) {}

  class Place {
   public:
    explicit Place(WaitingPlaces& of) : of_(&of) {}
    Place(Place&& other) noexcept : of_(std::exchange(other.of_, nullptr)) {}
    Place& operator=(Place&&) = delete;
    ~Place() {
      if (!of_) return;
      std::lock_guard lock(of_->mutex_);
      ++of_->free_;
    }

   private:
    WaitingPlaces* of_;
  };

  /// Nothing if all are taken.
  std::optional<Place> take() {
    std::lock_guard lock(mutex_);
    if (free_ == 0) return std::nullopt;
    --free_;
    return Place(*this);
  }

 private:
  std::mutex mutex_;
  std::size_t free_;  // guarded by mutex_
};

/// What all handlers share.
struct AdminContext {
  AdminContext(AdminOptions with, AdminParts those) : options(std::move(with)), parts(those) {}

  static constexpr std::size_t kWaitingPlaces = 16;

  const AdminOptions options;
  const AdminParts parts;
  WaitingPlaces waiting{kWaitingPlaces};
  std::mutex whole_store = {};      ///< held over work on all of the store, of which there is one at a time
  std::stop_source stop_work = {};  ///< of such work, when the engine stops
  std::atomic<bool> ready{false};
  std::atomic<bool> stopping{false};
  std::string openapi = {};  // written before the server starts
};

}  // namespace tidemark
