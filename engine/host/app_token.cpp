#include "host/app_token.h"

#include <algorithm>

#include "host/manifest_words.h"

namespace tidemark {
namespace {

// A run of plain text, or the name of a key.
struct Part {
  std::string text;
  bool is_key = false;
};

Result<std::vector<Part>> parts_of(std::string_view text) {
  std::vector<Part> parts;
  while (!text.empty()) {
    const auto brace = text.find_first_of("{}");
    parts.push_back({std::string(text.substr(0, brace))});
    if (brace == std::string_view::npos) break;
    const auto end = text.find('}', brace);
    if (text[brace] == '}' || end == std::string_view::npos)
      return Error{Code::bad_config, "has a brace without its partner"};
    const std::string key(text.substr(brace + 1, end - brace - 1));
    if (!is_word(key)) return Error{Code::bad_config, "{" + key + "} is not the name of a key"};
    parts.push_back({key, true});
    text.remove_prefix(end + 1);
  }
  return parts;
}

std::string value_of(const Manifest& manifest, const PlatformSettings& settings, const std::string& key) {
  if (const auto set = settings.find(key); set != settings.end()) return set->second;
  for (const auto& declared : manifest.config)
    if (declared.name == key) return declared.fallback;
  return {};
}

}  // namespace

Result<std::vector<std::string>> keys_of_template(std::string_view text) {
  const auto parts = parts_of(text);
  if (!parts) return parts.error();
  std::vector<std::string> keys;
  for (const Part& part : *parts)
    if (part.is_key) keys.push_back(part.text);
  if (keys.empty()) return Error{Code::bad_config, "names no key of [config] in braces"};
  return keys;
}

Result<Secret> app_token(const Manifest& manifest, const PlatformSettings& settings) {
  const auto parts = parts_of(manifest.auth.app_token);
  if (!parts) return parts.error();
  std::string token, missing;
  for (const Part& part : *parts) {
    const std::string value = part.is_key ? value_of(manifest, settings, part.text) : part.text;
    if (part.is_key && value.empty()) missing += (missing.empty() ? "" : " and ") + part.text;
    token += value;
  }
  if (!missing.empty())
    return Error{Code::bad_config, "the request needs the app's own token: set " + missing +
                                       " under [platforms." + manifest.platform + "]"};
  return Secret(std::move(token));
}

}  // namespace tidemark
