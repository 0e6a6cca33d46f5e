#pragma once
// One page's requests in one call of the engine, and what the plugin learned in earlier ones.

#include <map>
#include <set>
#include <string>
#include <string_view>

#include "graph/graph.h"
#include "tables.h"

namespace tidemark::facebook {

/// Learned by the plugin's instance; lost with it and learned again.
struct Memory {
  sdk::MetricMemory metrics;
  std::map<std::string, std::size_t, std::less<>> page_sizes;  // of lists, by page: what it did not choke on
  std::map<std::string, std::int64_t, std::less<>> days_read;  // by page: the last day's end
  std::set<std::string, std::less<>> versions_warned_of;
};

/// A refusal, with all that the Graph API said.
struct Refused : sdk::Failure {
  explicit Refused(const graph::Answer& answer) : Failure(answer.failure()), error(answer.error()) {}
  graph::Error error;
};

class Client {
 public:
  /// `page`: its id; empty: the page that the token belongs to.
  Client(const sdk::Host& host, Memory& memory, std::string_view version, std::string_view page)
      : host_(host), memory_(memory), version_(version), page_(page.empty() ? "me" : page) {}

  const std::string& page() const { return page_; }
  Memory& memory() const { return memory_; }
  const sdk::Host& host() const { return host_; }

  /// "/v25.0" and behind it each part that is not empty.
  sdk::Target target(std::string_view first, std::string_view second = {}) const;
  graph::Answer ask(const std::string& target, std::string_view what, bool as_app = false) const;

 private:
  const sdk::Host& host_;
  Memory& memory_;
  std::string_view version_;
  std::string page_;
};

/// Runs `work`, which reads the answer to the request that `what` names, so that bad data in it names it too.
template <class Work>
auto reading(std::string_view what, Work work) {
  try {
    return work();
  } catch (const json::Error& problem) {
    throw sdk::Failure(TIDEMARK_BAD_RESPONSE, std::string(what) + ": " + problem.what());
  }
}

/// The page that a call is about, as its account is registered.
template <class Call>
std::string_view page_of(const Call& call) {
  const std::string_view page = call.account("page_id");
  return page.empty() ? call.account("platform_user_id") : page;
}

}  // namespace tidemark::facebook
