#pragma once
// X's error answers and partial errors. Source: X API facts, sections 3 to 5 (docs.x.com, OpenAPI
// document 2.166/2.167, recorded answers; state of 2026-11-22).

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sandbox/exchange.h"
#include "sandbox/json_text.h"

namespace tidemark::sandbox::x {

/// One parameter at fault.
struct Fault400 {
  std::string parameter;
  std::vector<std::string> values;
  std::string message;
};

Answer invalid_request(const std::vector<Fault400>& faults);
Answer unauthorized();
Answer credits_depleted();
Answer client_not_enrolled();
Answer unsupported_authentication();
Answer not_permitted();  ///< a token without the scope
Answer not_found();      ///< zero bytes
Answer too_many_requests();
Answer rate_limit_exceeded();  ///< the same in its legacy form, code 88
Answer usage_cap_exceeded();   ///< a 429 about money
/// A server's own failure. Its body is not confirmed: `variant` picks a problem object, HTML or nothing.
Answer server_error(int status, std::uint64_t variant);

/// An element of `errors` beside data.
struct PartialError {
  enum Kind { not_found, not_authorized, suspended, field_not_authorized };
  Kind kind = not_found;
  std::string resource_type;  ///< "tweet", "user", "media"
  std::string id;
  std::string parameter;              ///< the one that named the id: "id", "ids", "usernames"
  std::string_view section = "data";  ///< or "includes"
  std::string field = {};             ///< with field_not_authorized
};
void write(JsonText& json, const PartialError& error);

}  // namespace tidemark::sandbox::x
