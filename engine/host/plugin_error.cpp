#include "host/plugin_error.h"

#include <algorithm>
#include <array>
#include <cstring>
#include <optional>
#include <string>
#include <utility>

#include "host/plugin_text.h"

namespace tidemark {
namespace {

constexpr std::array<std::pair<tidemark_code, Code>, 14> kCodes{{
    {TIDEMARK_CANCELLED, Code::cancelled},
    {TIDEMARK_RATE_LIMITED, Code::rate_limited},
    {TIDEMARK_PLATFORM_ERROR, Code::platform_error},
    {TIDEMARK_NETWORK_ERROR, Code::network_error},
    {TIDEMARK_TIMEOUT, Code::timeout},
    {TIDEMARK_AUTH_FAILED, Code::auth_failed},
    {TIDEMARK_INVALID_TOKEN, Code::invalid_token},
    {TIDEMARK_PERMISSION_DENIED, Code::permission_denied},
    {TIDEMARK_POST_NOT_FOUND, Code::post_not_found},
    {TIDEMARK_METRIC_UNAVAILABLE, Code::metric_unavailable},
    {TIDEMARK_BAD_RESPONSE, Code::bad_response},
    {TIDEMARK_BAD_CONFIG, Code::bad_config},
    {TIDEMARK_UNSUPPORTED, Code::unsupported},
    {TIDEMARK_PLUGIN_ERROR, Code::plugin_error},
}};

std::optional<Code> known(tidemark_code code) {
  if (code == TIDEMARK_CANCELLED) return std::nullopt;  // no failure, and so never an error of a plugin
  for (const auto& [theirs, ours] : kCodes)
    if (theirs == code) return ours;
  return std::nullopt;
}

constexpr std::int64_t kLongestWaitMs = 366LL * 86'400'000;

std::string message_of(const tidemark_error* error) {
  if (!error || !TIDEMARK_HAS(tidemark_error, error, message_size) ||
      error->struct_size <= offsetof(tidemark_error, message))
    return {};
  const std::size_t room =
      std::min(sizeof error->message, error->struct_size - offsetof(tidemark_error, message));
  return one_line({error->message, std::min<std::size_t>(error->message_size, room)});
}

}  // namespace

tidemark_error blank_error() {
  tidemark_error error{};
  error.struct_size = sizeof error;
  error.retry_after_ms = -1;
  return error;
}

Error read_error(tidemark_code code, const tidemark_error* error) {
  const auto ours = known(code);
  Error out{.code = ours.value_or(Code::plugin_error), .message = message_of(error)};
  if (!ours)
    out.message = "the plugin failed with code " + std::to_string(code) + ", which is no error's" +
                  (out.message.empty() ? "" : ": " + out.message);
  if (out.message.empty())
    out.message = "the plugin failed with " + std::string(to_string(out.code)) + " and gave no reason";
  if (out.code == Code::rate_limited && error && TIDEMARK_HAS(tidemark_error, error, retry_after_ms) &&
      error->retry_after_ms > 0)
    out.retry_after = std::chrono::milliseconds(std::min(error->retry_after_ms, kLongestWaitMs));
  if (error && TIDEMARK_HAS(tidemark_error, error, http_status) && error->http_status >= 100 &&
      error->http_status <= 599)
    out.http_status = static_cast<int>(error->http_status);
  return out;
}

tidemark_code write_error(const Error& error, std::uint32_t http_status, tidemark_error* out) {
  tidemark_code code = TIDEMARK_PLATFORM_ERROR;
  for (const auto& [theirs, ours] : kCodes)
    if (ours == error.code) code = theirs;
  if (out && TIDEMARK_HAS(tidemark_error, out, code)) out->code = code;
  if (out && TIDEMARK_HAS(tidemark_error, out, retry_after_ms))
    out->retry_after_ms = error.retry_after ? error.retry_after->count() : -1;
  if (out && TIDEMARK_HAS(tidemark_error, out, http_status)) out->http_status = http_status;
  if (out && TIDEMARK_HAS(tidemark_error, out, message)) {
    const std::string text = one_line(error.message, sizeof out->message);
    std::memcpy(out->message, text.data(), text.size());
    out->message_size = static_cast<std::uint32_t>(text.size());
  }
  return code;
}

}  // namespace tidemark
