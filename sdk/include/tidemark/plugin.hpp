#pragma once
// A platform is one class:
//
//   struct Example {
//     static constexpr std::string_view kPlatform = "example", kVersion = "1.0.0";  // as in plugin.toml
//     static constexpr tidemark::sdk::Metric kMetrics[] = {{"likes_count",
//     tidemark::sdk::Kind::running_total}}; static constexpr tidemark::sdk::Bucket kBuckets[] = {{"posts",
//     900, std::chrono::minutes(15)}}; explicit Example(const tidemark::sdk::Config& config); void
//     sync(tidemark::sdk::Sync& sync); void discover(tidemark::sdk::Discovery& discovery);  // optional
//     void check(tidemark::sdk::Check& check);              // optional
//   };
//   TIDEMARK_PLUGIN(Example)
//
// What a member throws becomes the call's result: Failure as it is, json::Error a TIDEMARK_BAD_RESPONSE (out
// of the constructor a TIDEMARK_BAD_CONFIG), anything else a TIDEMARK_PLUGIN_ERROR with its text.
//
// Threads: the engine calls one instance from one thread at a time, and several instances at once: keep
// nothing outside the instance. The whole of it is explained in sdk/README.md.

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <exception>
#include <iterator>
#include <memory>
#include <string>
#include <string_view>

#include "tidemark/abi.h"
#include "tidemark/failure.hpp"
#include "tidemark/host.hpp"
#include "tidemark/http.hpp"
#include "tidemark/json.hpp"
#include "tidemark/media.hpp"
#include "tidemark/time.hpp"

namespace tidemark::sdk {

enum class Kind : std::uint32_t { gauge = 0, running_total = 1, window_total = 2 };

struct Metric {
  std::string_view name;
  Kind kind;
  std::string_view unit = "1";
};

struct Bucket {
  std::string_view name;
  std::int64_t limit;  // until the platform says otherwise
  std::chrono::milliseconds window;
};

/// The place of `name` in a table of metrics or buckets, found by the compiler; a wrong name does not
/// compile.
template <class Row, std::size_t N>
consteval std::uint32_t index_of(const Row (&table)[N], std::string_view name) {
  for (std::uint32_t i = 0; i < N; ++i)
    if (table[i].name == name) return i;
  throw "no row of the table has this name";
}

/// The keys of the manifest's [config] that are not secret, with their defaults filled in by the engine.
class Config {
 public:
  explicit Config(std::string_view config_json) : document_(json::parse(config_json)) {
    if (document_.root().type() != json::Type::object) document_.root().fail("an object");
  }
  std::string text(std::string_view key) const { return std::string(value(key).string().value()); }
  std::int64_t integer(std::string_view key) const { return value(key).integer().value(); }
  bool boolean(std::string_view key) const { return value(key).boolean().value(); }

 private:
  json::Value value(std::string_view key) const {
    const json::Value found = document_.root()[key];
    if (!found) throw Failure(TIDEMARK_BAD_CONFIG, std::string(key) + " is missing");
    return found;
  }
  json::Document document_;
};

namespace detail {

template <class Platform>
struct Instance {
  Instance(const tidemark_host& engine, std::string_view config) : host(&engine), platform(Config(config)) {}
  const tidemark_host* host;
  Platform platform;
};

/// Runs `work` and turns whatever it throws into a code and a sentence; `json_code` is what json::Error means
/// here.
template <class Work>
tidemark_code guarded(tidemark_error* error, tidemark_code json_code, Work work) noexcept {
  tidemark_error unwanted = {};
  tidemark_error& out = error ? *error : unwanted;
  try {
    work();
    return TIDEMARK_OK;
  } catch (const Failure& failure) {
    write(out, failure.code, failure.message, failure.http_status, failure.retry_after_ms);
  } catch (const json::Error& problem) {
    write(out, json_code, problem.what());
  } catch (const std::exception& problem) {
    write(out, TIDEMARK_PLUGIN_ERROR, problem.what());
  } catch (...) {
    write(out, TIDEMARK_PLUGIN_ERROR, "unknown exception");
  }
  return out.code;
}

inline void refuse_unknown(std::uint32_t flags) {
  if (flags != 0) throw Failure(TIDEMARK_UNSUPPORTED, "the engine asks for something newer than this plugin");
}

template <class Platform>
tidemark_code create(const tidemark_host* host, tidemark_text config, void** out,
                     tidemark_error* error) noexcept {
  return guarded(error, TIDEMARK_BAD_CONFIG, [&] {
    if (host->struct_size < sizeof(tidemark_host))
      throw Failure(TIDEMARK_UNSUPPORTED, "the engine is too old for this plugin");
    *out = std::make_unique<Instance<Platform>>(*host, view(config)).release();
  });
}

template <class Platform>
void destroy(void* instance) noexcept {
  delete static_cast<Instance<Platform>*>(instance);
}

template <class Platform>
tidemark_code run_sync(void* instance, const tidemark_sync* raw, tidemark_error* error) noexcept {
  return guarded(error, TIDEMARK_BAD_RESPONSE, [&] {
    refuse_unknown(raw->flags);
    auto& self = *static_cast<Instance<Platform>*>(instance);
    Sync sync(*self.host, *raw);
    self.platform.sync(sync);
  });
}

template <class Platform>
tidemark_code run_discover(void* instance, const tidemark_discovery* raw, tidemark_error* error) noexcept {
  return guarded(error, TIDEMARK_BAD_RESPONSE, [&] {
    refuse_unknown(raw->flags);
    auto& self = *static_cast<Instance<Platform>*>(instance);
    Discovery discovery(*self.host, *raw);
    self.platform.discover(discovery);
  });
}

template <class Platform>
tidemark_code run_check(void* instance, const tidemark_check* raw, tidemark_error* error) noexcept {
  return guarded(error, TIDEMARK_BAD_RESPONSE, [&] {
    refuse_unknown(raw->flags);
    auto& self = *static_cast<Instance<Platform>*>(instance);
    Check check(*self.host, *raw);
    self.platform.check(check);
  });
}

template <class Platform>
constexpr auto metric_table() {
  std::array<tidemark_metric, std::size(Platform::kMetrics)> table{};
  for (std::size_t i = 0; i < table.size(); ++i) {
    const Metric& row = Platform::kMetrics[i];
    table[i] = {sizeof(tidemark_metric), static_cast<std::uint32_t>(row.kind), text(row.name),
                text(row.unit)};
  }
  return table;
}

template <class Platform>
constexpr auto bucket_table() {
  std::array<tidemark_bucket, std::size(Platform::kBuckets)> table{};
  for (std::size_t i = 0; i < table.size(); ++i) {
    const Bucket& row = Platform::kBuckets[i];
    table[i] = {sizeof(tidemark_bucket), 0, row.limit, row.window.count(), text(row.name)};
  }
  return table;
}

template <class Platform>
inline constexpr auto kMetricTable = metric_table<Platform>();
template <class Platform>
inline constexpr auto kBucketTable = bucket_table<Platform>();

template <class Platform>
concept Discovers = requires(Platform& platform, Discovery& discovery) {
  platform.discover(discovery);
};

template <class Platform>
concept Checks = requires(Platform& platform, Check& check) {
  platform.check(check);
};

template <class Platform>
constexpr tidemark_plugin descriptor() {
  tidemark_plugin plugin = {};
  plugin.struct_size = sizeof plugin;
  plugin.abi_minor = TIDEMARK_ABI_MINOR;
  plugin.needs_abi_minor = 0;
  plugin.platform = text(Platform::kPlatform);
  plugin.version = text(Platform::kVersion);
  plugin.metrics = kMetricTable<Platform>.data();
  plugin.metric_count = kMetricTable<Platform>.size();
  plugin.buckets = kBucketTable<Platform>.data();
  plugin.bucket_count = kBucketTable<Platform>.size();
  plugin.create = &create<Platform>;
  plugin.destroy = &destroy<Platform>;
  plugin.sync = &run_sync<Platform>;
  if constexpr (Discovers<Platform>) plugin.discover = &run_discover<Platform>;
  if constexpr (Checks<Platform>) plugin.check = &run_check<Platform>;
  return plugin;
}

}  // namespace detail
}  // namespace tidemark::sdk

/// Exports `Class` as this library's platform. Once, at the end of one source file, outside every namespace.
#define TIDEMARK_PLUGIN(Class)                                                                           \
  extern "C" __attribute__((visibility("default"))) constinit const tidemark_plugin tidemark_plugin_v1 = \
      tidemark::sdk::detail::descriptor<Class>();
