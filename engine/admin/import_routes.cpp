#include "admin/inputs.h"
#include "admin/json_writer.h"
#include "admin/problem.h"
#include "admin/route_groups.h"
#include "query/import.h"

namespace tidemark {
namespace {

constexpr std::string_view kCsv = "text/csv", kNdjson = "application/x-ndjson";

Reply import_rows(const Call& call, AdminContext& context) {
  if (call.content_type.empty())
    return problem(400, "there is no body; text/csv or application/x-ndjson is wanted");
  const auto* create = call.parameter("create");
  const ImportRequest request{.format = call.content_type == kCsv ? ImportFormat::csv : ImportFormat::ndjson,
                              .create = create && *create == "true"};
  Import import(context.parts.catalog, context.parts.store, context.parts.platforms, context.parts.clock);
  const auto answer =
      import.run(call.asker, request, [&](std::string& into) { return call.stream->read(into); });
  if (!answer) return problem(answer.error());
  Reply reply;
  JsonWriter json(reply.body);
  json.begin_object().field("rows", answer->rows).field("stored", answer->stored);
  json.field("unchanged", answer->unchanged).field("rejected", answer->rejected).key("errors").begin_array();
  for (const RejectedRow& row : answer->errors)
    json.begin_object().field("line", row.line).field("reason", row.reason).end_object();
  json.end_array().end_object();
  return reply;
}

Schema import_schema() {
  return object({{"rows", whole(0)},
                 {"stored", whole(0).saying("brought anything new")},
                 {"unchanged", whole(0)},
                 {"rejected", whole(0)},
                 {"errors", list_of(object({{"line", whole(1).saying("of the body, a CSV header included")},
                                            {"reason", text()}}),
                                    kMostErrors)
                                .saying("the first of them")}});
}

}  // namespace

std::vector<Route> import_routes() {
  return {
      {.method = "POST",
       .pattern = "/api/v1/import",
       .operation = "importSnapshots",
       .summary = "Stores snapshots from CSV or NDJSON, of any length; good rows are kept whatever becomes "
                  "of others",
       .access = Access::editor,
       .query = {{"create", one_of({"true", "false"}).saying("registers unknown posts; false by default")}},
       .answers = {{200, "What became of the rows", import_schema()}},
       .handler = import_rows,
       .streams = {kCsv, kNdjson}}};
}

}  // namespace tidemark
