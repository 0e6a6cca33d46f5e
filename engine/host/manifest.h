#pragma once
// plugin.toml: what a platform says of itself, read and checked before its library is touched. sdk/README.md
// documents the format for authors; this is the engine's reading of it.

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "domain/metric.h"
#include "domain/result.h"
#include "host/text_form.h"

namespace tidemark {

struct Manifest {
  /// A key that a user may set under [platforms.<platform>].
  struct ConfigKey {
    enum class Type { text, integer, boolean, secret };
    std::string name;
    Type type = Type::text;
    std::string fallback;  ///< as it would stand in TOML, without quotes
    std::string sentence;
  };
  struct Origin {
    std::string name;
    std::string base_url;  ///< scheme, host, port, optional path prefix; no trailing slash
  };
  /// How an id of the platform looks, and what to tell who gives another.
  struct Form {
    std::string
        pattern;  ///< Perl compatible regular expression for the whole text; empty: anything but blank
    std::string sentence;
    TextForm compiled = {};  ///< of `pattern`
  };
  struct Bucket {
    enum class Per { app, account };
    std::string name;
    std::int64_t limit = 0;  ///< 0: nobody knows it, only what the platform says counts
    std::chrono::milliseconds window{};
    Per per = Per::account;
    /// When a window that the platform does not announce begins: with its first unit, or at multiples of
    /// `window` since 1970 in UTC.
    enum class Starts { first_unit, utc };
    Starts starts = Starts::first_unit;
    /// Places of the other buckets that a request on this one needs and counts on, with those that they name
    /// in turn.
    std::vector<std::uint32_t> also = {};
  };
  /// How credentials are added to a request.
  struct Auth {
    enum class Style { none, bearer, query };
    Style style = Style::none;
    std::string parameter = {};  ///< with style query: the name of the token's parameter
    std::vector<std::string> scopes = {};
    /// The app's own token: a text in which each {key} stands for that key of [config]. Empty: there is none.
    std::string app_token = {};
    /// HMAC-SHA256 of the token that a request carries, in small hexadecimal digits, as a query parameter.
    struct Proof {
      std::string parameter;
      std::string key;  ///< of [config], a secret; the proof is left out while it is not set
      std::vector<std::uint32_t> origins;  ///< places of those that want it
    };
    std::optional<Proof> proof = {};
    /// Tokens of different kinds, told apart by how they begin; the first that fits counts.
    struct Kind {
      std::string name;
      std::string prefix;
    };
    std::vector<Kind> kinds = {};
  };

  std::string platform;
  std::string version;
  std::vector<std::string> aliases;
  unsigned abi_major = 0;
  unsigned needs_abi_minor = 0;
  std::filesystem::path file;   ///< absolute; beside the manifest
  std::string sha256;           ///< of `file`, 64 hex digits, lower case
  std::vector<Metric> metrics;  ///< same order as the descriptor's
  std::vector<ConfigKey> config;
  std::map<std::string, std::string> env;  ///< foreign variable name -> config key (or base_url)
  std::vector<Origin> origins;  ///< [0] is the usual one; its default can be overridden by base_url
  Auth auth;
  std::vector<Bucket> buckets;             ///< same order as the descriptor's
  std::vector<std::string> reset_headers;  ///< of a 429: lower-case names whose value is epoch seconds
  std::vector<std::string> capabilities;   ///< "sync", "discover", "check"
  std::uint32_t bulk = 1;                  ///< posts that one request can ask for
  Form post_id;
  std::map<std::string, Form> account_fields;  ///< "platform_user_id", "page_id", "instagram_account_id"
};

/// The key under which a user gives the base URL of origin `index`: "base_url" for the usual one,
/// "<name>_base_url" for the others.
std::string base_url_key(const Manifest& manifest, std::size_t index);

/// Reads `manifest_file` alone, without looking at the library. Error `bad_config` names file, line and key.
Result<Manifest> read_manifest(const std::filesystem::path& manifest_file);

/// What a user set under [platforms.<platform>], by key, as text. Keys: base_url_key of each origin,
/// `allow_plain`, the manifest's.
using PlatformSettings = std::map<std::string, std::string>;

/// Error `bad_config`, naming the key (which is also its `field`), for a key that the manifest does not
/// declare, a value of another type, or a base_url that is not https (http is accepted for loopback, or with
/// allow_plain = true).
Result<> check_settings(const Manifest& manifest, const PlatformSettings& settings);

}  // namespace tidemark
