#include "sandbox/x/problems.h"

namespace tidemark::sandbox::x {
namespace {

constexpr const char* kJson = "application/json; charset=utf-8";
constexpr const char* kProblem = "application/problem+json";

Answer plain_problem(int status, std::string_view title) {
  JsonText json;
  json.begin_object()
      .member("title", title)
      .member("type", "about:blank")
      .member("status", status)
      .member("detail", title);
  return {status, {{"content-type", kProblem}}, json.end_object().take(), {}};
}

}  // namespace

Answer invalid_request(const std::vector<Fault400>& faults) {
  JsonText json;
  json.begin_object().key("errors").begin_array();
  for (const auto& fault : faults) {
    json.begin_object().key("parameters").begin_object().key(fault.parameter).begin_array();
    for (const auto& value : fault.values) json.string(value);
    json.end_array().end_object().member("message", fault.message).end_object();
  }
  json.end_array().member("title", "Invalid Request");
  json.member("detail", "One or more parameters to your request was invalid.");
  json.member("type", "https://api.x.com/2/problems/invalid-request").end_object();
  return {400, {{"content-type", kProblem}}, json.take(), {}};
}

Answer unauthorized() {
  return plain_problem(401, "Unauthorized");
}

Answer credits_depleted() {
  constexpr std::int64_t account = 1243608864848629761;  // above 2^53, as a number: both were seen
  JsonText json;
  json.begin_object().member("account_id", account).member("title", "CreditsDepleted");
  json.member("detail", "Your enrolled account [" + std::to_string(account) +
                            "] does not have any credits to fulfill this request.");
  json.member("type", "https://api.twitter.com/2/problems/credits").end_object();
  return {402, {{"content-type", kJson}}, json.take(), {}};
}

Answer client_not_enrolled() {
  JsonText json;
  json.begin_object().member("client_id", "27000001");
  json.member(
      "detail",
      "When authenticating requests to the Twitter API v2 endpoints, you must use keys and tokens from a "
      "Twitter developer App that is attached to a Project.");
  json.member("registration_url", "https://developer.twitter.com/en/docs/projects/overview");
  json.member("title", "Client Forbidden").member("required_enrollment", "Appropriate Level of API Access");
  json.member("reason", "client-not-enrolled")
      .member("type", "https://api.twitter.com/2/problems/client-forbidden");
  return {403, {{"content-type", kProblem}}, json.end_object().take(), {}};
}

Answer unsupported_authentication() {
  JsonText json;
  json.begin_object().member("title", "Unsupported Authentication");
  json.member("detail",
              "Authenticating with OAuth 2.0 Application-Only is forbidden for this endpoint.  Supported "
              "authentication types are [OAuth 1.0a User Context, OAuth 2.0 User Context].");
  json.member("type", "https://api.twitter.com/2/problems/unsupported-authentication").member("status", 403);
  return {403, {{"content-type", kProblem}}, json.end_object().take(), {}};
}

Answer not_permitted() {
  JsonText json;
  json.begin_object().member("title", "Forbidden").member("type", "about:blank").member("status", 403);
  json.member("detail", "Your account is not permitted to access this feature.").end_object();
  return {403, {{"content-type", kProblem}}, json.take(), {}};
}

Answer not_found() {
  return {404, {}, "", {}};
}

Answer too_many_requests() {
  return plain_problem(429, "Too Many Requests");
}

Answer rate_limit_exceeded() {
  return {429, {{"content-type", kJson}}, R"({"errors":[{"code":88,"message":"Rate limit exceeded"}]})", {}};
}

Answer usage_cap_exceeded() {
  JsonText json;
  json.begin_object().member("title", "UsageCapExceeded");
  json.member("detail", "Usage cap exceeded: Monthly product cap");
  json.member("type", "https://api.twitter.com/2/problems/usage-capped");
  json.member("period", "Monthly").member("scope", "Product").end_object();
  return {429, {{"content-type", kJson}}, json.take(), {}};
}

Answer server_error(int status, std::uint64_t variant) {
  if (variant % 3 == 0)
    return plain_problem(status, status == 503 ? "Service Unavailable" : "Internal Server Error");
  if (variant % 3 == 1)
    return {status,
            {{"content-type", "text/html; charset=utf-8"}},
            "<html><body><h1>Something is wrong</h1></body></html>\n",
            {}};
  return {status, {}, "", {}};
}

void write(JsonText& json, const PartialError& error) {
  struct Words {
    std::string_view title, type, detail;
  };
  // The host of a type comes in both spellings; here by kind, so that readers meet both.
  const Words words[] = {
      {"Not Found Error", "https://api.x.com/2/problems/resource-not-found", "Could not find "},
      {"Authorization Error", "https://api.twitter.com/2/problems/not-authorized-for-resource",
       "Sorry, you are not authorized to see the "},
      {"Forbidden", "https://api.twitter.com/2/problems/not-authorized-for-resource",
       "User has been suspended: "},
      {"Field Authorization Error", "https://api.twitter.com/2/problems/not-authorized-for-field",
       "Sorry, you are not authorized to access "},
  };
  const Words& word = words[error.kind];
  std::string detail(word.detail);
  if (error.kind == PartialError::field_not_authorized) detail += "'" + error.field + "' on the ";
  if (error.kind != PartialError::suspended)
    detail += error.resource_type + " with " + error.parameter + ": ";
  detail += "[" + error.id + "].";
  json.begin_object()
      .member("resource_id", error.id)
      .member("value", error.id)
      .member("parameter", error.parameter);
  json.member("resource_type", error.resource_type)
      .member("section", error.section)
      .member("title", word.title);
  json.member("detail", detail).member("type", word.type);
  if (!error.field.empty()) json.member("field", error.field);
  json.end_object();
}

}  // namespace tidemark::sandbox::x
