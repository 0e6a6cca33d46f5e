#pragma once
// How LinkedIn says no. Any member of an error may be absent, codes come as numbers or as words, and an error
// may lie in a 200: codes go before the HTTP status, and rate limits before everything.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <tidemark/plugin.hpp>

#include "tables.h"

namespace tidemark::linkedin {

/// What an answer says against the request.
struct Complaint {
  std::int64_t status = 0;        // the HTTP status, or with a 200 the one in the body; 0: none
  std::int64_t service_code = 0;  // serviceErrorCode; 0: none
  std::string code;               // "ACCESS_DENIED"
  std::string message;

  bool is_throttle() const { return status == 429 || service_code == 101 || code == "TOO_MANY_REQUESTS"; }
  bool is_version() const {
    return status == 426 || code == "NONEXISTENT_VERSION" || code == "VERSION_MISSING";
  }
  bool is_revoked() const {
    return !is_throttle() && (service_code == 65601 || code == "REVOKED_ACCESS_TOKEN");
  }
};

/// Nothing if the answer is good by its status and holds no error of the whole request.
std::optional<Complaint> complaint_in(const sdk::Response& answer);

/// A request that LinkedIn refused.
struct Refused : sdk::Failure {
  Refused(const sdk::Failure& failure, Complaint about) : Failure(failure), complaint(std::move(about)) {}
  Complaint complaint;
};

/// What the complaint means for a request to `endpoint` under this `version`.
Refused refusal(const Complaint& complaint, const Endpoint& endpoint, std::string_view version,
                std::int64_t wait_ms);

/// Whether every further request of this call would end in the same way: the token is dead, the version is
/// not served, the engine wants to stop.
bool ends_the_call(const sdk::Failure& why);

/// For how long what was asked for is not worth asking again; see Reading::metric_unavailable.
std::int64_t try_again_at(const sdk::Failure& why, std::int64_t now_ms);

}  // namespace tidemark::linkedin
