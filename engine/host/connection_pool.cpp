#include "host/connection_pool.h"

#include <algorithm>
#include <iterator>

namespace tidemark {

ConnectionPool::Idle ConnectionPool::stale_of(Idle& idle) const {
  const auto oldest = clock_.steady() - kLongestIdle;
  const auto fresh =
      std::find_if(idle.begin(), idle.end(), [&](const auto& c) { return c->idle_since >= oldest; });
  Idle stale(std::make_move_iterator(idle.begin()), std::make_move_iterator(fresh));
  idle.erase(idle.begin(), fresh);
  return stale;
}

std::unique_ptr<Connection> ConnectionPool::take(const Origin& origin) {
  while (true) {
    Idle stale;
    std::unique_ptr<Connection> connection;
    {
      std::lock_guard lock(mutex_);
      const auto found = idle_.find(origin);
      if (found == idle_.end()) return nullptr;
      stale = stale_of(found->second);
      if (found->second.empty()) return nullptr;
      connection = std::move(found->second.back());
      found->second.pop_back();
    }
    if (connection->quiet()) return connection;
  }
}

void ConnectionPool::give_back(const Origin& origin, std::unique_ptr<Connection> connection) {
  Idle stale;
  std::lock_guard lock(mutex_);
  Idle& idle = idle_[origin];
  stale = stale_of(idle);
  connection->idle_since = clock_.steady();
  if (idle.size() < per_origin_) idle.push_back(std::move(connection));
}

}  // namespace tidemark
