#include "refusals.h"

#include <charconv>

#include <tidemark/metric_sets.hpp>

namespace tidemark::linkedin {
namespace {

/// What LinkedIn mostly says it with; a 400 that says the same weighs as much for the account.
constexpr std::uint32_t kVersionRefused = 426;

constexpr std::size_t kLongestQuote = 110;  // messages may be a page of Java

/// A number, whether it was written as one or as text; 0 if it is neither.
std::int64_t number_of(const json::Value& value) {
  std::string_view text;
  if (value.type() == json::Type::number) text = *value.number();
  if (value.type() == json::Type::string) text = *value.string();
  std::int64_t number = 0;
  const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), number);
  return problem == std::errc() && end == text.data() + text.size() ? number : 0;
}

std::string text_of(const json::Value& value) {
  if (value.type() == json::Type::number) return std::string(*value.number());
  return value.type() == json::Type::string ? std::string(*value.string()) : std::string();
}

std::string message_of(const json::Value& root) {
  std::string message = text_of(root["message"]);
  for (const json::Value error : root["errorDetails"]["inputErrors"].items()) {
    const std::string code = text_of(error["code"]);
    const std::string field = text_of(error["input"]["inputPath"]["fieldPath"]);
    if (code.empty() && field.empty()) continue;
    message =
        code + (code.empty() || field.empty() ? "" : " ") + field + (message.empty() ? "" : ": ") + message;
    break;
  }
  return message;
}

Complaint read_complaint(const json::Value& root) {
  Complaint complaint{.status = number_of(root["status"]),
                      .service_code = number_of(root["serviceErrorCode"]),
                      .code = text_of(root["code"]),
                      .message = message_of(root)};
  if (complaint.service_code == 0) complaint.service_code = number_of(root["code"]);
  return complaint;
}

sdk::Failure token_failure(const Complaint& complaint, const std::string& came, std::uint32_t status) {
  const auto is = [&](std::int64_t number, std::string_view word) {
    return complaint.service_code == number || complaint.code == word;
  };
  if (complaint.is_revoked())
    return {TIDEMARK_AUTH_FAILED, came + "the access token was revoked; grant LinkedIn access again", status};
  if (is(65602, "EXPIRED_ACCESS_TOKEN"))
    return {TIDEMARK_INVALID_TOKEN, came + "the access token has expired; renew it or sign in again", status};
  if (is(65604, "EMPTY_ACCESS_TOKEN") || complaint.message.starts_with("Empty oauth2"))
    return {TIDEMARK_INVALID_TOKEN, came + "LinkedIn saw no access token; give the account a new one",
            status};
  if (is(65600, "INVALID_ACCESS_TOKEN"))
    return {TIDEMARK_INVALID_TOKEN, came + "this is no access token of LinkedIn's; check what was registered",
            status};
  return {TIDEMARK_INVALID_TOKEN, came + "LinkedIn does not accept the access token; sign in again", status};
}

bool is_token(const Complaint& complaint) {
  return complaint.status == 401 || (complaint.service_code >= 65600 && complaint.service_code <= 65604) ||
         complaint.code.ends_with("_ACCESS_TOKEN");
}

sdk::Failure permission_failure(const Complaint& complaint, const std::string& came, const std::string& said,
                                const Endpoint& endpoint, std::uint32_t status) {
  if (complaint.message.starts_with("Unpermitted fields"))
    return {TIDEMARK_PERMISSION_DENIED, came + "a parameter is not permitted: " + said, status};
  return {
      TIDEMARK_PERMISSION_DENIED,
      came + "needs scope " + std::string(endpoint.scope) + " and role ADMINISTRATOR on the page: " + said,
      status};
}

}  // namespace

std::optional<Complaint> complaint_in(const sdk::Response& answer) {
  const bool good = answer.ok();
  Complaint complaint;
  try {
    const json::Document document = answer.json();
    const json::Value root = document.root();
    complaint = read_complaint(root);
    const bool is_error = complaint.status >= 400 || complaint.service_code != 0 || !complaint.code.empty();
    if (good && (!is_error || root["elements"] || root["results"])) return std::nullopt;
  } catch (const json::Error&) {
    if (good) return std::nullopt;  // whoever reads it will say what is wrong with it
  }
  if (!good) complaint.status = answer.status();
  return complaint;
}

Refused refusal(const Complaint& complaint, const Endpoint& endpoint, std::string_view version,
                std::int64_t wait_ms) {
  const auto status =
      static_cast<std::uint32_t>(complaint.status >= 100 && complaint.status <= 599 ? complaint.status : 0);
  const std::string came = std::string(endpoint.resource) + " (" + std::to_string(status) + "): ";
  const std::string said(sdk::detail::cut(complaint.message, kLongestQuote));
  const auto refused = [&](sdk::Failure why) { return Refused(why, complaint); };
  if (complaint.is_throttle())
    return refused({TIDEMARK_RATE_LIMITED, came + (said.empty() ? "rate limit" : said), status, wait_ms});
  if (complaint.is_version())
    return refused({TIDEMARK_PLATFORM_ERROR,
                    came + "LinkedIn does not serve API version " + std::string(version) +
                        "; set another api_version under [platforms.linkedin]: " + said,
                    kVersionRefused});
  if (is_token(complaint)) return refused(token_failure(complaint, came, status));
  if (status == 403 || complaint.code == "ACCESS_DENIED")
    return refused(permission_failure(complaint, came, said, endpoint, status));
  if (wait_ms >= 0)  // another status, and a pause was asked for
    return refused({TIDEMARK_RATE_LIMITED, came + "LinkedIn asks to come back later", status, wait_ms});
  return refused(
      {TIDEMARK_PLATFORM_ERROR, came + (said.empty() ? "LinkedIn failed without a reason" : said), status});
}

bool ends_the_call(const sdk::Failure& why) {
  if (why.code == TIDEMARK_CANCELLED || why.code == TIDEMARK_INVALID_TOKEN ||
      why.code == TIDEMARK_AUTH_FAILED || why.code == TIDEMARK_PLUGIN_ERROR)
    return true;
  const auto* refused = dynamic_cast<const Refused*>(&why);
  return refused && why.code == TIDEMARK_PLATFORM_ERROR && refused->complaint.is_version();
}

std::int64_t try_again_at(const sdk::Failure& why, std::int64_t now_ms) {
  if (why.code == TIDEMARK_PERMISSION_DENIED) return now_ms + sdk::MetricSets::kTryAgainAfterMs;
  return now_ms + (why.retry_after_ms > 0 ? why.retry_after_ms : kMinute);
}

}  // namespace tidemark::linkedin
