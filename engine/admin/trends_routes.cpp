// Engagement period by period, and by the time of publication.

#include <chrono>

#include "admin/answers.h"
#include "admin/inputs.h"
#include "admin/route_groups.h"
#include "admin/scope_inputs.h"
#include "admin/trends_answers.h"
#include "domain/duration.h"

namespace tidemark {
namespace {

TrendsRequest trends_request(const Call& call) {
  TrendsRequest request;
  const std::string* period = call.parameter("period");
  if (period && *period == "weekly") request.period = Period::week;
  if (period && *period == "monthly") request.period = Period::month;
  const std::string* value = call.parameter("value");
  if (value && *value == "total") request.value = TrendValue::total;
  if (value && *value == "published") request.value = TrendValue::published;
  request.by_platform = call.parameter("group_by") != nullptr;
  return request;
}

Reply answer_trends(const Call& call, AdminContext& context) {
  const auto scope = scope_asked(call, context);
  if (!scope) return problem(scope.error());
  const auto found = trends(parts_of(context), *scope, trends_request(call));
  if (!found) return problem(found.error());
  Reply reply;
  JsonWriter json(reply.body);
  json.begin_object().key("items");
  write(json, std::span(*found));
  json.end_object();
  return reply;
}

Reply answer_best_times(const Call& call, AdminContext& context) {
  constexpr std::uint64_t usual_days = 90;
  constexpr std::chrono::hours least_age{1}, most_age{24 * 365};
  auto scope = scope_asked(call, context);
  if (!scope) return problem(scope.error());
  std::chrono::milliseconds age = kUsualAge;
  if (const std::string* text = call.parameter("age")) age = parse_duration(*text).value_or(age);
  if (age < least_age || age > most_age)
    return problem({.code = Code::invalid, .message = "an age is between 1h and 365d", .field = "age"});
  const Instant now = context.parts.clock.now();
  scope->to = now;
  scope->from = now - std::chrono::hours(24) * call.number("days").value_or(usual_days);
  return object_or_problem(best_times(parts_of(context), *scope, age, now));
}

std::vector<Parameter> trends_parameters() {
  auto all = scope_parameters();
  for (Parameter& limit : window_parameters(true)) all.push_back(std::move(limit));
  all.push_back({"period", one_of({"daily", "weekly", "monthly"})
                               .saying("daily by default; periods begin at midnight in the time zone of the "
                                       "businesses, in UTC if they have several")});
  all.push_back(
      {"value", one_of({"gain", "total", "published"})
                    .saying("gain, what each period added, by default; total, what stood at its end; "
                            "published, what the posts published in it have now")});
  all.push_back({"group_by", one_of({"platform"})});
  return all;
}

std::vector<Parameter> best_times_parameters() {
  auto all = scope_parameters();
  all.push_back({"days", whole(1, 3650).saying("posts published in so many days up to now; 90 by default")});
  all.push_back(
      {"age", text(Format::duration).saying("at which posts are compared; 7d by default, 1h to 365d")});
  return all;
}

}  // namespace

std::vector<Route> trends_routes() {
  return {
      {.method = "GET",
       .pattern = "/api/v1/analytics/trends",
       .operation = "trends",
       .summary = "Engagement by days, weeks or months",
       .query = trends_parameters(),
       .answers = {{200, "Every period of the window, in order", object({{"items", trends_schema()}})}},
       .handler = answer_trends},
      {.method = "GET",
       .pattern = "/api/v1/analytics/best-times",
       .operation = "bestTimes",
       .summary = "When posts were published that did well, compared at equal age",
       .query = best_times_parameters(),
       .answers = {{200, "By weekday and hour of publication", best_times_schema()}},
       .handler = answer_best_times},
  };
}

}  // namespace tidemark
