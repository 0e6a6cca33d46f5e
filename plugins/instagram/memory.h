#pragma once
// What an instance has learned of its accounts. Losing it costs some requests, nothing else.

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <tidemark/metric_sets.hpp>
#include <vector>

namespace tidemark::instagram {

struct AccountMemory {
  /// A page of the list to which one of its media refused a set of insights.
  struct Spoiled {
    std::string metrics;
    std::int64_t oldest_ms, newest_ms;  // of its media
    std::int64_t until_ms;              // tried again then
  };
  std::vector<Spoiled> spoiled = {};
  /// Media of this instant or older are from before the account became a professional one: no insights.
  std::optional<std::int64_t> converted_at_ms = {};
  bool has_stories = false;
  std::set<std::string, std::less<>> unknown_fields = {};  // that the account's host does not have
};

struct Memory {
  std::map<std::string, AccountMemory, std::less<>> accounts = {};
  sdk::MetricMemory metrics = {};

  AccountMemory& of(std::string_view account) { return accounts[std::string(account)]; }
};

}  // namespace tidemark::instagram
