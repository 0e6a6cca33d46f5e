#include "admin/answers.h"
#include "admin/inputs.h"
#include "admin/route_groups.h"
#include "domain/duration.h"

namespace tidemark {
namespace {

constexpr std::chrono::seconds kShortestInterval{1};

Schema new_business() {
  return object({{"name", text(1, 200)},
                 {"time_zone", text(1, 64).saying("IANA name; UTC by default"), Need::optional}})
      .named("BusinessInput");
}

Schema business_patch() {
  return object({{"name", text(1, 200), Need::lasting}, {"time_zone", text(1, 64), Need::optional}})
      .named("BusinessPatch");
}

Reply list_businesses(const Call& call, AdminContext& context) {
  return list_or_problem(context.parts.catalog.businesses().list(call.asker, page_of(call)));
}

Reply get_business(const Call& call, AdminContext& context) {
  return object_or_problem(context.parts.catalog.businesses().get(call.asker, BusinessId{call.id}));
}

Reply add_business(const Call& call, AdminContext& context) {
  const auto& body = *call.body;
  NewBusiness business{.name = *text_of(body["name"])};
  if (auto zone = text_of(body["time_zone"])) business.time_zone = *zone;
  const auto added = context.parts.catalog.businesses().add(call.asker, business);
  if (added) context.parts.sync.reschedule(added->id);
  return object_or_problem(added, 201);
}

Reply change_business(const Call& call, AdminContext& context) {
  const auto& body = *call.body;
  BusinessChange change{.name = text_of(body["name"]), .time_zone = text_of(body["time_zone"])};
  if (body["time_zone"].is_null()) change.time_zone = NewBusiness{}.time_zone;
  return object_or_problem(
      context.parts.catalog.businesses().change(call.asker, BusinessId{call.id}, change));
}

Reply remove_business(const Call& call, AdminContext& context) {
  return removed(context.parts.catalog.businesses().remove(call.asker, BusinessId{call.id}), context);
}

Reply set_schedule(const Call& call, AdminContext& context) {
  const BusinessId id{call.id};
  const std::string every = text_of((*call.body)["every"]).value_or("");
  if (!every.empty() && *parse_duration(every) < kShortestInterval)
    return bad_request({{"every", "is shorter than a second"}});
  auto business = context.parts.catalog.businesses().set_schedule(call.asker, id, every);
  if (business) context.parts.sync.reschedule(id);
  return object_or_problem(business);
}

}  // namespace

std::vector<Route> businesses_routes() {
  constexpr std::string_view all = "/api/v1/businesses", one = "/api/v1/businesses/{id}";
  return {
      {.method = "GET",
       .pattern = all,
       .operation = "listBusinesses",
       .summary = "Businesses, by id",
       .query = paging(),
       .answers = {{200, "A page", list_schema(business_schema())}},
       .handler = list_businesses},
      {.method = "POST",
       .pattern = all,
       .operation = "addBusiness",
       .summary = "Registers a business",
       .access = Access::editor,
       .body = new_business(),
       .answers = {{201, "Registered", business_schema()}},
       .handler = add_business},
      {.method = "GET",
       .pattern = one,
       .operation = "getBusiness",
       .summary = "One business",
       .answers = {{200, "The business", business_schema()}},
       .handler = get_business},
      {.method = "PATCH",
       .pattern = one,
       .operation = "changeBusiness",
       .summary = "Changes a business",
       .access = Access::editor,
       .body = business_patch(),
       .answers = {{200, "Changed", business_schema()}},
       .handler = change_business,
       .merge_patch = true},
      {.method = "DELETE",
       .pattern = one,
       .operation = "removeBusiness",
       .summary = "Removes a business with its accounts, posts, runs and history",
       .access = Access::editor,
       .answers = {{204, "Removed"}},
       .handler = remove_business},
      {.method = "PUT",
       .pattern = "/api/v1/businesses/{id}/schedule",
       .operation = "setSchedule",
       .summary = "How often the business is synced; null: as often as the engine's others",
       .access = Access::editor,
       .body = object({{"every", text(Format::duration), Need::optional}}),
       .answers = {{200, "Set", business_schema()}},
       .handler = set_schedule},
  };
}

}  // namespace tidemark
