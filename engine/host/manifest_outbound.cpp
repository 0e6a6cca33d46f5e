#include "host/manifest_outbound.h"

#include <algorithm>
#include <limits>
#include <set>

#include "host/app_token.h"
#include "host/http_text.h"
#include "host/manifest_words.h"
#include "host/origin.h"

namespace tidemark {
namespace {

using Need = TomlFields::Need;
using Auth = Manifest::Auth;

// The type of a key of [config]; nothing if it is not declared.
std::optional<Manifest::ConfigKey::Type> type_of(const Manifest& manifest, const std::string& name) {
  for (const auto& key : manifest.config)
    if (key.name == name) return key.type;
  return std::nullopt;
}

void read_origins(TomlFields& root, Manifest& manifest) {
  std::set<std::string> names;
  root.tables("origin", Need::required, [&](TomlFields& fields) {
    Manifest::Origin origin{.name = word_at(fields, "name"),
                            .base_url = fields.text("base_url", Need::required)};
    if (const std::string problem = base_url_problem(origin.base_url, false); !problem.empty())
      fields.wrong("base_url", problem);
    if (!names.insert(origin.name).second) fields.wrong("name", "\"" + origin.name + "\" is declared twice");
    manifest.origins.push_back(std::move(origin));
    const std::string key = base_url_key(manifest, manifest.origins.size() - 1);
    if (type_of(manifest, key))
      fields.wrong("name", "makes \"" + key + "\" the engine's own key; [config] declares it too");
  });
}

void read_app_token(TomlFields& fields, Manifest& manifest) {
  const std::string text = fields.text("token", Need::required);
  const auto keys = keys_of_template(text);
  if (!keys) return fields.wrong("token", keys.error().message);
  for (const std::string& key : *keys)
    if (!type_of(manifest, key)) fields.wrong("token", "{" + key + "} is no key that [config] declares");
  if (manifest.auth.style == Auth::Style::none)
    fields.wrong("token", "cannot be sent with auth.style \"none\"");
  manifest.auth.app_token = text;
}

void read_proof(TomlFields& fields, Manifest& manifest) {
  Auth::Proof proof{
      .parameter = word_at(fields, "parameter"), .key = fields.text("key", Need::required), .origins = {}};
  if (!proof.key.empty() && type_of(manifest, proof.key) != Manifest::ConfigKey::Type::secret)
    fields.wrong("key", "\"" + proof.key + "\" is no key of type \"secret\" that [config] declares");
  if (manifest.auth.style == Auth::Style::query && proof.parameter == manifest.auth.parameter)
    fields.wrong("parameter", "\"" + proof.parameter + "\" is the token's");
  const auto names = fields.texts("origins");
  if (names.empty()) fields.wrong("origins", "names no [[origin]]; wanted those that take the proof");
  for (const std::string& name : names) {
    const auto found = std::find_if(manifest.origins.begin(), manifest.origins.end(),
                                    [&](const Manifest::Origin& one) { return one.name == name; });
    if (found == manifest.origins.end())
      fields.wrong("origins", "\"" + name + "\" is no [[origin]] of this manifest");
    else
      proof.origins.push_back(static_cast<std::uint32_t>(found - manifest.origins.begin()));
  }
  manifest.auth.proof = std::move(proof);
}

void read_kind(TomlFields& fields, Manifest& manifest) {
  Auth::Kind kind{.name = word_at(fields, "name"), .prefix = fields.text("prefix", Need::required)};
  for (const Auth::Kind& earlier : manifest.auth.kinds)
    if (kind.prefix.starts_with(earlier.prefix))
      fields.wrong("prefix", "\"" + kind.prefix + "\" is never reached: \"" + earlier.prefix + "\" of " +
                                 earlier.name + " stands before it and fits too");
  manifest.auth.kinds.push_back(std::move(kind));
}

void read_auth(TomlFields& fields, Manifest& manifest) {
  const std::string style = fields.text("style", Need::required);
  manifest.auth.scopes = fields.texts("scopes");
  manifest.auth.parameter = fields.text("parameter", style == "query" ? Need::required : Need::optional);
  if (style != "query" && !manifest.auth.parameter.empty())
    fields.wrong("parameter", "belongs to style \"query\" only");
  if (style == "none")
    manifest.auth.style = Auth::Style::none;
  else if (style == "bearer")
    manifest.auth.style = Auth::Style::bearer;
  else if (style == "query")
    manifest.auth.style = Auth::Style::query;
  else
    fields.wrong("style", "\"" + style + "\" is none of none, bearer, query");
  fields.table("app", Need::optional, [&](TomlFields& app) { read_app_token(app, manifest); });
  fields.table("proof", Need::optional, [&](TomlFields& proof) { read_proof(proof, manifest); });
  fields.tables("kind", Need::optional, [&](TomlFields& kind) { read_kind(kind, manifest); });
}

void read_http(TomlFields& fields, Manifest& manifest) {
  manifest.reset_headers = fields.texts("reset_headers");
  for (const std::string& header : manifest.reset_headers)
    if (!is_token(header) || header != lower_case(header))
      fields.wrong("reset_headers", "\"" + header + "\" is not a header's name in small letters");
}

// What `also` says by name: the bucket's place is that of its names.
using AlsoNames = std::vector<std::vector<std::string>>;

Manifest::Bucket read_bucket(TomlFields& fields, AlsoNames& also) {
  Manifest::Bucket bucket{
      .name = word_at(fields, "name"),
      .limit = fields.integer("limit", 0, std::numeric_limits<std::int64_t>::max(), std::nullopt),
      .window = duration_at(fields, "window")};
  const std::string per = fields.text("per", Need::required);
  if (per != "app" && per != "account") fields.wrong("per", "\"" + per + "\" is neither app nor account");
  bucket.per = per == "app" ? Manifest::Bucket::Per::app : Manifest::Bucket::Per::account;
  const std::string starts = fields.text("starts", Need::optional);
  if (!starts.empty() && starts != "utc")
    fields.wrong("starts",
                 "\"" + starts + "\" is not \"utc\"; without it a window starts with its first unit");
  if (starts == "utc") bucket.starts = Manifest::Bucket::Starts::utc;
  fields.text("source", Need::optional);  // both are for people: where the number comes from
  fields.date("read");
  also.push_back(fields.texts("also"));
  return bucket;
}

// The places of all buckets that `at` needs besides itself, nearest first; those that it names and those that
// they name. `path` leads to `at`.
void gather_also(std::uint32_t at, const Manifest& manifest, const AlsoNames& also,
                 std::vector<std::uint32_t>& path, std::vector<std::uint32_t>& found, TomlFields& root) {
  path.push_back(at);
  const std::string& name = manifest.buckets[at].name;
  for (const std::string& wanted : also[at]) {
    const auto there = std::find_if(manifest.buckets.begin(), manifest.buckets.end(),
                                    [&](const Manifest::Bucket& one) { return one.name == wanted; });
    if (there == manifest.buckets.end()) {
      root.wrong("bucket", "\"" + name + "\" also needs \"" + wanted + "\", which is no [[bucket]]");
      continue;
    }
    const auto place = static_cast<std::uint32_t>(there - manifest.buckets.begin());
    if (std::find(path.begin(), path.end(), place) != path.end()) {
      root.wrong("bucket", "\"" + name + "\" also needs \"" + wanted + "\", which needs it in turn");
      continue;
    }
    if (std::find(found.begin(), found.end(), place) != found.end()) continue;
    found.push_back(place);
    gather_also(place, manifest, also, path, found, root);
  }
  path.pop_back();
}

void read_buckets(TomlFields& root, Manifest& manifest) {
  std::set<std::string> names;
  AlsoNames also;
  root.tables("bucket", Need::required, [&](TomlFields& fields) {
    manifest.buckets.push_back(read_bucket(fields, also));
    const std::string& name = manifest.buckets.back().name;
    if (!names.insert(name).second) fields.wrong("name", "\"" + name + "\" is declared twice");
  });
  if (names.size() != manifest.buckets.size()) return;  // whom a name means is not known
  for (std::uint32_t at = 0; at < manifest.buckets.size(); ++at) {
    std::vector<std::uint32_t> path;
    gather_also(at, manifest, also, path, manifest.buckets[at].also, root);
  }
}

}  // namespace

void read_outbound(TomlFields& root, Manifest& manifest) {
  read_origins(root, manifest);
  root.table("auth", Need::optional, [&](TomlFields& fields) { read_auth(fields, manifest); });
  root.table("http", Need::optional, [&](TomlFields& fields) { read_http(fields, manifest); });
  read_buckets(root, manifest);
}

}  // namespace tidemark
