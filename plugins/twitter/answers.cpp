#include "answers.h"

#include <algorithm>
#include <iterator>

namespace tidemark::twitter {
namespace {

constexpr std::size_t kLongestQuote = 120;  // of what X says: a 400 may repeat every id

std::string quoted(const json::Value& problem) {
  const auto part = [&](const char* name) {
    const json::Value member = problem[name];
    return member.type() == json::Type::string ? *member.string() : std::string_view();
  };
  std::string text(part("title"));
  std::string_view detail = part("detail");
  for (const json::Value error : problem["errors"].items())
    if (error["message"].type() == json::Type::string) {
      detail = *error["message"].string();  // names the parameter, where the detail is of no use
      break;
    }
  if (!detail.empty() && detail != text) (text += text.empty() ? "" : ": ") += detail;
  return std::string(sdk::detail::cut(text, kLongestQuote));
}

/// The last part of a problem's type: the same under api.x.com and api.twitter.com.
std::string_view kind_of(const json::Value& problem) {
  if (problem["type"].type() != json::Type::string) return {};
  const std::string_view type = *problem["type"].string();
  return type.substr(type.rfind('/') + 1);
}

bool has_code_88(const json::Value& problem) {
  for (const json::Value error : problem["errors"].items())
    if (error["code"].number() == "88") return true;
  return false;
}

std::optional<json::Document> problem_of(const sdk::Response& answer) {
  try {
    return answer.json();
  } catch (const json::Error&) {
    return std::nullopt;  // an empty 404, an HTML 503
  }
}

/// When the quota that is used up starts anew; the 24-hour ones go before the 15 minutes, which may show
/// plenty left.
std::optional<std::int64_t> reset_of_what_is_used_up(const sdk::Response& answer, bool assume_window) {
  std::optional<std::int64_t> latest;
  for (const std::string prefix : {"x-app-limit-24hour", "x-user-limit-24hour"})
    if (answer.number_header(prefix + "-remaining") == 0)
      if (const auto reset = answer.number_header(prefix + "-reset"))
        latest = std::max(latest.value_or(0), *reset);
  if (!latest && (assume_window || answer.number_header("x-rate-limit-remaining") == 0))
    latest = answer.number_header("x-rate-limit-reset");
  // A reset past the year 3000 is no time that anybody means, and would overflow as milliseconds.
  if (latest && (*latest < 0 || *latest > 32'503'680'000)) return std::nullopt;
  return latest ? std::optional(*latest * 1000) : std::nullopt;
}

void report_quota(const sdk::Host& host, const sdk::Response& answer, std::uint32_t bucket) {
  for (const std::string prefix : {"x-app-limit-24hour", "x-user-limit-24hour"})
    if (answer.number_header(prefix + "-remaining") == 0) {
      host.quota(bucket, answer.number_header(prefix + "-limit"), 0, reset_of_what_is_used_up(answer, false));
      return;
    }
  host.quota(bucket, answer.number_header("x-rate-limit-limit"),
             answer.number_header("x-rate-limit-remaining"), reset_of_what_is_used_up(answer, true));
}

sdk::Failure rate_limited(const sdk::Response& answer, const std::string& came, const sdk::Host& host) {
  std::int64_t wait = answer.limited() ? answer.limited()->retry_after_ms : -1;
  if (const auto reset = reset_of_what_is_used_up(answer, true))
    wait = std::max(wait, *reset - host.now_ms());
  const char* what = answer.status() >= 500 ? "X is not there now and asks to come back later" : "rate limit";
  return {TIDEMARK_RATE_LIMITED, came + what, answer.status(), wait > 0 ? wait : -1};
}

sdk::Failure forbidden(const json::Value& problem, const std::string& came, std::uint32_t status) {
  const std::string_view kind = kind_of(problem);
  const std::string said = quoted(problem);
  std::string what_to_do = "this token may not" + (said.empty() ? said : ": " + said);
  if (kind == "client-forbidden")
    what_to_do =
        "the app is not enrolled for this; attach it to a project in X's developer portal (" + said + ")";
  if (kind == "unsupported-authentication")
    what_to_do = "it needs the token of a user, and this one is the app's own; sign the account in";
  return {TIDEMARK_PERMISSION_DENIED, came + what_to_do, status};
}

}  // namespace

sdk::Response ask(const sdk::Host& host, const sdk::Target& target, std::uint32_t bucket) {
  sdk::Response answer = host.http({.target = target, .bucket = bucket});
  report_quota(host, answer, bucket);
  return answer;
}

bool asking_for_less_may_help(const sdk::Response& answer) {
  if (answer.status() != 400 && answer.status() != 403) return false;
  const auto document = problem_of(answer);
  if (!document) return true;
  const std::string_view kind = kind_of(document->root());
  return kind != "client-forbidden" && kind != "usage-capped" && !has_code_88(document->root());
}

bool is_app_only(const sdk::Response& answer) {
  if (answer.status() != 403) return false;
  const auto document = problem_of(answer);
  return document && kind_of(document->root()) == "unsupported-authentication";
}

sdk::Failure refusal(const sdk::Response& answer, std::string_view what, const sdk::Host& host) {
  const std::uint32_t status = answer.status();
  const std::string came = std::string(what) + " (" + std::to_string(status) + "): ";
  const auto document = problem_of(answer);
  const json::Document nothing = json::parse("null");
  const json::Value problem = document ? document->root() : nothing.root();
  const std::string_view kind = kind_of(problem);
  if (kind == "usage-capped")
    return {TIDEMARK_PLATFORM_ERROR, came + "the plan's cap is used up (" + quoted(problem) + ")", status};
  if (status == 429 || answer.limited() || has_code_88(problem)) return rate_limited(answer, came, host);
  switch (status) {
    case 401:
      return {TIDEMARK_INVALID_TOKEN, came + "X does not accept the access token; renew it or sign in again",
              status};
    case 402:
      return {TIDEMARK_PLATFORM_ERROR,
              came + "the developer account has no credits left (CreditsDepleted); buy some at X", status};
    case 403:
      return forbidden(problem, came, status);
    case 404:
      return {TIDEMARK_PLATFORM_ERROR, came + "X does not offer this endpoint to the app", status};
    default:
      const std::string said = quoted(problem);
      return {TIDEMARK_PLATFORM_ERROR, came + (said.empty() ? "X failed without a reason" : said), status};
  }
}

std::optional<std::string_view> id_of(const json::Value& value) {
  return value.type() == json::Type::number ? value.number() : value.string();
}

std::optional<PartialError> read_partial_error(const json::Value& error) {
  if (error["section"].type() == json::Type::string && error["section"].string() == "includes")
    return std::nullopt;
  const auto id = id_of(error["resource_id"] ? error["resource_id"] : error["value"]);
  if (!id) return std::nullopt;
  using About = PartialError::About;
  struct Row {
    std::string_view kind, title;
    About about;
    tidemark_code code;
  };
  static constexpr Row kRows[] = {
      {"", "Forbidden", About::post, TIDEMARK_PERMISSION_DENIED},  // suspended; its type says "not found"
      {"resource-not-found", "Not Found Error", About::post, TIDEMARK_POST_NOT_FOUND},
      {"not-authorized-for-field", "Field Authorization Error", About::field, TIDEMARK_PERMISSION_DENIED},
      {"field-unauthorized", "", About::field, TIDEMARK_PERMISSION_DENIED},
      {"field-hydration-failure", "", About::field, TIDEMARK_PLATFORM_ERROR},
      {"not-authorized-for-resource", "Authorization Error", About::post, TIDEMARK_PERMISSION_DENIED},
      {"disallowed-resource", "Disallowed Resource", About::post, TIDEMARK_PERMISSION_DENIED},
      {"rate-limit-exceeded", "", About::post, TIDEMARK_RATE_LIMITED},
  };
  const std::string_view kind = kind_of(error);
  const auto title = error["title"].string().value_or("");
  const auto row = std::find_if(std::begin(kRows), std::end(kRows), [&](const Row& candidate) {
    return (!candidate.kind.empty() && candidate.kind == kind) ||
           (!candidate.title.empty() && candidate.title == title);
  });
  const bool known = row != std::end(kRows);
  return PartialError{*id, known ? row->about : About::post, known ? row->code : TIDEMARK_PLATFORM_ERROR,
                      "X: " + quoted(error)};
}

}  // namespace tidemark::twitter
