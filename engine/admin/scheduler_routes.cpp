#include "admin/json_writer.h"
#include "admin/route_groups.h"
#include "domain/duration.h"

namespace tidemark {
namespace {

/// Of the businesses in sight: the next run of another's would tell of it.
std::optional<Instant> next_run_at(const SchedulerStatus& status, const Asker& asker, AdminContext& context) {
  if (!asker.businesses) return status.next_run_at;
  std::optional<Instant> next;
  for (const BusinessId business : *asker.businesses)
    if (const auto at = context.parts.sync.next_sync_at(business); at && (!next || *at < *next)) next = at;
  return next;
}

Reply scheduler_status(const Call& call, AdminContext& context) {
  const SchedulerStatus status = context.parts.sync.status();
  Reply reply;
  JsonWriter json(reply.body);
  json.begin_object()
      .field("enabled", status.enabled)
      .field("paused", status.paused)
      .field("every", to_duration_text(status.every))
      .field("next_run_at", next_run_at(status, call.asker, context))
      .key("running")
      .begin_array();
  for (const RunId run : status.running)
    if (!call.asker.businesses || context.parts.catalog.runs().get(call.asker, run)) json.value(run.value);
  json.end_array().end_object();
  return reply;
}

Reply pause_scheduler(const Call& call, AdminContext& context) {
  context.parts.sync.pause();
  return scheduler_status(call, context);
}

Reply resume_scheduler(const Call& call, AdminContext& context) {
  context.parts.sync.resume();
  return scheduler_status(call, context);
}

Schema status_schema() {
  return object({{"enabled", truth()},
                 {"paused", truth()},
                 {"every", text(Format::duration)},
                 {"next_run_at", text(Format::instant).or_null()},
                 {"running", list_of(id())}})
      .named("SchedulerStatus");
}

}  // namespace

std::vector<Route> scheduler_routes() {
  const std::vector<Answer> answers = {{200, "The scheduler as it stands", status_schema()}};
  return {
      {.method = "GET",
       .pattern = "/api/v1/scheduler/status",
       .operation = "schedulerStatus",
       .summary = "What the scheduler does",
       .answers = answers,
       .handler = scheduler_status},
      {.method = "POST",
       .pattern = "/api/v1/scheduler/pause",
       .operation = "pauseScheduler",
       .summary = "Starts no more runs unasked",
       .access = Access::admin,
       .body = object({}),
       .answers = answers,
       .handler = pause_scheduler,
       .whole_engine = true},
      {.method = "POST",
       .pattern = "/api/v1/scheduler/resume",
       .operation = "resumeScheduler",
       .summary = "Ends a pause",
       .access = Access::admin,
       .body = object({}),
       .answers = answers,
       .handler = resume_scheduler,
       .whole_engine = true},
  };
}

}  // namespace tidemark
