#include "sync/lanes.h"

#include <algorithm>
#include <system_error>
#include <utility>
#include <vector>

namespace tidemark {

Lanes::Lanes(std::size_t workers, Run run)
    : workers_(std::max<std::size_t>(workers, 1)), run_(std::move(run)) {}

void Lanes::submit(std::span<const PiecePtr> pieces, bool urgent) {
  std::vector<PiecePtr> mine;
  {
    std::lock_guard lock(mutex_);
    for (const PiecePtr& piece : pieces) {
      if (stopped_) {
        mine.push_back(piece);
        continue;
      }
      Lane& lane = lanes_[piece->platform];
      if (lane.workers < workers_ && !add_worker(lane) && lane.workers == 0) {
        mine.push_back(piece);
        continue;
      }
      piece->urgent |= urgent;
      (piece->urgent ? lane.urgent : lane.others).push_back(piece);
    }
  }
  for (const PiecePtr& piece : mine) run_(piece, token());
}

bool Lanes::add_worker(Lane& lane) {
  const auto self = working_.emplace(working_.end());
  try {
    *self = std::thread([this, &lane, self] { work(lane, self); });  // it waits for mutex_, which we hold
  } catch (const std::system_error&) {
    working_.erase(self);
    return false;
  }
  ++lane.workers;
  return true;
}

PiecePtr Lanes::next(Lane& lane) {
  auto& queue = lane.urgent.empty() ? lane.others : lane.urgent;
  if (queue.empty()) return {};
  PiecePtr piece = std::move(queue.front());
  queue.pop_front();
  return piece;
}

void Lanes::work(Lane& lane, std::list<std::thread>::iterator self) {
  std::list<std::thread> others;
  {
    std::unique_lock lock(mutex_);
    while (PiecePtr piece = next(lane)) {
      lock.unlock();
      run_(piece, token());
      piece.reset();
      lock.lock();
    }
    --lane.workers;
    others.swap(ended_);
    ended_.splice(ended_.end(), working_, self);
    idle_.notify_all();
  }
  for (std::thread& thread : others) thread.join();  // they have left the lock for good, as we just did
}

void Lanes::promote(std::span<const PiecePtr> pieces) {
  std::lock_guard lock(mutex_);
  for (const PiecePtr& piece : pieces) {
    if (std::exchange(piece->urgent, true)) continue;
    const auto lane = lanes_.find(piece->platform);
    if (lane == lanes_.end()) continue;
    if (std::erase(lane->second.others, piece) > 0) lane->second.urgent.push_back(piece);
  }
}

void Lanes::stop() {
  stop_.request_stop();
  std::list<std::thread> last;
  {
    std::unique_lock lock(mutex_);
    stopped_ = true;
    idle_.wait(lock, [&] { return working_.empty(); });
    last.swap(ended_);
  }
  for (std::thread& thread : last) thread.join();
}

std::size_t Lanes::workers_of(const std::string& platform) const {
  std::lock_guard lock(mutex_);
  const auto lane = lanes_.find(platform);
  return lane == lanes_.end() ? 0 : lane->second.workers;
}

}  // namespace tidemark
