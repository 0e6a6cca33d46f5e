// What answers look like; the writers are in answers.cpp.

#include "admin/answers.h"

namespace tidemark {
namespace {

Schema moment_in_answer() {
  return text(Format::instant);
}

Schema counts_schema(std::vector<Field> more) {
  std::vector<Field> fields = {{"synced", whole(0)}, {"failed", whole(0)}, {"rate_limited", whole(0)}};
  fields.insert(fields.end(), more.begin(), more.end());
  return object(std::move(fields));
}

Schema details_schema(bool with_errors) {
  std::vector<Field> more = {{"total_posts", whole(0)},
                             {"by_platform", map_of(counts_schema({}).named("SyncCounts"))}};
  if (with_errors)
    more.push_back({"errors", list_of(object({{"post_id", id().or_null()},
                                              {"platform", text()},
                                              {"code", text()},
                                              {"message", text()},
                                              {"retry_after", whole(1), Need::lasting}})
                                          .named("SyncError"))});
  return counts_schema(std::move(more));
}

std::vector<Field> report_fields(bool with_errors) {
  return {{"business_id", id()},
          {"platforms", list_of(text())},
          {"posts_updated", whole(0)},
          {"last_synced_at", moment_in_answer().or_null()},
          {"status", one_of({"running", "completed", "partial", "failed", "interrupted"})},
          {"message", text()},
          {"run_id", id()},
          {"sync_details", details_schema(with_errors)},
          {"discovered", discovered_schema(), Need::lasting}};
}

}  // namespace

Schema discovered_schema() {
  return object({{"found", whole(0)}, {"new", whole(0)}, {"gone", whole(0)}}).named("Discovered");
}

Schema business_schema() {
  return object({{"id", id()},
                 {"name", text()},
                 {"time_zone", text()},
                 {"every", text(Format::duration).or_null()},
                 {"created_at", moment_in_answer()},
                 {"updated_at", moment_in_answer()}})
      .named("Business");
}

Schema account_schema() {
  return object({{"id", id()},
                 {"business_id", id()},
                 {"platform", text()},
                 {"platform_user_id", text().or_null()},
                 {"page_id", text().or_null()},
                 {"instagram_account_id", text().or_null()},
                 {"has_access_token", truth()},
                 {"has_refresh_token", truth()},
                 {"token_expires_at", moment_in_answer().or_null()},
                 {"is_active", truth()},
                 {"tracked_since", moment_in_answer()},
                 {"state", one_of({"ok", "rate_limited", "auth_failed", "error", "disabled"})},
                 {"message", text().or_null()},
                 {"retry_at", moment_in_answer().or_null()},
                 {"last_sync_at", moment_in_answer().or_null()},
                 {"created_at", moment_in_answer()},
                 {"updated_at", moment_in_answer()}})
      .named("Account");
}

Schema post_schema() {
  return object(
             {{"id", id()},
              {"business_id", id()},
              {"account_id", id()},
              {"platform", text()},
              {"platform_post_id", text()},
              {"platform_post_url", text().or_null()},
              {"published_at", moment_in_answer().or_null()},
              {"content_text", text().or_null()},
              {"media", list_of(object({{"url", text()}, {"type", text()}, {"alt_text", text().or_null()}}))},
              {"labels", map_of(text())},
              {"state", one_of({"active", "gone"})},
              {"created_at", moment_in_answer()},
              {"updated_at", moment_in_answer()}})
      .named("Post");
}

Schema token_schema(bool with_text) {
  std::vector<Field> fields = {{"id", id()},
                               {"name", text()},
                               {"role", one_of({"admin", "editor", "viewer"})},
                               {"business_ids", list_of(id()).or_null()},
                               {"created_at", moment_in_answer()}};
  if (with_text) fields.push_back({"token", text().saying("Shown this once.")});
  return object(std::move(fields)).named(with_text ? "NewToken" : "Token");
}

Schema report_schema() {
  return object(report_fields(true)).named("RefreshReport");
}

Schema run_schema(bool with_errors) {
  std::vector<Field> fields = report_fields(with_errors);
  fields.push_back({"trigger", one_of({"manual", "schedule", "webhook"})});
  fields.push_back({"started_at", moment_in_answer()});
  fields.push_back({"finished_at", moment_in_answer().or_null()});
  return object(std::move(fields)).named(with_errors ? "Run" : "RunInList");
}

Schema platform_schema() {
  return object({{"id", text()},
                 {"version", text()},
                 {"file", text()},
                 {"sha256", text()},
                 {"state", one_of({"loaded", "refused"})},
                 {"reason", text().or_null()},
                 {"isolation", text()},
                 {"capabilities", list_of(text())},
                 {"metrics", list_of(object({{"name", text()},
                                             {"unit", text()},
                                             {"kind", one_of({"gauge", "running_total", "window_total"})}}))},
                 {"buckets", list_of(object({{"name", text()},
                                             {"scope", text().saying("app, or account 17")},
                                             {"limit", whole()},
                                             {"remaining", whole().or_null()},
                                             {"reset_at", moment_in_answer().or_null()}}))},
                 {"unavailable",
                  list_of(object({{"account_id", id()},
                                  {"metric", text()},
                                  {"type", text().saying("of post; empty: all")},
                                  {"until", moment_in_answer().or_null().saying(
                                                "when it is asked for again; null: with a new token")},
                                  {"why", text()}}))
                      .saying("metrics that the platform refuses now")}})
      .named("Platform");
}

/// Flat: beside these fields stands every metric of the platform, by name.
Schema analytics_schema() {
  Schema flat = map_of(any_json())
                    .saying(
                        "Every metric of the platform by name as it stands, and engagement_rate, "
                        "click_through_rate, total_engagement, "
                        "fetched_at, stale, post_id, business_id, account_id, platform, platform_post_id, "
                        "platform_post_url, published_at, "
                        "content_preview.");
  return flat.named("PostAnalytics");
}

Schema gap_schema() {
  return object(
             {{"from", moment_in_answer().saying("the first attempt that failed")},
              {"to", moment_in_answer().or_null().saying("the attempt that succeeded; null: it lasts")},
              {"reason", one_of({"rate_limited", "auth_failed", "invalid_token", "permission_denied",
                                 "platform_error", "network_error", "timeout", "bad_response", "plugin_error",
                                 "storage", "engine_down", "paused", "metric_unavailable", "post_gone"})},
              {"metric", text().saying("with metric_unavailable"), Need::optional},
              {"type", text().saying("then: of posts of that media type alone"), Need::optional},
              {"message", text(), Need::optional}})
      .named("Gap");
}

Schema list_schema(Schema item) {
  return object({{"items", list_of(std::move(item))}, {"next_cursor", text().or_null()}});
}

}  // namespace tidemark
