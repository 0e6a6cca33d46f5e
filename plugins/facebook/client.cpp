#include "client.h"

namespace tidemark::facebook {

sdk::Target Client::target(std::string_view first, std::string_view second) const {
  sdk::Target target("/" + std::string(version_));
  if (first.empty() && second.empty()) return target.part("");
  if (!first.empty()) target.part(first);
  if (!second.empty()) target.part(second);
  return target;
}

graph::Answer Client::ask(const std::string& target, std::string_view what, bool as_app) const {
  const graph::Quotas quotas = {.app = bucket("app"),
                                .account = bucket("page"),
                                .type = "pages",
                                .account_id = page_ == "me" ? std::string_view() : page_};
  const sdk::Request request = {
      .target = target, .bucket = as_app ? quotas.app : quotas.account, .as_app = as_app};
  graph::Answer answer = graph::ask(host_, request, what, quotas);
  // An expired version is not refused: it silently becomes another one.
  if (answer.ok() && !answer.version().empty() && answer.version() != version_ &&
      memory_.versions_warned_of.insert(answer.version()).second)
    host_.warn("the platform answers with version " + answer.version() + " of its API instead of " +
               std::string(version_) + ": set api_version to one that is alive");
  return answer;
}

}  // namespace tidemark::facebook
