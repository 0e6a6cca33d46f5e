#pragma once
// Status line and headers of an answer, and what they say about the body's end (RFC 9112, sections 4 to 6
// and 9.3, read 2026-11-22). Where a text can be read in two ways, it is refused: whoever guesses can be made
// to take one answer for two.

#include <cstdint>
#include <string_view>

#include "domain/result.h"
#include "host/byte_input.h"
#include "host/http_client.h"

namespace tidemark {

struct HttpHead {
  int status = 0;
  bool keeps_alive = false;  ///< the server means to answer another request on this connection
  Headers headers = {};      ///< names in lower case
};

struct BodyPlan {
  enum class End { none, length, last_chunk, close };
  End end = End::none;
  std::uint64_t length = 0;  ///< with End::length
};

/// Largest status line plus headers, and largest trailer section.
inline constexpr std::size_t kMaxHead = 64 * 1024;

/// Reads the head of the final answer; interim ones (1xx) are skipped. Errors: `bad_response`, the source's
/// own, and `network_error` for an end before the head was whole.
Result<HttpHead> read_head(ByteInput& input);

/// `text` is everything before the empty line. Error `bad_response`.
Result<HttpHead> parse_head(std::string_view text);

/// How the body of the answer to a `method` request ends. Error `bad_response`: contradictory or unreadable.
Result<BodyPlan> plan_body(std::string_view method, const HttpHead& head);

}  // namespace tidemark
