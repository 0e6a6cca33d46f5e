#pragma once
// RFC 9457 problem+json: the one shape of every error answer.

#include <string>
#include <string_view>
#include <vector>

#include "admin/http_message.h"
#include "domain/result.h"

namespace tidemark {

/// What is wrong with one field of a body or query; `field` is the word that the client used.
struct FieldFault {
  std::string field;
  std::string detail;
};

Reply problem(int status, std::string_view detail, const std::vector<FieldFault>& faults = {});
/// The status that belongs to the error's code, with Retry-After where one is due.
Reply problem(const Error& error);
Reply bad_request(const std::vector<FieldFault>& faults);

/// The HTTP status of a code; the only place that knows it.
int http_status(Code code);
std::string_view reason_of(int status);

}  // namespace tidemark
