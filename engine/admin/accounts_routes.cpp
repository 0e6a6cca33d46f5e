#include "admin/answers.h"
#include "admin/inputs.h"
#include "admin/route_groups.h"

namespace tidemark {
namespace {

constexpr std::size_t kLongestToken = 8192;
constexpr const char* kIdentities[] = {"platform_user_id", "page_id", "instagram_account_id"};

Schema new_account() {
  return object({{"business_id", id()},
                 {"platform", text(1, 40).saying("id or alias of a loaded platform")},
                 {"platform_user_id", text(1, 200), Need::optional},
                 {"access_token", text(1, kLongestToken)},
                 {"refresh_token", text(1, kLongestToken), Need::optional},
                 {"token_expires_at", text(Format::instant), Need::optional},
                 {"page_id", text(1, 200), Need::optional},
                 {"instagram_account_id", text(1, 200), Need::optional},
                 {"is_active", truth(), Need::optional},
                 {"tracked_since", text(Format::instant), Need::optional}})
      .named("AccountInput");
}

Schema account_patch() {
  return object({{"business_id", id(), Need::fixed},
                 {"platform", text(), Need::fixed},
                 {"platform_user_id", text(1, 200), Need::optional},
                 {"access_token", text(1, kLongestToken), Need::lasting},
                 {"refresh_token", text(1, kLongestToken), Need::optional},
                 {"token_expires_at", text(Format::instant), Need::optional},
                 {"page_id", text(1, 200), Need::optional},
                 {"instagram_account_id", text(1, 200), Need::optional},
                 {"is_active", truth(), Need::optional},
                 {"tracked_since", text(Format::instant), Need::optional}})
      .named("AccountPatch");
}

/// Identities of a form that the platform does not have, each under its own field.
std::vector<FieldFault> identity_faults(const std::string& platform, json::Value body,
                                        const AdminContext& context) {
  std::vector<FieldFault> faults;
  for (const char* field : kIdentities) {
    const auto value = body[field].string();
    if (!value) continue;
    if (auto fits = context.parts.platforms.check_account_field(platform, field, *value); !fits)
      faults.push_back({field, fits.error().message});
  }
  return faults;
}

Reply list_accounts(const Call& call, AdminContext& context) {
  AccountFilter filter;
  if (const auto business = call.number("business_id")) filter.business = BusinessId{*business};
  if (const auto* platform = call.parameter("platform")) filter.platform = platform_named(*platform, context);
  return list_or_problem(context.parts.catalog.accounts().list(call.asker, filter, page_of(call)));
}

Reply get_account(const Call& call, AdminContext& context) {
  return object_or_problem(context.parts.catalog.accounts().get(call.asker, AccountId{call.id}));
}

Reply add_account(const Call& call, AdminContext& context) {
  const auto& body = *call.body;
  const auto platform = loaded_platform(*body["platform"].string(), "platform", context);
  if (!platform) return problem(platform.error());
  if (const auto faults = identity_faults(*platform, body, context); !faults.empty())
    return bad_request(faults);
  const NewAccount account{.business = BusinessId{id_of(body["business_id"])},
                           .platform = *platform,
                           .platform_user_id = text_of(body["platform_user_id"]),
                           .page_id = text_of(body["page_id"]),
                           .instagram_account_id = text_of(body["instagram_account_id"]),
                           .access_token = Secret(*text_of(body["access_token"])),
                           .refresh_token = Secret(text_of(body["refresh_token"]).value_or("")),
                           .token_expires_at = instant_of(body["token_expires_at"]),
                           .is_active = body["is_active"].boolean().value_or(true),
                           .tracked_since = instant_of(body["tracked_since"])};
  return object_or_problem(context.parts.catalog.accounts().add(call.asker, account), 201);
}

Reply change_account(const Call& call, AdminContext& context) {
  const auto& body = *call.body;
  auto& accounts = context.parts.catalog.accounts();
  const auto known = accounts.get(call.asker, AccountId{call.id});
  if (!known) return problem(known.error());
  if (const auto faults = identity_faults(known->platform, body, context); !faults.empty())
    return bad_request(faults);
  AccountChange change{.platform_user_id = text_change(body["platform_user_id"]),
                       .page_id = text_change(body["page_id"]),
                       .instagram_account_id = text_change(body["instagram_account_id"]),
                       .token_expires_at = instant_change(body["token_expires_at"]),
                       .is_active = body["is_active"].boolean(),
                       .tracked_since = instant_of(body["tracked_since"])};
  if (auto token = text_of(body["access_token"])) change.access_token = Secret(std::move(*token));
  if (auto token = text_of(body["refresh_token"])) change.refresh_token = Secret(std::move(*token));
  // Null takes a field back to what it is when it was never given.
  if (body["refresh_token"].is_null()) change.refresh_token = Secret();
  if (body["is_active"].is_null()) change.is_active = true;
  if (body["tracked_since"].is_null()) change.tracked_since = known->created_at;
  const auto changed = accounts.change(call.asker, known->id, change);
  if (changed && changed->tracked_since != known->tracked_since) {
    const auto posts = context.parts.catalog.posts().ids_of(known->id);
    if (posts)
      rebook(context, *posts);
    else
      context.parts.log.warning("admin",
                                "gains of the account's posts are not booked anew: " + posts.error().message +
                                    "; change tracked_since again to repeat it");
  }
  return object_or_problem(changed);
}

Reply remove_account(const Call& call, AdminContext& context) {
  return removed(context.parts.catalog.accounts().remove(call.asker, AccountId{call.id}), context);
}

}  // namespace

std::vector<Route> accounts_routes() {
  constexpr std::string_view all = "/api/v1/accounts", one = "/api/v1/accounts/{id}";
  return {
      {.method = "GET",
       .pattern = all,
       .operation = "listAccounts",
       .summary = "Accounts, by id",
       .query = paging_and({{"business_id", text(Format::id)}, {"platform", text(Format::name)}}),
       .answers = {{200, "A page", list_schema(account_schema())}},
       .handler = list_accounts},
      {.method = "POST",
       .pattern = all,
       .operation = "addAccount",
       .summary = "Registers an account on a platform",
       .access = Access::editor,
       .body = new_account(),
       .answers = {{201, "Registered", account_schema()}},
       .handler = add_account},
      {.method = "GET",
       .pattern = one,
       .operation = "getAccount",
       .summary = "One account",
       .answers = {{200, "The account", account_schema()}},
       .handler = get_account},
      {.method = "PATCH",
       .pattern = one,
       .operation = "changeAccount",
       .summary = "Changes an account",
       .access = Access::editor,
       .body = account_patch(),
       .answers = {{200, "Changed", account_schema()}},
       .handler = change_account,
       .merge_patch = true},
      {.method = "DELETE",
       .pattern = one,
       .operation = "removeAccount",
       .summary = "Removes an account with its posts and history",
       .access = Access::editor,
       .answers = {{204, "Removed"}},
       .handler = remove_account},
  };
}

}  // namespace tidemark
