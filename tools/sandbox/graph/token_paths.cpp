// Requests about tokens and what they open. Source: Facebook facts, section 11; Instagram facts, section 11.

#include "sandbox/graph/graph.h"

namespace tidemark::sandbox::graph {
namespace {

constexpr std::int64_t kDayS = 24LL * 3600;

std::string token_answer(const Token& token, std::int64_t now_s) {
  JsonText json;
  json.begin_object().member("access_token", token.text).member("token_type", "bearer");
  // A little less than the 60 days.
  json.member("expires_in", token.expires_ms / 1000 - now_s - 56).end_object();
  return json.take();
}

/// What the scope is about: a page, an Instagram account, or nothing in particular.
std::string target_of(const Objects& objects, const Token& token, const std::string& scope) {
  if (scope.rfind("pages_", 0) == 0 || scope == "read_insights") return objects.page(token.account).id;
  if (scope.rfind("instagram_", 0) == 0) return objects.instagram_user(token.account).id;
  return "";
}

}  // namespace

std::optional<std::string> Graph::serve_token_path(const Pairs& query, Host host, std::string_view path) {
  const std::int64_t now = now_ms();
  const auto value = [&](std::string_view name) {
    const std::string* text = find(query, name);
    return text ? *text : std::string();
  };
  std::string old;
  if (host == Host::facebook && path == "/oauth/access_token") {
    if (value("client_id") != kAppId || value("client_secret") != kAppSecret)
      throw Refusal{.code = 1, .message = "Error validating client secret."};
    if (value("grant_type") != "fb_exchange_token") throw invalid_parameter("Invalid grant_type");
    old = value("fb_exchange_token");
  } else if (host == Host::instagram && path == "/refresh_access_token") {
    if (value("grant_type") != "ig_refresh_token") throw invalid_parameter("Invalid grant_type");
    old = value("access_token");
  } else if (host == Host::instagram && path == "/access_token") {
    if (value("grant_type") != "ig_exchange_token" || value("client_secret") != kAppSecret)
      throw Refusal{.code = 101, .message = "Error validating application"};
    old = value("access_token");
  } else {
    return std::nullopt;
  }
  const Token token = require_token(old, host);
  if (token.kind == kPage || token.kind == kApp) throw malformed_token();
  if (path == "/refresh_access_token" && issued_s(token, started_ms_) > now / 1000 - kDayS)
    throw invalid_parameter("The access token must be at least 24 hours old to be refreshed");
  const Token later = renewed(token, now);
  tokens_.add(later);
  return token_answer(later, now / 1000);
}

std::string Graph::debug_token(const Call& call) const {
  const std::string* text = find(call.query, "input_token");
  if (!text) throw invalid_parameter("The parameter input_token is required");
  const auto token = tokens_.find(*text);
  JsonText json;
  json.begin_object().key("data").begin_object();
  if (!token) {
    json.key("error").begin_object().member("code", 190).member("message", "Invalid OAuth access token.");
    json.end_object().key("is_valid").boolean(false).key("scopes").begin_array().end_array();
    return json.end_object().end_object().take();
  }
  std::optional<Refusal> refusal;
  try {
    require_token(*text, token->kind == kInstagramLogin ? Host::instagram : Host::facebook);
  } catch (const Refusal& why) {
    refusal = why;
  }
  const std::int64_t ends = token->expires_ms == Token::kNever ? 0 : token->expires_ms / 1000;
  json.member("app_id", kAppId)
      .member("type", token->kind == kPage  ? "PAGE"
                      : token->kind == kApp ? "APP"
                                            : "USER");
  json.member("application", "Sandbox App");
  json.member("data_access_expires_at", issued_s(*token, started_ms_) + 90 * kDayS);
  if (refusal) {
    json.key("error").begin_object().member("code", refusal->code).member("message", refusal->message);
    json.member("subcode", refusal->subcode).end_object();
  }
  json.member("expires_at", ends).key("is_valid").boolean(!refusal);
  json.member("issued_at", issued_s(*token, started_ms_)).key("scopes").begin_array();
  for (const auto& scope : token->scopes) json.string(scope);
  json.end_array().key("granular_scopes").begin_array();
  for (const auto& scope : token->scopes) {
    json.begin_object().member("scope", scope);
    if (const std::string target = target_of(objects_, *token, scope); !target.empty())
      json.key("target_ids").begin_array().string(target).end_array();
    json.end_object();
  }
  json.end_array();
  if (token->kind == kPage) json.member("profile_id", objects_.page(token->account).id);
  if (token->account) json.member("user_id", "10" + objects_.page(token->account).id);
  return json.end_object().end_object().take();
}

std::string Graph::my_permissions(const Call& call) const {
  JsonText json;
  json.begin_object().key("data").begin_array();
  for (const auto& scope : user_token(call.access.account, Token::kNever).scopes)
    json.begin_object()
        .member("permission", scope)
        .member("status", call.access.may(scope) ? "granted" : "declined")
        .end_object();
  return json.end_array().end_object().take();
}

std::string Graph::my_pages(const Call& call) const {
  auto fields = fields_of(call.query);
  if (fields.empty()) fields = parse_fields("access_token,category,name,id,tasks");
  JsonText json;
  json.begin_object().key("data").begin_array();
  // A page of a portfolio is left out, without a word, where business_management was not granted.
  const bool shown = call.may("pages_show_list") && call.may("business_management");
  const Object page = objects_.page(call.access.account);
  if (shown) write_node(json, call, page, fields);
  json.end_array();
  if (shown) {
    const std::string cursor = "QVFI" + page.id + "ZD";
    json.key("paging").begin_object().key("cursors").begin_object();
    json.member("before", cursor).member("after", cursor).end_object().end_object();
  }
  return json.end_object().take();
}

}  // namespace tidemark::sandbox::graph
