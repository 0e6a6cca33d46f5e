// The store as those see it who run it: how large it is, whether it is sound, and packing at once.

#include "admin/json_writer.h"
#include "admin/route_groups.h"
#include "query/day_begins.h"

namespace tidemark {
namespace {

void write_stats(JsonWriter& json, const StoreStats& stats) {
  json.begin_object()
      .field("bytes_on_disk", stats.bytes_on_disk)
      .field("subjects", stats.subjects)
      .field("snapshots", stats.snapshots)
      .field("unpacked", stats.unpacked)
      .field("chunks", stats.chunks)
      .key("parts")
      .begin_array();
  for (const auto& part : stats.parts)
    json.begin_object().field("name", part.name).field("bytes", part.bytes).end_object();
  json.end_array().end_object();
}

Reply stats_reply(const StoreStats& stats) {
  Reply reply;
  JsonWriter json(reply.body);
  write_stats(json, stats);
  return reply;
}

Reply store_stats(const Call&, AdminContext& context) {
  return stats_reply(context.parts.store.stats());
}

/// Work on the whole store takes long: one at a time, in a place for those who wait, so that however many
/// ask, threads are left for the rest.
template <typename Work>
Reply whole_store(AdminContext& context, const Work& work) {
  constexpr std::chrono::seconds soon{5};
  const auto busy = [&](const char* why) {
    return problem(Error{.code = Code::busy, .message = why, .retry_after = soon});
  };
  const std::unique_lock alone(context.whole_store, std::try_to_lock);
  if (!alone) return busy("the store is being checked or packed already: ask again when that has ended");
  const auto place = context.waiting.take();
  if (!place) return busy("too many requests wait for long work: ask again in a few seconds");
  return work(context.stop_work.get_token());
}

Reply verify_store(const Call&, AdminContext& context) {
  return whole_store(context, [&](std::stop_token stop) {
    const auto report = context.parts.store.verify(std::move(stop));
    if (!report) return problem(report.error());
    Reply reply;
    JsonWriter json(reply.body);
    json.begin_object()
        .field("ok", report->found == 0)
        .field("subjects", report->subjects)
        .field("snapshots", report->snapshots)
        .field("points", report->points)
        .field("chunks", report->chunks)
        .field("rows", report->rows)
        .field("cells", report->cells)
        .field("windows", report->windows)
        .field("found", report->found)
        .key("findings")
        .begin_array();
    for (const std::string& finding : report->findings) json.value(finding);
    json.end_array().end_object();
    return reply;
  });
}

Reply pack_store(const Call&, AdminContext& context) {
  return whole_store(context, [&](std::stop_token stop) {
    const Instant now = context.parts.clock.now();
    const auto packed = context.parts.store.pack({.everything = true,
                                                  .fold_before = now - kFoldAfter,
                                                  .day_begins = day_begins(context.parts.catalog, now),
                                                  .stop = std::move(stop)});
    if (!packed) return problem(packed.error());
    if (packed->stopped) return problem(503, "the engine is stopping");
    const auto stats = context.parts.store.count();
    return stats ? stats_reply(*stats) : problem(stats.error());
  });
}

Schema stats_schema() {
  return object({{"bytes_on_disk", whole(0).saying("all files of the store")},
                 {"subjects", whole(0).saying("posts and accounts with a snapshot")},
                 {"snapshots", whole(0)},
                 {"unpacked", whole(0).saying("of the snapshots: those still kept one by one")},
                 {"chunks", whole(0).saying("of packed snapshots")},
                 {"parts", list_of(object({{"name", text()}, {"bytes", whole(0)}}))
                               .saying("bytes by kind of content; the log is in bytes_on_disk only")}})
      .named("StoreStats");
}

Schema verify_schema() {
  return object({{"ok", truth()},
                 {"subjects", whole(0)},
                 {"snapshots", whole(0)},
                 {"points", whole(0)},
                 {"chunks", whole(0)},
                 {"rows", whole(0)},
                 {"cells", whole(0).saying("of sums")},
                 {"windows", whole(0)},
                 {"found", whole(0).saying("how much is wrong")},
                 {"findings", list_of(text()).saying("the first 100, a line each")}})
      .named("StoreReport");
}

}  // namespace

std::vector<Route> store_routes() {
  return {
      {.method = "GET",
       .pattern = "/api/v1/store/stats",
       .operation = "storeStats",
       .summary = "How large the store is; but for the bytes these are estimates",
       .access = Access::admin,
       .answers = {{200, "Its size", stats_schema()}},
       .handler = store_stats,
       .whole_engine = true},
      {.method = "POST",
       .pattern = "/api/v1/store/verify",
       .operation = "verifyStore",
       .summary = "Holds everything stored against every invariant; takes as long as reading it all",
       .access = Access::admin,
       .body = object({}),
       .answers = {{200, "What was looked at, and what is wrong", verify_schema()}},
       .handler = verify_store,
       .whole_engine = true},
      {.method = "POST",
       .pattern = "/api/v1/store/pack",
       .operation = "packStore",
       .summary = "Packs everything now and rewrites the files until nothing is left to gain",
       .access = Access::admin,
       .body = object({}),
       .answers = {{200, "Its size, counted", stats_schema()}},
       .handler = pack_store,
       .whole_engine = true},
  };
}

}  // namespace tidemark
