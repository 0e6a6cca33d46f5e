#pragma once

#include <cstdint>
#include <map>
#include <mutex>
#include <optional>
#include <set>
#include <string>

namespace tidemark::sandbox::linkedin {

/// What events changed in the invented LinkedIn beyond posts, tokens and versions. Threads: any.
class State {
 public:
  void set_role(int account, bool runs_page) {
    std::lock_guard lock(mutex_);
    runs_page ? void(without_role_.erase(account)) : void(without_role_.insert(account));
  }
  /// Whether the account's member still is its page's administrator.
  bool has_role(int account) const {
    std::lock_guard lock(mutex_);
    return without_role_.count(account) == 0;
  }
  void edit(std::uint64_t post, std::int64_t at_ms) {
    std::lock_guard lock(mutex_);
    edited_[post] = at_ms;
  }
  std::optional<std::int64_t> edited(std::uint64_t post) const {
    std::lock_guard lock(mutex_);
    const auto found = edited_.find(post);
    return found == edited_.end() ? std::nullopt : std::optional(found->second);
  }
  void set_retired(const std::string& metric, bool retired) {
    std::lock_guard lock(mutex_);
    retired ? void(retired_.insert(metric)) : void(retired_.erase(metric));
  }
  bool retired(const std::string& metric) const {
    std::lock_guard lock(mutex_);
    return retired_.count(metric) > 0;
  }

 private:
  mutable std::mutex mutex_;
  std::set<int> without_role_;
  std::map<std::uint64_t, std::int64_t> edited_;
  std::set<std::string> retired_;
};

}  // namespace tidemark::sandbox::linkedin
