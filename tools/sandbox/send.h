#pragma once
// Answers on the wire, whole or broken.

#include <Poco/Net/HTTPServerRequest.h>
#include <Poco/Net/HTTPServerResponse.h>

#include "sandbox/exchange.h"
#include "sandbox/faults.h"

namespace tidemark::sandbox {

/// Sends the answer whole; packed if `gzip`, and dated `now_ms`.
void send(Poco::Net::HTTPServerResponse& response, const Answer& answer, bool gzip, std::int64_t now_ms);
/// Sends the head and half of the body, then closes the connection. `chunked`: the last chunk begun stays
/// short.
void send_cut(Poco::Net::HTTPServerRequest& request, const Answer& answer, bool chunked);
/// 200 with what is no answer: HTML, or JSON that breaks off.
Answer garbage_of(const Answer& answer, bool broken_json);

}  // namespace tidemark::sandbox
