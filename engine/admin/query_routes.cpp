#include <algorithm>
#include <set>

#include "admin/answers.h"
#include "admin/inputs.h"
#include "admin/moments.h"
#include "admin/route_groups.h"

namespace tidemark {
namespace {

Reply post_analytics(const Call& call, AdminContext& context) {
  return object_or_problem(context.parts.queries.analytics(call.asker, PostId{call.id}));
}

Result<SeriesRequest> series_request(const Call& call, AdminContext& context, BusinessId business) {
  const auto found = context.parts.catalog.businesses().get(call.asker, business);
  if (!found) return found.error();
  const auto window = window_of(call, context, found->time_zone);
  if (!window) return window.error();
  SeriesRequest request{.from = window->from, .to = window->to, .zone = found->time_zone};
  if (const auto* metrics = call.parameter("metrics")) request.metrics = names_of(*metrics);
  if (const auto* step = call.parameter("step")) request.step = parse_step(*step).value_or(Step::raw);
  if (const auto* value = call.parameter("value"); value && *value == "gain")
    request.value = SeriesValue::gain;
  if (const auto* as_of = call.parameter("as_of"))
    request.as_of = resolve_moment(*as_of, Edge::to, context.parts.clock.now(), found->time_zone);
  return request;
}

void write_gaps(JsonWriter& json, const std::vector<Gap>& gaps) {
  json.key("gaps").begin_array();
  for (const Gap& gap : gaps) write(json, gap);
  json.end_array();
}

Reply series_reply(std::string_view subject, std::uint64_t id, Step step, const Series& series,
                   const Result<std::vector<Gap>>& gaps) {
  if (!gaps) return problem(gaps.error());
  Reply reply;
  reply.body.reserve(64 + series.timestamps.size() * (30 + 12 * series.metrics.size()));
  JsonWriter json(reply.body);
  json.begin_object().field(subject, id).field("step", to_string(step)).key("timestamps").begin_array();
  for (const Instant at : series.timestamps) json.value(at);
  json.end_array().key("metrics").begin_object();
  for (const auto& [name, values] : series.metrics) {
    json.key(name).begin_array();
    for (const auto& value : values) json.value(value);
    json.end_array();
  }
  json.end_object();
  write_gaps(json, *gaps);
  json.end_object();
  return reply;
}

/// As series_reply, of raw snapshots.
Reply raw_reply(std::uint64_t id, const SeriesRequest& request, const Columns& columns,
                const Result<std::vector<Gap>>& gaps) {
  if (!gaps) return problem(gaps.error());
  Reply reply;
  const std::size_t rows = columns.times.size();
  reply.body.reserve(128 + rows * (30 + 8 * columns.columns.size()));
  JsonWriter json(reply.body);
  json.begin_object().field("post_id", id).field("step", to_string(Step::raw)).key("timestamps");
  json.array(columns.times).key("metrics").begin_object();
  if (request.metrics.empty())
    for (const auto& column : columns.columns) json.key(column.metric).array(column.values, column.present);
  std::set<std::string_view> seen;
  for (const std::string& name : request.metrics) {
    if (!seen.insert(name).second) continue;
    const auto column = std::find_if(columns.columns.begin(), columns.columns.end(),
                                     [&](const Columns::Column& one) { return one.metric == name; });
    json.key(name);
    if (column != columns.columns.end())
      json.array(column->values, column->present);
    else
      json.array(std::vector<std::int64_t>(rows), std::vector<std::uint8_t>(rows));
  }
  json.end_object();
  write_gaps(json, *gaps);
  json.end_object();
  return reply;
}

Reply post_series(const Call& call, AdminContext& context) {
  const PostId id{call.id};
  const auto post = context.parts.catalog.posts().brief(call.asker, id);
  if (!post) return problem(post.error());
  const auto request = series_request(call, context, post->business);
  if (!request) return problem(request.error());
  if (request->step == Step::raw && request->value == SeriesValue::last && !request->as_of) {
    const auto raw = context.parts.queries.raw(call.asker, id, *request);
    if (!raw) return problem(raw.error());
    if (*raw) return raw_reply(call.id, *request, **raw, context.parts.queries.gaps(*post, *request));
  }
  const auto series = context.parts.queries.series(call.asker, id, *request);
  if (!series) return problem(series.error());
  return series_reply("post_id", call.id, request->step, *series,
                      context.parts.queries.gaps(*post, *request));
}

Reply account_series(const Call& call, AdminContext& context) {
  const AccountId id{call.id};
  const auto account = context.parts.catalog.accounts().get(call.asker, id);
  if (!account) return problem(account.error());
  const auto request = series_request(call, context, account->business);
  if (!request) return problem(request.error());
  const auto series = context.parts.queries.series(call.asker, id, *request);
  if (!series) return problem(series.error());
  return series_reply("account_id", call.id, request->step, *series,
                      context.parts.queries.gaps(*account, *request));
}

std::vector<Parameter> series_parameters() {
  Schema names = text(Format::names).saying("all that occur by default");
  names.most = 4000;
  return {
      {"metrics", names},
      {"from", text(Format::moment)},
      {"to", text(Format::moment).saying("a date is included")},
      {"step", one_of({"raw", "15m", "1h", "1d", "1w"})
                   .saying("raw by default; days and weeks begin at midnight in the business's time zone")},
      {"value", one_of({"last", "gain"}).saying("last by default")}};
}

std::vector<Parameter> account_series_parameters() {
  auto all = series_parameters();
  all.push_back({"as_of", text(Format::moment).saying("what was known then, before later restatements")});
  return all;
}

Schema series_schema(const char* subject) {
  return object({{subject, id()},
                 {"step", text()},
                 {"timestamps", list_of(text(Format::instant))},
                 {"metrics", map_of(list_of(whole().or_null()))},
                 {"gaps", list_of(gap_schema())
                              .saying("what kept it from being measured, by beginning; whole, "
                                      "also where they reach beyond from and to")}});
}

}  // namespace

std::vector<Route> query_routes() {
  return {
      {.method = "GET",
       .pattern = "/api/v1/analytics/posts/{id}",
       .operation = "postAnalytics",
       .summary = "What stands for a post",
       .answers = {{200, "Every metric by name", analytics_schema()}},
       .handler = post_analytics},
      {.method = "GET",
       .pattern = "/api/v1/posts/{id}/series",
       .operation = "postSeries",
       .summary = "A post's figures over time, a column a metric",
       .query = series_parameters(),
       .answers = {{200, "The series", series_schema("post_id")}},
       .handler = post_series},
      {.method = "GET",
       .pattern = "/api/v1/accounts/{id}/series",
       .operation = "accountSeries",
       .summary = "An account's figures over time, a column a metric; a total of a window stands at the "
                  "window's start",
       .query = account_series_parameters(),
       .answers = {{200, "The series", series_schema("account_id")}},
       .handler = account_series},
  };
}

}  // namespace tidemark
