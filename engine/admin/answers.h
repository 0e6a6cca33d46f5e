#pragma once
// The product's values as JSON, and the schemas of what comes out: kept side by side, so that they stay the
// same.

#include <span>
#include <string>

#include "admin/http_message.h"
#include "admin/json_writer.h"
#include "admin/schema.h"
#include "catalog/accounts.h"
#include "catalog/api_tokens.h"
#include "catalog/page.h"
#include "domain/account.h"
#include "domain/business.h"
#include "domain/gap.h"
#include "domain/platform.h"
#include "domain/post.h"
#include "domain/run.h"
#include "query/post_queries.h"

namespace tidemark {

void write(JsonWriter& json, const Business& business);
void write(JsonWriter& json, const Account& account);
void write(JsonWriter& json, const Post& post);
void write(JsonWriter& json, const ApiToken& token);
/// A run as in a list: without its errors.
void write(JsonWriter& json, const Run& run);
/// `refused`: of this platform's accounts, those that the asker sees.
void write(JsonWriter& json, const PlatformStatus& platform, std::span<const RefusedOfAccount> refused);
void write(JsonWriter& json, const Discovered& discovered);
void write(JsonWriter& json, const PostAnalytics& analytics);
void write(JsonWriter& json, const Gap& gap);
/// The answer of a refresh; with `as_run`, also what a run has beyond it.
void write_report(JsonWriter& json, const Run& run, bool as_run);
/// The fields of these, without the braces.
void write_fields(JsonWriter& json, const ApiToken& token);
void write_fields(JsonWriter& json, const PostAnalytics& analytics);

Schema business_schema();
Schema account_schema();
Schema post_schema();
Schema token_schema(bool with_text);
Schema report_schema();
Schema run_schema(bool with_errors);
Schema platform_schema();
Schema discovered_schema();
Schema analytics_schema();
Schema gap_schema();
Schema list_schema(Schema item);

template <typename T>
Reply object_reply(const T& value, int status = 200) {
  Reply reply{.status = status};
  JsonWriter json(reply.body);
  write(json, value);
  return reply;
}

template <typename T>
Reply list_reply(const Page<T>& page) {
  Reply reply;
  reply.body.reserve(512 * page.items.size() + 64);
  JsonWriter json(reply.body);
  json.begin_object().key("items").begin_array();
  for (const auto& item : page.items) write(json, item);
  json.end_array().key("next_cursor");
  if (page.next)
    json.value(std::to_string(*page.next));
  else
    json.null();
  json.end_object();
  return reply;
}

/// A value, or the problem that took its place.
template <typename T>
Reply object_or_problem(const Result<T>& result, int status = 200) {
  return result ? object_reply(*result, status) : problem(result.error());
}
template <typename T>
Reply list_or_problem(const Result<Page<T>>& result) {
  return result ? list_reply(*result) : problem(result.error());
}

}  // namespace tidemark
