#include "app/config.h"

#include <Poco/String.h>
#include <toml++/toml.h>

#include <charconv>
#include <functional>
#include <string_view>

#include "app/build_info.h"
#include "domain/duration.h"

extern char** environ;

namespace tidemark {
namespace {

using namespace std::string_literals;

/// Where a value stands, for the message that refuses it.
struct Place {
  std::string where;  // "tidemark.toml:12" or "TIDEMARK_ADMIN_LISTEN"
  std::string key;    // "admin.listen"
  Error refuse(const std::string& why) const { return {Code::bad_config, where + ": " + key + ": " + why}; }
};

/// One value, in whichever form its source has it. A variable is text, and means what the key makes of it.
struct Given {
  const toml::node* node = nullptr;
  std::string text = {};
  Place place;

  Result<std::string> string() const {
    if (!node) return text;
    if (const auto* value = node->as_string()) return value->get();
    return place.refuse("wanted a string in quotes");
  }
  Result<std::int64_t> integer(std::int64_t least, std::int64_t most) const {
    std::optional<std::int64_t> value;
    if (node) {
      if (const auto* number = node->as_integer()) value = number->get();
    } else {
      std::int64_t number = 0;
      const char* end = text.data() + text.size();
      const auto [rest, problem] = std::from_chars(text.data(), end, number);
      if (problem == std::errc() && rest == end) value = number;
    }
    if (!value) return place.refuse("wanted a whole number");
    if (*value < least || *value > most)
      return place.refuse(std::to_string(*value) + " is out of range, wanted " + std::to_string(least) +
                          " to " + std::to_string(most));
    return *value;
  }
  Result<double> real(double least, double most) const {
    std::optional<double> value;
    if (node) {
      value = node->is_number() ? node->value<double>() : std::nullopt;
    } else {
      double number = 0;
      const char* end = text.data() + text.size();
      const auto [rest, problem] = std::from_chars(text.data(), end, number);
      if (problem == std::errc() && rest == end) value = number;
    }
    if (!value) return place.refuse("wanted a number");
    if (!(*value >= least && *value <= most))
      return place.refuse("out of range, wanted " + std::to_string(least) + " to " + std::to_string(most));
    return *value;
  }
  Result<bool> boolean() const {
    if (node) {
      if (const auto* value = node->as_boolean()) return value->get();
    } else if (text == "true" || text == "false") {
      return text == "true";
    }
    return place.refuse("wanted true or false");
  }
  Result<std::chrono::milliseconds> duration(std::chrono::milliseconds least,
                                             std::chrono::milliseconds most) const {
    auto text_form = string();
    if (!text_form) return place.refuse("wanted a duration in quotes, as in \"30s\" or \"15m\"");
    const auto value = parse_duration(*text_form);
    if (!value)
      return place.refuse("\"" + *text_form +
                          "\" is no duration; write \"500ms\", \"30s\", \"15m\", \"1h\" or \"90d\"");
    if (*value < least || *value > most)
      return place.refuse("\"" + *text_form + "\" is out of range, wanted " + to_duration_text(least) +
                          " to " + to_duration_text(most));
    return *value;
  }
  Result<std::size_t> size(std::size_t least, std::size_t most) const {
    auto text_form = string();
    if (!text_form) return place.refuse("wanted a size in quotes, as in \"32MiB\"");
    const auto value = parse_size(*text_form);
    if (!value)
      return place.refuse("\"" + *text_form + "\" is no size; write \"512KiB\", \"32MiB\" or \"1GiB\"");
    if (*value < least || *value > most)
      return place.refuse("\"" + *text_form + "\" is out of range, wanted " + std::to_string(least >> 10) +
                          "KiB to " + std::to_string(most >> 20) + "MiB");
    return static_cast<std::size_t>(*value);
  }
  Result<std::vector<std::string>> strings() const {
    std::vector<std::string> all;
    if (!node) {
      for (std::size_t from = 0; from <= text.size();) {
        const std::size_t comma = std::min(text.find(',', from), text.size());
        if (comma > from) all.push_back(text.substr(from, comma - from));
        from = comma + 1;
      }
      return all;
    }
    const auto* array = node->as_array();
    if (!array) return place.refuse("wanted a list of strings, as in [\"a\", \"b\"]");
    for (const auto& element : *array) {
      const auto* value = element.as_string();
      if (!value) return place.refuse("wanted a list of strings, as in [\"a\", \"b\"]");
      all.push_back(value->get());
    }
    return all;
  }
};

template <typename T, typename Target>
Result<> keep(Result<T> value, Target& target) {
  if (!value) return value.error();
  target = static_cast<Target>(*value);
  return Done{};
}

Result<> set_listen(const Given& given, Config& config) {
  auto text = given.string();
  if (!text) return text.error();
  const std::size_t colon = text->rfind(':');
  int port = -1;
  if (colon != std::string::npos && colon > 0) {
    const char* end = text->data() + text->size();
    const auto [rest, problem] = std::from_chars(text->data() + colon + 1, end, port);
    if (problem != std::errc() || rest != end) port = -1;
  }
  if (port < 0 || port > 65535)
    return given.place.refuse("\"" + *text +
                              "\" is no address and port; write \"127.0.0.1:8003\" or \"[::1]:8003\"");
  config.listen_host = text->substr(0, colon);
  config.listen_port = static_cast<std::uint16_t>(port);
  return Done{};
}

Result<> set_plugin_dirs(const Given& given, Config& config) {
  auto folders = given.strings();
  if (!folders) return folders.error();
  config.plugin_dirs.assign(folders->begin(), folders->end());
  return Done{};
}

Result<> set_log_level(const Given& given, Config& config) {
  auto text = given.string();
  if (!text) return text.error();
  const std::pair<std::string_view, Log::Level> levels[] = {{"debug", Log::Level::debug},
                                                            {"info", Log::Level::info},
                                                            {"warning", Log::Level::warning},
                                                            {"error", Log::Level::error}};
  for (const auto& [name, level] : levels) {
    if (*text != name) continue;
    config.log_level = level;
    return Done{};
  }
  return given.place.refuse("\"" + *text + "\" is none of debug, info, warning, error");
}

constexpr std::chrono::milliseconds ms(std::int64_t count) {
  return std::chrono::milliseconds(count);
}
constexpr std::chrono::milliseconds kDay = ms(86'400'000);

/// A duration, or for good.
Result<std::optional<std::chrono::milliseconds>> keep_time(const Given& given) {
  using Kept = std::optional<std::chrono::milliseconds>;
  const auto text = given.string();
  if (text && *text == "forever") return Kept();
  const auto time = given.duration(kDay, 36'500 * kDay);
  if (time) return Kept(*time);
  return Error{Code::bad_config, time.error().message + ", or \"forever\""};
}

Result<> set_keep_raw(const Given& given, Config& config) {
  return keep(keep_time(given), config.retention.raw);
}

Result<> set_keep_daily(const Given& given, Config& config) {
  config.keep_daily_where = given.place.where;
  return keep(keep_time(given), config.retention.daily);
}

/// Once all is read: the two may come from different places.
Result<> check_retention(const Config& config) {
  const auto& [raw, daily] = config.retention;
  if (!daily || (raw && *daily >= *raw)) return Done{};
  const Place place{config.keep_daily_where, "store.keep_daily"};
  return place.refuse("\"" + to_duration_text(*daily) + "\" is shorter than keep_raw (\"" +
                      (raw ? to_duration_text(*raw) : "forever") +
                      "\"): what keep_raw keeps cannot go before it; set keep_raw to at most as long");
}

struct Key {
  std::string_view section, name;
  Result<> (*set)(const Given&, Config&);
};

// Every key outside [platforms], in the order of config/tidemark.toml.
const Key kKeys[] = {
    {"engine", "data_dir", [](const Given& g, Config& c) { return keep(g.string(), c.data_dir); }},
    {"engine", "plugin_dirs", set_plugin_dirs},
    {"admin", "listen", set_listen},
    {"admin", "refresh_wait",
     [](const Given& g, Config& c) { return keep(g.duration(ms(0), ms(600'000)), c.refresh_wait); }},
    {"admin", "max_body",
     [](const Given& g, Config& c) { return keep(g.size(1u << 10, 1u << 30), c.max_body); }},
    {"sync", "enabled", [](const Given& g, Config& c) { return keep(g.boolean(), c.sync.scheduled); }},
    {"sync", "every",
     [](const Given& g, Config& c) { return keep(g.duration(ms(1'000), 365 * kDay), c.sync.every); }},
    {"sync", "discover", [](const Given& g, Config& c) { return keep(g.boolean(), c.sync.discover); }},
    {"sync", "workers", [](const Given& g, Config& c) { return keep(g.integer(1, 256), c.sync.workers); }},
    {"http", "timeout",
     [](const Given& g, Config& c) { return keep(g.duration(ms(100), ms(600'000)), c.http.timeout); }},
    {"http", "max_retries",
     [](const Given& g, Config& c) { return keep(g.integer(0, 10), c.retry.max_retries); }},
    {"http", "backoff_factor",
     [](const Given& g, Config& c) { return keep(g.real(1, 10), c.retry.backoff_factor); }},
    {"http", "max_body",
     [](const Given& g, Config& c) { return keep(g.size(64u << 10, 1u << 30), c.http.max_body); }},
    {"http", "ca_file", [](const Given& g, Config& c) { return keep(g.string(), c.http.ca_file); }},
    {"store", "memory",
     [](const Given& g, Config& c) { return keep(g.size(4u << 20, std::size_t{64} << 30), c.store_memory); }},
    {"store", "keep_raw", set_keep_raw},
    {"store", "keep_daily", set_keep_daily},
    {"log", "level", set_log_level},
};

const Key* find_key(std::string_view section, std::string_view name) {
  for (const Key& key : kKeys)
    if (key.section == section && key.name == name) return &key;
  return nullptr;
}

bool is_section(std::string_view name) {
  for (const Key& key : kKeys)
    if (key.section == name) return true;
  return false;
}

/// Foreign names that belong to no platform.
constexpr std::pair<std::string_view, std::string_view> kForeign[] = {
    {"PLATFORM_FETCH_TIMEOUT", "http.timeout"},
    {"PLATFORM_MAX_RETRIES", "http.max_retries"},
    {"PLATFORM_BACKOFF_FACTOR", "http.backoff_factor"},
};

class Reader {
 public:
  Reader(Config& config, std::string file_name) : config_(config), file_name_(std::move(file_name)) {}

  Result<> read(const toml::table& root) {
    for (const auto& [section, node] : root) {
      const toml::table* table = node.as_table();
      if (section == "platforms") {
        if (!table)
          return at(node, "platforms").refuse("wanted tables, one for each: [platforms.<platform>]");
        if (auto read = read_platforms(*table); !read) return read;
        continue;
      }
      if (!is_section(section.str())) return at(node, std::string(section.str())).refuse("unknown key");
      if (!table)
        return at(node, std::string(section.str()))
            .refuse("wanted a table, [" + std::string(section.str()) + "]");
      for (const auto& [name, value] : *table) {
        const Place place = at(value, std::string(section.str()) + "." + std::string(name.str()));
        const Key* key = find_key(section.str(), name.str());
        if (!key) return place.refuse("unknown key");
        if (auto set = key->set({.node = &value, .place = place}, config_); !set) return set;
      }
    }
    return Done{};
  }

 private:
  Place at(const toml::node& node, std::string key) const {
    return {file_name_ + ":" + std::to_string(node.source().begin.line), std::move(key)};
  }

  Result<> read_platforms(const toml::table& platforms) {
    for (const auto& [platform, node] : platforms) {
      const std::string prefix = "platforms." + std::string(platform.str());
      const toml::table* table = node.as_table();
      if (!table) return at(node, prefix).refuse("wanted a table, [" + prefix + "]");
      auto& settings = config_.platforms[std::string(platform.str())];
      for (const auto& [name, value] : *table) {
        const Place place = at(value, prefix + "." + std::string(name.str()));
        std::string text;
        if (const auto* string = value.as_string())
          text = string->get();
        else if (const auto* boolean = value.as_boolean())
          text = boolean->get() ? "true" : "false";
        else if (const auto* integer = value.as_integer())
          text = std::to_string(integer->get());
        else
          return place.refuse("wanted a string, a whole number, true or false");
        settings[std::string(name.str())] = {std::move(text), place.where};
      }
    }
    return Done{};
  }

  Config& config_;
  std::string file_name_;
};

Result<> read_variable(const Key& key, const std::string& variable, const std::string& text, Config& config) {
  return key.set({.text = text, .place = {variable, std::string(key.section) + "." + std::string(key.name)}},
                 config);
}

Result<> read_environment(const Environment& environment, Config& config) {
  for (const auto& [variable, target] : kForeign) {
    const auto found = environment.find(std::string(variable));
    if (found == environment.end()) continue;
    const std::size_t dot = target.find('.');
    // The foreign time-out is in seconds, without a unit.
    const std::string text = target == "http.timeout" ? found->second + "s" : found->second;
    const Key* key = find_key(target.substr(0, dot), target.substr(dot + 1));
    if (auto read = read_variable(*key, found->first, text, config); !read) return read;
  }
  for (const auto& [variable, text] : environment) {
    const Key* match = nullptr;
    bool ours = false;
    for (const Key& key : kKeys) {
      const std::string prefix = "TIDEMARK_" + Poco::toUpper(std::string(key.section)) + "_";
      ours = ours || variable.starts_with(prefix);
      if (variable == prefix + Poco::toUpper(std::string(key.name))) match = &key;
    }
    if (!match && ours)
      return Error{Code::bad_config, variable + ": no such key; config/tidemark.toml lists them"};
    if (!match) continue;
    if (auto read = read_variable(*match, variable, text, config); !read) return read;
  }
  return Done{};
}

}  // namespace

Environment process_environment() {
  Environment all;
  for (char** entry = environ; *entry; ++entry) {
    const std::string_view text = *entry;
    const std::size_t equals = text.find('=');
    if (equals != std::string_view::npos) all.emplace(text.substr(0, equals), text.substr(equals + 1));
  }
  return all;
}

Result<Config> read_config(const std::optional<std::filesystem::path>& file, const Environment& environment) {
  Config config;
  config.data_dir = kDefaultDataDir;
  config.plugin_dirs = {kDefaultPluginDir};
  if (file) {
    try {
      const toml::table root = toml::parse_file(file->string());
      if (auto read = Reader(config, file->filename().string()).read(root); !read) return read.error();
    } catch (const toml::parse_error& problem) {
      const auto line = problem.source().begin.line;
      const std::string where = file->string() + (line ? ":" + std::to_string(line) : ""s);
      return Error{Code::bad_config, where + ": " + std::string(problem.description())};
    } catch (const std::exception& problem) {
      return Error{Code::bad_config, file->string() + ": " + problem.what()};
    }
  }
  if (auto read = read_environment(environment, config); !read) return read.error();
  if (auto checked = check_retention(config); !checked) return checked.error();
  return config;
}

std::vector<std::string> known_keys() {
  std::vector<std::string> names;
  for (const Key& key : kKeys) names.push_back(std::string(key.section) + "." + std::string(key.name));
  return names;
}

}  // namespace tidemark
