#include "host/manifest.h"

#include <algorithm>
#include <array>
#include <fstream>
#include <iterator>
#include <set>

#include "host/manifest_outbound.h"
#include "host/manifest_words.h"
#include "host/toml_fields.h"

namespace tidemark {
namespace {

using Need = TomlFields::Need;

constexpr std::size_t kLargestFile = 1u << 20;
constexpr std::array<std::string_view, 3> kCapabilities{"sync", "discover", "check"};
constexpr std::array<std::string_view, 3> kAccountFields{"platform_user_id", "page_id",
                                                         "instagram_account_id"};
// What the engine itself reads under [platforms.<platform>].
constexpr std::array<std::string_view, 2> kOwnKeys{"base_url", "allow_plain"};

Manifest::Form read_form(TomlFields& fields) {
  Manifest::Form form{.pattern = fields.text("pattern", Need::required),
                      .sentence = fields.text("sentence", Need::required)};
  auto compiled = TextForm::compile(form.pattern);
  if (compiled)
    form.compiled = *compiled;
  else
    fields.wrong("pattern", compiled.error().message);
  return form;
}

void read_identity(TomlFields& root, Manifest& manifest, const std::filesystem::path& folder) {
  manifest.platform = word_at(root, "platform");
  manifest.version = root.text("version", Need::required);
  manifest.aliases = root.texts("aliases");
  std::set<std::string> names{manifest.platform};
  for (const std::string& alias : manifest.aliases) {
    if (!is_word(alias))
      root.wrong("aliases", "\"" + alias + "\" is not made of small letters, digits and underscores");
    if (!names.insert(alias).second) root.wrong("aliases", "\"" + alias + "\" is there twice");
  }
  root.table("abi", Need::required, [&](TomlFields& abi) {
    constexpr std::int64_t most = 65'535;
    manifest.abi_major = static_cast<unsigned>(abi.integer("major", 1, most, std::nullopt));
    manifest.needs_abi_minor = static_cast<unsigned>(abi.integer("needs_minor", 0, most, std::nullopt));
  });
  const std::string file = root.text("file", Need::required);
  if (file.find('/') != std::string::npos || file == "." || file == "..")
    root.wrong("file", "\"" + file + "\" is not the name of a file beside the manifest");
  manifest.file = folder / file;
  manifest.sha256 = root.text("sha256", Need::required);
  if (manifest.sha256.size() != 64 ||
      manifest.sha256.find_first_not_of("0123456789abcdef") != std::string::npos)
    root.wrong("sha256", "is not 64 hexadecimal digits in small letters");
}

void read_abilities(TomlFields& root, Manifest& manifest) {
  manifest.capabilities = root.texts("capabilities");
  std::set<std::string> seen;
  for (const std::string& one : manifest.capabilities) {
    if (!among(kCapabilities, one))
      root.wrong("capabilities", "\"" + one + "\" is unknown; known are " + listed(kCapabilities));
    if (!seen.insert(one).second) root.wrong("capabilities", "\"" + one + "\" is there twice");
  }
  if (!seen.contains("sync"))
    root.wrong("capabilities", "lacks \"sync\", without which a platform tells nothing");
  manifest.bulk = static_cast<std::uint32_t>(root.integer("bulk", 1, 100'000, 1));
  root.table("post_id", Need::optional, [&](TomlFields& fields) { manifest.post_id = read_form(fields); });
  root.named_tables("account", [&](const std::string& name, TomlFields& fields) {
    Manifest::Form form = read_form(fields);
    if (!among(kAccountFields, name))
      root.wrong("account",
                 "\"" + name + "\" is no field of an account; fields are " + listed(kAccountFields));
    manifest.account_fields.emplace(name, std::move(form));
  });
}

bool adds_up_by_default(const std::string& metric) {
  const auto all = standard_metrics();
  const auto known =
      std::find_if(all.begin(), all.end(), [&](const Metric& one) { return one.name == metric; });
  return known == all.end() || known->additive;
}

void read_metrics(TomlFields& root, Manifest& manifest) {
  std::set<std::string> names;
  root.tables("metric", Need::required, [&](TomlFields& fields) {
    Metric metric{.name = fields.text("name", Need::required), .unit = fields.text("unit", Need::required)};
    const std::string kind = fields.text("kind", Need::required);
    if (auto known = parse_metric_kind(kind))
      metric.kind = *known;
    else
      fields.wrong("kind", "\"" + kind + "\" is none of gauge, running_total, window_total");
    metric.additive = fields.boolean("additive", adds_up_by_default(metric.name));
    if (auto declared = check_declaration(metric); !declared) fields.wrong("name", declared.error().message);
    if (!names.insert(metric.name).second) fields.wrong("name", "\"" + metric.name + "\" is declared twice");
    manifest.metrics.push_back(std::move(metric));
  });
}

Manifest::ConfigKey read_config_key(const std::string& name, TomlFields& fields) {
  using Type = Manifest::ConfigKey::Type;
  Manifest::ConfigKey key{.name = name, .sentence = fields.text("sentence", Need::required)};
  const std::string type = fields.text("type", Need::required);
  const toml::node* fallback = fields.any("default", Need::required);
  bool fits = fallback != nullptr;
  if (type == "integer") {
    key.type = Type::integer;
    if (fallback && (fits = fallback->is_integer()))
      key.fallback = std::to_string(fallback->as_integer()->get());
  } else if (type == "boolean") {
    key.type = Type::boolean;
    if (fallback && (fits = fallback->is_boolean()))
      key.fallback = fallback->as_boolean()->get() ? "true" : "false";
  } else if (type == "text" || type == "secret") {
    key.type = type == "text" ? Type::text : Type::secret;
    if (fallback && (fits = fallback->is_string())) key.fallback = fallback->as_string()->get();
  } else {
    fields.wrong("type", "\"" + type + "\" is none of text, integer, boolean, secret");
  }
  if (fallback && !fits) fields.wrong("default", "is not of the key's type, " + type);
  if (key.type == Type::secret && !key.fallback.empty())
    fields.wrong("default", "a secret has no default but \"\"");
  return key;
}

void read_config(TomlFields& root, Manifest& manifest) {
  root.named_tables("config", [&](const std::string& name, TomlFields& fields) {
    if (!is_word(name) || among(kOwnKeys, name))
      root.wrong("config", "\"" + name + "\" cannot be the name of a key: " +
                               (is_word(name) ? "it is the engine's own"
                                              : "small letters, digits and underscores only"));
    manifest.config.push_back(read_config_key(name, fields));
  });
}

// After [config] and [[origin]], whose keys it may name.
void read_env(TomlFields& root, Manifest& manifest) {
  std::set<std::string> known;
  for (const Manifest::ConfigKey& key : manifest.config) known.insert(key.name);
  for (std::size_t i = 0; i < manifest.origins.size(); ++i) known.insert(base_url_key(manifest, i));
  for (auto& [variable, key] : root.named_texts("env")) {
    if (!known.contains(key))
      root.wrong("env", variable + " stands for \"" + key + "\", which [config] does not declare");
    manifest.env.emplace(variable, key);
  }
}

Result<std::string> contents(const std::filesystem::path& file) {
  std::error_code problem;
  const auto size =
      std::filesystem::is_regular_file(file, problem) ? std::filesystem::file_size(file, problem) : 0;
  if (problem || size > kLargestFile || !std::filesystem::is_regular_file(file, problem))
    return Error{Code::bad_config,
                 file.string() + ": " + (problem ? problem.message() : "is no plain file of at most 1 MiB")};
  std::ifstream in(file, std::ios::binary);
  std::string text((std::istreambuf_iterator<char>(in)), {});
  if (!in.is_open() || in.bad()) return Error{Code::bad_config, file.string() + ": cannot be read"};
  return text;
}

}  // namespace

Result<Manifest> read_manifest(const std::filesystem::path& manifest_file) {
  std::error_code ignored;
  const std::filesystem::path file = std::filesystem::absolute(manifest_file, ignored);
  auto text = contents(file);
  if (!text) return text.error();
  toml::table table;
  try {
    table = toml::parse(*text);
  } catch (const toml::parse_error& problem) {
    return Error{Code::bad_config, file.string() + ":" + std::to_string(problem.source().begin.line) + ": " +
                                       std::string(problem.description())};
  }
  Manifest manifest;
  TomlProblem problem(file.string());
  {
    TomlFields root(table, "", problem);
    read_identity(root, manifest, file.parent_path());
    read_abilities(root, manifest);
    read_metrics(root, manifest);
    read_config(root, manifest);
    read_outbound(root, manifest);
    read_env(root, manifest);
  }
  if (problem.error()) return *problem.error();
  return manifest;
}

}  // namespace tidemark
