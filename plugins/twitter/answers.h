#pragma once
// How X says no: problem objects, partial errors beside good data, quota headers.

#include <optional>
#include <string>
#include <string_view>
#include <tidemark/plugin.hpp>

namespace tidemark::twitter {

/// Sends `target` and reports the quota headers of whatever comes back.
sdk::Response ask(const sdk::Host& host, const sdk::Target& target, std::uint32_t bucket);

/// What an answer that is not `ok` means; `what` names the request ("GET /2/tweets").
sdk::Failure refusal(const sdk::Response& answer, std::string_view what, const sdk::Host& host);

/// Whether a refusal may be about one of the fields: not if it speaks of the app, of a cap or of a rate
/// limit.
bool asking_for_less_may_help(const sdk::Response& answer);

/// Whether X refused because the token is the app's own and the request is one for users.
bool is_app_only(const sdk::Response& answer);

/// One element of `errors` in a 200.
struct PartialError {
  enum class About { post, field };
  std::string_view id;  // of what it speaks of
  About about;
  tidemark_code code;  // of a post that is missing because of it
  std::string sentence;
};

/// Nothing for an error that does not speak of what was asked for: one about `includes`, or one without any
/// id.
std::optional<PartialError> read_partial_error(const json::Value& error);

/// An id as text, whichever way it was written; it never goes through a double.
std::optional<std::string_view> id_of(const json::Value& value);

}  // namespace tidemark::twitter
