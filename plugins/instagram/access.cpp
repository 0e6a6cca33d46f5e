#include "access.h"

#include <optional>
#include <set>
#include <string>
#include <string_view>

namespace tidemark::instagram {
namespace {

struct Needed {
  std::string_view posts, insights;  // scopes
};

constexpr Needed kFacebookLogin = {"instagram_basic", "instagram_manage_insights"};
constexpr Needed kInstagramLogin = {"instagram_business_basic", "instagram_business_manage_insights"};

void append(std::string& list, std::string_view word) {
  (list += list.empty() ? "" : " ") += word;
}

/// Nothing for a 0, which stands for never where the platform has an end to tell.
std::optional<std::int64_t> expiry(const json::Value& seconds) {
  const auto read = seconds.integer();
  if (!read) return std::nullopt;
  return *read == 0                            ? TIDEMARK_NEVER
         : *read < 0 || *read > 32'503'680'000 ? std::nullopt
                                               : std::optional(*read * 1000);
}

class Checker {
 public:
  Checker(const sdk::Check& check, const Api& api)
      : check_(check), api_(api), needed_(api.is_instagram_login() ? kInstagramLogin : kFacebookLogin) {}

  void run(bool has_app) {
    if (has_app && !api_.is_instagram_login()) ask_facebook();
    std::optional<sdk::Failure> lost = ask_account();
    if (!lost && access_.scopes.empty()) ask_insights();
    check_.access(access_);
    if (lost) throw *lost;
  }

 private:
  /// What Facebook says of the token, if it speaks to this app.
  void ask_facebook() try {
    const auto answer = api_.ask_as_app(
        std::string(api_.target("/debug_token")) + "?input_token={access_token}", "GET /debug_token");
    if (!answer.ok()) {
      check_.info("Facebook does not tell of the token: " + answer.failure().message);
      return;
    }
    const json::Value data = answer.root().object()["data"].object();
    std::set<std::string_view> granted;
    for (const json::Value scope : data["scopes"].array())
      if (const auto name = scope.string()) granted.insert(*name);
    for (const std::string_view scope : granted) append(access_.scopes, scope);
    if (granted.empty()) return;
    for (const std::string_view scope : {needed_.posts, needed_.insights})
      if (!granted.contains(scope)) append(access_.missing, scope);
    access_.expires_at_ms = expiry(data["expires_at"]);
  } catch (const json::Error& problem) {
    check_.info(std::string("GET /debug_token: ") + problem.what());
  } catch (const sdk::Failure& why) {
    if (why.code != TIDEMARK_BAD_CONFIG) throw;  // app_secret is not set
    check_.info("without app_secret Facebook does not tell of the token");
  }

  std::optional<sdk::Failure> ask_account() {
    const auto answer = api_.ask(api_.of_account().add("fields", "id,username"), "GET /{account}");
    if (answer.ok()) return std::nullopt;
    if (answer.error().trouble == graph::Trouble::permission) {
      if (access_.missing.find(needed_.posts) == std::string::npos) append(access_.missing, needed_.posts);
    }
    return account_failure(answer);
  }

  /// The smallest question that only the insights' scope answers.
  void ask_insights() {
    sdk::Target target(std::string(api_.of_account()) + "/insights");
    target.add("metric", "reach").add("period", "day").add("metric_type", "total_value");
    const auto answer = api_.ask(target, "GET /{account}/insights");
    if (answer.ok()) return;
    if (answer.error().trouble == graph::Trouble::permission)
      append(access_.missing, needed_.insights);
    else if (!answer.error().asking_for_less_may_help())
      throw account_failure(answer);
  }

  const sdk::Check& check_;
  const Api& api_;
  Needed needed_;
  sdk::Access access_;
};

}  // namespace

void check_access(const sdk::Check& check, const Api& api, bool has_app) {
  Checker(check, api).run(has_app);
}

}  // namespace tidemark::instagram
