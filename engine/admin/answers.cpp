#include "admin/answers.h"

namespace tidemark {
namespace {

void write_metrics(JsonWriter& json, const PlatformStatus& platform) {
  json.key("metrics").begin_array();
  for (const auto& metric : platform.metrics)
    json.begin_object()
        .field("name", metric.name)
        .field("unit", metric.unit)
        .field("kind", to_string(metric.kind))
        .end_object();
  json.end_array();
}

void write_buckets(JsonWriter& json, const PlatformStatus& platform) {
  json.key("buckets").begin_array();
  for (const auto& bucket : platform.buckets)
    json.begin_object()
        .field("name", bucket.name)
        .field("scope", bucket.scope)
        .field("limit", bucket.limit)
        .field("remaining", bucket.remaining)
        .field("reset_at", bucket.reset_at)
        .end_object();
  json.end_array();
}

void write_errors(JsonWriter& json, const Run& run) {
  json.key("errors").begin_array();
  for (const auto& error : run.errors) {
    json.begin_object().key("post_id");
    if (error.post)
      json.value(error.post->value);
    else
      json.null();
    json.field("platform", error.platform)
        .field("code", to_string(error.code))
        .field("message", error.message);
    if (error.retry_after_s) json.field("retry_after", *error.retry_after_s);
    json.end_object();
  }
  json.end_array();
}

void write_details(JsonWriter& json, const Run& run, bool with_errors) {
  const SyncCounts all = run.counts();
  json.key("sync_details").begin_object();
  json.field("total_posts", run.total_posts)
      .field("synced", all.synced)
      .field("failed", all.failed)
      .field("rate_limited", all.rate_limited);
  json.key("by_platform").begin_object();
  for (const auto& [platform, counts] : run.by_platform) {
    json.key(platform).begin_object();
    json.field("synced", counts.synced)
        .field("failed", counts.failed)
        .field("rate_limited", counts.rate_limited);
    json.end_object();
  }
  json.end_object();
  if (with_errors) write_errors(json, run);
  json.end_object();
}

void write_fields(JsonWriter& json, const Run& run, bool as_run, bool with_errors) {
  json.begin_object().field("business_id", run.business.value);
  json.key("platforms").begin_array();
  for (const auto& platform : run.platforms) json.value(platform);
  json.end_array();
  json.field("posts_updated", run.counts().synced)
      .field("last_synced_at", run.last_synced_at)
      .field("status", to_string(run.status))
      .field("message", run.message)
      .field("run_id", run.id.value);
  if (as_run)
    json.field("trigger", to_string(run.trigger))
        .field("started_at", run.started_at)
        .field("finished_at", run.finished_at);
  write_details(json, run, with_errors);
  if (run.discovered) {
    json.key("discovered");
    write(json, *run.discovered);
  }
  json.end_object();
}

/// The first words of a text, whole characters only.
std::string_view preview(std::string_view text) {
  constexpr std::size_t most = 100;
  std::size_t characters = 0;
  for (std::size_t i = 0; i < text.size(); ++i)
    if ((static_cast<unsigned char>(text[i]) & 0xC0) != 0x80 && ++characters > most) return text.substr(0, i);
  return text;
}

}  // namespace

void write(JsonWriter& json, const Business& business) {
  json.begin_object()
      .field("id", business.id.value)
      .field("name", business.name)
      .field("time_zone", business.time_zone)
      .key("every");
  if (business.every.empty())
    json.null();
  else
    json.value(business.every);
  json.field("created_at", business.created_at).field("updated_at", business.updated_at).end_object();
}

void write(JsonWriter& json, const Account& account) {
  json.begin_object()
      .field("id", account.id.value)
      .field("business_id", account.business.value)
      .field("platform", account.platform)
      .field("platform_user_id", account.platform_user_id)
      .field("page_id", account.page_id)
      .field("instagram_account_id", account.instagram_account_id)
      .field("has_access_token", account.has_access_token)
      .field("has_refresh_token", account.has_refresh_token)
      .field("token_expires_at", account.token_expires_at)
      .field("is_active", account.is_active)
      .field("tracked_since", account.tracked_since)
      .field("state", to_string(account.is_active ? account.state : AccountState::disabled))
      .field("message", account.state_message)
      .field("retry_at", account.retry_at)
      .field("last_sync_at", account.last_sync_at)
      .field("created_at", account.created_at)
      .field("updated_at", account.updated_at)
      .end_object();
}

void write(JsonWriter& json, const Post& post) {
  json.begin_object()
      .field("id", post.id.value)
      .field("business_id", post.business.value)
      .field("account_id", post.account.value)
      .field("platform", post.platform)
      .field("platform_post_id", post.platform_post_id)
      .field("platform_post_url", post.platform_post_url)
      .field("published_at", post.published_at)
      .field("content_text", post.content_text);
  json.key("media").begin_array();
  for (const auto& media : post.media) {
    json.begin_object().field("url", media.url).field("type", media.type).key("alt_text");
    if (media.alt_text.empty())
      json.null();
    else
      json.value(media.alt_text);
    json.end_object();
  }
  json.end_array().key("labels").begin_object();
  for (const auto& [name, value] : post.labels) json.field(name, value);
  json.end_object();
  json.field("state", to_string(post.state))
      .field("created_at", post.created_at)
      .field("updated_at", post.updated_at)
      .end_object();
}

void write_fields(JsonWriter& json, const ApiToken& token) {
  json.field("id", token.id.value)
      .field("name", token.name)
      .field("role", to_string(token.role))
      .key("business_ids");
  if (token.businesses) {
    json.begin_array();
    for (const auto business : *token.businesses) json.value(business.value);
    json.end_array();
  } else {
    json.null();
  }
  json.field("created_at", token.created_at);
}

void write(JsonWriter& json, const ApiToken& token) {
  json.begin_object();
  write_fields(json, token);
  json.end_object();
}

void write(JsonWriter& json, const Run& run) {
  write_fields(json, run, true, false);
}
void write_report(JsonWriter& json, const Run& run, bool as_run) {
  write_fields(json, run, as_run, true);
}

void write(JsonWriter& json, const Discovered& discovered) {
  json.begin_object()
      .field("found", discovered.found)
      .field("new", discovered.fresh)
      .field("gone", discovered.gone)
      .end_object();
}

void write(JsonWriter& json, const PlatformStatus& platform, std::span<const RefusedOfAccount> refused) {
  json.begin_object()
      .field("id", platform.id)
      .field("version", platform.version)
      .field("file", platform.file)
      .field("sha256", platform.sha256)
      .field("state", platform.loaded ? "loaded" : "refused");
  json.key("reason");
  if (platform.loaded)
    json.null();
  else
    json.value(platform.reason);
  json.field("isolation", platform.isolation);
  json.key("capabilities").begin_array();
  for (const auto& capability : platform.capabilities) json.value(capability);
  json.end_array();
  write_metrics(json, platform);
  write_buckets(json, platform);
  json.key("unavailable").begin_array();
  for (const RefusedOfAccount& one : refused) {
    if (one.platform != platform.id) continue;
    json.begin_object()
        .field("account_id", one.account.value)
        .field("metric", one.metric.metric)
        .field("type", one.metric.type)
        .field("until", one.metric.until)
        .field("why", one.metric.why)
        .end_object();
  }
  json.end_array().end_object();
}

void write_fields(JsonWriter& json, const PostAnalytics& analytics) {
  const Post& post = analytics.post;
  for (const auto& [name, value] : analytics.metrics) json.field(name, value);
  json.field("engagement_rate", analytics.engagement_rate)
      .field("click_through_rate", analytics.click_through_rate)
      .field("total_engagement", analytics.total_engagement)
      .field("fetched_at", analytics.fetched_at);
  json.key("stale").begin_object();
  for (const auto& [name, at] : analytics.stale) json.field(name, at);
  json.end_object();
  json.field("post_id", post.id.value)
      .field("business_id", post.business.value)
      .field("account_id", post.account.value)
      .field("platform", post.platform)
      .field("platform_post_id", post.platform_post_id)
      .field("platform_post_url", post.platform_post_url)
      .field("published_at", post.published_at)
      .key("content_preview");
  if (post.content_text)
    json.value(preview(*post.content_text));
  else
    json.null();
}

void write(JsonWriter& json, const PostAnalytics& analytics) {
  json.begin_object();
  write_fields(json, analytics);
  json.end_object();
}

void write(JsonWriter& json, const Gap& gap) {
  json.begin_object().field("from", gap.from).field("to", gap.to).field("reason", to_string(gap.reason));
  if (!gap.metric.empty()) json.field("metric", gap.metric);
  if (!gap.type.empty()) json.field("type", gap.type);
  if (!gap.message.empty()) json.field("message", gap.message);
  json.end_object();
}

}  // namespace tidemark
