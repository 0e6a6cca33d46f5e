// A window of everything at a glance.

#include <span>
#include <utility>

#include "admin/inputs.h"
#include "admin/period_answers.h"
#include "admin/problem.h"
#include "admin/route_groups.h"
#include "admin/scope_inputs.h"
#include "admin/trends_answers.h"
#include "query/overview.h"
#include "query/wide_sum.h"

namespace tidemark {
namespace {

void write_platforms(JsonWriter& json, const WindowSummary& summary) {
  json.begin_array();
  for (const PlatformSummary& one : summary.by_platform) {
    json.begin_object().field("platform", one.platform);
    write_fields(json, one.summary);
    json.field("percentage_of_total",
               percent(percent_hundredths_of(one.summary.total_posts, summary.all.total_posts)));
    json.end_object();
  }
  json.end_array();
}

Reply answer_overview(const Call& call, AdminContext& context) {
  const auto scope = scope_asked(call, context);
  if (!scope) return problem(scope.error());
  const auto found = overview(parts_of(context), call.asker, *scope, context.parts.clock.now());
  if (!found) return problem(found.error());
  Reply reply;
  JsonWriter json(reply.body);
  json.begin_object();
  write_window(json, *scope);
  json.key("summary").begin_object();
  write_fields(json, found->summary.all);
  json.end_object().key("by_platform");
  write_platforms(json, found->summary);
  json.key("trends");
  write(json, std::span(found->trends));
  json.key("top_posts");
  write(json, found->top_posts);
  json.key("best_times");
  write(json, std::span(found->best_times.items));
  json.end_object();
  return reply;
}

Schema overview_schema() {
  std::vector<Field> of_platform = summary_fields();
  of_platform.insert(of_platform.begin(), {"platform", text()});
  of_platform.push_back({"percentage_of_total", fraction().saying("of the posts")});
  return object({{"period_start", text(Format::instant)},
                 {"period_end", text(Format::instant)},
                 {"summary", object(summary_fields())},
                 {"by_platform", list_of(object(std::move(of_platform)))},
                 {"trends", trends_schema().saying("what each day gained")},
                 {"top_posts", top_items_schema().saying("by engagement_rate")},
                 {"best_times",
                  time_slots_schema().saying("of posts published in the " + std::to_string(kBestTimesDays) +
                                             " days up to the end of the window")}})
      .named("Overview");
}

}  // namespace

std::vector<Route> overview_routes() {
  auto query = scope_parameters();
  for (Parameter& parameter : window_parameters(true)) query.push_back(std::move(parameter));
  return {{.method = "GET",
           .pattern = "/api/v1/analytics/overview",
           .operation = "overview",
           .summary = "What the posts of a window add up to, by platform and day, and what stands out",
           .query = std::move(query),
           .answers = {{200, "The window", overview_schema()}},
           .handler = answer_overview}};
}

}  // namespace tidemark
