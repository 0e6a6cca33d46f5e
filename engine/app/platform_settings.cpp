// What each plugin is set to, from the file, foreign variables and our own.

#include <Poco/String.h>

#include <fstream>
#include <string_view>

#include "app/config.h"

namespace tidemark {
namespace {

Result<std::string> read_secret_file(const std::string& path, const std::string& where) {
  std::ifstream file(path, std::ios::binary);
  std::string text((std::istreambuf_iterator<char>(file)), {});
  if (!file) return Error{Code::bad_config, where + ": cannot read the file " + path};
  while (!text.empty() && (text.back() == '\n' || text.back() == '\r')) text.pop_back();
  return text;
}

/// The settings of one platform, each later source over the earlier one.
class PlatformReader {
 public:
  PlatformReader(const Manifest& manifest, const Environment& environment)
      : manifest_(manifest), environment_(environment) {}

  Result<PlatformSettings> read(const std::map<std::string, PlatformValue>* table) {
    if (table)
      for (const auto& [key, value] : *table)
        if (auto kept = keep_value(key, value); !kept) return kept.error();
    for (const auto& [variable, key] : manifest_.env)
      if (auto kept = keep_variable(variable, key); !kept) return kept.error();
    const std::string prefix = "TIDEMARK_PLATFORMS_" + Poco::toUpper(manifest_.platform) + "_";
    for (const auto& [variable, text] : environment_) {
      if (!variable.starts_with(prefix)) continue;
      std::string key;
      for (char c : variable.substr(prefix.size()))
        key += c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
      if (auto kept = keep_value(key, {text, variable}); !kept) return kept.error();
    }
    auto checked = check_settings(manifest_, settings_);
    if (!checked) return blame(checked.error());
    return settings_;
  }

 private:
  bool is_secret(const std::string& key) const {
    for (const auto& known : manifest_.config)
      if (known.name == key) return known.type == Manifest::ConfigKey::Type::secret;
    return false;
  }

  Result<> keep_value(const std::string& key, const PlatformValue& value) {
    constexpr std::string_view suffix = "_file";
    if (key.ends_with(suffix) && is_secret(key.substr(0, key.size() - suffix.size()))) {
      auto secret = read_secret_file(value.text, value.where);
      if (!secret) return secret.error();
      return keep_value(key.substr(0, key.size() - suffix.size()), {*secret, value.where});
    }
    settings_[key] = value.text;
    where_[key] = value.where;
    return Done{};
  }

  Result<> keep_variable(const std::string& variable, const std::string& key) {
    if (const auto found = environment_.find(variable); found != environment_.end())
      return keep_value(key, {found->second, variable});
    const auto file = environment_.find(variable + "_FILE");
    if (file == environment_.end() || !is_secret(key)) return Done{};
    return keep_value(key + "_file", {file->second, file->first});
  }

  /// check_settings names the key; the user also wants to know where it stands.
  Error blame(const Error& error) const {
    const auto place = where_.find(error.field);
    return place == where_.end() ? error : error.at(place->second);
  }

  const Manifest& manifest_;
  const Environment& environment_;
  PlatformSettings settings_;
  std::map<std::string, std::string> where_;
};

}  // namespace

Result<std::map<std::string, PlatformSettings>> platform_settings(const Config& config,
                                                                  const Environment& environment,
                                                                  std::span<const Manifest* const> manifests,
                                                                  std::vector<std::string>& warnings) {
  std::map<std::string, PlatformSettings> all;
  for (const Manifest* manifest : manifests) {
    const auto table = config.platforms.find(manifest->platform);
    auto settings = PlatformReader(*manifest, environment)
                        .read(table == config.platforms.end() ? nullptr : &table->second);
    if (!settings) return settings.error();
    all[manifest->platform] = std::move(*settings);
  }
  for (const auto& [platform, table] : config.platforms)
    if (!all.contains(platform))
      warnings.push_back("[platforms." + platform + "] has no effect: no plugin of that name was found");
  return all;
}

}  // namespace tidemark
