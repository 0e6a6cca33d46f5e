// check_descriptor: what a library says of itself, against what its manifest says.

#include <algorithm>
#include <cstring>
#include <string>
#include <string_view>
#include <utility>

#include "host/plugin_library.h"
#include "host/plugin_text.h"

namespace tidemark {
namespace {

// Nothing that a minor adds makes a struct larger than this, and no platform has that many metrics.
constexpr std::uint32_t kLargestStruct = 4096;
constexpr std::uint64_t kMostMetrics = 1024;
constexpr std::uint64_t kMostBuckets = 256;

std::string refused(const std::string& what) {
  return "its descriptor " + what;
}

Result<> refuse(const std::string& what) {
  return Error{Code::bad_config, refused(what)};
}

Result<> differ(const std::string& what, const std::string& descriptors, const std::string& manifests) {
  return refuse("says " + what + " \"" + one_line(descriptors, 200) + "\", its manifest \"" + manifests +
                "\"");
}

Result<> check_text(const tidemark_text& text, const std::string& what) {
  if (!text.data || text.size == 0 || text.size > 256) return refuse("has no " + what + " of 1 to 256 bytes");
  if (!is_utf8(view(text))) return refuse("has a " + what + " that is not UTF-8");
  return Done{};
}

// The text is sound and says what the manifest says.
Result<> same_text(const tidemark_text& text, const std::string& manifests, const std::string& what) {
  if (auto sound = check_text(text, what); !sound) return sound;
  if (view(text) != manifests) return differ(what, std::string(view(text)), manifests);
  return Done{};
}

std::string minor_text(std::uint32_t minor) {
  return std::to_string(TIDEMARK_ABI_MAJOR) + "." + std::to_string(minor);
}

// `size` is what the struct says of itself, `known` the size that we know and that 1.0 had.
bool sane_size(std::uint32_t size, std::size_t known, std::uint32_t abi_minor) {
  if (size < known || size > kLargestStruct || size % alignof(std::uint64_t) != 0) return false;
  return abi_minor > TIDEMARK_ABI_MINOR ||
         size == known;  // a minor that we know cannot be larger than we know
}

Result<> check_head(const tidemark_plugin& plugin, const Manifest& manifest) {
  // The first three fields are there in every size; all others are judged by it.
  if (!sane_size(plugin.struct_size, sizeof(tidemark_plugin), plugin.abi_minor))
    return refuse("has a size of " + std::to_string(plugin.struct_size) + " bytes, which ABI " +
                  minor_text(plugin.abi_minor) + " does not have");
  if (plugin.needs_abi_minor > TIDEMARK_ABI_MINOR)
    return Error{Code::unsupported, "unsupported: needs plugin ABI " + minor_text(plugin.needs_abi_minor) +
                                        ", this engine has " + minor_text(TIDEMARK_ABI_MINOR) +
                                        "; install a newer engine or an older plugin"};
  if (plugin.needs_abi_minor > plugin.abi_minor)
    return refuse("needs ABI " + minor_text(plugin.needs_abi_minor) + " and was built with " +
                  minor_text(plugin.abi_minor));
  if (plugin.needs_abi_minor != manifest.needs_abi_minor)
    return differ("needed ABI", minor_text(plugin.needs_abi_minor), minor_text(manifest.needs_abi_minor));
  if (plugin.flags != 0)
    return refuse("has flags that this engine does not know: " + std::to_string(plugin.flags));
  if (auto same = same_text(plugin.platform, manifest.platform, "platform"); !same) return same;
  return same_text(plugin.version, manifest.version, "version");
}

Result<> check_functions(const tidemark_plugin& plugin, const Manifest& manifest) {
  if (!plugin.create || !plugin.destroy || !plugin.sync)
    return refuse(std::string("has no function ") + (!plugin.create    ? "create"
                                                     : !plugin.destroy ? "destroy"
                                                                       : "sync"));
  const auto& words = manifest.capabilities;
  const std::pair<std::string, bool> optional[] = {{"discover", plugin.discover != nullptr},
                                                   {"check", plugin.check != nullptr}};
  for (const auto& [name, has] : optional) {
    const bool declared = std::find(words.begin(), words.end(), name) != words.end();
    if (declared && !has)
      return refuse("has no function " + name + ", which its manifest's capabilities name");
    if (!declared && has)
      return refuse("has a function " + name + ", which its manifest's capabilities do not name");
  }
  return Done{};
}

// Walks an array by the stride that its first element states; `check` gets a copy of what we know of each
// element.
template <typename Element, typename Check>
Result<> walk(const Element* first, std::uint64_t count, std::uint64_t most, std::uint32_t abi_minor,
              const std::string& what, const Check& check) {
  if (count > most)
    return refuse("has " + std::to_string(count) + " " + what + "s, at most " + std::to_string(most) +
                  " are accepted");
  if (count > 0 && !first) return refuse("says " + std::to_string(count) + " " + what + "s and names none");
  const auto* at = reinterpret_cast<const std::byte*>(first);
  for (std::uint64_t index = 0; index < count; ++index, at += first->struct_size) {
    Element element;
    std::memcpy(&element, at, sizeof element);
    if (!sane_size(element.struct_size, sizeof element, abi_minor) ||
        element.struct_size != first->struct_size)
      return refuse("has a " + what + " of " + std::to_string(element.struct_size) + " bytes, which ABI " +
                    minor_text(abi_minor) + " does not have");
    if (auto fine = check(element, index); !fine) return fine;
  }
  return Done{};
}

std::string kind_text(std::uint32_t kind) {
  return kind <= 2 ? std::string(to_string(static_cast<MetricKind>(kind))) : std::to_string(kind);
}

Result<> check_metrics(const tidemark_plugin& plugin, const Manifest& manifest) {
  if (plugin.metric_count != manifest.metrics.size())
    return differ("number of metrics", std::to_string(plugin.metric_count),
                  std::to_string(manifest.metrics.size()));
  return walk(plugin.metrics, plugin.metric_count, kMostMetrics, plugin.abi_minor, "metric",
              [&](const tidemark_metric& metric, std::uint64_t index) -> Result<> {
                const Metric& declared = manifest.metrics[index];
                const std::string what = "metric " + std::to_string(index);
                if (auto same = same_text(metric.name, declared.name, what); !same) return same;
                if (auto same = same_text(metric.unit, declared.unit, "unit of " + declared.name); !same)
                  return same;
                if (metric.kind != static_cast<std::uint32_t>(declared.kind))
                  return differ("kind of " + declared.name, kind_text(metric.kind),
                                std::string(to_string(declared.kind)));
                return Done{};
              });
}

Result<> check_buckets(const tidemark_plugin& plugin, const Manifest& manifest) {
  if (plugin.bucket_count != manifest.buckets.size())
    return differ("number of buckets", std::to_string(plugin.bucket_count),
                  std::to_string(manifest.buckets.size()));
  return walk(plugin.buckets, plugin.bucket_count, kMostBuckets, plugin.abi_minor, "bucket",
              [&](const tidemark_bucket& bucket, std::uint64_t index) -> Result<> {
                const Manifest::Bucket& declared = manifest.buckets[index];
                if (auto same = same_text(bucket.name, declared.name, "bucket " + std::to_string(index));
                    !same)
                  return same;
                if (bucket.flags != 0)
                  return refuse("has flags that this engine does not know in bucket " + declared.name);
                if (bucket.limit != declared.limit)
                  return differ("limit of " + declared.name, std::to_string(bucket.limit),
                                std::to_string(declared.limit));
                if (bucket.window_ms != declared.window.count())
                  return differ("window of " + declared.name, std::to_string(bucket.window_ms) + " ms",
                                std::to_string(declared.window.count()) + " ms");
                return Done{};
              });
}

}  // namespace

Result<> check_descriptor(const tidemark_plugin& plugin, const Manifest& manifest) {
  for (const auto check : {check_head, check_functions, check_metrics, check_buckets})
    if (auto fine = check(plugin, manifest); !fine) return fine;
  return Done{};
}

}  // namespace tidemark
