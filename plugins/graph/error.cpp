#include "graph/error.h"

#include <algorithm>
#include <charconv>

namespace tidemark::graph {
namespace {

bool has(std::string_view text, std::string_view part) {
  return text.find(part) != std::string_view::npos;
}

std::string text_of(const json::Value& value) {
  return std::string(value.type() == json::Type::string ? *value.string() : std::string_view());
}

/// A code as number or as text. Anything else says nothing: an error that is itself damaged stays an error.
std::int64_t number_of(const json::Value& value) {
  const bool text = value.type() == json::Type::string, number = value.type() == json::Type::number;
  if (!text && !number) return 0;
  const std::string_view digits = text ? *value.string() : *value.number();
  std::int64_t read = 0;
  const auto [end, problem] = std::from_chars(digits.data(), digits.data() + digits.size(), read);
  return problem == std::errc() && end == digits.data() + digits.size() ? read : 0;
}

/// The code that a message begins with: "(#100) Invalid parameter".
std::int64_t number_in(std::string_view message) {
  std::int64_t read = 0;
  if (!message.starts_with("(#")) return 0;
  const char* end = message.data() + message.size();
  const auto [rest, problem] = std::from_chars(message.data() + 2, end, read);
  return problem == std::errc() && rest != end && *rest == ')' ? read : 0;
}

struct Meaning {
  Trouble trouble;
  tidemark_code code;
  std::string_view advice = {};
};

constexpr Meaning kReduce = {Trouble::too_much_data, TIDEMARK_PLATFORM_ERROR,
                             "too much was asked for at once"};
constexpr Meaning kMissing = {Trouble::missing, TIDEMARK_POST_NOT_FOUND,
                              "it is not there, or not for this token"};
constexpr Meaning kRefusedMetric = {Trouble::metric, TIDEMARK_METRIC_UNAVAILABLE, "a metric is refused"};
constexpr Meaning kNoPermission = {Trouble::permission, TIDEMARK_PERMISSION_DENIED,
                                   "the token lacks a permission"};
constexpr Meaning kRequest = {Trouble::request, TIDEMARK_PLATFORM_ERROR};
constexpr Meaning kTransient = {Trouble::transient, TIDEMARK_PLATFORM_ERROR,
                                "a passing trouble of the platform"};
constexpr Meaning kStaleToken = {Trouble::token, TIDEMARK_INVALID_TOKEN,
                                 "the access token is expired or wrong: give the account a fresh one"};
constexpr Meaning kProof = {Trouble::configuration, TIDEMARK_BAD_CONFIG,
                            "the app wants appsecret_proof: set app_secret to the secret of the token's app"};

/// Subcodes of 190 and 102: Meta, "Handle Errors", read 2026-11-22. Only an expired token is replaced by a
/// fresh one alone; in all others a person has to do something first.
Meaning of_token(std::int64_t subcode) {
  const auto person = [](std::string_view advice) {
    return Meaning{Trouble::token, TIDEMARK_AUTH_FAILED, advice};
  };
  switch (subcode) {
    case 458:
      return person("the person removed the app: connect the account again");
    case 459:
      return person("the person must sign in on facebook.com and pass its check");
    case 460:
      return person("the person changed the password: connect the account again");
    case 463:
      return {Trouble::token, TIDEMARK_INVALID_TOKEN,
              "the access token has expired: give the account a fresh one"};
    case 464:
      return person("the person must confirm their account on facebook.com");
    case 467:
      return person("the access token was revoked: connect the account again");
    case 492:
      return person("the person lost the role on the page: give it back, then connect the account again");
    default:
      return kStaleToken;
  }
}

/// 100 is "invalid parameter", and much else under that name.
Meaning of_parameter(const Error& error) {
  const std::string_view said = error.message;
  if (error.subcode == 33) return kMissing;
  if (has(said, "appsecret_proof")) return kProof;
  if (has(said, "reviewable feature") || (has(said, "equires") && has(said, "permission")))
    return kNoPermission;
  if (has(said, "does not exist") || has(error.told, "does not exist")) return kMissing;
  if (has(said, "insights metric") || has(said, "metric[")) return kRefusedMetric;
  if (has(said, "reduce the amount of data")) return kReduce;
  return kRequest;
}

std::optional<Meaning> of_limit(std::int64_t number) {
  switch (number) {
    case 4:
    case 341:
      return Meaning{Trouble::app_limit, TIDEMARK_RATE_LIMITED, "the app's quota is used up"};
    case 17:
      return Meaning{Trouble::account_limit, TIDEMARK_RATE_LIMITED, "the user's quota is used up"};
    case 32:
    case 613:
      return Meaning{Trouble::account_limit, TIDEMARK_RATE_LIMITED, "a quota is used up"};
    default:
      if (number < 80000 || number > 80014) return std::nullopt;
      return Meaning{Trouble::account_limit, TIDEMARK_RATE_LIMITED, "the account's quota is used up"};
  }
}

std::optional<Meaning> of_number(const Error& error) {
  const std::string_view said = error.message;
  switch (error.number) {
    case 1:
      return has(said, "reduce the amount of data") ? kReduce : kTransient;
    case 2:
    case -1:
    case -2:
      return kTransient;
    case 3:
      return Meaning{Trouble::configuration, TIDEMARK_PERMISSION_DENIED,
                     "the app lacks a capability: see its dashboard at Meta"};
    case 10:
      if (has(said, "viewers"))
        return Meaning{Trouble::not_for_this, TIDEMARK_METRIC_UNAVAILABLE, "too few people saw it"};
      return kNoPermission;
    case 100:
      return of_parameter(error);
    case 102:
    case 190:
      return of_token(error.subcode);
    case 368:
      return Meaning{
          Trouble::blocked, TIDEMARK_PERMISSION_DENIED,
          "Meta blocks this for a while for reasons of policy: look at the app and the account there"};
    case 803:
      return kMissing;
    case 2500:
      return has(said, "access token") ? kStaleToken : kRequest;
    case 3001:
      return kRequest;
    default:
      if (error.number >= 200 && error.number <= 299) return kNoPermission;
      return std::nullopt;
  }
}

/// A bare 404 is not among these: without Graph's word for it no post is declared gone.
Meaning of_status(std::uint32_t status) {
  switch (status) {
    case 401:
      return kStaleToken;
    case 403:
      return kNoPermission;
    case 429:
      return {Trouble::account_limit, TIDEMARK_RATE_LIMITED, "a quota is used up"};
    default:
      return {status >= 500 ? Trouble::transient : Trouble::other, TIDEMARK_PLATFORM_ERROR};
  }
}

/// Extra members of Meta's "stability throttling"; they say: ask for less.
bool is_overload(const json::Value& error) {
  for (const std::string_view key : {"throttled", "backend_qps", "complexity_score"})
    if (error[key] || error["error_data"][key]) return true;
  return false;
}

Meaning meaning(const Error& error, const json::Value& body) {
  if (error.subcode == 2108006)  // comes with 100, and in some accounts with 4 or 10
    return {Trouble::not_for_this, TIDEMARK_METRIC_UNAVAILABLE,
            "it was posted before the account became a professional one"};
  if (error.subcode == 2207086) return kRefusedMetric;
  // Limits before everything else: they also say is_transient, and who believes that hammers a closed door.
  if (const auto limit = of_limit(error.number)) return *limit;
  if (is_overload(body)) return kReduce;
  if (const auto known = of_number(error)) return *known;
  const auto transient = body["is_transient"];
  if (transient.type() == json::Type::boolean && *transient.boolean()) return kTransient;
  if (has(error.message, "appsecret_proof")) return kProof;
  return of_status(error.status);
}

/// One line of at most `most` bytes, without control characters.
std::string shortened(std::string_view text, std::size_t most) {
  std::string line(sdk::detail::cut(text, most));
  std::replace_if(
      line.begin(), line.end(), [](char c) { return static_cast<unsigned char>(c) < 32; }, ' ');
  if (line.size() < text.size()) line += "...";
  return line;
}

void take(Error& error, const Meaning& meaning) {
  error.trouble = meaning.trouble;
  error.code = meaning.code;
  error.advice = meaning.advice;
}

Error read_object(const json::Value& body, std::uint32_t status) {
  Error error{.status = status, .message = text_of(body["message"])};
  error.number = number_of(body["code"]);
  if (error.number == 0) error.number = number_in(error.message);
  error.subcode = number_of(body["error_subcode"]);
  const std::string title = text_of(body["error_user_title"]), told = text_of(body["error_user_msg"]);
  error.told = title.empty() ? told : told.empty() ? title : title + ": " + told;
  take(error, meaning(error, body));
  return error;
}

/// {"error_type":"OAuthException","code":400,"error_message":"..."}: `code` is HTTP's here, not Graph's.
Error read_login_form(const json::Value& root, std::uint32_t status) {
  Error error{.status = status, .message = text_of(root["error_message"])};
  const std::int64_t code = number_of(root["code"]);
  const auto stands_for = code >= 400 && code < 600 ? static_cast<std::uint32_t>(code) : status;
  const bool limit =
      has(root["error_type"].type() == json::Type::string ? *root["error_type"].string() : "", "RateLimit") ||
      has(error.message, "rate limit");
  if (limit)
    take(error, of_status(429));
  else if (has(error.message, "token") || has(error.message, "session"))
    take(error, kStaleToken);
  else
    take(error, of_status(stands_for));
  return error;
}

}  // namespace

std::optional<Error> error_in(const json::Value& root, std::uint32_t status) {
  const json::Value error = root["error"];
  if (error.type() == json::Type::object) return read_object(error, status);
  if (root["error_type"] || root["error_message"]) return read_login_form(root, status);
  if (!error) return std::nullopt;
  Error plain{.status = status, .message = text_of(error)};
  if (const std::string more = text_of(root["error_description"]); !more.empty()) plain.message = more;
  take(plain, of_status(status));
  return plain;
}

Error error_of_status(std::uint32_t status) {
  Error error{.status = status};
  take(error, of_status(status));
  return error;
}

sdk::Failure Error::failure(std::string_view what, std::int64_t retry_after_ms) const {
  std::string sentence = std::string(what) + ": ";
  sentence += advice.empty() ? "the platform refused" : advice;
  if (number != 0) {
    sentence += " (code " + std::to_string(number);
    if (subcode != 0) sentence += "/" + std::to_string(subcode);
    sentence += ")";
  } else if (status != 0) {
    sentence += " (HTTP " + std::to_string(status) + ")";
  }
  const std::string& words = message.size() > 20 || told.empty() ? message : told;
  if (!words.empty()) sentence += ": " + shortened(words, 100);
  return {code, sentence, status, retry_after_ms};
}

std::optional<std::string> unknown_field(const Error& error) {
  constexpr std::string_view kBefore = "nonexisting field (";
  const auto at = error.message.find(kBefore);
  if (error.number != 100 || at == std::string::npos) return std::nullopt;
  const auto first = at + kBefore.size();
  const auto end = error.message.find(')', first);
  if (end == std::string::npos) return std::nullopt;
  return error.message.substr(first, end - first);
}

}  // namespace tidemark::graph
