#pragma once
// What went wrong, as the engine's users will read it.

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <exception>
#include <string>
#include <string_view>
#include <utility>

#include "tidemark/abi.h"

namespace tidemark::sdk {

inline std::string_view view(tidemark_text text) {
  return {text.data, static_cast<std::size_t>(text.size)};
}
constexpr tidemark_text text(std::string_view text) {
  return {text.data(), text.size()};
}

/// Thrown out of sync or discover it ends the call; given to item_failed it ends one item.
/// `code` decides what the engine does next, the message is one sentence for a person: what was tried, what
/// came back, what to do. Never a secret.
struct Failure : std::exception {
  Failure(tidemark_code failure_code, std::string sentence, std::uint32_t status = 0,
          std::int64_t wait_ms = -1)
      : code(failure_code), message(std::move(sentence)), http_status(status), retry_after_ms(wait_ms) {}
  explicit Failure(const tidemark_error& error, tidemark_code returned)
      : Failure(returned,
                std::string(error.message, std::min<std::size_t>(error.message_size, sizeof error.message)),
                error.http_status, error.retry_after_ms) {}
  const char* what() const noexcept override { return message.c_str(); }

  tidemark_code code;
  std::string message;
  std::uint32_t http_status;    // 0: no answer was involved
  std::int64_t retry_after_ms;  // -1: unknown
};

namespace detail {

/// At most `most` bytes of `text`, cut at a character boundary.
inline std::string_view cut(std::string_view text, std::size_t most) {
  if (text.size() <= most) return text;
  while (most > 0 && (static_cast<unsigned char>(text[most]) & 0xC0) == 0x80) --most;
  return text.substr(0, most);
}

inline void write(tidemark_error& out, tidemark_code code, std::string_view message, std::uint32_t status = 0,
                  std::int64_t retry_after_ms = -1) noexcept {
  const std::string_view kept = cut(message, sizeof out.message);
  out.code = code;
  out.retry_after_ms = retry_after_ms;
  out.http_status = status;
  out.message_size = static_cast<std::uint32_t>(kept.size());
  std::memcpy(out.message, kept.data(), kept.size());
}

inline tidemark_error to_c(const Failure& failure) noexcept {
  tidemark_error out = {};
  out.struct_size = sizeof out;
  write(out, failure.code, failure.message, failure.http_status, failure.retry_after_ms);
  return out;
}

}  // namespace detail
}  // namespace tidemark::sdk
