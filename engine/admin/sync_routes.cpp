#include "admin/answers.h"
#include "admin/inputs.h"
#include "admin/route_groups.h"
#include "admin/run_waiting.h"
#include "admin/sync_status.h"

namespace tidemark {
namespace {

Schema refresh_body() {
  return object({{"business_id", id()},
                 {"platforms", list_of(text(1, 40), 100), Need::optional},
                 {"limit", whole(1, 1'000'000).saying("newest posts per platform"), Need::optional}})
      .named("RefreshInput");
}

std::string place_of(RunId run) {
  return "/api/v1/sync/runs/" + std::to_string(run.value);
}

Reply still_running(Reply reply, RunId run) {
  reply.status = 202;
  reply.headers.emplace_back("Location", place_of(run));
  return reply;
}

Reply report_reply(const Run& run, bool as_run) {
  Reply reply;
  JsonWriter json(reply.body);
  write_report(json, run, as_run);
  return reply;
}

Reply refresh(const Call& call, AdminContext& context) {
  const auto& body = *call.body;
  RefreshRequest request{.business = BusinessId{id_of(body["business_id"])}};
  for (json::Value platform : body["platforms"].items()) {
    auto canonical = loaded_platform(*platform.string(),
                                     "platforms[" + std::to_string(request.platforms.size()) + "]", context);
    if (!canonical) return problem(canonical.error());
    request.platforms.push_back(std::move(*canonical));
  }
  if (const auto limit = body["limit"].integer()) request.limit = static_cast<std::size_t>(*limit);
  const auto started = context.parts.sync.refresh(call.asker, request);
  if (!started) return problem(started.error());
  const auto run = await_run(call.asker, *started, context);
  if (!run) return problem(run.error());
  Reply reply = report_reply(*run, false);
  return run->status == RunStatus::running ? still_running(std::move(reply), run->id) : reply;
}

/// What kept the post from being synced; nothing if it was.
std::optional<SyncError> failure_of(const Run& run, const Post& post) {
  for (const auto& error : run.errors)
    if (error.post == post.id) return error;
  if (run.status == RunStatus::completed || run.status == RunStatus::partial) return std::nullopt;
  for (const auto& error : run.errors)
    if (!error.post && error.platform == post.platform) return error;
  return SyncError{
      .post = post.id, .platform = post.platform, .code = Code::plugin_error, .message = run.message};
}

Reply refresh_post(const Call& call, AdminContext& context) {
  const PostId id{call.id};
  const auto started = context.parts.sync.refresh_post(call.asker, id);
  if (!started) return problem(started.error());
  const auto run = await_run(call.asker, *started, context);
  if (!run) return problem(run.error());
  if (run->status == RunStatus::running) return still_running(report_reply(*run, false), run->id);
  const auto analytics = context.parts.queries.analytics(call.asker, id);
  if (!analytics) return problem(analytics.error());
  const auto failure = failure_of(*run, analytics->post);
  Reply reply;
  JsonWriter json(reply.body);
  json.begin_object()
      .field("success", !failure.has_value())
      .field("post_id", id.value)
      .field("platform", analytics->post.platform)
      .key("analytics");
  write(json, *analytics);
  if (failure) {
    json.key("error")
        .begin_object()
        .field("code", to_string(failure->code))
        .field("message", failure->message);
    if (failure->retry_after_s) json.field("retry_after", *failure->retry_after_s);
    json.end_object();
  }
  json.end_object();
  return reply;
}

Error no_place() {
  return {Code::busy,
          "too many requests are waiting for platforms; come back in a moment",
          {},
          std::chrono::seconds(5)};
}

Reply discover(const Call& call, AdminContext& context) {
  const AccountId account{call.id};
  const auto started = context.parts.sync.discover(call.asker, account);
  if (!started) return problem(started.error());
  const auto found = await_discovery(*started, account, context);
  if (!found) return problem(found.error());
  Reply reply;
  if (*found) {
    JsonWriter json(reply.body);
    write(json, **found);
    return reply;
  }
  const auto run = run_now(call.asker, *started, context);
  return run ? still_running(report_reply(*run, false), run->id) : problem(run.error());
}

Reply check_account(const Call& call, AdminContext& context) {
  const auto place = context.waiting.take();
  if (!place) return problem(no_place());
  const auto checked = context.parts.sync.check(call.asker, AccountId{call.id});
  if (!checked) return problem(checked.error());
  Reply reply;
  JsonWriter json(reply.body);
  json.begin_object()
      .field("ok", checked->ok)
      .field("state", to_string(checked->state))
      .field("message", checked->message);
  const auto list = [&](std::string_view name, const std::vector<std::string>& words) {
    json.key(name).begin_array();
    for (const auto& word : words) json.value(word);
    json.end_array();
  };
  if (!checked->scopes.empty()) list("scopes", checked->scopes);
  if (!checked->missing.empty()) list("missing", checked->missing);
  if (!checked->role.empty()) json.field("role", checked->role);
  if (checked->expires_at) json.field("expires_at", *checked->expires_at);
  json.end_object();
  return reply;
}

Reply list_runs(const Call& call, AdminContext& context) {
  std::optional<BusinessId> business;
  if (const auto id = call.number("business_id")) business = BusinessId{*id};
  auto page = context.parts.catalog.runs().list(call.asker, business, page_of(call));
  if (page)  // the catalog knows of runs under way only how they stood a moment ago
    for (Run& run : page->items)
      if (run.status == RunStatus::running)
        if (auto now = context.parts.sync.running(run.id)) run = std::move(*now);
  return list_or_problem(page);
}

Reply get_run(const Call& call, AdminContext& context) {
  const auto run = run_now(call.asker, RunId{call.id}, context);
  return run ? report_reply(*run, true) : problem(run.error());
}

Schema post_refresh_schema() {
  return object(
      {{"success", truth()},
       {"post_id", id()},
       {"platform", text()},
       {"analytics", analytics_schema()},
       {"error", object({{"code", text()}, {"message", text()}, {"retry_after", whole(1), Need::lasting}}),
        Need::lasting}});
}

Schema check_schema() {
  return object({{"ok", truth()},
                 {"state", one_of({"ok", "rate_limited", "auth_failed", "error", "disabled"})},
                 {"message", text().saying("what the platform said, and what a person must do")},
                 {"scopes", list_of(text()), Need::lasting},
                 {"missing", list_of(text()), Need::lasting},
                 {"role", text(), Need::lasting},
                 {"expires_at", text(Format::instant), Need::lasting}});
}

}  // namespace

std::vector<Route> sync_routes() {
  const Answer running{202, "Still running; Location says where it can be followed", report_schema()};
  return {
      {.method = "POST",
       .pattern = "/api/v1/analytics/refresh",
       .operation = "refresh",
       .summary = "Brings the posts of a business up to date",
       .access = Access::editor,
       .body = refresh_body(),
       .answers = {{200, "The report", report_schema()}, running},
       .handler = refresh},
      {.method = "POST",
       .pattern = "/api/v1/posts/{id}/refresh",
       .operation = "refreshPost",
       .summary = "Brings one post up to date",
       .access = Access::editor,
       .body = object({}),
       .answers = {{200, "What stands", post_refresh_schema()}, running},
       .handler = refresh_post},
      {.method = "POST",
       .pattern = "/api/v1/accounts/{id}/discover",
       .operation = "discoverPosts",
       .summary = "Registers the account's posts as its platform lists them",
       .access = Access::editor,
       .body = object({}),
       .answers = {{200, "What was found", discovered_schema()}, running},
       .handler = discover},
      {.method = "POST",
       .pattern = "/api/v1/accounts/{id}/check",
       .operation = "checkAccount",
       .summary = "Asks the platform whether the account's access works",
       .access = Access::editor,
       .body = object({}),
       .answers = {{200, "What it said", check_schema()}},
       .handler = check_account},
      {.method = "GET",
       .pattern = "/api/v1/analytics/sync-status",
       .operation = "syncStatus",
       .summary = "How far the posts of a business are",
       .query = {{"business_id", text(Format::id)}},
       .answers = {{200, "The status", sync_status_schema()}},
       .handler = sync_status},
      {.method = "GET",
       .pattern = "/api/v1/sync/runs",
       .operation = "listRuns",
       .summary = "Sync runs, newest first",
       .query = paging_and({{"business_id", text(Format::id)}}),
       .answers = {{200, "A page", list_schema(run_schema(false))}},
       .handler = list_runs},
      {.method = "GET",
       .pattern = "/api/v1/sync/runs/{id}",
       .operation = "getRun",
       .summary = "One run with its errors",
       .answers = {{200, "The run", run_schema(true)}},
       .handler = get_run},
  };
}

}  // namespace tidemark
