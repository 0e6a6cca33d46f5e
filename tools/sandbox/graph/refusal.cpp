#include "sandbox/graph/refusal.h"

#include "sandbox/chance.h"
#include "sandbox/graph/pacific.h"
#include "sandbox/json_text.h"

namespace tidemark::sandbox::graph {
namespace {

std::string in_quotes(std::string_view text) {
  return "'" + std::string(text) + "'";
}

std::string trace_id(std::uint64_t variant) {
  constexpr std::string_view letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
  std::string id = "A";
  for (std::uint64_t i = 0; i < 22; ++i) id += letters[hash({variant, i}) % letters.size()];
  return id;
}

}  // namespace

Refusal invalid_parameter(std::string message) {
  return {.numbered = true, .message = std::move(message)};
}

Refusal unknown_field(std::string_view field, std::string_view node_type) {
  std::string message = "Tried accessing nonexisting field (" + std::string(field) + ")";
  if (!node_type.empty()) message += " on node type (" + std::string(node_type) + ")";
  return invalid_parameter(std::move(message));
}

Refusal missing_object(std::string_view id, Host host) {
  const std::string story = "Unsupported get request. Object with ID " + in_quotes(id) +
                            " does not exist, cannot be loaded due to missing permissions, or does not "
                            "support this operation";
  if (host == Host::instagram)
    return {.subcode = 33, .message = "Invalid parameter", .transient = false, .user_message = story + "."};
  return {.subcode = 33,
          .message = story +
                     ". Please read the Graph API documentation at "
                     "https://developers.facebook.com/docs/graph-api",
          .type = "GraphMethodException"};
}

Refusal unknown_alias(std::string_view id) {
  return {.status = 404,
          .code = 803,
          .numbered = true,
          .message = "Some of the aliases you requested do not exist: " + std::string(id)};
}

Refusal unknown_path(Host host) {
  return {.code = 2500,
          .message = "Unknown path components",
          .type = host == Host::instagram ? "IGApiException" : "OAuthException"};
}

Refusal not_permitted() {
  return {.status = 403,
          .code = 10,
          .numbered = true,
          .message = "Application does not have permission for this action"};
}

Refusal not_valid_insights_metric() {
  return invalid_parameter("The value must be a valid insights metric");
}

Refusal no_metric() {
  return {.code = 3001,
          .subcode = 1504028,
          .numbered = true,
          .message = "No metric was specified to be fetched",
          .transient = false,
          .user_title = "No metric",
          .user_message = "No metric was specified to be fetched. Please specify one or more metrics."};
}

Refusal reduce_data() {
  return {.status = 500,
          .code = 1,
          .message = "Please reduce the amount of data you're asking for, then retry your request",
          .bare = true};
}

Refusal not_applicable() {
  return {.code = -1, .subcode = 2207086, .message = "Fatal"};
}

Refusal before_conversion() {
  return {.subcode = 2108006,
          .message = "Invalid parameter",
          .transient = false,
          .user_title = "Media posted before business account conversion",
          .user_message =
              "The media was posted before the most recent time that the user's account was "
              "converted to a business account from a personal account."};
}

Refusal not_enough_viewers() {
  return {.code = 10, .numbered = true, .message = "Not enough viewers for the media to show insights"};
}

Refusal bad_token(int subcode, std::int64_t ended_s, std::int64_t now_s) {
  const std::string lead = "Error validating access token: ";
  Refusal refusal{.code = 190, .subcode = subcode};
  switch (subcode) {
    case 458:
      refusal.message = lead + "The user has not authorized application 1000000001.";
      break;
    case 459:
      refusal.message = lead +
                        "You cannot access the app till you log in to www.facebook.com and follow "
                        "the instructions given.";
      break;
    case 460:
      refusal.message = lead +
                        "The session has been invalidated because the user changed their password or "
                        "Facebook has changed the session for security reasons.";
      break;
    case 463:
      refusal.message = lead + "Session has expired on " + in_words(ended_s) + ". The current time is " +
                        in_words(now_s) + ".";
      break;
    case 464:
      refusal.message = lead +
                        "Sessions for the user are not allowed because the user is not a confirmed "
                        "user.";
      break;
    case 492:
      refusal.message = lead + "The user must be an administrator, editor, or moderator of the page.";
      break;
    default:
      refusal.message = lead + "The session is invalid because the user logged out.";
  }
  return refusal;
}

Refusal malformed_token() {
  return {.code = 190, .message = "Invalid OAuth access token - Cannot parse access token"};
}

Refusal too_many_calls(int code) {
  Refusal refusal{.status = 400, .code = code, .numbered = true};
  switch (code) {
    case 4:
      refusal.status = 403;
      refusal.message = "Application request limit reached";
      refusal.transient = true;
      break;
    case 17:
      refusal.message = "User request limit reached";
      refusal.transient = true;
      break;
    case 32:
      refusal.message = "Page request limit reached";
      break;
    case 613:
      refusal.message = "Calls to this api have exceeded the rate limit.";
      break;
    case 80002:
      refusal.message =
          "There have been too many calls to this Instagram account. Wait a bit and try again. "
          "For more info, please refer to "
          "https://developers.facebook.com/docs/graph-api/overview/rate-limiting.";
      break;
    default:
      refusal.message =
          "There have been too many calls to this Page account. Wait a bit and try again. For "
          "more info, please refer to "
          "https://developers.facebook.com/docs/graph-api/overview/rate-limiting.";
  }
  return refusal;
}

Refusal transient_error(int code) {
  if (code == 1) return {.status = 500, .code = 1, .message = "An unknown error has occurred."};
  return {.status = 503,
          .code = 2,
          .message = "An unexpected error has occurred. Please retry your request later.",
          .transient = true};
}

Answer to_answer(const Refusal& refusal, Host host, std::uint64_t variant) {
  const bool numbered = refusal.numbered && host == Host::facebook;
  // Of graph.instagram.com's own refusals; those of the token come from the layer that both hosts share.
  const bool own_type = refusal.numbered && host == Host::instagram;
  const std::string message =
      (numbered ? "(#" + std::to_string(refusal.code) + ") " : std::string()) + refusal.message;
  const std::string trace = trace_id(variant);
  JsonText json;
  json.begin_object().key("error").begin_object().member("message", message);
  if (!refusal.bare) json.member("type", own_type ? "IGApiException" : refusal.type);
  // Keys have no order: some of Graph's servers say this before the code, some after it.
  const bool early = variant % 2 == 0;
  if (refusal.transient && early) json.key("is_transient").boolean(*refusal.transient);
  json.member("code", refusal.code);
  if (refusal.subcode) {
    if (refusal.code == 100) json.key("error_data").begin_object().end_object();
    json.member("error_subcode", refusal.subcode);
  }
  if (refusal.transient && !early) json.key("is_transient").boolean(*refusal.transient);
  if (!refusal.user_title.empty()) json.member("error_user_title", refusal.user_title);
  if (!refusal.user_message.empty()) json.member("error_user_msg", refusal.user_message);
  if (!refusal.bare) json.member("fbtrace_id", trace);
  json.end_object().end_object();

  Answer answer{refusal.status, {}, json.take(), {}};
  answer.headers.emplace_back("content-type", variant % 3 == 0 ? "text/javascript; charset=UTF-8"
                                                               : "application/json; charset=UTF-8");
  answer.headers.emplace_back("x-fb-trace-id", trace);
  if (refusal.code == 190)
    answer.headers.emplace_back("www-authenticate",
                                "OAuth \"Facebook Platform\" \"invalid_token\" \"" + message + "\"");
  return answer;
}

Answer html_error(int status) {
  return {status,
          {{"content-type", "text/html; charset=utf-8"}},
          "<!DOCTYPE html>\n<html lang=\"en\"><head><title>Facebook | Error</title></head>\n<body><h1>Sorry, "
          "something went wrong.</h1><p>We're working on getting this fixed as soon as we "
          "can.</p></body></html>\n",
          {}};
}

}  // namespace tidemark::sandbox::graph
