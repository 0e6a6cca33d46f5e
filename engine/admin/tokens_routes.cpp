#include "admin/answers.h"
#include "admin/inputs.h"
#include "admin/route_groups.h"

namespace tidemark {
namespace {

Schema new_token() {
  Schema businesses = list_of(id(), 10'000).saying("left out: all businesses");
  businesses.least = 1;
  return object({{"name", text(1, 200)},
                 {"role", one_of({"admin", "editor", "viewer"})},
                 {"business_ids", businesses, Need::optional}})
      .named("TokenInput");
}

Reply list_tokens(const Call& call, AdminContext& context) {
  return list_or_problem(context.parts.catalog.api_tokens().list(call.asker, page_of(call)));
}

Reply get_token(const Call& call, AdminContext& context) {
  return object_or_problem(context.parts.catalog.api_tokens().get(call.asker, ApiTokenId{call.id}));
}

Reply add_token(const Call& call, AdminContext& context) {
  const auto& body = *call.body;
  std::optional<std::set<BusinessId>> businesses;
  if (json::Value ids = body["business_ids"]) {
    businesses.emplace();
    for (json::Value one : ids.items()) businesses->insert(BusinessId{id_of(one)});
  }
  const auto created = context.parts.catalog.api_tokens().add(
      call.asker, *text_of(body["name"]), *parse_role(*body["role"].string()), std::move(businesses));
  if (!created) return problem(created.error());
  Reply reply{.status = 201};
  JsonWriter json(reply.body);
  json.begin_object();
  write_fields(json, created->token);
  json.field("token", created->text.reveal()).end_object();  // the one answer that may show it
  return reply;
}

Reply remove_token(const Call& call, AdminContext& context) {
  const auto gone = context.parts.catalog.api_tokens().remove(call.asker, ApiTokenId{call.id});
  return gone ? Reply{.status = 204} : problem(gone.error());
}

}  // namespace

std::vector<Route> tokens_routes() {
  constexpr std::string_view all = "/api/v1/tokens", one = "/api/v1/tokens/{id}";
  return {
      {.method = "GET",
       .pattern = all,
       .operation = "listTokens",
       .summary = "API tokens, by id",
       .access = Access::admin,
       .query = paging(),
       .answers = {{200, "A page", list_schema(token_schema(false))}},
       .handler = list_tokens},
      {.method = "POST",
       .pattern = all,
       .operation = "addToken",
       .summary = "Makes an API token",
       .access = Access::admin,
       .body = new_token(),
       .answers = {{201, "Made", token_schema(true)}},
       .handler = add_token},
      {.method = "GET",
       .pattern = one,
       .operation = "getToken",
       .summary = "One API token",
       .access = Access::admin,
       .answers = {{200, "The token, without its text", token_schema(false)}},
       .handler = get_token},
      {.method = "DELETE",
       .pattern = one,
       .operation = "removeToken",
       .summary = "Ends an API token",
       .access = Access::admin,
       .answers = {{204, "Ended"}},
       .handler = remove_token},
  };
}

}  // namespace tidemark
