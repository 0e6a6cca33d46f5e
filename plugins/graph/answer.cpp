#include "graph/answer.h"

#include <algorithm>

namespace tidemark::graph {
namespace {

constexpr std::int64_t kBlockedMs = std::int64_t{6} * 60 * 60 * 1000;  // code 368: "hours"

/// What is wrong with an answer; nothing if it is good, `document` then is what it says.
std::optional<Error> read(const sdk::Response& response, std::optional<json::Document>& document) {
  const bool good = response.status() >= 200 && response.status() < 300;
  std::string problem = "it is empty";
  try {
    if (!response.body().empty()) document = response.json();
  } catch (const json::Error& unreadable) {
    problem = unreadable.what();
  }
  if (document) {
    if (auto error = error_in(document->root(), response.status())) return error;
    const json::Type form = document->root().type();
    if (good && (form == json::Type::object || form == json::Type::array)) return std::nullopt;
    problem = "the document is " + std::string(json::to_string(form)) + ", wanted an object";
  }
  if (!good) return error_of_status(response.status());
  Error error{.trouble = Trouble::unreadable, .code = TIDEMARK_BAD_RESPONSE, .status = response.status()};
  error.advice = "an answer in a form we cannot read: " + problem;
  return error;
}

}  // namespace

Answer ask(const sdk::Host& host, const sdk::Request& request, std::string_view what, const Quotas& quotas) {
  const sdk::Response response = host.http(request);
  Usage usage = read_usage(response, quotas);
  std::optional<json::Document> document;
  const std::optional<Error> error = read(response, document);

  std::optional<std::int64_t> asked_ms;  // Retry-After, as the engine read it
  if (response.limited() && response.limited()->retry_after_ms >= 0)
    asked_ms = response.limited()->retry_after_ms;
  const std::int64_t unsaid = asked_ms.value_or(kUnsaidWaitMs);
  std::int64_t app_wait = unsaid, account_wait = usage.account_wait_ms.value_or(unsaid);
  if (error) {
    usage.app_is_full = usage.app_is_full || error->trouble == Trouble::app_limit;
    usage.account_is_full = usage.account_is_full || error->trouble == Trouble::account_limit;
    if (error->trouble == Trouble::blocked) {
      usage.account_is_full = true;
      account_wait = std::max(account_wait, kBlockedMs);
    }
  }
  if (usage.app_is_full) host.quota(quotas.app, std::nullopt, 0, host.now_ms() + app_wait);
  if (usage.account_is_full) host.quota(quotas.account, std::nullopt, 0, host.now_ms() + account_wait);
  if (!error)
    return {std::move(*document), std::string(response.header("facebook-api-version").value_or(""))};

  std::int64_t wait = -1;
  if (error->trouble == Trouble::app_limit) wait = app_wait;
  if (error->trouble == Trouble::account_limit) wait = account_wait;
  if (wait < 0 && response.limited() && error->code == TIDEMARK_PLATFORM_ERROR)
    return {*error, *response.limited()};  // 503 and a Retry-After: the engine has closed the bucket
  return {*error, error->failure(what, wait)};
}

}  // namespace tidemark::graph
