#include "api.h"

namespace tidemark::instagram {
namespace {

constexpr std::uint32_t kGraphOrigin = 0, kLoginOrigin = 1;  // in the manifest's order

// One read is counted under the ids of the business and of the account, and the worse of them counts: no id
// is given.
constexpr graph::Quotas kQuotas = {.app = bucket("app"), .account = bucket("account"), .type = "instagram"};

}  // namespace

Api::Api(const sdk::Host& host, std::string_view version, const Names& names)
    : host_(host), version_(version), login_(names.kind == "instagram_login"), account_(names.id) {
  if (account_.empty()) account_ = names.user;
  if (account_.empty() && login_) account_ = "me";
}

sdk::Target Api::of_account() const {
  if (account_.empty())
    throw sdk::Failure(TIDEMARK_PERMISSION_DENIED,
                       "the account's Instagram id is not known: give the account its instagram_account_id");
  return target("").part(account_);
}

graph::Answer Api::ask(const sdk::Target& target, std::string_view what, std::size_t cost) const {
  return graph::ask(host_,
                    {.target = target,
                     .bucket = bucket("account"),
                     .origin = login_ ? kLoginOrigin : kGraphOrigin,
                     .cost = static_cast<std::uint32_t>(cost)},
                    what, kQuotas);
}

graph::Answer Api::ask_as_app(const std::string& target, std::string_view what) const {
  return graph::ask(host_,
                    {.target = target, .bucket = bucket("app"), .origin = kGraphOrigin, .as_app = true}, what,
                    kQuotas);
}

sdk::Failure account_failure(const graph::Answer& answer) {
  sdk::Failure failure = answer.failure();
  const bool is_gone = failure.code == TIDEMARK_POST_NOT_FOUND;
  if (is_gone)
    failure.code = answer.error().number == 0 ? TIDEMARK_PLATFORM_ERROR : TIDEMARK_PERMISSION_DENIED;
  if (failure.code == TIDEMARK_METRIC_UNAVAILABLE) failure.code = TIDEMARK_PLATFORM_ERROR;
  return failure;
}

}  // namespace tidemark::instagram
