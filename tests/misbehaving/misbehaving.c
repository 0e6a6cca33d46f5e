/* A small plugin that does everything right, unless it is built with CASE_<what it does wrong>. Platform
 * "example": likes_count (running total), followers_count (gauge), day_views (total of a window); one bucket,
 * "calls". sync asks GET /items once and emits likes_count = 100 + index for each post, followers_count = 7
 * for the account; an item whose type is "gone" fails with POST_NOT_FOUND, one whose type is "bare" is read
 * without a metric. discover finds the posts 1 and 2, tells likes_count = 41 of the first and nothing of the
 * second, claims all since 1700000000000 and keeps the cursor "next". check asks GET /items and says scopes
 * "read list", missing "write", role "ADMIN", expiry 1900000000000.
 */
#include <stdlib.h>
#include <string.h>

#include "tidemark/abi.h"

#define EXPORT __attribute__((visibility("default")))
#define TEXT(literal) \
  { literal, sizeof(literal) - 1 }

#ifdef CASE_no_symbol
EXPORT int some_other_library(void);
int some_other_library(void) {
  return 1;
}
#else

typedef struct instance {
  const tidemark_host* host;
} instance;

static tidemark_text text(const char* from) {
  tidemark_text out = {from, strlen(from)};
  return out;
}

static tidemark_code fail(tidemark_error* error, tidemark_code code, const char* why) {
  error->code = code;
  error->message_size = (uint32_t)strlen(why);
  memcpy(error->message, why, strlen(why));
  return code;
}

#ifdef CASE_undefined_symbol
extern void tidemark_nowhere(void);
#endif

static tidemark_code create(const tidemark_host* host, tidemark_text config_json, void** out,
                            tidemark_error* error) {
#if defined(CASE_create_fails)
  (void)host, (void)config_json, (void)out;
  return fail(error, TIDEMARK_BAD_CONFIG, "api_version must be six digits");
#elif defined(CASE_create_gives_nothing)
  (void)host, (void)config_json, (void)out, (void)error;
  return TIDEMARK_OK;
#else
  instance* self = malloc(sizeof *self);
  (void)error;
  if (!self) return fail(error, TIDEMARK_PLUGIN_ERROR, "no memory");
  self->host = host;
  host->log(host, 0, config_json);
#if defined(CASE_calls_outside)
  {
    tidemark_sample sample = {1, 0, 0, 0, 0};
    tidemark_error why = {.struct_size = sizeof why};
    tidemark_request request = {.struct_size = sizeof request, .method = TEXT("GET"), .target = TEXT("/")};
    tidemark_response response = {.struct_size = sizeof response};
    tidemark_quota quota = {1, 1, 1, 0, 0};
    if (host->http(host, &request, &response, &why) != TIDEMARK_PLUGIN_ERROR) abort();
    if (host->emit(host, &sample, 1, sizeof sample, &why) != TIDEMARK_PLUGIN_ERROR) abort();
    host->quota(host, &quota);
    host->item_read(host, 0);
    host->item_failed(host, 0, &why);
    host->metric_unavailable(host, 0, text(""), TIDEMARK_NEVER, text("why"));
    if (host->found(host, NULL, NULL) != TIDEMARK_PLUGIN_ERROR) abort();
  }
#endif
  *out = self;
  return TIDEMARK_OK;
#endif
}

static void destroy(void* self) {
  free(self);
}

/* ---- sync ---- */

static tidemark_code ask(const tidemark_host* host, tidemark_error* error) {
  tidemark_request request = {.struct_size = sizeof request, .method = TEXT("GET"), .target = TEXT("/items")};
  tidemark_response response = {.struct_size = sizeof response};
  tidemark_code code = host->http(host, &request, &response, error);
#if defined(CASE_tells_headers)
  for (uint64_t at = 0; at < response.header_count; ++at) host->log(host, 1, response.headers[at].value);
#endif
  return code;
}

static const tidemark_item* item_at(const tidemark_sync* sync, uint64_t index) {
  return (const tidemark_item*)((const char*)sync->items + index * sync->items->struct_size);
}

static int is_type(const tidemark_item* item, const char* type) {
  return item->type.size == strlen(type) && memcmp(item->type.data, type, item->type.size) == 0;
}

static tidemark_code answer(const tidemark_host* host, const tidemark_sync* sync, uint64_t index,
                            tidemark_error* error) {
  const tidemark_item* item = item_at(sync, index);
  tidemark_sample sample = {100 + (int64_t)index, 0, 0, (uint32_t)index, 0};
  if (item->kind == 0) {
    sample.metric = 1;
    sample.value = 7;
  }
  if (is_type(item, "gone")) {
    tidemark_error why = {.struct_size = sizeof why, .retry_after_ms = -1};
    fail(&why, TIDEMARK_POST_NOT_FOUND, "the platform does not know the post");
    host->item_failed(host, (uint32_t)index, &why);
    return TIDEMARK_OK;
  }
  if (is_type(item, "bare")) {
    host->item_read(host, (uint32_t)index);
    return TIDEMARK_OK;
  }
  return host->emit(host, &sample, 1, sizeof sample, error);
}

static tidemark_code answer_all(const tidemark_host* host, const tidemark_sync* sync, tidemark_error* error) {
  for (uint64_t index = 0; index < sync->item_count; ++index) {
    tidemark_code code = answer(host, sync, index, error);
    if (code != TIDEMARK_OK) return code;
  }
  return TIDEMARK_OK;
}

static tidemark_code misbehave(const tidemark_host* host, const tidemark_sync* sync, tidemark_error* error) {
#if defined(CASE_wrong_item) || defined(CASE_wrong_metric) || defined(CASE_wrong_stride) || \
    defined(CASE_wrong_window)
  tidemark_sample samples[2] = {{1, 0, 0, 0, 0}, {2, 0, 0, 0, 0}};
  uint32_t stride = sizeof samples[0];
#if defined(CASE_wrong_item)
  samples[1].item = (uint32_t)sync->item_count;
#elif defined(CASE_wrong_metric)
  samples[1].metric = 3;
#elif defined(CASE_wrong_stride)
  stride = 24;
#else
  samples[1].since_ms = 1000;
  samples[1].until_ms = 2000;
#endif
  (void)sync;
  host->emit(host, samples, 2, stride, error); /* and goes on as if nothing had been said */
  return TIDEMARK_OK;
#elif defined(CASE_newer)
  /* Built with a later minor: its samples have a field more. */
  struct {
    tidemark_sample known;
    int64_t added;
  } samples[2] = {{{41, 0, 0, 0, 0}, -1}, {{42, 0, 0, 1, 0}, -1}};
  (void)sync;
  return host->emit(host, &samples[0].known, 2, sizeof samples[0], error);
#elif defined(CASE_error_without_text)
  (void)host, (void)sync, (void)error;
  return TIDEMARK_RATE_LIMITED;
#elif defined(CASE_unknown_code)
  (void)host, (void)sync;
  return fail(error, 99, "from another time");
#elif defined(CASE_garbled_error)
  (void)host, (void)sync;
  memset(error->message, 0xC3, sizeof error->message);
  memcpy(error->message, "line\none ", 9);
  error->message_size = 4000000000u;
  return TIDEMARK_BAD_RESPONSE;
#elif defined(CASE_small_error)
  /* Its record ends before the message; what follows in memory is not the host's to read or write. */
  struct {
    uint32_t struct_size;
    tidemark_code code;
    uint32_t guard[2];
  } small = {8, TIDEMARK_AUTH_FAILED, {0xFEEDu, 0xFEEDu}};
  (void)sync, (void)error;
  host->item_failed(host, 0, (const tidemark_error*)(const void*)&small);
  host->emit(host, NULL, 1, 32, (tidemark_error*)(void*)&small);
  if (small.guard[0] != 0xFEEDu || small.code != TIDEMARK_PLUGIN_ERROR) abort();
  host->emit(host, NULL, 1, 32, NULL);
  return answer_all(host, sync, error);
#elif defined(CASE_answers_twice)
  tidemark_error why = {.struct_size = sizeof why, .retry_after_ms = -1};
  tidemark_sample late = {5, 0, 0, 1, 0};
  fail(&why, TIDEMARK_PERMISSION_DENIED, "not allowed");
  answer(host, sync, 0, error);
  host->item_failed(host, 0, &why); /* after its samples */
  host->item_failed(host, 1, &why);
  host->item_read(host, 1);
  host->item_failed(host, 99, &why);
  host->item_failed(host, 2, NULL);
  return host->emit(host, &late, 1, sizeof late, error); /* after its failure */
#elif defined(CASE_chatters)
  for (int line = 0; line < 50; ++line) host->log(host, line == 0 ? 77 : 1, text("one\ntwo \x1b[31m\xff"));
  return answer_all(host, sync, error);
#elif defined(CASE_claims_cancelled)
  (void)host, (void)sync, (void)error;
  return TIDEMARK_CANCELLED;
#elif defined(CASE_forgets_items)
  return answer(host, sync, 0, error);
#else
  return answer_all(host, sync, error);
#endif
}

static tidemark_code sync_items(void* self, const tidemark_sync* sync, tidemark_error* error) {
  const tidemark_host* host = ((instance*)self)->host;
  tidemark_quota quota = {900, 899, 1800000900000, 0, 0};
  tidemark_code code = ask(host, error);
  if (code != TIDEMARK_OK) return code;
  host->quota(host, &quota);
  if (sync->unavailable_count == 0)
    host->metric_unavailable(host, 2, text("video"), TIDEMARK_NEVER, text("refused with code 100"));
  if (host->extension(host, text("tidemark.none/1")) != NULL) abort();
  return misbehave(host, sync, error);
}

static tidemark_code tell_figures(const tidemark_host* host, const tidemark_discovery* discovery,
                                  tidemark_error* error) {
  tidemark_sample sample = {41, 0, 0, 0, 0};
  tidemark_error why = {.struct_size = sizeof why, .retry_after_ms = -1};
  tidemark_code code;
  fail(&why, TIDEMARK_BAD_RESPONSE, "no figures");
#if defined(CASE_finds_nothing_and_tells)
  sample.item = 2; /* and only 0 and 1 were found */
#elif defined(CASE_answers_twice)
  host->item_failed(host, 0, &why); /* before its samples */
  host->item_failed(host, 9, &why);
#elif defined(CASE_newer)
  struct {
    tidemark_sample known;
    int64_t added;
  } longer[2] = {{{41, 0, 0, 0, 0}, -1}, {{42, 0, 0, 1, 0}, -1}};
  return host->emit(host, &longer[0].known, 2, sizeof longer[0], error);
#endif
  code = host->emit(host, &sample, 1, sizeof sample, error);
  if (code != TIDEMARK_OK) return code;
  host->item_read(host, 1);
  if (discovery->unavailable_count == 0)
    host->metric_unavailable(host, 2, text("video"), TIDEMARK_NEVER, text("refused with code 100"));
  return TIDEMARK_OK;
}

static tidemark_code discover(void* self, const tidemark_discovery* discovery, tidemark_error* error) {
  const tidemark_host* host = ((instance*)self)->host;
  const char* const media =
      "[{\"url\":\"https://cdn.example/1.jpg\",\"type\":\"image\",\"alt_text\":\"a \\u00e9\"}]";
  tidemark_found post = {.struct_size = sizeof post,
                         .platform_id = TEXT("1"),
                         .url = TEXT("https://example/1"),
                         .text = TEXT("first"),
                         .type = TEXT("image"),
                         .published_at_ms = 1700000000000};
  tidemark_code code;
  post.media_json = text(media);
  code = host->found(host, &post, error);
  if (code != TIDEMARK_OK) return code;
#if defined(CASE_wrong_item)
  post.platform_id = text("not a number");
#elif defined(CASE_wrong_metric)
  post.media_json = text("{\"url\": 1");
#else
  post.platform_id = text("2");
  post.media_json = text("");
#endif
  post.published_at_ms = TIDEMARK_UNKNOWN_TIME;
  code = host->found(host, &post, error);
  if (code != TIDEMARK_OK) return code;
  code = tell_figures(host, discovery, error);
  if (code != TIDEMARK_OK) return code;
#if defined(CASE_listed_twice)
  discovery->listed(host, TIDEMARK_UNKNOWN_TIME);
#elif defined(CASE_listed_at_no_time)
  discovery->listed(host, INT64_MAX);
#endif
#if !defined(CASE_forgets_items)
  discovery->listed(host, 1700000000000);
  discovery->keep_cursor(host, text("next"));
#endif
  return TIDEMARK_OK;
}

/* ---- check ---- */

static tidemark_code check(void* self, const tidemark_check* what, tidemark_error* error) {
  const tidemark_host* host = ((instance*)self)->host;
  tidemark_access access = {.struct_size = sizeof access,
                            .scopes = TEXT("read list"),
                            .missing = TEXT("write"),
                            .role = TEXT("ADMIN"),
                            .expires_at_ms = 1900000000000};
  tidemark_sample sample = {1, 0, 0, 0, 0};
  tidemark_error ignored = {.struct_size = sizeof ignored};
  tidemark_code code = ask(host, error);
  if (code != TIDEMARK_OK) return code;
  if (host->emit(host, &sample, 1, sizeof sample, &ignored) != TIDEMARK_PLUGIN_ERROR) abort();
#if defined(CASE_answers_twice)
  what->access(host, &access);
  access.role = text("somebody else");
#elif defined(CASE_garbled_error)
  access.scopes = text("  a\nb\xff  a ");
  access.missing.data = NULL;
  access.role = text("line\none");
  access.expires_at_ms = TIDEMARK_NEVER;
#elif defined(CASE_wrong_stride)
  access.struct_size = 8;
#elif defined(CASE_wrong_window)
  access.expires_at_ms = 1;
  access.expires_at_ms <<= 62;
#elif defined(CASE_chatters)
  access.role.data = what->account[what->account_count - 1].value.data;
  access.role.size = what->account[what->account_count - 1].value.size;
#elif defined(CASE_forgets_items)
  return TIDEMARK_OK;
#endif
  what->access(host, &access);
#if defined(CASE_error_without_text)
  return TIDEMARK_AUTH_FAILED;
#else
  return TIDEMARK_OK;
#endif
}

/* ---- what it says of itself ---- */

#if defined(CASE_stride_zero)
#define METRIC_SIZE 0
#else
#define METRIC_SIZE sizeof(tidemark_metric)
#endif
#if defined(CASE_other_unit)
#define LIKES_UNIT TEXT("s")
#else
#define LIKES_UNIT TEXT("1")
#endif
#if defined(CASE_other_kind)
#define FOLLOWERS_KIND 1
#else
#define FOLLOWERS_KIND 0
#endif

static const tidemark_metric metrics[] = {
#if defined(CASE_other_order)
    {METRIC_SIZE, FOLLOWERS_KIND, TEXT("followers_count"), TEXT("1")},
    {METRIC_SIZE, 1, TEXT("likes_count"), LIKES_UNIT},
#else
    {METRIC_SIZE, 1, TEXT("likes_count"), LIKES_UNIT},
    {METRIC_SIZE, FOLLOWERS_KIND, TEXT("followers_count"), TEXT("1")},
#endif
    {METRIC_SIZE, 2, TEXT("day_views"), TEXT("1")},
};

static const tidemark_bucket buckets[] = {
#if defined(CASE_other_bucket)
    {sizeof(tidemark_bucket), 0, 800, 900000, TEXT("calls")},
#else
    {sizeof(tidemark_bucket), 0, 900, 900000, TEXT("calls")},
#endif
};

#if defined(CASE_foreign_major)
#define SYMBOL tidemark_plugin_v2
extern const tidemark_plugin tidemark_plugin_v2;
#else
#define SYMBOL tidemark_plugin_v1
#endif

EXPORT const tidemark_plugin SYMBOL = {
#if defined(CASE_small_struct)
    .struct_size = 16,
#elif defined(CASE_newer)
    .struct_size = sizeof(tidemark_plugin), /* its table did not grow, its samples did */
    .abi_minor = 4,
#else
    .struct_size = sizeof(tidemark_plugin),
#endif
#if defined(CASE_needs_newer)
    .abi_minor = 7,
    .needs_abi_minor = 7,
#endif
#if defined(CASE_bad_flags)
    .flags = 4,
#endif
#if defined(CASE_other_platform)
    .platform = TEXT("somebody_else"),
#elif defined(CASE_bad_text)
    .platform = TEXT("ex\xff"),
#else
    .platform = TEXT("example"),
#endif
    .version = TEXT("1.2.3"),
    .metrics = metrics,
    .metric_count = sizeof metrics / sizeof metrics[0],
    .buckets = buckets,
    .bucket_count = sizeof buckets / sizeof buckets[0],
    .create = create,
    .destroy = destroy,
#if !defined(CASE_no_sync)
    .sync = sync_items,
#endif
    .discover = discover,
#if !defined(CASE_no_check)
    .check = check,
#endif
};

#ifdef CASE_undefined_symbol
EXPORT void unused(void);
void unused(void) {
  tidemark_nowhere();
}
#endif
#endif
