#include "admin/problem.h"

#include <algorithm>
#include <chrono>

#include "admin/json_writer.h"

namespace tidemark {

int http_status(Code code) {
  switch (code) {
    case Code::invalid:
      return 400;
    case Code::forbidden:
      return 403;
    case Code::not_found:
      return 404;
    case Code::conflict:
    case Code::unsupported:
      return 409;
    case Code::storage:
    case Code::busy:
    case Code::cancelled:
      return 503;
    case Code::rate_limited:
      return 429;
    case Code::timeout:
      return 504;
    case Code::platform_error:
    case Code::auth_failed:
    case Code::invalid_token:
    case Code::post_not_found:
    case Code::permission_denied:
    case Code::metric_unavailable:
    case Code::bad_response:
    case Code::network_error:
    case Code::plugin_error:
      return 502;
    case Code::bad_config:
      return 500;
  }
  return 500;
}

std::string_view reason_of(int status) {
  switch (status) {
    case 200:
      return "OK";
    case 201:
      return "Created";
    case 202:
      return "Accepted";
    case 204:
      return "No Content";
    case 400:
      return "Bad Request";
    case 401:
      return "Unauthorized";
    case 403:
      return "Forbidden";
    case 404:
      return "Not Found";
    case 405:
      return "Method Not Allowed";
    case 408:
      return "Request Timeout";
    case 409:
      return "Conflict";
    case 411:
      return "Length Required";
    case 413:
      return "Content Too Large";
    case 414:
      return "URI Too Long";
    case 415:
      return "Unsupported Media Type";
    case 417:
      return "Expectation Failed";
    case 429:
      return "Too Many Requests";
    case 431:
      return "Request Header Fields Too Large";
    case 500:
      return "Internal Server Error";
    case 501:
      return "Not Implemented";
    case 502:
      return "Bad Gateway";
    case 503:
      return "Service Unavailable";
    case 504:
      return "Gateway Timeout";
    case 505:
      return "HTTP Version Not Supported";
    default:
      return "Unknown";
  }
}

Reply problem(int status, std::string_view detail, const std::vector<FieldFault>& faults) {
  Reply reply{.status = status, .content_type = "application/problem+json"};
  JsonWriter json(reply.body);
  json.begin_object()
      .field("type", "about:blank")
      .field("title", reason_of(status))
      .field("status", status)
      .field("detail", detail);
  json.key("errors").begin_array();
  for (const auto& fault : faults)
    json.begin_object().field("field", fault.field).field("detail", fault.detail).end_object();
  json.end_array().end_object();
  if (status == 503) reply.headers.emplace_back("Retry-After", "1");
  return reply;
}

Reply problem(const Error& error) {
  std::vector<FieldFault> faults;
  if (!error.field.empty()) faults.push_back({error.field, error.message});
  Reply reply = problem(http_status(error.code), error.message, faults);
  if (error.retry_after) {
    const auto seconds = std::chrono::ceil<std::chrono::seconds>(*error.retry_after).count();
    reply.headers.clear();
    reply.headers.emplace_back("Retry-After", std::to_string(std::max<std::int64_t>(1, seconds)));
  }
  return reply;
}

Reply bad_request(const std::vector<FieldFault>& faults) {
  std::string detail = faults.front().detail;
  if (!faults.front().field.empty()) detail = faults.front().field + ": " + detail;
  if (faults.size() > 1) detail += " (and " + std::to_string(faults.size() - 1) + " more)";
  return problem(400, detail, faults);
}

}  // namespace tidemark
