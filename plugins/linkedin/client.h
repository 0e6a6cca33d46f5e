#pragma once
// Requests to LinkedIn: versioned headers on the way out; throttles and refusals understood on the way back.

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <tidemark/plugin.hpp>
#include <utility>
#include <vector>

#include "refusals.h"
#include "tables.h"

namespace tidemark::linkedin {

/// When which account met a 429. LinkedIn sends no quota headers: a 429 that does not speak of the day may be
/// a short one or the day's, and the third within an hour is taken for the day's (platform notes, read
/// 2026-11-22). Lives in the plugin's class, and is forgotten with it.
class Throttles {
 public:
  /// Until when to wait, after one more 429 now.
  std::int64_t wait_until(std::uint32_t bucket, std::string_view page, bool of_the_day, std::int64_t now_ms);

 private:
  std::map<std::pair<std::uint32_t, std::string>, std::vector<std::int64_t>> met_;
};

/// What every request of an instance has in common.
struct Settings {
  std::string version;
  std::int64_t app_calls_per_day = 0, member_calls_per_day = 0;  // 0: nobody knows
};

/// One call of the engine's way to LinkedIn. `host`, `settings` and `throttles` outlive it.
class Client {
 public:
  Client(const sdk::Host& host, const Settings& settings, Throttles& throttles, std::string_view page);

  enum class Method { get, finder, batch_get };
  /// The answer to a GET of /rest/<resource><rest>, where `rest` begins with '/' or '?'. Throws Refused for
  /// each answer that is none, json::Error for one that cannot be read, Failure where none came.
  json::Document get(const Endpoint& endpoint, std::string_view rest, Method method = Method::get);

 private:
  [[noreturn]] void refuse(const Endpoint& endpoint, const sdk::Response& answer, const Complaint& complaint);

  const sdk::Host& host_;
  const Settings& settings_;
  Throttles& throttles_;
  std::string page_;
  bool tried_twice_ = false;
};

}  // namespace tidemark::linkedin
