#include "host/request_rules.h"

#include <algorithm>
#include <iterator>

#include "host/credentials.h"
#include "host/http_text.h"

namespace tidemark {
namespace {

Error broken(const std::string& rule) {
  return {Code::plugin_error, "request refused: " + rule};
}

bool is_engines_header(const std::string& lower_case_name) {
  constexpr std::string_view kNames[] = {"authorization",
                                         "host",
                                         "cookie",
                                         "content-length",
                                         "transfer-encoding",
                                         "accept-encoding",
                                         "connection",
                                         "keep-alive",
                                         "upgrade",
                                         "expect",
                                         "te",
                                         "trailer",
                                         "proxy-authorization",
                                         "proxy-connection"};
  return std::find(std::begin(kNames), std::end(kNames), lower_case_name) != std::end(kNames);
}

/// A path that climbs could leave the prefix that an operator set.
bool climbs(std::string_view path) {
  std::string plain = lower_case(path);
  for (auto at = plain.find("%2e"); at != std::string::npos; at = plain.find("%2e", at + 1))
    plain.replace(at, 3, ".");
  for (auto at = plain.find("%2f"); at != std::string::npos; at = plain.find("%2f", at + 1))
    plain.replace(at, 3, "/");
  plain += '/';
  return plain.find("/../") != std::string::npos;
}

bool names_parameter(std::string_view target, std::string_view parameter) {
  const auto query = target.find('?');
  if (query == std::string_view::npos) return false;
  std::string_view rest = target.substr(query + 1);
  while (true) {
    const auto end = rest.find('&');
    const auto pair = rest.substr(0, end);
    const auto name = pair.substr(0, pair.find('='));
    if (name == parameter || name == percent_encoded(parameter)) return true;
    if (end == std::string_view::npos) return false;
    rest.remove_prefix(end + 1);
  }
}

}  // namespace

Result<> check_request(const Manifest& manifest, const PlatformRequest& request) {
  constexpr std::string_view kMethods[] = {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"};
  if (std::find(std::begin(kMethods), std::end(kMethods), request.method) == std::end(kMethods))
    return broken("unknown method");
  if (request.origin >= manifest.origins.size())
    return broken("origin " + std::to_string(request.origin) + " is not in the manifest");
  if (request.bucket >= manifest.buckets.size())
    return broken("bucket " + std::to_string(request.bucket) + " is not in the manifest");
  const std::string_view target = request.target;
  if (!is_target(target) || target.starts_with("//"))
    return broken("the target is not a path of printable characters");
  const std::string_view path = target.substr(0, target.find('?'));
  if (find_placeholder(path))
    return broken("the target's path holds a token; it may stand in the query only");
  if (request.as_app && manifest.auth.app_token.empty())
    return broken("it is to be sent as the app, and the manifest has no [auth.app]");
  if (climbs(path)) return broken("the target's path climbs");
  if (manifest.auth.style == Manifest::Auth::Style::query && names_parameter(target, manifest.auth.parameter))
    return broken("the target names \"" + manifest.auth.parameter + "\", which is the engine's");
  if (manifest.auth.proof && names_parameter(target, manifest.auth.proof->parameter))
    return broken("the target names \"" + manifest.auth.proof->parameter + "\", which is the engine's");
  for (const auto& [name, value] : request.headers) {
    if (!is_token(name)) return broken("a header's name is not a word");
    if (is_engines_header(lower_case(name))) return broken("header " + name + " is the engine's");
    if (!is_field_value(value)) return broken("control characters in header " + name);
  }
  return Done{};
}

}  // namespace tidemark
