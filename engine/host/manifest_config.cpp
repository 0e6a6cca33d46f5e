#include "host/manifest_config.h"

#include <Poco/JSONString.h>

#include <algorithm>
#include <charconv>

#include "host/origin.h"
#include "host/plugin_text.h"

namespace tidemark {
namespace {

using Key = Manifest::ConfigKey;

std::optional<std::int64_t> integer(const std::string& text) {
  std::int64_t number = 0;
  const char* end = text.data() + text.size();
  const auto [rest, problem] = std::from_chars(text.data(), end, number);
  if (problem != std::errc() || rest != end) return std::nullopt;
  return number;
}

bool is_boolean(const std::string& text) {
  return text == "true" || text == "false";
}

bool allows_plain(const PlatformSettings& settings) {
  const auto found = settings.find("allow_plain");
  return found != settings.end() && found->second == "true";
}

std::string quoted(const std::string& text) {
  return Poco::toJSON(text, Poco::JSON_WRAP_STRINGS);
}

std::string as_json(const Key& key, const std::string& value) {
  if (key.type == Key::Type::text) return quoted(value);
  if (key.type == Key::Type::integer) return std::to_string(integer(value).value_or(0));  // "007" is no JSON
  return value;
}

bool is_base_url(const Manifest& manifest, const std::string& name) {
  for (std::size_t i = 0; i < manifest.origins.size(); ++i)
    if (base_url_key(manifest, i) == name) return true;
  return false;
}

// What is wrong with the value of `name`; empty: nothing. Never shows a value, which may be a secret.
std::string value_problem(const Manifest& manifest, const std::string& name, const std::string& value,
                          bool plain) {
  if (!is_utf8(value)) return "is not UTF-8";
  if (is_base_url(manifest, name)) return base_url_problem(value, plain);
  if (name == "allow_plain") return is_boolean(value) ? "" : "is neither true nor false";
  const auto key = std::find_if(manifest.config.begin(), manifest.config.end(),
                                [&](const Key& one) { return one.name == name; });
  if (key == manifest.config.end()) return "unknown key";
  if (key->type == Key::Type::integer && !integer(value)) return "is not a whole number";
  if (key->type == Key::Type::boolean && !is_boolean(value)) return "is neither true nor false";
  return {};
}

}  // namespace

std::string base_url_key(const Manifest& manifest, std::size_t index) {
  return index == 0 ? "base_url" : manifest.origins.at(index).name + "_base_url";
}

Result<> check_settings(const Manifest& manifest, const PlatformSettings& settings) {
  for (const auto& [name, value] : settings) {
    const std::string problem = value_problem(manifest, name, value, allows_plain(settings));
    if (!problem.empty())
      return Error{Code::bad_config, "platforms." + manifest.platform + "." + name + ": " + problem, name};
  }
  return Done{};
}

std::string config_json(const Manifest& manifest, const PlatformSettings& settings) {
  std::string json;
  for (const Key& key : manifest.config) {
    if (key.type == Key::Type::secret) continue;
    const auto set = settings.find(key.name);
    const std::string& value = set == settings.end() ? key.fallback : set->second;
    json += (json.empty() ? "" : ",") + quoted(key.name) + ":" + as_json(key, value);
  }
  return "{" + json + "}";
}

}  // namespace tidemark
