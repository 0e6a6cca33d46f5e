// What is asked about a window: ranks, comparison, summaries.

#include <utility>

#include "admin/inputs.h"
#include "admin/period_answers.h"
#include "admin/problem.h"
#include "admin/route_groups.h"
#include "admin/scope_inputs.h"

namespace tidemark {
namespace {

constexpr std::pair<std::string_view, Period> kPeriods[] = {
    {"daily", Period::day}, {"weekly", Period::week}, {"monthly", Period::month}, {"yearly", Period::year}};

Reply answer_top_posts(const Call& call, AdminContext& context) {
  const auto scope = scope_asked(call, context);
  if (!scope) return problem(scope.error());
  TopPostsRequest request;
  if (const auto* metric = call.parameter("metric")) request.metric = *metric;
  if (const auto limit = call.number("limit")) request.limit = *limit;
  const auto top = top_posts(parts_of(context), call.asker, *scope, request);
  if (!top) return problem(top.error());
  Reply reply;
  reply.body.reserve(64 + 1024 * top->items.size());
  JsonWriter json(reply.body);
  json.begin_object().field("metric", request.metric).key("items");
  write(json, *top);
  json.end_object();
  return reply;
}

Reply answer_comparison(const Call& call, AdminContext& context) {
  const auto scope = scope_asked(call, context);
  if (!scope) return problem(scope.error());
  const auto comparison = platform_comparison(parts_of(context), *scope);
  if (!comparison) return problem(comparison.error());
  Reply reply;
  JsonWriter json(reply.body);
  write(json, *scope, *comparison);
  return reply;
}

Reply answer_summaries(const Call& call, AdminContext& context) {
  const auto scope = scope_asked(call, context);
  if (!scope) return problem(scope.error());
  const auto* asked = call.parameter("period_type");
  const std::string_view name = asked ? std::string_view(*asked) : kPeriods[0].first;
  Period period = kPeriods[0].second;
  for (const auto& [known, one] : kPeriods)
    if (known == name) period = one;
  const auto summaries = period_summaries(parts_of(context), *scope, period);
  if (!summaries) return problem(summaries.error());
  Reply reply;
  JsonWriter json(reply.body);
  write(json, *scope, name, *summaries);
  return reply;
}

std::vector<Parameter> with_window(std::vector<Parameter> more) {
  auto all = scope_parameters();
  for (auto& parameter : window_parameters(true)) all.push_back(std::move(parameter));
  for (auto& parameter : more) all.push_back(std::move(parameter));
  return all;
}

}  // namespace

std::vector<Route> period_routes() {
  return {
      {.method = "GET",
       .pattern = "/api/v1/analytics/top-posts",
       .operation = "topPosts",
       .summary = "The posts of a window with the highest value of a metric or rate",
       .query = with_window(
           {{"metric", text(Format::name).saying("any stored or derived one; engagement_rate by default")},
            {"limit", whole(1, 1000).saying("10 by default")}}),
       .answers = {{200, "The posts by rank",
                    object({{"metric", text()}, {"items", top_items_schema()}}).named("TopPosts")}},
       .handler = answer_top_posts},
      {.method = "GET",
       .pattern = "/api/v1/analytics/platform-comparison",
       .operation = "platformComparison",
       .summary = "What the posts of each platform add up to in a window, and which platform does best",
       .query = with_window({}),
       .answers = {{200, "The platforms by name", comparison_schema()}},
       .handler = answer_comparison},
      {.method = "GET",
       .pattern = "/api/v1/analytics/summaries",
       .operation = "summaries",
       .summary = "What the posts of each platform add up to, period by period of the business's time zone",
       .query = with_window(
           {{"period_type", one_of({"daily", "weekly", "monthly", "yearly"}).saying("daily by default")}}),
       .answers = {{200, "The periods in order, in each the platforms by name", summaries_schema()}},
       .handler = answer_summaries},
  };
}

}  // namespace tidemark
