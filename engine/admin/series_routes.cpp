// Sums over posts, bucket by bucket.

#include "admin/inputs.h"
#include "admin/json_writer.h"
#include "admin/route_groups.h"
#include "admin/scope_inputs.h"
#include "query/group_series.h"

namespace tidemark {
namespace {

Period period_of(const Call& call) {
  const std::string* step = call.parameter("step");
  if (!step || *step == "1d") return Period::day;
  return *step == "15m" ? Period::quarter : *step == "1h" ? Period::hour : Period::week;
}

Result<Grouping> grouping_of(const Call& call) {
  constexpr std::string_view label = "label:";
  const std::string* by = call.parameter("group_by");
  if (!by) return Grouping{};
  if (*by == "platform") return Grouping{Grouping::By::platform};
  if (by->starts_with(label) && by->size() > label.size())
    return Grouping{Grouping::By::label, by->substr(label.size())};
  return Error{
      .code = Code::invalid, .message = "groups are by platform or by label:NAME", .field = "group_by"};
}

Result<GroupSeriesRequest> request_of(const Call& call) {
  auto grouping = grouping_of(call);
  if (!grouping) return grouping.error();
  GroupSeriesRequest request{.step = period_of(call), .grouping = *std::move(grouping)};
  if (const auto* metrics = call.parameter("metrics")) request.metrics = names_of(*metrics);
  if (const auto* value = call.parameter("value"); value && *value == "total") request.value = SumOf::total;
  return request;
}

void write_group(JsonWriter& json, const Grouping& grouping, const GroupSums& group) {
  json.key("group").begin_object();
  if (grouping.by == Grouping::By::platform) json.key("platform").value(group.key);
  if (grouping.by == Grouping::By::label) json.key("label:" + grouping.label).value(group.key);
  json.end_object();
}

void write_metrics(JsonWriter& json, const GroupSeries& series, const GroupSums& group) {
  json.key("metrics").begin_object();
  for (const GroupSeries::Column& column : series.columns) {
    json.key(column.name).begin_array();
    SumReader reader(group.metrics[column.place], series.value);
    for (std::size_t i = 0; i < series.timestamps.size(); ++i) {
      const auto figure = reader.next();
      json.value(column.adds_up ? figure : std::nullopt);
    }
    json.end_array();
  }
  json.end_object();
}

Reply posts_series(const Call& call, AdminContext& context) {
  const auto scope = scope_asked(call, context);
  if (!scope) return problem(scope.error());
  const auto request = request_of(call);
  if (!request) return problem(request.error());
  const auto series = group_series(parts_of(context), *scope, *request);
  if (!series) return problem(series.error());

  Reply reply;
  const std::size_t columns = series->columns.size() * series->groups.size();
  reply.body.reserve(256 + series->timestamps.size() * (28 + 10 * columns));
  const std::string* step = call.parameter("step");
  JsonWriter json(reply.body);
  json.begin_object().field("step", step ? std::string_view(*step) : "1d").key("timestamps").begin_array();
  for (const Instant at : series->timestamps) json.value(at);
  json.end_array().key("groups").begin_array();
  for (const GroupSums& group : series->groups) {
    json.begin_object();
    write_group(json, request->grouping, group);
    write_metrics(json, *series, group);
    json.end_object();
  }
  json.end_array().end_object();
  return reply;
}

std::vector<Parameter> parameters() {
  auto all = scope_parameters();
  for (Parameter& limit : window_parameters(false)) all.push_back(std::move(limit));
  Schema names =
      text(Format::names).saying("every running total that adds up and occurs in the window by default");
  names.most = 4000;
  all.push_back({"metrics", names});
  all.push_back({"step", one_of({"15m", "1h", "1d", "1w"})
                             .saying("1d by default; days and weeks begin at midnight in the time zone of "
                                     "the businesses, in UTC if they have several")});
  all.push_back({"value", one_of({"gain", "total"})
                              .saying("gain, what each bucket added, by default; or what stood at its end")});
  all.push_back({"group_by", text(1, 200).saying("platform, or label:NAME")});
  return all;
}

Schema answer() {
  return object({{"step", text()},
                 {"timestamps", list_of(text(Format::instant))},
                 {"groups", list_of(object({{"group", map_of(text().or_null())
                                                          .saying("empty without group_by; null for posts "
                                                                  "without the label")},
                                            {"metrics", map_of(list_of(whole().or_null()))}}))}})
      .named("GroupSeries");
}

}  // namespace

std::vector<Route> series_routes() {
  return {
      {.method = "GET",
       .pattern = "/api/v1/analytics/series",
       .operation = "postsSeries",
       .summary = "Figures of many posts over time, summed by group; a metric that does not add up is null",
       .query = parameters(),
       .answers = {{200, "A column a metric and group", answer()}},
       .handler = posts_series},
  };
}

}  // namespace tidemark
