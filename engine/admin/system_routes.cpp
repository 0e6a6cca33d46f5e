#include "admin/answers.h"
#include "admin/prometheus_telemetry.h"
#include "admin/route_groups.h"

namespace tidemark {
namespace {

/// A counter of an account that the token does not see would tell that the account is there.
bool is_in_sight(const BucketStatus& bucket, const Asker& asker, AdminContext& context) {
  constexpr std::string_view of_account = "account ";
  if (!asker.businesses || !bucket.scope.starts_with(of_account)) return true;
  const auto account = positive(std::string_view(bucket.scope).substr(of_account.size()));
  return account && context.parts.catalog.accounts().get(asker, AccountId{*account});
}

Reply platforms(const Call& call, AdminContext& context) {
  const auto refused = context.parts.catalog.accounts().all_refused(call.asker);
  if (!refused) return problem(refused.error());
  Reply reply;
  JsonWriter json(reply.body);
  json.begin_object().key("items").begin_array();
  for (auto& platform : context.parts.platforms.status()) {
    std::erase_if(platform.buckets,
                  [&](const BucketStatus& bucket) { return !is_in_sight(bucket, call.asker, context); });
    write(json, platform, *refused);
  }
  json.end_array().end_object();
  return reply;
}

Reply status_reply(std::string_view status) {
  Reply reply;
  JsonWriter(reply.body).begin_object().field("status", status).end_object();
  return reply;
}

Reply alive(const Call&, AdminContext&) {
  return status_reply("ok");
}

Reply ready(const Call&, AdminContext& context) {
  if (!context.ready) return problem(503, "the engine is starting");
  if (context.stopping) return problem(503, "the engine is stopping");
  if (auto catalog = context.parts.catalog.healthy(); !catalog)
    return problem(503, "catalog: " + catalog.error().message);
  if (auto store = context.parts.store.healthy(); !store)
    return problem(503, "store: " + store.error().message);
  if (context.parts.platforms.loaded().empty())
    return problem(503, "no platform is loaded: GET /api/v1/platforms says what was refused and why");
  return status_reply("ready");
}

Reply metrics(const Call&, AdminContext& context) {
  return {.body = context.parts.telemetry.text(context.parts.platforms, context.parts.store),
          .content_type = "text/plain; version=0.0.4; charset=utf-8"};
}

Reply openapi(const Call&, AdminContext& context) {
  return {.body = context.openapi};
}

}  // namespace

std::vector<Route> system_routes() {
  const Schema status = object({{"status", text()}});
  return {
      {.method = "GET",
       .pattern = "/api/v1/platforms",
       .operation = "listPlatforms",
       .summary = "Plugins that are loaded, and files that were refused",
       .answers = {{200, "All of them", object({{"items", list_of(platform_schema())}})}},
       .handler = platforms},
      {.method = "GET",
       .pattern = "/healthz",
       .operation = "alive",
       .summary = "Whether the engine is alive",
       .access = Access::open,
       .answers = {{200, "It is", status}},
       .handler = alive,
       .lane = Lane::alive},
      {.method = "GET",
       .pattern = "/readyz",
       .operation = "ready",
       .summary = "Whether the engine can do its work",
       .access = Access::open,
       .answers = {{200, "It can", status}},
       .handler = ready,
       .lane = Lane::ready},
      {.method = "GET",
       .pattern = "/metrics",
       .operation = "metrics",
       .summary = "What the engine counts about itself",
       .answers = {{200, "Prometheus text", std::nullopt, "text/plain"}},
       .handler = metrics,
       .whole_engine = true},
      {.method = "GET",
       .pattern = "/openapi.json",
       .operation = "openapi",
       .summary = "This document",
       .access = Access::open,
       .answers = {{200, "OpenAPI 3.1", any_json()}},
       .handler = openapi},
  };
}

}  // namespace tidemark
