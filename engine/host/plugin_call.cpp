#include "host/plugin_call.h"

#include "host/plugin_error.h"

namespace tidemark {
namespace {

std::string where(const AccountAccess& account, const CallLimits& limits) {
  const std::string of_account = "account " + std::to_string(account.id.value);
  return limits.run.empty() ? of_account : limits.run + ", " + of_account;
}

// -1 is "unknown".
std::optional<std::int64_t> count_or_nothing(std::int64_t count) {
  return count < 0 ? std::nullopt : std::optional(count);
}

constexpr std::string_view kNoItems = "there is no sync or discovery to answer";
constexpr std::string_view kNoDiscovery = "there is no discovery to answer";

}  // namespace

PluginCall::PluginCall(const PluginSurroundings& around, const AccountAccess& account,
                       const CallLimits& limits)
    : around_(around),
      account_(account),
      limits_(limits),
      log_(around.log, around.manifest.platform, where(account, limits)) {}

bool PluginCall::cancelled() const {
  return limits_.stop.stop_requested() || sink_failed_ || around_.clock.steady() >= limits_.deadline;
}

std::optional<Error> PluginCall::stopped() const {
  if (limits_.stop.stop_requested()) return Error{Code::cancelled, "the engine stops"};
  return std::nullopt;
}

Result<> PluginCall::refuse(std::string_view function, std::string_view why) {
  const std::string sentence = std::string(function) + ": " + std::string(why);
  log_.warn(sentence);
  return Error{Code::plugin_error, sentence};
}

void PluginCall::quota(const tidemark_quota& said) {
  if (said.bucket >= around_.manifest.buckets.size())
    return log_.warn("quota: bucket " + std::to_string(said.bucket) + " of " +
                     std::to_string(around_.manifest.buckets.size()));
  if (said.flags != 0) return log_.warn("quota: flags that this engine does not know");
  if (said.limit < -1 || said.remaining < -1) return log_.warn("quota: a negative count");
  std::optional<Instant> reset_at;
  if (said.reset_at_ms != TIDEMARK_UNKNOWN_TIME) reset_at = Instant{said.reset_at_ms};
  around_.outbound.observe(account_, said.bucket, count_or_nothing(said.limit),
                           count_or_nothing(said.remaining), reset_at);
}

PlatformAnswer PluginCall::http(const PlatformRequest& request) {
  if (auto stop = stopped()) return {.error = stop};
  if (sink_failed_) return {.error = Error{Code::cancelled, "what this call brings cannot be stored"}};
  if (around_.clock.steady() >= limits_.deadline)
    return {.error = Error{Code::timeout, "the time for this call is over"}};
  return around_.outbound.send(account_, request, limits_);
}

Result<> PluginCall::emit(const void* first, std::uint64_t count, std::uint32_t stride) {
  if (!items_) return refuse("emit", kNoItems);
  if (auto stop = stopped()) return *stop;
  auto taken = items_->emit(first, count, stride);
  sink_failed_ = items_->sink_error().has_value();
  return taken;
}

void PluginCall::item_read(std::uint32_t item) {
  if (!items_) return void(refuse("item_read", kNoItems));
  items_->read(item);
}

void PluginCall::item_failed(std::uint32_t item, const Error& why) {
  if (!items_) return void(refuse("item_failed", kNoItems));
  items_->failed(item, why);
}

void PluginCall::metric_unavailable(std::uint32_t metric, std::string_view type, std::int64_t until_ms,
                                    std::string_view why) {
  if (!items_) return void(refuse("metric_unavailable", kNoItems));
  items_->unavailable(metric, type, until_ms, why);
}

Result<> PluginCall::found(const RawFound& post) {
  if (!discovery_) return refuse("found", kNoDiscovery);
  if (auto stop = stopped()) return *stop;
  auto taken = discovery_->found(post);
  sink_failed_ = discovery_->sink_error().has_value();
  if (!taken && taken.error().code == Code::plugin_error) log_.warn(taken.error().message);
  return taken;
}

void PluginCall::keep_cursor(std::string_view cursor) {
  if (!discovery_) return void(refuse("keep_cursor", kNoDiscovery));
  (void)discovery_->keep_cursor(cursor);  // a refusal ends the discovery, whatever the plugin returns
}

void PluginCall::listed(std::int64_t since_ms) {
  if (!discovery_) return void(refuse("listed", kNoDiscovery));
  (void)discovery_->listed(since_ms);  // as above
}

void PluginCall::access(const tidemark_access& said) {
  if (!check_) return void(refuse("access", "there is no check to answer"));
  if (auto taken = check_->access(said); !taken) log_.warn(taken.error().message);
}

Result<> PluginCall::outcome(tidemark_code code, const tidemark_error& error) {
  if (code == TIDEMARK_OK) return Done{};
  if (code != TIDEMARK_CANCELLED) return read_error(code, &error);
  if (auto stop = stopped()) return *stop;
  if (around_.clock.steady() >= limits_.deadline)
    return Error{Code::timeout,
                 "the plugin " + around_.manifest.platform + " did not finish in the time of one call"};
  return Error{Code::plugin_error, "the plugin " + around_.manifest.platform +
                                       " says it was cancelled, and nobody asked it to stop"};
}

}  // namespace tidemark
