#include "sandbox/linkedin/linkedin.h"

#include <algorithm>
#include <cstdio>

#include "sandbox/linkedin/problems.h"

namespace tidemark::sandbox::linkedin {
namespace {

// LinkedIn publishes no sizes; these are the development tier's, at second hand (section 5).
constexpr std::int64_t kAppDay = 500, kMemberDay = 100;
constexpr std::size_t kMaxQuery = 4096, kMaxSegment = 4096, kMaxUrl = 8192, kMaxHead = 28 * 1024;
constexpr std::string_view kMember = "/member";

bool too_long(const Request& request) {
  if (request.raw_query.size() > kMaxQuery) return true;
  for (auto segment : split(request.path, '/'))
    if (segment.size() > kMaxSegment) return true;
  const std::size_t url = request.path.size() + 1 + request.raw_query.size();
  std::size_t head = url;
  for (const auto& [name, value] : request.headers) head += name.size() + value.size() + 4;
  return url > kMaxUrl || head > kMaxHead;
}

/// A POST that stands for a GET has its query in the body. Nothing for any other method than GET.
std::optional<std::string> query_of(const Request& request) {
  if (request.method == "GET") return request.raw_query;
  const bool tunnelled = request.method == "POST" && header(request, "x-http-method-override") == "GET" &&
                         header(request, "content-type").rfind("application/x-www-form-urlencoded", 0) == 0;
  return tunnelled && request.raw_query.empty() ? std::optional(request.body) : std::nullopt;
}

/// "posts.FINDER-author.20260901", as the refusal of a scope names what was asked.
std::string operation(const Resource& resource, const Reading& asked, const std::string& version) {
  std::string method = resource.entity ? "GET" : asked.find("ids") ? "BATCH_GET" : "FINDER";
  if (method == "FINDER") method += "-" + asked.text("q");
  return std::string(resource.name) + "." + method + "." + version.substr(0, version.find('.')) + "01";
}

std::string app_bucket(const Resource& resource) {
  return "application " + std::string(resource.name);
}
std::string member_bucket(const Resource& resource, int member) {
  return "member " + std::to_string(member) + " " + std::string(resource.name);
}

std::int64_t next_midnight(std::int64_t now) {
  return (now / kDayMs + 1) * kDayMs;
}

}  // namespace

LinkedIn::LinkedIn(const Stage& stage) : Platform(stage, "linkedin", kIdEpochMs) {
  const std::set<std::string> scopes = {"rw_organization_admin", "r_organization_admin",
                                        "r_organization_social"};
  for (int number = 1; number <= world_.accounts(); ++number)
    tokens_.add({"sandbox-linkedin-" + std::to_string(number), number, "member", scopes, token_end()});
}

std::string LinkedIn::endpoint_of(const Request& request) const {
  const auto found = route(request.path);
  return found ? endpoint_name(*found->resource) : "other";
}

std::optional<Answer> LinkedIn::refuse(const Request& request, std::int64_t now) const {
  if (request.token.empty()) return empty_token();
  const auto token = tokens_.find(request.token);
  if (!token) return invalid_token();
  if (token->revoked) return revoked_token();
  if (token->expired(now)) return expired_token();
  const std::string version = header(request, "linkedin-version");
  if (version.empty()) return version_missing();
  if (!versions_.active(version, now)) return version_not_active(version);
  return std::nullopt;
}

std::optional<Answer> LinkedIn::count(const Request& request, const Resource& resource, int member,
                                      std::int64_t now) {
  const std::string name(resource.name);
  const struct {
    Quotas& quotas;
    std::string bucket, limit;
    std::int64_t usual;
    const char* whose;
  } both[] = {{app_, app_bucket(resource), name, kAppDay, "APPLICATION"},
              {member_, member_bucket(resource, member), name + std::string(kMember), kMemberDay, "MEMBER"}};
  std::optional<Answer> refusal;
  for (const auto& [quotas, bucket, limit, usual, whose] : both) {
    closures_.knock(bucket, now, request.method + " " + request.path);
    const QuotaState state = quotas.take(bucket, own_limit(options_.limits, limit).value_or(usual), now);
    if (!state.refused || refusal) continue;
    closures_.close(bucket, state.reset_s * 1000, now);
    refusal = day_limit(whose);
  }
  return refusal;
}

Answer LinkedIn::answer(const Request& request) {
  if (too_long(request)) return uri_too_long();
  const std::int64_t now = now_ms();
  const auto found = route(request.path);
  if (!found) return no_resource();
  const auto query = query_of(request);
  if (!query) return method_not_allowed();
  if (auto refusal = refuse(request, now)) return *refusal;

  const Resource& resource = *found->resource;
  const Token token = tokens_.find(request.token).value_or(Token{});
  const std::string version = header(request, "linkedin-version");
  if (auto refusal = count(request, resource, token.account, now)) return *refusal;
  const bool protocol_2 = header(request, "x-restli-protocol-version") == "2.0.0";
  const Reading asked = read_parameters(*query, protocol_2, resource.parameters);
  if (asked.refusal) return *asked.refusal;
  const bool permitted = std::any_of(resource.scopes.begin(), resource.scopes.end(),
                                     [&](std::string_view scope) { return token.may(std::string(scope)); });
  if (!permitted) return not_enough_permissions(operation(resource, asked, version));
  Answer answer = resource.answer({world_, state_, token, asked, found->key, version, now});
  answer.headers.emplace_back("x-restli-protocol-version", protocol_2 ? "2.0.0" : "1.0.0");
  return answer;
}

Answer LinkedIn::fail(const Request& request, const Fault& fault, std::uint64_t variant) {
  const std::int64_t now = now_ms();
  const auto found = route(request.path);
  const auto token = tokens_.find(request.token);
  if (found) {
    closures_.knock(app_bucket(*found->resource), now, request.method + " " + request.path);
    closures_.knock(member_bucket(*found->resource, token ? token->account : 0), now,
                    request.method + " " + request.path);
  }
  switch (fault.status) {
    case 400:
      return param_invalid("q");
    case 401:
      if (fault.form == "revoked" || fault.form == "65601") return revoked_token();
      return fault.form == "expired" || fault.form == "65602" ? expired_token() : invalid_token();
    case 403:
      return not_enough_permissions(found ? std::string(found->resource->name) + ".GET.NO_VERSION"
                                          : "unknown");
    case 404:
    case 410:
      return post_gone("urn:li:share:0");
    case 426:
      return version_not_active(header(request, "linkedin-version"));
    case 429:
      if (fault.form != "day" && fault.form != "user") return throttled();
      if (found && fault.form == "day")
        closures_.close(app_bucket(*found->resource), next_midnight(now), now);
      if (found && fault.form == "user")
        closures_.close(member_bucket(*found->resource, token ? token->account : 0), next_midnight(now), now);
      return day_limit(fault.form == "day" ? "APPLICATION" : "MEMBER");
    default:
      return server_error(fault.status, variant);
  }
}

void LinkedIn::add_server_headers(Answer& answer) {
  const std::uint64_t number = ++answers_;
  char id[32];
  std::snprintf(id, sizeof id, "AAY%013llx", static_cast<unsigned long long>(number));
  const bool told = find(answer.headers, "x-restli-protocol-version") != nullptr;
  if (!told) answer.headers.emplace_back("x-restli-protocol-version", "2.0.0");
  answer.headers.emplace_back("x-li-uuid", id);
  answer.headers.emplace_back("x-li-fabric", "prod-lva1");
  answer.headers.emplace_back("x-li-pop", "azd-prod-lva1");
  answer.headers.emplace_back("x-li-proto", "http/1.1");
}

std::string LinkedIn::id_of(const Account& account) const {
  return std::to_string(organization_number(world_, account.number));
}
std::string LinkedIn::id_of(const Post& post) const {
  return post_urn(world_, post);
}
std::string LinkedIn::url_of(const Post& post) const {
  return "https://www.linkedin.com/feed/update/" + post_urn(world_, post);
}
std::optional<Post> LinkedIn::post_of(std::string_view id) const {
  return find_post(world_, id, now_ms());
}
std::vector<std::string> LinkedIn::kinds() const {
  return {std::begin(kKinds), std::end(kKinds)};
}

Result<std::string> LinkedIn::happen_here(const Event& event) {
  if (event.what == "expire_version" || event.what == "release_version") {
    if (event.version.size() != 6) return Error{Code::invalid, "version: a month, as 202609", "version"};
    event.what == "expire_version" ? versions_.expire(event.version) : versions_.release(event.version);
  } else if (event.what == "drop_role" || event.what == "grant_role") {
    if (event.account < 1 || event.account > world_.accounts())
      return Error{Code::invalid, "account: from 1 to " + std::to_string(world_.accounts()), "account"};
    state_.set_role(event.account, event.what == "grant_role");
  } else if (event.what == "edit") {
    const auto post = post_of(event.post);
    if (!post)
      return Error{Code::invalid, "post: no post of linkedin has the id \"" + event.post + "\"", "post"};
    state_.edit(post->id, now_ms());
  } else if (event.what == "retire_metric" || event.what == "restore_metric") {
    if (event.metric.empty()) return Error{Code::invalid, "metric: is missing", "metric"};
    state_.set_retired(event.metric, event.what == "retire_metric");
  } else {
    return Platform::happen_here(event);
  }
  return std::string();
}

std::unique_ptr<Platform> make(const Stage& stage) {
  return std::make_unique<LinkedIn>(stage);
}

bool has_bucket(std::string_view name) {
  if (name.size() > kMember.size() && name.substr(name.size() - kMember.size()) == kMember)
    name.remove_suffix(kMember.size());
  return is_resource(name);
}

}  // namespace tidemark::sandbox::linkedin
