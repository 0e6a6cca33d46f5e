#include "admin/router.h"

#include <Poco/Exception.h>
#include <Poco/String.h>
#include <Poco/URI.h>

#include <algorithm>
#include <chrono>
#include <utility>

#include "admin/prometheus_telemetry.h"

namespace tidemark {
namespace {

bool matches(const PathSegments& pattern, const PathSegments& path, std::string_view& id) {
  // From the end: paths differ there, and begin alike.
  for (std::size_t i = pattern.count; i-- > 0;) {
    if (pattern.at[i].starts_with('{'))
      id = path.at[i];
    else if (pattern.at[i] != path.at[i])
      return false;
  }
  return true;
}

/// Nothing if it is not percent-encoded UTF-8.
std::optional<std::string> decoded(std::string_view text) try {
  std::string plain;
  Poco::URI::decode(std::string(text), plain, true);
  return plain;
} catch (const Poco::Exception&) {
  return std::nullopt;
}

bool is_utf8(const std::string& text) {
  return simdjson::validate_utf8(text.data(), text.size());
}

void read_query(std::string_view text, const Route& route, Call& call, std::vector<FieldFault>& faults) {
  while (!text.empty()) {
    const std::string_view pair = text.substr(0, text.find('&'));
    text.remove_prefix(std::min(pair.size() + 1, text.size()));
    if (pair.empty()) continue;
    const std::size_t equals = pair.find('=');
    const auto name = decoded(pair.substr(0, equals));
    const auto value = equals == std::string_view::npos ? std::string() : decoded(pair.substr(equals + 1));
    if (!name || !value || !is_utf8(*name) || !is_utf8(*value)) {
      if (name && is_utf8(*name))
        faults.push_back({*name, "is not percent-encoded UTF-8"});
      else
        faults.push_back({"", "a parameter's name is not percent-encoded UTF-8"});
      continue;
    }
    const auto known = std::find_if(route.query.begin(), route.query.end(),
                                    [&](const Parameter& parameter) { return parameter.name == *name; });
    if (known == route.query.end()) {
      faults.push_back({*name, "is not a parameter of this call"});
    } else if (call.parameter(*name)) {
      faults.push_back({*name, "is given twice"});
    } else {
      check_text(known->schema, *value, *name, faults);
      call.query.emplace_back(*name, *value);
    }
  }
}

void read_body(const std::string& text, const Route& route, std::optional<json::Document>& document,
               Call& call, std::vector<FieldFault>& faults) {
  if (text.empty() && (!route.body || route.body->fields.empty())) return;
  if (!route.body) return faults.push_back({"", "this call takes no body"});
  if (text.empty()) return faults.push_back({"", "the body is empty; a JSON object is wanted"});
  try {
    document = json::parse(text);
  } catch (const json::Error& e) {
    return faults.push_back({"", std::string("the body is ") + e.what()});
  }
  // A list is the body of one call only: its elements have the name of what they are.
  const bool is_list =
      route.body->kind == Schema::Kind::either && document->root().type() == json::Type::array;
  check(*route.body, document->root(), is_list ? "posts" : "", faults);
  call.body = document->root();
}

Reply unauthorized(std::string_view detail, std::string_view challenge) {
  Reply reply = problem(401, detail);
  reply.headers.emplace_back("WWW-Authenticate", std::string(challenge));
  return reply;
}

std::string media_type(const std::string& content_type) {
  return Poco::toLower(Poco::trim(content_type.substr(0, content_type.find(';'))));
}

bool takes(const Route& route, const std::string& content_type) {
  const std::string type = media_type(content_type);
  if (!route.streams.empty())
    return std::find(route.streams.begin(), route.streams.end(), type) != route.streams.end();
  return type.empty() || type == "application/json" ||
         (route.merge_patch && type == "application/merge-patch+json");
}

std::string taken_types(const Route& route) {
  if (route.streams.empty()) return "a body is JSON: Content-Type: application/json";
  std::string all;
  for (const std::string_view type : route.streams) {
    if (!all.empty()) all += " or ";
    all += type;
  }
  return "this body is " + all + ": say which as Content-Type";
}

bool same_scheme(std::string_view given, std::string_view scheme) {
  return given.size() >= scheme.size() &&
         std::equal(scheme.begin(), scheme.end(), given.begin(), [](char a, char b) {
           return a == (b >= 'A' && b <= 'Z' ? static_cast<char>(b - 'A' + 'a') : b);
         });
}

std::string_view trimmed(std::string_view text) {
  const std::size_t first = text.find_first_not_of(" \t");
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

/// A body that has come whole already.
class WholeBody final : public BodyStream {
 public:
  explicit WholeBody(const std::string& body) : body_(&body) {}
  Result<bool> read(std::string& into) override {
    if (!body_ || body_->empty()) return false;
    into += *std::exchange(body_, nullptr);
    return true;
  }

 private:
  const std::string* body_;
};

Role least_role(Access access) {
  switch (access) {
    case Access::admin:
      return Role::admin;
    case Access::editor:
      return Role::editor;
    case Access::viewer:
    case Access::open:
      break;
  }
  return Role::viewer;
}

}  // namespace

PathSegments::PathSegments(std::string_view path) {
  if (path.size() > 1 && path.back() == '/') path.remove_suffix(1);  // one slash too many is forgiven
  while (!path.empty()) {
    path.remove_prefix(1);  // the slash
    const std::size_t end = std::min(path.find('/'), path.size());
    if (count++ == kMost) return;
    at[count - 1] = path.substr(0, end);
    path.remove_prefix(end);
  }
}

Router::Router(std::vector<Route> routes, AdminContext& context)
    : routes_(std::move(routes)), context_(context) {
  for (const auto& route : routes_) {
    const PathSegments pattern(route.pattern);
    by_length_.at(pattern.count).push_back({pattern, &route});
  }
}

Router::Found Router::find(std::string_view method, std::string_view path) const {
  const PathSegments segments(path);
  const std::string_view wanted = method == "HEAD" ? "GET" : method;
  Found found;
  if (segments.count > PathSegments::kMost) return found;
  for (const auto& [pattern, route] : by_length_[segments.count]) {
    if (!matches(pattern, segments, found.id)) continue;
    if (route->method == wanted) {
      found.route = route;
      return found;
    }
    if (!found.allow.empty()) found.allow += ", ";
    found.allow += route->method == "GET" ? "GET, HEAD" : route->method;
  }
  return found;
}

std::optional<Reply> Router::admit(const ReceivedRequest& head, Found& found, Asker& asker) const {
  found = find(head.method, head.path);
  if (!found.route && found.allow.empty()) return problem(404, "there is nothing at this path");
  if (!found.route) {
    Reply reply = problem(405, "this path takes " + found.allow);
    reply.headers.emplace_back("Allow", found.allow);
    return reply;
  }
  const Route& route = *found.route;
  if (route.access != Access::open) {
    constexpr std::string_view scheme = "bearer ";
    const std::string_view given = head.authorization;
    if (given.empty())
      return unauthorized("a token is needed: Authorization: Bearer <token>", R"(Bearer realm="tidemark")");
    if (!same_scheme(given, scheme))
      return unauthorized("the Authorization header is not of the kind Bearer", R"(Bearer realm="tidemark")");
    auto who = context_.parts.catalog.api_tokens().who(trimmed(given.substr(scheme.size())));
    if (!who)
      return unauthorized("this token is not known", R"(Bearer realm="tidemark", error="invalid_token")");
    asker = *std::move(who);
    if (asker.role < least_role(route.access))
      return problem(
          403, "a token with the role " + std::string(to_string(least_role(route.access))) + " is needed");
    if (route.whole_engine && asker.businesses)
      return problem(403, "this speaks of all businesses, and the token is for some of them");
  }
  if (head.has_body && (route.body || !route.streams.empty()) && !takes(route, head.content_type))
    return problem(415, taken_types(route));
  return std::nullopt;
}

std::optional<Reply> Router::refuse(const ReceivedRequest& head) {
  Found found;
  Asker asker;
  return admit(head, found, asker);
}

Lane Router::lane(const ReceivedRequest& request) const {
  const Found found = find(request.method, request.path);
  return found.route ? found.route->lane : Lane::ordinary;
}

bool Router::streams(const ReceivedRequest& head) const {
  const Found found = find(head.method, head.path);
  return found.route && !found.route->streams.empty();
}

Reply Router::answer(const ReceivedRequest& request) {
  const auto start = std::chrono::steady_clock::now();
  Found found;
  Asker asker;
  auto refused = admit(request, found, asker);
  Reply reply = refused ? std::move(*refused) : call(request, found, asker);
  const auto took = std::chrono::steady_clock::now() - start;
  // Whatever else a client may send as its method must not become a label.
  const bool known = found.route != nullptr;
  context_.parts.telemetry.admin_request(known ? found.route->method : "other",
                                         known ? found.route->pattern : "other", reply.status,
                                         std::chrono::duration_cast<std::chrono::microseconds>(took));
  return reply;
}

Reply Router::call(const ReceivedRequest& request, const Found& found, const Asker& asker) {
  const Route& route = *found.route;
  Call call{.asker = asker};
  if (route.pattern.find('{') != std::string_view::npos) {
    const auto id = positive(found.id);
    if (!id) return problem(404, "there is nothing at this path");
    call.id = *id;
  }
  std::vector<FieldFault> faults;
  std::optional<json::Document> document;
  read_query(request.query, route, call, faults);
  WholeBody whole(request.body);
  if (route.streams.empty()) {
    read_body(request.body, route, document, call, faults);
  } else {
    call.stream = request.stream ? request.stream : &whole;
    call.content_type = media_type(request.content_type);
  }
  if (!faults.empty()) return bad_request(faults);
  return route.handler(call, context_);
}

}  // namespace tidemark
