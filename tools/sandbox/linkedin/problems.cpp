#include "sandbox/linkedin/problems.h"

#include "sandbox/json_text.h"

namespace tidemark::sandbox::linkedin {
namespace {

Answer error(int status, std::string body) {
  return {status,
          {{"content-type", "application/json"}, {"x-restli-error-response", "true"}},
          std::move(body),
          {}};
}

Answer coded(int status, std::int64_t service_code, const char* code, const std::string& message) {
  JsonText json;
  json.begin_object().member("status", status);
  if (service_code >= 0) json.member("serviceErrorCode", service_code);
  if (code) json.member("code", code);
  return error(status, json.member("message", message).end_object().take());
}

Answer input_error(const char* code, const char* description, const std::string& field) {
  JsonText json;
  json.begin_object().member("errorDetailType", "com.linkedin.common.error.BadRequest");
  json.member("message", "Invalid param. Please see errorDetails for more information.");
  json.key("errorDetails").begin_object().key("inputErrors").begin_array().begin_object();
  if (description) json.member("description", description);
  json.key("input").begin_object().key("inputPath").begin_object().member("fieldPath", field);
  json.end_object().end_object().member("code", code).end_object().end_array().end_object();
  return error(400, json.member("status", 400).end_object().take());
}

}  // namespace

Answer ok(std::string json) {
  return {200, {{"content-type", "application/json"}}, std::move(json), {}};
}

Answer not_allowed(const std::string& parameter) {
  return input_error("QUERY_PARAM_NOT_ALLOWED", nullptr, parameter);
}
Answer param_invalid(const std::string& field) {
  return input_error("PARAM_INVALID", "Invalid value for param; wrong type or other syntax error", field);
}

Answer invalid_query() {
  return coded(400, 0, nullptr, "Invalid query parameters passed to request");
}

Answer version_missing() {
  return coded(400, -1, "VERSION_MISSING",
               "A version must be present. Please specify a version by adding the Linkedin-Version header.");
}

Answer version_not_active(const std::string& version) {
  const std::string month = version.substr(0, version.find('.'));
  return coded(426, -1, "NONEXISTENT_VERSION", "Requested version " + month + "01 is not active");
}

Answer empty_token() {
  return coded(401, 401, nullptr, "Empty oauth2_access_token");
}
Answer invalid_token() {
  return coded(401, 65600, "INVALID_ACCESS_TOKEN", "Invalid access token");
}
Answer revoked_token() {
  return coded(401, 65601, "REVOKED_ACCESS_TOKEN",
               "The token used in the request has been revoked by the user");
}
Answer expired_token() {
  return coded(401, 65602, "EXPIRED_ACCESS_TOKEN", "The token used in the request has expired");
}

Answer unpermitted_fields(const std::string& path) {
  return coded(
      403, 100, "ACCESS_DENIED",
      "Unpermitted fields present in PARAMETER: Data Processing Exception while processing fields [" + path +
          "]");
}
Answer not_enough_permissions(const std::string& what) {
  return coded(403, 100, "ACCESS_DENIED", "Not enough permissions to access: " + what);
}
Answer no_role(const std::string& organization) {
  return coded(403, 100, nullptr,
               "Viewer don't have permission to the ADMIN_ONLY VisibilityReduction for " + organization);
}

Answer no_resource() {
  return coded(404, 0, "RESOURCE_NOT_FOUND", "No virtual resource found");
}
Answer post_gone(const std::string& urn) {
  JsonText json;
  json.begin_object();
  json.member("message",
              "com.linkedin.restli.client.RestLiResponseException: Response status 404, serviceErrorMessage: "
              "Received error for " +
                  urn + " from domain authorization endpoint: 404 ");
  return error(404, json.member("status", 404).end_object().take());
}

Answer method_not_allowed() {
  return coded(405, -1, nullptr, "Method Not Allowed");
}
Answer uri_too_long() {
  return coded(414, -1, nullptr, "URI Too Long");
}

Answer throttled() {
  return coded(429, 101, nullptr, "Resource level throttle limit for calls to this resource is reached.");
}
Answer day_limit(const std::string& whose) {
  return coded(429, 101, nullptr,
               "Resource level throttle " + whose + " DAY limit for calls to this resource is reached.");
}

Answer server_error(int status, std::uint64_t variant) {
  if (variant % 3 == 0)
    return coded(status, -1, nullptr, status == 503 ? "Service Unavailable" : "Internal Server Error");
  if (variant % 3 == 1)
    return {status, {{"content-type", "text/html"}}, "<html><body>LinkedIn is busy</body></html>\n", {}};
  return {status, {}, "", {}};
}

}  // namespace tidemark::sandbox::linkedin
