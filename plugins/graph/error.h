#pragma once
// What a refusal of the Graph API means. Decided by the code in the body, since limits come as HTTP 400, 403
// and 429, permissions as 400 and 403, lost tokens as 400 and 401; by the text only where a code has several
// meanings, because texts are translated; by the HTTP status where there is no code.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <tidemark/plugin.hpp>

namespace tidemark::graph {

enum class Trouble {
  app_limit,      // the app has used its quota up
  account_limit,  // the account or its user has
  blocked,        // for abuse: hours of silence, and a person has to look
  token,          // Error::code says whether a fresh one will do
  configuration,  // of ours: app secret, capability of the app
  permission,     // this token may not
  missing,        // no such object, or none that this token may know of
  metric,         // a metric of the request, see refused_metric
  not_for_this,   // there never will be such figures of this object
  too_much_data,  // ask for less
  transient,      // later may work
  request,        // it was asked wrongly
  unreadable,     // no JSON, or not in any known form
  other,
};

struct Error {
  Trouble trouble = Trouble::other;
  tidemark_code code = TIDEMARK_PLATFORM_ERROR;
  std::int64_t number = 0;   // `code` of the body; 0: it had none
  std::int64_t subcode = 0;  // `error_subcode`
  std::uint32_t status = 0;  // of HTTP
  std::string advice;        // what it means and what to do; may be empty
  std::string message;       // the platform's words, whole
  std::string told;          // error_user_title and error_user_msg

  bool is_limit() const { return trouble == Trouble::app_limit || trouble == Trouble::account_limit; }
  /// Whether a member or the metrics of a request may be what stands in its way.
  bool asking_for_less_may_help() const {
    return trouble == Trouble::permission || trouble == Trouble::metric || trouble == Trouble::not_for_this ||
           trouble == Trouble::too_much_data || trouble == Trouble::request || trouble == Trouble::other;
  }
  /// `what` names the request.
  sdk::Failure failure(std::string_view what, std::int64_t retry_after_ms = -1) const;
};

/// The error in `root`, an answer or one part of it (an element of a batch, one of several ids): Graph's
/// `error` object whatever the HTTP status, or the flat one of Instagram's login. Nothing if it has none.
std::optional<Error> error_in(const json::Value& root, std::uint32_t status);

/// An answer that says nothing but its HTTP status.
Error error_of_status(std::uint32_t status);

/// The field that a request named and the node does not have: "insights" of "(#100) Tried accessing
/// nonexisting field (insights) on node type (Video)".
std::optional<std::string> unknown_field(const Error& error);

}  // namespace tidemark::graph
